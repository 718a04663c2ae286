"""From a question on a client's page to its invoice: the whole way, in three languages."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

import pypdfium2
from django.conf import settings
from django.db.models import F, QuerySet
from django.utils.timezone import now
from playwright.sync_api import FrameLocator, Page, expect

from billing.documents.checks import validate
from billing.queries.contracts import today
from billing.queries.due import COMMITTED
from config.demo.history.money import agree_on_prices
from conversations.models import Conversation
from leads.models import Lead
from reports import facts
from reports.actions.facts import derive_facts
from reports.models import ChatFact
from tenants.models import Agency, Brand
from tenants.queries import brand_by_key
from tenants.scoping import Scope, tenant_scope
from tests.browser.conftest import PASSWORD, SHOTS, Stack, in_thread, shoot
from tests.browser.test_story import answer, ask, write
from tests.waiting import until

# How long a lead may be on its way to its brand.
DELIVERY_SECONDS = 90
# And how long all of them take, on a busy machine.
TALE_SECONDS = 300


@dataclass(frozen=True)
class Tale:
    slug: str
    brand: str
    key: str
    locale: str
    manager: str
    question: str
    reply: str
    name: str
    contact: str
    request: str
    objection: str
    # Whether the agency accepts it, and what it says.
    accepts: bool
    says: str
    # What must stand on the invoice, letter for letter.
    printed: tuple[str, ...]


TALES = (
    Tale(
        slug="studio-nova",
        brand="Studio Nova",
        key="br_demo_studionova",
        locale="sk-SK",
        manager="manager@studionova.example",
        question="Dobrý deň, robíte posteľ Tatra aj v šírke 160 cm?",
        reply="Dobrý deň, áno, za päť týždňov. Necháte mi na seba kontakt?",
        name="Ľubica Ďurišová",
        contact="Ľubica Ďurišová, lubica.durisova@example.com, 0900 123 456",
        request="Posteľ Tatra, 160 cm, v žltom čalúnení",
        objection="Volali sme trikrát, nikto nedvíha.",
        accepts=False,
        says="V chate stojí meno aj číslo, prosím skúste ešte raz.",
        printed=("Mlynské nivy 7", "Studio Nova, s. r. o.", "Farská 12"),
    ),
    Tale(
        slug="velopark",
        brand="VeloPark",
        key="br_demo_velopark",
        locale="sl-SI",
        manager="manager@velopark.example",
        question="Živjo, iščem kolo za hčer, stara je šest let.",
        reply="Živjo! Murnček 20 bo pravi. Na katero številko naj pokličemo?",
        name="Žiga Čeh",
        contact="Žiga Čeh, 040 123 456",
        request="Murnček 20 za šestletnico, preizkus v soboto",
        objection="Številka ni njegova.",
        accepts=True,
        says="Se opravičujemo, ta ne šteje.",
        printed=("Mlynské nivy 7", "VeloPark, trgovina in servis, d. o. o.", "Šmartinska cesta 58"),
    ),
    Tale(
        slug="harbour-cottages",
        brand="Harbour Cottages",
        key="br_demo_harbour",
        locale="en-GB",
        manager="manager@harbour.example",
        question="Is Gull House free in the second week of May?",
        reply="It is, from Saturday to Saturday. Where may I send the details?",
        name="Ruth Whitfield",
        contact="ruth.whitfield@example.com, I'm Ruth Whitfield",
        request="Gull House, second week of May, four people",
        objection="Nobody answers our e-mails.",
        accepts=False,
        says="She answered us this morning, please write to her again.",
        printed=("Mlynské nivy 7", "Harbour Cottages Ltd", "The Old Sail Loft, Quay Street"),
    ),
)


def test_a_question_becomes_a_lead_a_dispute_and_an_invoice(
    committed_db, stack: Stack, window, agent, monkeypatch
):
    in_thread(lambda: until(lambda: not month_ends(), 2 * TALE_SECONDS))
    in_thread(agree_on_contracts)
    zuzana = agent("zuzana")
    for tale in TALES:
        serve(tale, stack, window(locale=tale.locale), zuzana)
    monkeypatch.setattr(facts, "MERGE_WINDOW", timedelta(0))
    in_thread(settle)
    in_thread(leads_are_delivered)

    for tale in TALES:
        object_to_the_lead(tale, stack, window(locale=tale.locale))
    office = window(locale="en-GB")
    sign_in(office, stack, "owner@halo.example")
    for tale in TALES:
        answer_the_objection(tale, stack, office)
    for tale in TALES:
        invoice = close_the_month(tale, stack, office)
        look_at_the_files(tale, stack, office, invoice)
        read_in_the_portal(tale, stack, window(locale=tale.locale), invoice)


def serve(tale: Tale, stack: Stack, visitor: Page, console: Page) -> None:
    """A chat on the client's page, and what the agent writes down beside it."""
    visitor.goto(f"{stack.visitors.url}/demo/{tale.slug}/")
    chat = ask(visitor, tale.question)
    console.get_by_role("list", name="Chats").get_by_text(tale.question).click()
    answer(console, tale.brand, tale.reply)
    expect(chat.get_by_text(tale.reply)).to_be_visible()
    write(chat, tale.contact)
    expect(console.locator("[role=log]").get_by_text(tale.contact)).to_be_visible()

    capture(tale, console)
    shoot(console, f"lead-{tale.slug}")
    console.keyboard.press("Alt+e")
    console.get_by_role("dialog").get_by_role("button", name="Lead").click()
    expect_the_end(chat)


