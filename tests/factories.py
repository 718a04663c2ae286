"""What tests begin with, made through the product's own actions."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from django.db import connection
from django.utils.timezone import now

from agents import actions as agents
from agents.models import Agent, Assignment
from billing.actions.contracts import agree_contract
from billing.models import Contract, Invoice, InvoiceLine
from billing.queries.contracts import today
from conversations.actions.messages import VisitorMessage, write_as_visitor
from conversations.models import Block, By, CannedReply, Conversation, File, FileStatus
from conversations.tokens import Access, new_refresh
from leads.actions.capture import capture_lead
from leads.actions.disputes import open_dispute
from leads.actions.forms import save_destination
from leads.models import Destination, DestinationKind, Dispute, Lead, Reason
from tenants import actions as tenants
from tenants.models import Agency, Brand, Membership, Role
from tenants.scoping import tenant_scope

PASSWORD = "correct horse battery"
numbers = count(1)


@dataclass
class Office:
    """An agency and what belongs to it."""

    agency: Agency
    brands: list[Brand]
    members: dict[str, Membership]
    agents: list[Agent]

    @property
    def brand(self) -> Brand:
        return self.brands[0]

    @property
    def agent(self) -> Agent:
        return self.agents[0]

    @property
    def member(self) -> Membership:
        """The member who is the first agent."""
        return self.members[Role.AGENT]

    def scope(self, **narrower):
        return tenant_scope(self.agency.pk, **narrower)

    def agent_scope(self):
        """The scope that the first agent works in."""
        return tenant_scope(self.agency.pk, brand_ids=[self.brand.pk])


def open_office(name: str) -> Office:
    """Two brands; the agents serve the first only; the clients are of the first."""
    agency = make_agency(name)
    with tenant_scope(agency.pk):
        brands = [make_brand(agency, f"{name} One"), make_brand(agency, f"{name} Two")]
        members = {role: make_member(agency, role) for role in Role.values}
        served = [make_agent(members[Role.AGENT], brands[0])]
        served.append(make_agent(make_member(agency, Role.AGENT), brands[0]))
        for role in (Role.CLIENT_MANAGER, Role.CLIENT_VIEWER):
            tenants.grant_access(members[role], brand=brands[0])
    return Office(agency, brands, members, served)


def make_agency(name: str) -> Agency:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('tenants_agency', 'id'))")
        agency_id = cursor.fetchone()[0]
    with tenant_scope(agency_id):
        return Agency.objects.create(pk=agency_id, name=name, slug=f"agency-{agency_id}")


def make_brand(agency: Agency, name: str, **fields) -> Brand:
    slug = fields.pop("slug", f"brand-{next(numbers)}")
    sites = fields.pop("sites", [f"https://{slug}.example"])
    defaults = {"monogram": name[:2].upper(), "language": "en"}
    return tenants.create_brand(
        agency, by=None, name=name, slug=slug, sites=sites, **(defaults | fields)
    )


def make_member(agency: Agency, role: str) -> Membership:
    email = f"{role}{next(numbers)}@example.com"
    return tenants.add_member(
        agency, by=None, email=email, name=f"The {role}", role=role, password=None
    )


def set_password(member: Membership) -> None:
    """Only who signs in needs one: hashing is slow on purpose."""
    member.user.set_password(PASSWORD)
    member.user.save(update_fields=["password"])


def make_agent(member: Membership, *brands: Brand, capacity: int = 4) -> Agent:
    agent = agents.add_agent(member, name=f"Agent {next(numbers)}", capacity=capacity)
    for brand in brands:
        agents.assign_brand(agent, brand=brand, alias=f"Alias {agent.name}")
    return agent


def make_available(*available: Agent) -> list[UUID]:
    """The agents sit at an open console. Answers the consoles."""
    leases = []
    for agent in available:
        with tenant_scope(agent.agency_id):
            leases.append(agents.open_console(agent))
            agents.set_status(agent, status="available")
    return leases


def make_access(brand: Brand) -> Access:
    refresh = new_refresh()
    return Access(brand.public_key, uuid4(), refresh.session, refresh.hash, False)


def say(brand: Brand, access: Access, body: str = "Hello", **fields) -> Conversation:
    """A visitor writes; the conversation they write in."""
    message = VisitorMessage(client_id=fields.pop("client_id", uuid4()), body=body, **fields)
    conversation, _ = write_as_visitor(brand, access, message)
    with tenant_scope(brand.agency_id):
        return Conversation.objects.select_related("agent", "brand", "visitor").get(
            pk=conversation.pk
        )


def make_block(office: Office, conversation: Conversation) -> Block:
    """A row alone: what is open stays open."""
    with office.scope():
        return Block.objects.create(
            agency=office.agency,
            brand=conversation.brand,
            visitor=conversation.visitor,
            conversation=conversation,
            until=now() + timedelta(days=1),
        )


def make_file(office: Office, conversation: Conversation) -> File:
    """A row alone, as if the visitor had sent it: its bytes are nowhere."""
    with office.scope():
        return File.objects.create(
            agency=office.agency,
            brand_id=conversation.brand_id,
            visitor_id=conversation.visitor_id,
            conversation=conversation,
            by_kind=By.VISITOR,
            by_uuid=conversation.visitor.uuid,
            client_id=uuid4(),
            digest=b"",
            key=uuid4().hex,
            name=f"{office.agency.name}.txt",
            type="text/plain",
            size=5,
            status=FileStatus.CLEAN,
            sent_in=2,
            next_at=now(),
        )


def make_canned(office: Office, **fields) -> CannedReply:
    defaults = {"shortcut": "hi", "title": "Greeting", "body": "Hello {{visitor}}"}
    with office.scope():
        return CannedReply.objects.create(agency=office.agency, **(defaults | fields))


def make_lead(office: Office, conversation: Conversation, **values: str) -> Lead:
    """Captured by the office."""
    said = {"name": "Anna Kováčová", "phone": "+421905123456", "request": "Chce ponuku."}
    with office.scope():
        supervisor = office.members[Role.SUPERVISOR]
        return capture_lead(
            conversation, member=supervisor, values=said | values, client_id=uuid4()
        )


def make_dispute(office: Office, lead: Lead, reason: str = Reason.NO_CONTACT) -> Dispute:
    with office.scope():
        manager = office.members[Role.CLIENT_MANAGER]
        return open_dispute(lead, member=manager, reason=reason)


def make_destination(office: Office, brand: Brand, address: str) -> Destination:
    kind = DestinationKind.WEBHOOK if address.startswith("https:") else DestinationKind.EMAIL
    with office.scope():
        owner = office.members[Role.OWNER]
        return save_destination(None, brand=brand, member=owner, kind=kind, address=address)


def make_contract(office: Office, brand: Brand, **terms: Any) -> Contract:
    """Chats at an euro, from the first day of this month on."""
    with office.scope():
        day = today(brand.time_zone).replace(day=1)
        defaults: dict[str, Any] = {"valid_from": day, "chat_price": Decimal(1)}
        return agree_contract(brand, by=None, **(defaults | terms))


def make_invoice(office: Office, brand: Brand, name: str = "Halo") -> Invoice:
    """The first of a series, with a line that costs nothing, so that nothing is behind it."""
    series = f"T{next(numbers)}-"
    party = {"legal_name": f"{name} s. r. o.", "country": "SK"}
    facts: dict[str, Any] = {"agency": office.agency, "brand": brand}
    with office.scope():
        day = today(brand.time_zone)
        invoice = Invoice.objects.create(
            **facts,
            number=f"{series}1",
            prefix=series,
            sequence=1,
            issued_on=day,
            supplied_from=day,
            supplied_until=day,
            due_on=day,
            currency="EUR",
            net=Decimal(0),
            vat=Decimal(0),
            total=Decimal(0),
            seller=party,
            buyer=party,
            document={"vat": {"rate": "0", "note": ""}, "payment": {"reference": "1"}},
            pdf=f"PDF of {name}".encode(),
            xml=f"XML of {name}".encode(),
        )
        InvoiceLine.objects.create(
            **facts,
            invoice=invoice,
            position=1,
            kind="chat",
            description=f"Chats of {name}",
            quantity=Decimal(1),
            unit_price=Decimal(0),
            amount=Decimal(0),
        )
        return invoice


def assignment(agent: Agent) -> Assignment:
    with tenant_scope(agent.agency_id):
        return Assignment.objects.filter(agent=agent).select_related("brand", "agent").get()
