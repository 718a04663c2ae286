"""A visitor signs out of the client's site: whoever comes next at that browser finds nothing."""

from playwright.sync_api import expect

from tests.browser.conftest import Stack
from tests.browser.test_story import ask, open_chat, said, write

HALF = "Moje číslo je 0905"
KEPT = "Object.values(localStorage).concat(Object.values(sessionStorage)).join()"


def test_nothing_of_the_visitor_stays(stack: Stack, window, agent):
    zuzana = agent("zuzana")
    chats = zuzana.get_by_role("list", name="Chats").get_by_role("button")
    page = window()
    page.goto(f"{stack.visitors.url}/demo/studio-nova/")
    chat = ask(page, "Volám sa Anna a hľadám posteľ.")
    expect(chats).to_have_count(1)
    box = chat.locator("textarea").first
    box.fill(HALF)
    page.reload()
    expect(box).to_have_value(HALF)

    page.evaluate("Switchboard('reset')")
    expect(page.locator("iframe")).to_be_hidden()
    open_chat(page)

    expect(box).to_have_value("")
    assert said(chat) == []
    assert HALF not in page.frames[1].evaluate(KEPT)
    write(chat, "Som tu po nej.")
    expect(chats).to_have_count(2)
    assert said(chat) == ["Som tu po nej."]
