"""Every address of the product, and what it names.

``EVERYBODY``: no member is needed. ``MEMBERS``: pages and lists of the member's own agency.
``ROWS``: addresses that name a row, with the row of a twin that stands in it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from agents.models import Assignment
from billing.models import Contract, Invoice, InvoiceLine
from conversations.models import Block, File
from leads.models import Destination, Dispute, Lead
from tests.walls.conftest import Twin

Row = Callable[[Twin, bool], dict[str, Any]]


@dataclass(frozen=True)
class Named:
    """How to fill in an address from a twin; the flag asks for a row of the unserved brand."""

    row: Row
    of_a_brand: bool = False


def conversation(twin: Twin, unserved: bool) -> dict[str, Any]:
    return {"uuid": (twin.unserved if unserved else twin.conversation).uuid}


def brand(twin: Twin, unserved: bool) -> dict[str, Any]:
    return {"uuid": twin.office.brands[unserved].uuid}


def member(twin: Twin, unserved: bool) -> dict[str, Any]:
    return {"uuid": twin.office.member.uuid}


def agent(twin: Twin, unserved: bool) -> dict[str, Any]:
    return {"uuid": twin.office.agent.uuid}


def assignment(twin: Twin, unserved: bool) -> dict[str, Any]:
    with twin.office.scope():
        return {"uuid": Assignment.objects.filter(agent=twin.office.agent).get().uuid}


def block(twin: Twin, unserved: bool) -> dict[str, Any]:
    with twin.office.scope():
        rows = Block.objects.filter(conversation__uuid=conversation(twin, unserved)["uuid"])
        return {"uuid": rows.get().uuid}


def dispute(twin: Twin, unserved: bool) -> dict[str, Any]:
    with twin.office.scope():
        rows = Dispute.objects.filter(lead__conversation__uuid=conversation(twin, unserved)["uuid"])
        return {"uuid": rows.get().uuid}


def destination(twin: Twin, unserved: bool) -> dict[str, Any]:
    with twin.office.scope():
        rows = Destination.objects.filter(brand__uuid=brand(twin, unserved)["uuid"])
        return {"uuid": rows.get().uuid}


def lead(twin: Twin, unserved: bool) -> dict[str, Any]:
    with twin.office.scope():
        rows = Lead.objects.filter(conversation__uuid=conversation(twin, unserved)["uuid"])
        return {"uuid": rows.get().uuid}


def file(twin: Twin, unserved: bool) -> dict[str, Any]:
    with twin.office.scope():
        rows = File.objects.filter(conversation__uuid=conversation(twin, unserved)["uuid"])
        return {"uuid": rows.get().uuid}


def contract(twin: Twin, unserved: bool) -> dict[str, Any]:
    with twin.office.scope():
        return {"uuid": Contract.objects.get(brand=twin.office.brands[unserved]).uuid}


def invoice(twin: Twin, unserved: bool) -> dict[str, Any]:
    with twin.office.scope():
        return {"uuid": Invoice.objects.get(brand=twin.office.brands[unserved]).uuid}


def invoice_line(twin: Twin, unserved: bool) -> dict[str, Any]:
    with twin.office.scope():
        return {"uuid": InvoiceLine.objects.get(brand=twin.office.brands[unserved]).uuid}


def canned(twin: Twin, unserved: bool) -> dict[str, Any]:
    return {"uuid": twin.canned.uuid}


def person_and_brand(twin: Twin, unserved: bool) -> dict[str, Any]:
    return {"person": twin.office.member.uuid, "brand": twin.office.brands[unserved].uuid}


EVERYBODY = {
    "favicon.ico",
    "api/schema/",
    "healthz",
    "readyz",
    "accounts/login/",
    "accounts/logout/",
    "accounts/inactive/",
    "accounts/signup/",
    "accounts/reauthenticate/",
    "accounts/email/",
    "accounts/confirm-email/",
    "accounts/^confirm-email/(?P<key>[-:\\w]+)/$",
    "accounts/password/change/",
    "accounts/password/set/",
    "accounts/password/reset/",
    "accounts/password/reset/done/",
    "accounts/password/reset/key/done/",
    "accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
    "accounts/login/code/confirm/",
    "",
    "language",
    "widget.js",
    "demo/",
    "demo/<slug:slug>/",
    "demo/<slug:slug>/<slug:name>/",
    # A visitor's: walked in test_visitors.py with the tokens of others.
    "w/<str:key>/",
    "api/widget/v1/<str:key>/status",
    "api/widget/v1/<str:key>/session",
    "api/widget/v1/<str:key>/events",
    "api/widget/v1/<str:key>/messages",
    "api/widget/v1/<str:key>/offline",
    "api/widget/v1/<str:key>/rating",
    "api/widget/v1/<str:key>/end",
    "api/widget/v1/<str:key>/uploads",
    "api/widget/v1/<str:key>/files/<uuid:pk>",
    "api/widget/v1/<str:key>/transcript",
    # Signed for one reader: tests/conversations/files/test_files.py.
    "download/<str:token>",
}

MEMBERS = {
    "agency",
    "api/v1/agencies",
    "api/v1/agents",
    "api/v1/assignments",
    "api/v1/brands",
    "api/v1/canned-replies",
    "api/v1/console",
    "api/v1/console/ticket",
    "api/v1/conversations",
    "api/v1/disputes",
    "api/v1/lead-forms",
    "api/v1/leads",
    "api/v1/members",
    "brands.css",
    "console/",
    "office/",
    "office/audit/",
    "office/billing/",
    "office/blocks/",
    "office/brands/",
    "office/brands/colours/",
    "office/brands/new/",
    "office/chats/",
    "office/invoices/",
    "office/kpis/",
    "office/kpis/export/",
    "office/disputes/",
    "office/leads/",
    "office/leads/export/",
    "office/months/",
    "office/months/close/",
    "office/now/",
    "office/people/",
    "office/people/new/",
    "office/replies/",
    "office/replies/new/",
    "portal/",
    "portal/chats/",
    "portal/invoices/",
    "portal/destinations/",
    "portal/leads/",
    "portal/leads/export/",
    "portal/report/",
}

ROWS = {
    "api/v1/agents/<uuid:pk>": Named(agent),
    "api/v1/assignments/<uuid:pk>": Named(assignment),
    "api/v1/brands/<uuid:pk>": Named(brand, of_a_brand=True),
    "api/v1/canned-replies/<uuid:pk>": Named(canned),
    "api/v1/conversations/<uuid:pk>": Named(conversation, of_a_brand=True),
    "api/v1/conversations/<uuid:pk>/accept": Named(conversation, of_a_brand=True),
    "api/v1/conversations/<uuid:pk>/close": Named(conversation, of_a_brand=True),
    "api/v1/conversations/<uuid:pk>/edit": Named(conversation, of_a_brand=True),
    "api/v1/conversations/<uuid:pk>/events": Named(conversation, of_a_brand=True),
    "api/v1/conversations/<uuid:pk>/lead": Named(conversation, of_a_brand=True),
    "api/v1/conversations/<uuid:pk>/messages": Named(conversation, of_a_brand=True),
    "api/v1/conversations/<uuid:pk>/pick": Named(conversation, of_a_brand=True),
    "api/v1/conversations/<uuid:pk>/redact": Named(conversation, of_a_brand=True),
    "api/v1/conversations/<uuid:pk>/reopen": Named(conversation, of_a_brand=True),
    "api/v1/conversations/<uuid:pk>/take_over": Named(conversation, of_a_brand=True),
    "api/v1/conversations/<uuid:pk>/transfer": Named(conversation, of_a_brand=True),
    "api/v1/conversations/<uuid:pk>/transcript": Named(conversation, of_a_brand=True),
    "api/v1/conversations/<uuid:pk>/uploads": Named(conversation, of_a_brand=True),
    "api/v1/disputes/<uuid:pk>": Named(dispute, of_a_brand=True),
    "api/v1/disputes/<uuid:pk>/answer": Named(dispute, of_a_brand=True),
    "api/v1/files/<uuid:pk>": Named(file, of_a_brand=True),
    "api/v1/leads/<uuid:pk>": Named(lead, of_a_brand=True),
    "api/v1/leads/<uuid:pk>/deliveries": Named(lead, of_a_brand=True),
    "api/v1/leads/<uuid:pk>/dispute": Named(lead, of_a_brand=True),
    "api/v1/leads/<uuid:pk>/resend": Named(lead, of_a_brand=True),
    "api/v1/leads/<uuid:pk>/status": Named(lead, of_a_brand=True),
    "api/v1/members/<uuid:pk>": Named(member),
    "office/blocks/<uuid:uuid>/lift/": Named(block, of_a_brand=True),
    "files/<uuid:uuid>/": Named(file, of_a_brand=True),
    "office/brands/<uuid:uuid>/": Named(brand, of_a_brand=True),
    "office/brands/<uuid:uuid>/destinations/": Named(brand, of_a_brand=True),
    "office/brands/<uuid:uuid>/leads/": Named(brand, of_a_brand=True),
    "office/brands/<uuid:uuid>/billing/": Named(brand, of_a_brand=True),
    "office/brands/<uuid:uuid>/contracts/": Named(brand, of_a_brand=True),
    "office/brands/<uuid:uuid>/month/": Named(brand, of_a_brand=True),
    "office/brands/<uuid:uuid>/month/close/": Named(brand, of_a_brand=True),
    "office/brands/<uuid:uuid>/team/": Named(brand, of_a_brand=True),
    "office/chats/<uuid:uuid>/": Named(conversation, of_a_brand=True),
    "office/contracts/<uuid:uuid>/end/": Named(contract, of_a_brand=True),
    "office/destinations/<uuid:uuid>/": Named(destination, of_a_brand=True),
    "office/disputes/<uuid:uuid>/answer/": Named(dispute, of_a_brand=True),
    "office/invoice-lines/<uuid:uuid>/": Named(invoice_line, of_a_brand=True),
    "office/invoices/<uuid:uuid>/": Named(invoice, of_a_brand=True),
    "office/invoices/<uuid:uuid>/credit/": Named(invoice, of_a_brand=True),
    "office/invoices/<uuid:uuid>/pdf/": Named(invoice, of_a_brand=True),
    "office/invoices/<uuid:uuid>/verify/": Named(invoice, of_a_brand=True),
    "office/invoices/<uuid:uuid>/xml/": Named(invoice, of_a_brand=True),
    "office/leads/<uuid:uuid>/": Named(lead, of_a_brand=True),
    "office/leads/<uuid:uuid>/resend/": Named(lead, of_a_brand=True),
    "office/people/<uuid:uuid>/": Named(member),
    "office/people/<uuid:uuid>/brands/": Named(member),
    "office/people/<uuid:uuid>/capacity/": Named(member),
    "office/people/<uuid:person>/brands/<uuid:brand>/": Named(person_and_brand),
    "office/people/<uuid:person>/brands/<uuid:brand>/end/": Named(person_and_brand),
    "office/replies/<uuid:uuid>/": Named(canned),
    "office/replies/<uuid:uuid>/delete/": Named(canned),
    "portal/brands/<uuid:uuid>/destinations/": Named(brand, of_a_brand=True),
    "portal/chats/<uuid:uuid>/": Named(conversation, of_a_brand=True),
    "portal/destinations/<uuid:uuid>/": Named(destination, of_a_brand=True),
    "portal/invoice-lines/<uuid:uuid>/": Named(invoice_line, of_a_brand=True),
    "portal/invoices/<uuid:uuid>/": Named(invoice, of_a_brand=True),
    "portal/invoices/<uuid:uuid>/pdf/": Named(invoice, of_a_brand=True),
    "portal/invoices/<uuid:uuid>/xml/": Named(invoice, of_a_brand=True),
    "portal/leads/<uuid:uuid>/": Named(lead, of_a_brand=True),
    "portal/leads/<uuid:uuid>/dispute/": Named(lead, of_a_brand=True),
    "portal/leads/<uuid:uuid>/resend/": Named(lead, of_a_brand=True),
    "portal/leads/<uuid:uuid>/status/": Named(lead, of_a_brand=True),
}


def url(path: str, named: Named | None = None, twin: Twin | None = None, *, unserved=False) -> str:
    if named is None or twin is None:
        return f"/{path}"
    filled = path.replace("<uuid:pk>", "<uuid:uuid>")
    for name, value in named.row(twin, unserved).items():
        filled = filled.replace(f"<uuid:{name}>", str(value))
    return f"/{filled}"
