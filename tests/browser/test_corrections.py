"""What an agent does with a chat beside answering: correct, attach, mail, block and reopen."""

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from conversations.models import Block
from tenants.scoping import every_tenant
from tests.browser.conftest import Stack, in_thread, shoot
from tests.browser.test_accessibility import violations
from tests.browser.test_story import answer, ask
from tests.conversations.files.samples import picture

BRAND = "Studio Nova"


@pytest.fixture
def chat(stack: Stack, window, agent) -> tuple[Page, FrameLocator]:
    """An open chat between a visitor and Zuzana."""
    zuzana = agent("zuzana")
    visitor = window()
    visitor.goto(f"{stack.visitors.url}/demo/studio-nova/")
    asked = ask(visitor, "Kedy mi dovezú sedačku?")
    zuzana.get_by_role("list", name="Chats").get_by_text("Kedy mi").click()
    answer(zuzana, BRAND, "V utorok.")
    expect(asked.get_by_text("V utorok.")).to_be_visible()
    return zuzana, asked


def test_a_message_is_edited_by_the_up_key_and_removed(chat):
    zuzana, asked = chat
    log = zuzana.locator("[role=log]")
    box = zuzana.get_by_role("textbox", name=f"Reply as {BRAND}")
    box.press("ArrowUp")
    edit = zuzana.get_by_role("textbox", name="Edit the message")
    expect(edit).to_have_value("V utorok.")
    edit.fill("V stredu.")
    edit.press("Enter")

    expect(log.get_by_text("V stredu.")).to_be_visible()
    expect(log.get_by_text("edited")).to_be_visible()
    expect(asked.get_by_text("V stredu.")).to_be_visible()
    expect(box).to_be_focused()

    answer(zuzana, BRAND, "Heslo je hunter2")
    expect(asked.get_by_text("hunter2")).to_be_visible()
    bubble = log.locator(".entry.own", has_text="hunter2")
    bubble.hover()
    bubble.get_by_role("button", name="Remove this message").click()
    shoot(zuzana, "console-remove")
    assert violations(zuzana) == []
    zuzana.get_by_role("dialog").get_by_role("button", name="Remove", exact=True).click()

    expect(log.get_by_text("Message removed")).to_be_visible()
    expect(log.get_by_text("hunter2")).to_have_count(0)
    expect(asked.get_by_text("hunter2")).to_have_count(0)
    zuzana.reload()
    expect(log.get_by_text("V stredu.")).to_be_visible()
    assert "hunter2" not in zuzana.content()


def test_a_picture_is_attached_and_seen(chat):
    zuzana, asked = chat
    file = {"name": "izba.png", "mimeType": "image/png", "buffer": picture("PNG", (320, 200))}
    zuzana.locator("#attach").set_input_files(files=[file])
    held = zuzana.get_by_role("list", name="Files to send")
    expect(held.get_by_text("izba.png")).to_be_visible()
    send = zuzana.get_by_role("button", name="Send", exact=True)
    expect(send).to_be_enabled()
    shoot(zuzana, "console-attached")
    assert violations(zuzana) == []
    send.click()

    shown = zuzana.locator("[role=log] img[alt='izba.png']")
    expect(shown).to_be_visible()
    # After a reload it comes from the server.
    zuzana.reload()
    expect(shown).to_have_js_property("naturalWidth", 320)
    shoot(zuzana, "console-picture")
    assert violations(zuzana) == []
    expect(asked.get_by_text("izba.png").or_(asked.get_by_alt_text("izba.png"))).to_be_visible()


def test_a_file_that_is_not_allowed_is_refused_at_once(chat):
    zuzana, _ = chat
    file = {"name": "run.exe", "mimeType": "application/x-msdownload", "buffer": b"MZ"}
    zuzana.locator("#attach").set_input_files(files=[file])

    expect(zuzana.get_by_role("alert").get_by_text("run.exe")).to_be_visible()


def test_a_transcript_is_mailed(chat):
    zuzana, _ = chat
    zuzana.keyboard.press("Alt+m")
    zuzana.get_by_role("dialog").get_by_role("button", name="transcript").click()
    dialog = zuzana.get_by_role("dialog")
    dialog.get_by_label("E-mail address").fill("peter@novak.example")
    assert violations(zuzana) == []
    dialog.get_by_role("button", name="Send the transcript").click()

    expect(zuzana.get_by_role("status").get_by_text("peter@novak.example")).to_be_visible()


def test_a_chat_that_ended_is_found_and_reopened(chat):
    zuzana, asked = chat
    zuzana.keyboard.press("Alt+e")
    zuzana.get_by_role("dialog").get_by_role("button", name="Lead").click()
    expect(zuzana.get_by_text("No chat is open")).to_be_visible()
    zuzana.keyboard.press("Control+k")
    results = zuzana.get_by_role("dialog").locator(".results button")
    results.filter(has_text="V utorok.").first.click()
    expect(zuzana.get_by_text("This chat has ended.")).to_be_visible()

    zuzana.get_by_role("button", name="Reopen").click()

    answer(zuzana, BRAND, "Ešte niečo: dovezú ju o desiatej.")
    expect(asked.get_by_text("o desiatej")).to_be_visible()


@pytest.fixture
def lifted(django_db_blocker):
    """Blocks are gone after the test: every visitor here comes from the same network."""
    yield
    with django_db_blocker.unblock():
        in_thread(lift_blocks)


def lift_blocks() -> None:
    with every_tenant():
        Block.objects.all().delete()


def test_a_visitor_is_blocked(chat, lifted):
    zuzana, asked = chat
    zuzana.keyboard.press("Alt+m")
    zuzana.get_by_role("dialog").get_by_role("button", name="Block the visitor").click()
    dialog = zuzana.get_by_role("dialog")
    dialog.get_by_role("radio", name="A week").check()
    assert violations(zuzana) == []
    dialog.get_by_role("button", name="Block", exact=True).click()

    expect(zuzana.get_by_role("list", name="Chats").get_by_text("Kedy mi")).to_have_count(0)
    expect(asked.get_by_role("textbox")).to_have_count(0)
    expect(asked.get_by_text("V utorok.")).to_be_visible()


def test_what_the_visitor_has_read_is_marked(chat):
    zuzana, asked = chat
    asked.locator("textarea").first.click()

    expect(zuzana.locator("[role=log] .entry.own small", has_text="Read")).to_be_visible()
