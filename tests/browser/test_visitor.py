"""What a visitor can do beside writing, and what they are told when something is not to be had."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import FilePayload, Frame, FrameLocator, Page, expect

from conversations.consumers.live import REMEMBER_SECONDS
from tenants.models import Brand
from tenants.scoping import every_tenant
from tests.browser.conftest import PHONE, WIDE, Stack, in_thread, shoot
from tests.browser.test_accessibility import violations
from tests.browser.test_story import answer, ask, open_chat, write
from tests.conversations.files.samples import picture

BRAND = "Harbour Cottages"


def shop(page: Page, stack: Stack) -> Page:
    page.goto(f"{stack.visitors.url}/demo/harbour-cottages/")
    return page


def png(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "image/png", "buffer": content}


def drop(chat: Frame, name: str) -> None:
    """A text file, from the visitor's desktop onto the chat."""
    held = chat.evaluate_handle(
        "name => { const held = new DataTransfer();"
        " held.items.add(new File(['Three rooms'], name, {type: 'text/plain'})); return held }",
        name,
    )
    chat.dispatch_event("[role=log]", "drop", {"dataTransfer": held})


def talk(visitor: Page, eva: Page) -> FrameLocator:
    """A chat between a visitor and Eva."""
    chat = ask(visitor, "Is the boat house free in May?")
    eva.get_by_role("list", name="Chats").get_by_text("Is the boat house").click()
    answer(eva, BRAND, "It is. How many are you?")
    expect(chat.get_by_text("How many are you?")).to_be_visible()
    return chat


@pytest.mark.parametrize(
    ("theme", "size"), [("light", WIDE), ("dark", PHONE)], ids=["wide", "phone"]
)
def test_files_go_both_ways_and_are_read(stack: Stack, window, agent, theme, size):
    eva = agent("eva")
    visitor = shop(window(size, color_scheme=theme), stack)
    chat = talk(visitor, eva)
    files = [
        png("us.png", picture("PNG", (640, 480))),
        png("broken.png", b"no picture"),
    ]
    chat.locator("input[type=file]").set_input_files(files=files)
    drop(visitor.frames[1], "wishes.txt")

    expect(chat.get_by_text("This kind of file is not allowed").first).to_be_visible()
    expect(chat.get_by_role("progressbar")).to_have_count(0)
    shoot(visitor, f"widget-tray-{theme}")
    assert violations(visitor.frames[1]) == []
    chat.get_by_role("button", name="Remove broken.png").click()
    write(chat, "Here you are.")

    log = chat.get_by_role("log")
    expect(eva.get_by_role("log").get_by_text("wishes.txt")).to_be_visible()
    expect(log.get_by_text("Read ")).to_be_visible()
    expect(log.locator("img")).to_have_js_property("naturalWidth", 640)
    with visitor.expect_download() as saving:
        log.get_by_role("button", name="wishes.txt").click()
    assert saving.value.suggested_filename == "wishes.txt"
    shoot(visitor, f"widget-files-{theme}")
    assert violations(visitor.frames[1]) == []

    visitor.reload()
    expect(log.locator("img")).to_have_js_property("naturalWidth", 640)
    expect(log.get_by_text("Read ")).to_be_visible()


def test_the_chat_comes_by_mail_and_is_rated(stack: Stack, window, agent):
    eva = agent("eva")
    visitor = shop(window(PHONE), stack)
    chat = talk(visitor, eva)
    chat.get_by_role("button", name="More").click()
    shoot(visitor, "widget-menu")
    assert violations(visitor.frames[1]) == []
    chat.get_by_role("button", name="Get this chat by e-mail").click()
    email = chat.get_by_role("textbox", name="E-mail")
    expect(email).to_be_focused()
    email.fill("peter@example.com")
    shoot(visitor, "widget-letter")
    chat.get_by_role("button", name="Send e-mail").click()
    expect(chat.get_by_text("on its way to peter@example.com")).to_be_visible()
    chat.get_by_role("button", name="Back").click()
    expect(chat.get_by_role("textbox", name="Message")).to_be_visible()

    chat.get_by_role("button", name="End chat").click()
    chat.get_by_role("radio", name="4 of 5").check()
    chat.get_by_role("textbox", name="Anything to add?").fill("Kind and quick.")
    shoot(visitor, "widget-rating")
    assert violations(visitor.frames[1]) == []
    chat.get_by_role("button", name="Send rating").click()
    expect(chat.get_by_text("Thank you for your rating")).to_be_visible()
    expect(chat.get_by_role("button", name="Get this chat by e-mail")).to_be_visible()
    visitor.reload()
    expect(chat.get_by_text("Thank you for your rating")).to_be_visible()


def test_a_chat_without_its_extras_still_sends(stack: Stack, window, agent):
    eva = agent("eva")
    visitor = shop(window(), stack)
    visitor.route("**/chat-extras*.js*", lambda route: route.abort())
    chat = ask(visitor, "Can you hear me?")

    expect(eva.get_by_role("list", name="Chats").get_by_text("Can you hear me?")).to_be_visible()
    expect(chat.get_by_role("log").get_by_role("alert")).to_contain_text("That did not work")
    shoot(visitor, "widget-no-extras")
    visitor.unroute("**/chat-extras*.js*")
    chat.get_by_role("button", name="Try again").click()

    expect(chat.get_by_role("log").get_by_text("Can you hear me?")).to_be_visible()


def test_what_is_half_written_survives_a_page_change(stack: Stack, window, agent):
    agent("eva")
    visitor = shop(window(), stack)
    open_chat(visitor).get_by_role("textbox", name="Message").fill("We are four and")

    visitor.reload()

    box = visitor.frame_locator("iframe").get_by_role("textbox", name="Message")
    expect(box).to_have_value("We are four and")


@pytest.fixture
def crowd(stack: Stack, django_db_blocker) -> Iterator[None]:
    """The brand takes one chat at a time."""

    def limit(number: int) -> None:
        with every_tenant():
            Brand.objects.filter(slug="harbour-cottages").update(open_limit=number)
        # Sockets go by what they know of the brand for so long.
        time.sleep(REMEMBER_SECONDS + 1)

    with django_db_blocker.unblock():
        in_thread(lambda: limit(1))
        yield
        in_thread(lambda: limit(200))


def test_in_a_crowd_a_message_can_be_left(stack: Stack, window, agent, crowd):
    eva = agent("eva")
    talk(shop(window(), stack), eva)
    late = shop(window(PHONE), stack)
    chat = ask(late, "And in June?")

    expect(chat.get_by_text("Very many people are asking")).to_be_visible()
    message = chat.get_by_role("textbox", name="Message")
    expect(message).to_have_value("And in June?")
    shoot(late, "widget-crowd")
    assert violations(late.frames[1]) == []
    chat.get_by_role("textbox", name="Name").fill("Peter")
    chat.get_by_role("textbox", name="E-mail").fill("peter@example.com")
    chat.get_by_role("checkbox").check()
    chat.get_by_role("button", name="Send message").click()

    expect(chat.get_by_text("We have your message")).to_be_visible()
