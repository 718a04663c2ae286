"""A question on a client's site, answered from the shared console: the whole way, in a browser."""

from playwright.sync_api import FrameLocator, Page, expect

from tests.browser.conftest import PHONE, Stack, shoot

CUT_MS = 20_000
# An agent who is away for as long loses the chats that are not answered.
AGENT_CUT_MS = 12_000
PATIENCE_MS = 60_000


def open_chat(page: Page) -> FrameLocator:
    page.locator("[aria-haspopup=dialog]").click()
    return page.frame_locator("iframe")


def ask(page: Page, text: str) -> FrameLocator:
    chat = open_chat(page)
    write(chat, text)
    return chat


def write(chat: FrameLocator, text: str) -> None:
    box = chat.locator("textarea").first
    box.fill(text)
    box.press("Enter")


def answer(console: Page, brand: str, text: str) -> None:
    box = console.get_by_role("textbox", name=f"Reply as {brand}")
    box.fill(text)
    box.press("Enter")


def said(chat: FrameLocator) -> list[str]:
    """What stands in the visitor's log, the greeting left out."""
    chat.locator("[role=log]").wait_for()
    return chat.locator("[role=log] .row:not(.system) .text").all_inner_texts()[1:]


def told(console: Page) -> list[str]:
    """The same of the agent's log; before each text stands, for screen readers, who wrote it."""
    texts = console.locator("[role=log] .entry:not(.system) p").all_inner_texts()
    return [text.rpartition("\n")[2] for text in texts]


def test_nothing_is_stored_before_the_visitors_click(stack: Stack, window):
    page = window()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto(f"{stack.visitors.url}/demo/studio-nova/")
    page.locator("[aria-haspopup=dialog]").wait_for()

    assert page.context.cookies() == []
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [
        0,
        0,
        "",
    ]
    assert page.locator("iframe").count() == 0
    product = [url for url in asked if "/api/" in url or "/w/" in url or "/ws/" in url]
    assert [url.partition("?")[0].rpartition("/")[2] for url in product] == ["status"]


def test_a_question_is_answered_in_the_brands_voice_and_nothing_is_lost(
    stack: Stack, window, agent
):
    zuzana = agent("zuzana")
    chats = zuzana.get_by_role("list", name="Chats")
    for slug, text in (("velopark", "Živjo, imate gravel?"), ("biolekarna", "Dobrý den")):
        other = window()
        other.goto(f"{stack.visitors.url}/demo/{slug}/")
        ask(other, text)
        expect(chats.get_by_text(text)).to_be_visible()

    visitor = window(PHONE)
    visitor.goto(f"{stack.visitors.url}/demo/studio-nova/")
    chat = ask(visitor, "Dobrý deň, máte sedačku Oslo skladom?")
    chats.get_by_role("button", name="Studio Nova").click()
    reply_to_what_is_typed(zuzana, chat)
    shoot(visitor, "widget-phone-light")
    conversation = [
        "Dobrý deň, máte sedačku Oslo skladom?",
        "Áno, v šedej látke je na sklade 6 kusov.",
    ]
    assert said(chat) == conversation
    look_again(stack, visitor, conversation)
    both_write_without_the_visitors_line(stack, zuzana, visitor)
    both_write_without_the_agents_line(stack, zuzana, visitor)

    # Both sides hold the same, each message once.
    visitor.wait_for_timeout(1000)
    everything = said(chat)
    meanwhile = ["Píšem bez siete.", "Píšem, kým ste preč.", "Haló?", "Moment, vypadla mi sieť."]
    assert sorted(everything) == sorted([*conversation, *meanwhile])
    assert told(zuzana) == everything


def reply_to_what_is_typed(zuzana: Page, chat: FrameLocator) -> None:
    chat.locator("textarea").first.press_sequentially("a dá sa")
    expect(zuzana.locator(".peek").get_by_text("a dá sa")).to_be_visible()
    shoot(zuzana, "console-light")
    chat.locator("textarea").first.fill("")
    answer(zuzana, "Studio Nova", "Áno, v šedej látke je na sklade 6 kusov.")
    expect(chat.get_by_text("6 kusov")).to_be_visible()
    expect(chat.get_by_text("Zuzana", exact=True).first).to_be_visible()


def look_again(stack: Stack, visitor: Page, conversation: list[str]) -> None:
    """After a reload, and on another page of the shop."""
    chat = visitor.frame_locator("iframe")
    visitor.reload()
    expect(chat.get_by_text("6 kusov")).to_be_visible()
    assert said(chat) == conversation
    visitor.goto(f"{stack.visitors.url}/demo/studio-nova/doprava/")
    expect(chat.get_by_text("6 kusov")).to_be_visible()
    assert said(chat) == conversation


def both_write_without_the_visitors_line(stack: Stack, zuzana: Page, visitor: Page) -> None:
    chat = visitor.frame_locator("iframe")
    stack.visitors.cut()
    write(chat, "Píšem bez siete.")
    answer(zuzana, "Studio Nova", "Píšem, kým ste preč.")
    visitor.wait_for_timeout(CUT_MS)
    shoot(visitor, "widget-phone-no-network")
    stack.visitors.mend()
    expect(chat.get_by_text("Píšem, kým ste preč.")).to_be_visible(timeout=PATIENCE_MS)
    arrived = zuzana.locator("[role=log]").get_by_text("Píšem bez siete.")
    expect(arrived).to_be_visible(timeout=PATIENCE_MS)


def both_write_without_the_agents_line(stack: Stack, zuzana: Page, visitor: Page) -> None:
    chat = visitor.frame_locator("iframe")
    stack.agents.cut()
    write(chat, "Haló?")
    answer(zuzana, "Studio Nova", "Moment, vypadla mi sieť.")
    zuzana.wait_for_timeout(AGENT_CUT_MS)
    shoot(zuzana, "console-no-network")
    stack.agents.mend()
    expect(chat.get_by_text("vypadla mi sieť")).to_be_visible(timeout=PATIENCE_MS)
    arrived = zuzana.locator("[role=log]").get_by_text("Haló?")
    expect(arrived).to_be_visible(timeout=PATIENCE_MS)


def test_a_colleague_takes_over_and_closes(stack: Stack, window, agent):
    zuzana = agent("zuzana")
    visitor = window()
    visitor.goto(f"{stack.visitors.url}/demo/studio-nova/")
    chat = ask(visitor, "Chcel by som ponuku na kuchyňu.")
    zuzana.get_by_role("list", name="Chats").get_by_text("ponuku na kuchyňu").click()
    answer(zuzana, "Studio Nova", "Prepojím vás s kolegom.")
    juraj = agent("juraj")

    zuzana.get_by_role("button", name="Transfer", exact=False).first.click()
    zuzana.get_by_role("radio", name="Juraj").check()
    zuzana.get_by_role("button", name="Transfer the chat").click()
    juraj.get_by_role("list", name="Chats").get_by_text("Studio Nova").click()
    expect(juraj.locator("[role=log]").get_by_text("Prepojím vás s kolegom.")).to_be_visible()
    answer(juraj, "Studio Nova", "Dobrý deň, tu Juraj.")
    expect(chat.get_by_text("tu Juraj")).to_be_visible()
    juraj.keyboard.press("Alt+e")
    juraj.get_by_role("dialog").get_by_role("button", name="Lead").click()

    expect(chat.get_by_role("radio").first).to_be_visible()
    shoot(visitor, "widget-ended")
