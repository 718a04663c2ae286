"""What the office does about leads, and what it is shown."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from leads.models import (
    Delivery,
    Destination,
    Dispute,
    DisputeStatus,
    Lead,
    LeadForm,
    LeadStatus,
    Reason,
)
from tenants.models import Role
from tests.factories import Office, make_access, make_destination, make_dispute, make_lead, say

LISTS = ["leads/", "leads/export/", "disputes/"]


def sign_in(office: Office, role: str) -> Client:
    client = Client()
    client.force_login(office.members[role].user)
    return client


def shown(client: Client, address: str, **query: str) -> list[int]:
    return [row.lead.pk for row in client.get(address, query).context["page"].rows]


@pytest.mark.parametrize("role", Role.values)
def test_the_pages_are_the_offices(office: Office, lead: Lead, role: str):
    client = sign_in(office, role)
    rows = [f"leads/{lead.uuid}/", f"brands/{office.brand.uuid}/leads/"]
    rows.append(f"brands/{office.brand.uuid}/destinations/")

    answers = {client.get(f"/office/{page}").status_code for page in LISTS + rows}

    assert answers == ({200} if role in (Role.OWNER, Role.SUPERVISOR) else {404})


def test_leads_are_filtered_and_counted(
    office: Office, owner: Client, captured: Callable[..., Lead]
):
    anna = captured(phone="0905 111 222", email="anna@firma.sk")
    supplier = captured(phone="0905 333 444", email="b@firma.sk", category="supplier")
    other = make_lead(
        office, say(office.brands[1], make_access(office.brands[1])), name="Other One"
    )
    with office.scope():
        Lead.objects.filter(pk=anna.pk).update(status=LeadStatus.WON, value="1200.50")
        moved = Lead.objects.get(pk=other.pk).captured_at - timedelta(days=100)
        Lead.objects.filter(pk=other.pk).update(captured_at=moved)
    address = "/office/leads/"

    assert shown(owner, address) == [supplier.pk, anna.pk]
    assert shown(owner, address, period="all") == [supplier.pk, anna.pk, other.pk]
    assert shown(owner, address, period="all", brand=str(office.brands[1].uuid)) == [other.pk]
    assert shown(owner, address, status="won") == [anna.pk]
    assert shown(owner, address, qualified="no") == [supplier.pk]
    assert shown(owner, address, words="0905 333") == [supplier.pk]
    assert shown(owner, address, words="ANNA@") == [anna.pk]
    assert shown(owner, address, status="nonsense", after="nonsense") == [supplier.pk, anna.pk]
    figures = owner.get(address).context["figures"]
    assert (figures.leads, figures.qualified, figures.won) == (2, 1, 1)
    assert [(str(total), currency) for total, currency in figures.sums] == [("1200.50", "EUR")]


def test_the_figures_count_disputed_leads(office: Office, owner: Client, lead: Lead):
    make_dispute(office, lead)

    figures = owner.get("/office/leads/").context["figures"]

    assert (figures.disputed, figures.waiting) == (1, 1)
    assert shown(owner, "/office/leads/", status="disputed") == [lead.pk]


def test_pages_of_leads_neither_repeat_nor_skip(office: Office, owner: Client, monkeypatch):
    monkeypatch.setattr("leads.listing.PAGE", 2)
    chats = [say(office.brand, make_access(office.brand)) for _ in range(5)]
    made = [make_lead(office, chat).pk for chat in chats]

    seen: list[int] = []
    after: UUID | str | None = ""
    while after is not None:
        page = owner.get("/office/leads/", {"after": str(after)}).context["page"]
        seen += [row.lead.pk for row in page.rows]
        after = page.after

    assert seen == list(reversed(made))


@pytest.mark.parametrize("many", [1, 4])
def test_a_list_asks_as_often_for_many_as_for_one(
    office: Office,
    owner: Client,
    captured: Callable[..., Lead],
    django_assert_max_num_queries,
    many: int,
):
    for number in range(many):
        make_dispute(office, captured(phone=f"0905 000 00{number}", email=f"a{number}@firma.sk"))
    owner.get("/office/leads/")

    with django_assert_max_num_queries(32):
        owner.get("/office/leads/")
    with django_assert_max_num_queries(28):
        owner.get("/office/disputes/")


def test_a_file_has_what_the_filter_shows(
    office: Office, owner: Client, captured: Callable[..., Lead]
):
    captured(name="=Anna", phone="0905 111 222", email="anna@firma.sk")
    captured(name="Boris", phone="0905 333 444", email="b@firma.sk", category="supplier")

    csv = owner.get("/office/leads/export/", {"qualified": "yes"})
    xlsx = owner.get("/office/leads/export/", {"format": "xlsx"})

    assert "'=Anna" in csv.content.decode()
    assert "Boris" not in csv.content.decode()
    assert csv["Content-Disposition"].endswith('.csv"')
    assert xlsx.content.startswith(b"PK")


def test_a_lead_shows_its_rules_its_deliveries_and_the_way_to_the_chat(
    office: Office, owner: Client, captured: Callable[..., Lead]
):
    make_destination(office, office.brand, "https://crm.example/leads")
    first = captured()
    lead = captured()

    page = owner.get(f"/office/leads/{lead.uuid}/").content.decode()

    assert "Not qualified" in page
    assert f"/office/leads/{first.uuid}/" in page
    assert f"/office/chats/{lead.conversation.uuid}/" in page
    assert "https://crm.example/leads" in page
    assert "+421 905 123 456" in page


def test_a_lead_is_sent_again(office: Office, owner: Client, lead: Lead):
    make_destination(office, office.brand, "leads@client.example")

    answer = owner.post(f"/office/leads/{lead.uuid}/resend/")

    assert answer["Location"] == f"/office/leads/{lead.uuid}/"
    with office.scope():
        assert Delivery.objects.get(lead=lead).status == "pending"


def test_a_dispute_is_refused_with_a_reason_only(office: Office, owner: Client, lead: Lead):
    dispute = make_dispute(office, lead, Reason.WRONG_NUMBER)
    address = f"/office/disputes/{dispute.uuid}/answer/"

    without = owner.post(address, {"accept": "no", "answer": " "})
    assert "Say why" in without.content.decode()
    owner.post(address, {"accept": "no", "answer": "We called, they answered."})

    with office.scope():
        dispute = Dispute.objects.get(pk=dispute.pk)
    assert (dispute.status, dispute.answer) == (
        DisputeStatus.REFUSED,
        "We called, they answered.",
    )


def test_a_dispute_is_accepted_once(office: Office, owner: Client, lead: Lead):
    dispute = make_dispute(office, lead)
    address = f"/office/disputes/{dispute.uuid}/answer/"

    assert owner.post(address, {"accept": "yes"}).status_code == 302
    again = owner.post(address, {"accept": "no", "answer": "Changed my mind."}, follow=True)

    assert "settled already" in again.content.decode()
    with office.scope():
        assert Dispute.objects.get(pk=dispute.pk).status == DisputeStatus.ACCEPTED


def test_open_disputes_come_by_their_deadline_the_others_on_request(
    office: Office, owner: Client, captured: Callable[..., Lead]
):
    late, soon, settled = [
        make_dispute(office, captured(phone=f"0905 000 00{number}", email=f"a{number}@firma.sk"))
        for number in range(3)
    ]
    owner.post(f"/office/disputes/{settled.uuid}/answer/", {"accept": "yes"})
    with office.scope():
        due = Dispute.objects.get(pk=soon.pk).due_at - timedelta(days=2)
        Dispute.objects.filter(pk=soon.pk).update(due_at=due)

    def listed(**query: str) -> list[int]:
        return [one.pk for one in owner.get("/office/disputes/", query).context["page"]]

    assert listed() == [soon.pk, late.pk]
    assert listed(status="all") == [settled.pk, soon.pk, late.pk]
    assert listed(status="accepted") == [settled.pk]


def test_disputes_are_counted_by_reason_and_agent(
    office: Office, owner: Client, captured: Callable[..., Lead]
):
    assert "By reason" not in owner.get("/office/disputes/").content.decode()
    for number, reason in enumerate([Reason.SPAM, Reason.SPAM, Reason.NO_CONTACT]):
        lead = captured(phone=f"0905 000 00{number}", email=f"a{number}@firma.sk")
        make_dispute(office, lead, reason=reason)

    shown = owner.get("/office/disputes/")
    elsewhere = owner.get("/office/disputes/", {"brand": str(office.brands[1].uuid)})

    reasons = [(row["reason"], row["disputed"]) for row in shown.context["counts"]["reasons"]]
    assert reasons == [(Reason.SPAM, 2), (Reason.NO_CONTACT, 1)]
    assert [row["name"] for row in shown.context["counts"]["agents"]] == [office.agent.name]
    assert '<th scope="row">Spam</th><td class="num">2</td>' in shown.content.decode()
    assert elsewhere.context["counts"] == {"reasons": [], "agents": []}


def test_the_office_says_what_a_lead_is(office: Office, owner: Client):
    address = f"/office/brands/{office.brand.uuid}/leads/"
    posted = {**posted_fields(owner, address), "countries": "sk, cz", "duplicate_days": "14"}
    posted |= {"excluded": ["supplier"], "fields-1-required": "on"}
    posted |= {"fields-5-label": "Dĺžka linky", "fields-5-kind": "choice"}
    posted |= {"fields-5-options": "do 3 m, nad 3 m", "fields-5-required": "on"}

    assert owner.post(address, posted)["Location"] == address

    with office.scope():
        form = LeadForm.objects.get(brand=office.brand)
    assert (form.countries, form.duplicate_days, form.excluded) == (["SK", "CZ"], 14, ["supplier"])
    phone, length = form.fields
    assert (phone["key"], phone["required"]) == ("phone", True)
    assert length == {
        "key": "dlzka_linky",
        "label": "Dĺžka linky",
        "kind": "choice",
        "options": ["do 3 m", "nad 3 m"],
        "required": True,
    }


def test_a_field_keeps_its_key_when_it_is_renamed_and_goes_with_its_label(
    office: Office, owner: Client
):
    address = f"/office/brands/{office.brand.uuid}/leads/"
    owner.post(address, posted_fields(owner, address) | {"fields-5-label": "Size"})
    owner.post(address, posted_fields(owner, address) | {"fields-4-label": "Size in metres"})
    with office.scope():
        renamed = LeadForm.objects.get(brand=office.brand).fields
    owner.post(address, posted_fields(owner, address) | {"fields-4-label": ""})

    assert [(one["key"], one["label"]) for one in renamed] == [("size", "Size in metres")]
    with office.scope():
        assert LeadForm.objects.get(brand=office.brand).fields == []


def test_what_is_refused_about_the_form_is_said_on_it(office: Office, owner: Client):
    address = f"/office/brands/{office.brand.uuid}/leads/"
    wrong = {"countries": "Slovakia", "fields-5-label": "Size", "fields-5-kind": "choice"}

    page = owner.post(address, posted_fields(owner, address) | wrong).content.decode()

    assert "every choice its options" in page
    with office.scope():
        assert not LeadForm.objects.filter(brand=office.brand).exists()


def test_the_secret_of_a_webhook_is_shown_once(office: Office, owner: Client):
    address = f"/office/brands/{office.brand.uuid}/destinations/"

    answer = owner.post(address, {"kind": "webhook", "address": "https://crm.example/leads"})

    with office.scope():
        destination = Destination.objects.get(brand=office.brand)
    assert destination.secret in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert destination.secret not in owner.get(address).content.decode()


def test_a_destination_is_stopped_and_used_again(office: Office, owner: Client):
    destination = make_destination(office, office.brand, "leads@client.example")
    address = f"/office/destinations/{destination.uuid}/"

    states = []
    for wanted in ("no", "yes"):
        owner.post(address, {"is_active": wanted})
        with office.scope():
            states.append(Destination.objects.get(pk=destination.pk).is_active)

    assert states == [False, True]


def test_what_is_no_destination_is_refused_at_its_field(office: Office, owner: Client):
    address = f"/office/brands/{office.brand.uuid}/destinations/"

    page = owner.post(address, {"kind": "email", "address": "nowhere"}).content.decode()

    assert "This is not an e-mail address." in page


def posted_fields(client: Client, address: str) -> dict[str, object]:
    """The form as a browser sends it when nothing was changed."""
    context = client.get(address).context
    posted: dict[str, object] = {}
    for form in [context["rules"], *context["fields"], context["fields"].management_form]:
        for field in form:
            value = field.value()
            if value not in (None, False, ""):
                posted[field.html_name] = "on" if value is True else value
    return posted
