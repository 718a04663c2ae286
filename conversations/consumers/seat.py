"""Who sits at a console socket, and the conversations that it has come across."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar
from uuid import UUID

from agents.models import Agent
from conversations.consumers import desk
from conversations.consumers.desk import Changes, Place, Reference
from conversations.consumers.live import Live
from conversations.log import Author, Desk, DeskRow, Head, HeadRow
from tenants.errors import Unavailable
from tenants.models import Membership
from tenants.scoping import brands_literal
from tenants.tickets import Pass, look_again, use_ticket

R = TypeVar("R")


class Seat:
    """A member, their agent, and what was looked up for them. Empty until ``sit_down``."""

    def __init__(self, live: Live) -> None:
        self.live = live
        self._pass: Pass
        self._place = Place(None, None, [])
        self._by_uuid: dict[UUID, Reference] = {}
        self._by_pk: dict[int, Reference] = {}
        self._authors: dict[tuple[int, bool], Author] = {}

    @property
    def member(self) -> Membership:
        return self._pass.member

    @property
    def agency_id(self) -> int:
        return self._pass.member.agency_id

    @property
    def agent(self) -> Agent | None:
        return self._place.agent

    @property
    def lease(self) -> UUID | None:
        return self._place.lease

    @property
    def brand_ids(self) -> list[int]:
        return self._place.brand_ids

    async def sit_down(self, ticket: str) -> None:
        """Raises BadToken."""
        await self._take(await self.live.in_thread(use_ticket, ticket))

    async def stand_up(self) -> None:
        if self.lease:
            with suppress(Unavailable):  # It runs out by itself.
                await self.as_member(desk.leave, self.lease)

    async def open_again(self) -> None:
        """The console ran out, as all do while PostgreSQL is away. Another takes its place."""
        self._place = await self.as_member(desk.place_of, self.member, None)

    async def renew(self) -> None:
        """Read anew what the member may do. Raises BadToken when that is nothing any more."""
        member, key = self.member, self._pass.session_key
        await self._take(await self.live.in_thread(look_again, member.agency_id, member.pk, key))
        self._forget_lost()

    async def _take(self, fresh: Pass) -> None:
        """All of it or nothing: whoever has the new pass alone would never look again."""
        place = await self.live.in_thread(
            desk.in_scope, fresh, desk.place_of, fresh.member, self.lease
        )
        self._pass, self._place = fresh, place

    async def as_member(self, function: Callable[..., R], *args: Any) -> R:
        return await self.live.in_thread(desk.in_scope, self._pass, function, *args)

    # What lies before them.

    async def look(self, feed: int | None) -> Desk:
        """``feed`` is a cursor of the inbox; None starts from now."""
        agent_id = self.agent.pk if self.agent else None
        brands = brands_literal(self._pass.scope.brand_ids)
        key = self._pass.session_key
        row = DeskRow(self.agency_id, self.member.pk, key, brands, agent_id, feed)
        seen = await self.live.log.desk(row)
        assert seen is not None
        for one in seen.held:
            self.learn(Reference(one.conversation_id, one.brand_id, one.uuid))
        return seen

    def rests_on(self, grounds: str | None) -> bool:
        """Whether their pass is as good as when it was read."""
        return self._pass.grounds == grounds

    async def changes(self, seen: Desk, since: int | None) -> Changes:
        if since is None or not seen.has_changes:
            return Changes([], seen.feed)
        return await self.as_member(desk.changes, since)

    # Conversations.

    def known(self, pk: int) -> Reference | None:
        return self._by_pk.get(pk)

    def learn(self, one: Reference) -> None:
        self._by_uuid[one.uuid] = self._by_pk[one.pk] = one

    async def reference(self, conv: UUID) -> Reference:
        """The conversation if it is in reach. Raises a Refusal."""
        known = self._by_uuid.get(conv)
        if known is None:
            known = await self.as_member(desk.reference, conv)
            self.learn(known)
        return known

    def _forget_lost(self) -> None:
        """Something about the member changed: names, and which brands they see."""
        self._authors.clear()
        allowed = self._pass.scope.brand_ids
        if allowed is not None:
            for one in [one for one in self._by_pk.values() if one.brand_id not in allowed]:
                del self._by_pk[one.pk], self._by_uuid[one.uuid]

    async def head(self, known: Reference) -> Head | None:
        row = HeadRow(self.agency_id, known.brand_id, None, known.pk)
        return await self.live.log.head(row)

    async def heads(self, references: list[Reference]) -> dict[UUID, Head]:
        heads = await asyncio.gather(*(self.head(one) for one in references))
        return {one.uuid: head for one, head in zip(references, heads, strict=True) if head}

    async def author(self, known: Reference, *, is_note: bool) -> Author:
        """How the member signs here. Raises Forbidden when they may not write."""
        if is_note and self.member.in_office:
            # Theirs as the holder or as the office: it depends on the conversation.
            return await self.as_member(desk.author, known.uuid, self.member, is_note)
        key = (known.brand_id, is_note)
        author = self._authors.get(key)
        if author is None:
            author = await self.as_member(desk.author, known.uuid, self.member, is_note)
            self._authors[key] = author
        return author
