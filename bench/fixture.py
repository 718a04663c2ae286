"""What the product needs before a benchmark: an agency, agents who hold chats, their visitors."""

import os
from typing import NamedTuple
from uuid import uuid4

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.cached_db import SessionStore
from django.utils.timezone import now

from agents.actions import add_agent, assign_brand
from agents.models import Agent
from bench.sizes import HELD
from conversations.actions.visitors import author_of_visitor
from conversations.log import append
from conversations.models import Conversation, Kind, Status, Visitor
from conversations.tokens import Access, sign_access
from tenants.actions import add_member, create_agency, create_brand
from tenants.models import Agency, Brand, Membership, Role
from tenants.scoping import tenant_scope
from tenants.tickets import issue_ticket

BRANDS = 4


class Writer(NamedTuple):
    """A visitor with an open conversation, as they come back to it."""

    conv: str
    head: int
    token: str


class Fixture:
    """Agent k holds the conversations 50·k to 50·k + 49."""

    def __init__(self, visitors: int) -> None:
        self.agency = create_agency(name="Bench", slug="bench")
        with tenant_scope(self.agency.pk):
            self.brands = [make_brand(self.agency, number) for number in range(BRANDS)]
            self.agents = [
                make_agent(self.agency, self.brands, number)
                for number in range((visitors + HELD - 1) // HELD)
            ]
            self._conversations = make_conversations(self.brands, self.agents, visitors)
        self._sessions: dict[int, SessionStore] = {}

    def visitors(self, count: int) -> list[Writer]:
        chosen = self._conversations[:count]
        with tenant_scope(self.agency.pk):
            heads = dict(Conversation.objects.values_list("pk", "last_seq"))
        return [
            Writer(str(row.uuid), heads[row.pk], token(row.brand, row.visitor)) for row in chosen
        ]

    def strangers(self, count: int) -> list[str]:
        brands = self.brands
        return [token(brands[number % len(brands)], None) for number in range(count)]

    def tickets(self, agents: list[int]) -> list[str]:
        """A fresh ticket for each of these agents; a ticket opens one console."""
        with tenant_scope(self.agency.pk):
            return [self._ticket(self.agents[number].membership) for number in agents]

    def cookies(self, agents: list[int]) -> list[str]:
        """The cookie of each of these agents' sessions."""
        sessions = [self._session(self.agents[number].membership) for number in agents]
        return [f"{settings.SESSION_COOKIE_NAME}={session.session_key}" for session in sessions]

    def _ticket(self, member: Membership) -> str:
        return issue_ticket(member, self._session(member))

    def _session(self, member: Membership) -> SessionStore:
        if member.pk not in self._sessions:
            self._sessions[member.pk] = sign_in(member)
        return self._sessions[member.pk]


def make_brand(agency: Agency, number: int) -> Brand:
    return create_brand(
        agency, by=None, name=f"Shop {number}", slug=f"shop-{number}", sites=[], monogram="S"
    )


def make_agent(agency: Agency, brands: list[Brand], number: int) -> Agent:
    member = add_member(
        agency,
        by=None,
        email=f"agent{number}@bench.example",
        name=f"Agent {number}",
        role=Role.AGENT,
        password=None,
    )
    agent = add_agent(member, name=f"Agent {number}", capacity=HELD)
    for brand in brands:
        assign_brand(agent, brand=brand, alias=f"Anna {number}")
    return agent


def make_conversations(brands: list[Brand], agents: list[Agent], count: int) -> list[Conversation]:
    rows = [
        make_conversation(brands[number % len(brands)], agents[number // HELD])
        for number in range(count)
    ]
    Visitor.objects.bulk_create([row.visitor for row in rows])
    for row in rows:
        row.visitor_id = row.visitor.pk
    Conversation.objects.bulk_create(rows)
    for row in rows:
        append(row, Kind.STARTED, by=author_of_visitor(row.visitor), data={"page": {}})
    return rows


def make_conversation(brand: Brand, agent: Agent) -> Conversation:
    moment = now()
    return Conversation(
        agency_id=brand.agency_id,
        brand=brand,
        visitor=Visitor(agency_id=brand.agency_id, brand=brand),
        agent=agent,
        status=Status.OPEN,
        language="en",
        opened_at=moment,
        queued_at=moment,
        assigned_at=moment,
        accepted_at=moment,
    )


def sign_in(member: Membership) -> SessionStore:
    session = SessionStore()
    session[SESSION_KEY] = str(member.user.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = member.user.get_session_auth_hash()
    session.save()
    return session


def token(brand: Brand, visitor: Visitor | None) -> str:
    uuid = visitor.uuid if visitor else uuid4()
    access = Access(brand.public_key, uuid, uuid4(), os.urandom(32), visitor is not None)
    return sign_access(access)