def capture(tale: Tale, console: Page) -> None:
    panel = console.get_by_role("region", name="Lead")
    suggestions = panel.locator(".suggestion")
    expect(suggestions.first).to_be_visible()
    while suggestions.count():
        suggestions.first.click()
    panel.get_by_label("Name").fill(tale.name)
    panel.get_by_label("What they want").fill(tale.request)
    panel.get_by_role("button", name="Save the lead").click()
    expect(panel.get_by_text("Qualified", exact=True).first).to_be_visible()


def expect_the_end(chat: FrameLocator) -> None:
    expect(chat.get_by_role("radio").first).to_be_visible()


def object_to_the_lead(tale: Tale, stack: Stack, page: Page) -> None:
    """The client reads what was said, and does not want to pay for it."""
    sign_in(page, stack, tale.manager)
    page.goto(f"{stack.agents.url}/portal/leads/")
    page.get_by_role("link", name=tale.name, exact=True).click()
    expect(page.get_by_text(tale.question)).to_be_visible()
    expect(page.get_by_text(tale.request).first).to_be_visible()
    page.locator("#dispute summary").click()
    page.locator("#dispute select").select_option("no_contact")
    page.locator("#dispute textarea").fill(tale.objection)
    page.locator("#dispute .btn.danger").click()
    expect(page.locator("#dispute article")).to_be_visible()
    shoot(page, f"dispute-{tale.slug}")


def answer_the_objection(tale: Tale, stack: Stack, office: Page) -> None:
    office.goto(f"{stack.agents.url}/office/disputes/")
    office.get_by_role("link", name=tale.name, exact=True).click()
    expect(office.get_by_text(tale.objection)).to_be_visible()
    office.locator("#dispute textarea").fill(tale.says)
    verdict = "yes" if tale.accepts else "no"
    office.locator(f"#dispute button[name=accept][value={verdict}]").click()
    expect(office.get_by_text(tale.says)).to_be_visible()


def close_the_month(tale: Tale, stack: Stack, office: Page) -> str:
    """What the invoice would say, and then the invoice. Answers its number."""
    brand, month = in_thread(lambda: running_month(tale))
    office.goto(f"{stack.agents.url}/office/brands/{brand}/month/?month={month}")
    shoot(office, f"month-{tale.slug}")
    office.locator("button[name=early]").click()
    office.wait_for_url("**/office/invoices/*/")
    office.locator("a[href*='/verify/']").click()
    expect(office.locator("#proof .chip.good")).to_be_visible()
    shoot(office, f"invoice-{tale.slug}")
    return office.get_by_role("heading", level=1).inner_text().split()[-1]


def look_at_the_files(tale: Tale, stack: Stack, office: Page, invoice: str) -> None:
    files = {
        name: office.request.get(
            stack.agents.url + str(office.locator(f"a[href$='/{name}/']").get_attribute("href"))
        ).body()
        for name in ("pdf", "xml")
    }
    validate(files["xml"])
    with pypdfium2.PdfDocument(files["pdf"]) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
        for number, page in enumerate(document, start=1):
            page.render(scale=2).to_pil().save(SHOTS / f"invoice-{tale.slug}-{number}.png")
    text = " ".join(" ".join(pages).split())
    assert [words for words in (invoice, *tale.printed) if words not in text] == []


def read_in_the_portal(tale: Tale, stack: Stack, page: Page, invoice: str) -> None:
    sign_in(page, stack, tale.manager)
    page.goto(f"{stack.agents.url}/portal/invoices/")
    page.get_by_role("link", name=invoice).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(invoice)
    shoot(page, f"portal-invoice-{tale.slug}")


def sign_in(page: Page, stack: Stack, email: str) -> None:
    """Whatever the language of the page."""
    page.goto(f"{stack.agents.url}/accounts/login/")
    page.locator("[name=login]").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(lambda url: "/accounts/" not in url)


# What no page does.


def in_agency() -> AbstractContextManager[Scope]:
    return tenant_scope(brand_by_key(TALES[0].key).agency_id)


def agree_on_contracts() -> None:
    with in_agency():
        agency = Agency.objects.get()
        day = today(agency.time_zone)
        agree_on_prices(agency, day, day)


def month_ends() -> bool:
    """Or has just begun: a tale has to end in the month that it begins in."""
    before, after = now() - timedelta(minutes=1), now() + timedelta(seconds=TALE_SECONDS)
    with in_agency():
        zones = [ZoneInfo(brand.time_zone) for brand in Brand.objects.all()]
    return any(before.astimezone(zone).month != after.astimezone(zone).month for zone in zones)


def settle() -> None:
    """These chats can go on no more; they and their leads have stood for as long as is waited."""
    with in_agency():
        chats = leads().values("conversation")
        derive_facts(Conversation.objects.filter(pk__in=chats))
        settled = ChatFact.objects.filter(conversation__in=chats)
        settled.update(settled_at=F("settled_at") - COMMITTED)
        leads().update(captured_at=F("captured_at") - settings.LEAD_HOLD)


def leads_are_delivered() -> None:
    def are_delivered() -> bool:
        with in_agency():
            return not leads().filter(delivered_at=None).exists()

    until(are_delivered, DELIVERY_SECONDS)


def leads() -> QuerySet[Lead]:
    return Lead.objects.filter(name__in=[tale.name for tale in TALES])


def running_month(tale: Tale) -> tuple[str, str]:
    with in_agency():
        brand = Brand.objects.get(slug=tale.slug)
        return str(brand.uuid), f"{today(brand.time_zone):%Y-%m}"
