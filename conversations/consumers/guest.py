"""The visitor at a socket, and the conversation at hand, if they have one."""

from uuid import UUID

from conversations.actions.messages import REFUSALS, Page, VisitorMessage, write_as_visitor
from conversations.consumers.frames import Send
from conversations.consumers.live import Live
from conversations.errors import Blocked
from conversations.log import Appended, Author, Entry, Head, HeadRow, Known, KnownRow, ReadRow
from conversations.models import By, Conversation, Kind
from conversations.serializers import Wire
from conversations.streams import visitor_events
from conversations.tokens import Access, read_access
from tenants.errors import BadToken, Forbidden
from tenants.models import Brand


class Guest:
    """Empty until ``enter``; without a conversation until ``take_up``."""

    def __init__(self, live: Live) -> None:
        self.live = live
        self.brand: Brand
        self.access: Access
        self.author: Author | None = None
        self.visitor_id: int | None = None
        self.conversation_id: int | None = None
        self.conv: UUID | None = None

    @property
    def agency_id(self) -> int:
        return self.brand.agency_id

    async def enter(self, token: str) -> None:
        self.access = read_access(token)
        self.brand = await self.live.brand(self.access.brand_key)

    async def known(self) -> Known | None:
        """Who this is and what they said last. Raises BadToken and Blocked."""
        row = KnownRow(self.agency_id, self.brand.pk, self.access.visitor, self.access.session)
        known = await self.live.log.visitor(row)
        if known and known.is_revoked:
            raise BadToken
        if known and known.is_blocked:
            raise Blocked
        return known

    def take_up(self, known: Known) -> None:
        self.visitor_id = known.visitor_id
        self.author = Author(By.VISITOR, self.access.visitor, known.name, known.name)
        if known.conversation_id is not None:
            self.conversation_id, self.conv = known.conversation_id, known.uuid

    async def head(self) -> Head | None:
        if self.conversation_id is None:
            return None
        return await self.live.log.head(
            HeadRow(self.agency_id, self.brand.pk, self.visitor_id, self.conversation_id)
        )

    async def events(self, after: int, limit: int) -> list[Wire]:
        assert self.visitor_id is not None
        assert self.conv is not None
        stream = await self.live.in_thread(
            visitor_events, self.brand, self.visitor_id, self.conv, after, limit
        )
        return stream.events

    def mark(self, seq: int) -> ReadRow | None:
        """That they have read so far."""
        if self.conversation_id is None:
            return None
        brand, pk = self.brand, self.conversation_id
        return ReadRow(brand.agency_id, brand.pk, self.visitor_id, None, pk, seq)

    async def say(self, frame: Send) -> Appended | None:
        """Append to the conversation at hand; None when it takes more than that."""
        if self.conversation_id is None or frame.files or frame.conv not in (None, self.conv):
            return None
        assert self.author is not None
        answer = await self.live.log.append(
            Entry(
                self.agency_id,
                self.brand.pk,
                self.visitor_id,
                self.conversation_id,
                Kind.MESSAGE,
                self.author.kind,
                self.author.uuid,
                self.author.name,
                self.author.alias,
                None,
                frame.client_id,
                frame.body,
                None,
            )
        )
        if answer is None:
            raise Forbidden
        if answer.code == "closed" and frame.conv is None:
            return None
        if answer.code:
            raise REFUSALS[answer.code]
        return answer

    async def begin(self, frame: Send) -> tuple[Conversation, Appended]:
        """A first message, one after the end, one with files: what takes more than the log."""
        message = _message(frame, self.brand)
        written = await self.live.in_thread(write_as_visitor, self.brand, self.access, message)
        self.access = self.access._replace(is_known=True)
        return written


def _message(frame: Send, brand: Brand) -> VisitorMessage:
    page = frame.page
    return VisitorMessage(
        client_id=frame.client_id,
        body=frame.body,
        conv=frame.conv,
        page=Page(page.url, page.title, page.referrer) if page else Page(),
        name=frame.name,
        email=frame.email,
        language=brand.language,
        files=frame.files,
    )
