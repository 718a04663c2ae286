"""A supervisor watches a chat, whispers to its agent and takes it over; no visitor sees it."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, WIDE, Stack, shoot, sign_in_as
from tests.browser.test_accessibility import violations
from tests.browser.test_story import answer, ask, said

EMAIL = "supervisor@halo.example"


@pytest.fixture
def supervisor(stack: Stack, window):
    def sign_in(**options) -> Page:
        page = window(**options)
        sign_in_as(page, stack, EMAIL)
        page.wait_for_url("**/office/")
        page.goto(f"{stack.agents.url}/console/")
        page.get_by_role("list", name="With other agents").wait_for()
        return page

    return sign_in


@pytest.fixture
def chat(stack: Stack, window, agent):
    """An open chat between a visitor and Zuzana."""
    zuzana = agent("zuzana")
    visitor = window()
    visitor.goto(f"{stack.visitors.url}/demo/studio-nova/")
    asked = ask(visitor, "Dobrý deň, dá sa sedačka rozložiť?")
    zuzana.get_by_role("list", name="Chats").get_by_text("rozložiť").click()
    answer(zuzana, "Studio Nova", "Áno, dá.")
    expect(asked.get_by_text("Áno, dá.")).to_be_visible()
    return zuzana, asked


def test_watch_whisper_and_take_over(chat, supervisor):
    zuzana, asked = chat
    rows = asked.locator("[role=log] .row.system")
    before = rows.all_inner_texts()
    samo = supervisor()
    samo.get_by_role("list", name="With other agents").get_by_role("button").first.click()

    expect(samo.get_by_text("You are watching Zuzana")).to_be_visible()
    expect(zuzana.get_by_role("status").get_by_text("Watching: Samo Vidmar")).to_be_visible()
    asked.locator("textarea").first.press_sequentially("A koľko sto")
    expect(samo.locator(".peek").get_by_text("A koľko sto")).to_be_visible()
    shoot(samo, "console-watching")
    assert violations(samo) == []

    box = samo.get_by_role("textbox", name="Whisper to Zuzana")
    box.fill("Ponúkni dopravu zadarmo.")
    box.press("Enter")
    whisper = zuzana.locator("[role=log] .whisper")
    expect(whisper.get_by_text("dopravu zadarmo")).to_be_visible()
    shoot(zuzana, "console-whisper")
    assert violations(zuzana) == []

    samo.get_by_role("button", name="Take over").click()
    reply = samo.get_by_role("textbox", name="Reply as Studio Nova")
    reply.fill("Dobrý deň, tu Samo.")
    reply.press("Enter")
    expect(asked.get_by_text("tu Samo")).to_be_visible()
    expect(zuzana.get_by_text("This chat is with Samo Vidmar now.")).to_be_visible()
    # Neither that somebody watched, nor what was whispered.
    assert rows.all_inner_texts() == [*before, "Samo je v chate"]
    assert said(asked) == ["Dobrý deň, dá sa sedačka rozložiť?", "Áno, dá.", "Dobrý deň, tu Samo."]


def test_watching_ends_with_the_next_look(chat, supervisor):
    zuzana, _ = chat
    samo = supervisor()
    samo.get_by_role("list", name="With other agents").get_by_role("button").first.click()
    expect(zuzana.get_by_text("Watching: Samo Vidmar")).to_be_visible()

    samo.get_by_role("button", name="Stop watching").click()

    expect(zuzana.get_by_text("Watching: Samo Vidmar")).to_have_count(0)
    expect(zuzana.locator("[role=log]").get_by_text("Samo Vidmar stopped watching")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_the_offices_console(chat, supervisor, theme, size):
    samo = supervisor(size=size, color_scheme=theme)
    samo.get_by_role("list", name="With other agents").get_by_role("button").first.click()
    expect(samo.get_by_text("You are watching Zuzana")).to_be_visible()
    expect(samo.locator("[role=log]").get_by_text("Áno, dá.")).to_be_visible()
    shoot(samo, f"console-watching-{theme}-{size['width']}")
    assert violations(samo) == []

    samo.keyboard.press("Alt+m")
    samo.get_by_role("dialog").get_by_role("button", name="Block the visitor").wait_for()
    shoot(samo, f"console-more-{theme}-{size['width']}")
    assert violations(samo) == []
