from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import uuid4

import pytest

from conversations.models import Conversation
from leads.actions.capture import capture_lead
from leads.models import Lead
from tests.factories import Office, make_access, make_available, say
from tests.leads.receiver import Receiver, running_receiver

ANNA = {
    "name": "Anna Kováčová",
    "phone": "0905 123 456",
    "email": "Anna@Firma.SK",
    "request": "Chce ponuku na kuchyňu.",
}


@pytest.fixture
def talk(office: Office) -> Conversation:
    """A visitor talks with the first agent."""
    make_available(office.agent)
    return say(office.brand, make_access(office.brand), "Dobrý deň")


@pytest.fixture
def lead(office: Office, talk: Conversation) -> Lead:
    with office.scope():
        return capture_lead(talk, member=office.member, values=ANNA, client_id=uuid4())


@pytest.fixture
def captured(office: Office) -> Callable[..., Lead]:
    """Another lead of the first brand, from a chat of its own."""
    make_available(office.agent)

    def capture(**values: str) -> Lead:
        conversation = say(office.brand, make_access(office.brand))
        with office.scope():
            return capture_lead(
                conversation, member=office.member, values=ANNA | values, client_id=uuid4()
            )

    return capture


@pytest.fixture
def receiver(settings) -> Iterator[Receiver]:
    """A client's CRM, to which leads go at once."""
    with running_receiver() as one:
        settings.WEBHOOK_TRUSTED = [one.trusted]
        settings.LEAD_HOLD = timedelta(0)
        yield one
