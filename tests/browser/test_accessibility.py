"""axe-core finds nothing on the faces that people work with."""

from typing import Any

import pytest
from playwright.sync_api import Frame, Page

from tests.browser.conftest import PHONE, WIDE, Stack, shoot, sign_in_as
from tests.live.server import ROOT

AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"


def violations(page: Page | Frame) -> list[str]:
    page.evaluate(AXE.read_text())
    found: list[dict[str, Any]] = page.evaluate("axe.run().then(result => result.violations)")
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_the_chat_and_the_console(stack: Stack, window, theme, size):
    name = f"{theme}-{size['width']}"
    visitor = window(size, color_scheme=theme)
    visitor.goto(f"{stack.visitors.url}/demo/harbour-cottages/")
    visitor.locator("[aria-haspopup=dialog]").click()
    chat = visitor.frame_locator("iframe")
    chat.locator("textarea").first.wait_for()
    shoot(visitor, f"chat-{name}")
    console = window(size, color_scheme=theme)
    sign_in_as(console, stack, "eva@halo.example")
    console.wait_for_url("**/console/")
    console.get_by_role("list", name="Chats").wait_for()
    shoot(console, f"console-{name}")

    assert violations(visitor.frames[1]) == []
    assert violations(console) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_sign_in_and_office(stack: Stack, window, theme):
    page = window(color_scheme=theme)
    page.goto(f"{stack.agents.url}/accounts/login/")
    found = {"sign-in": violations(page)}
    sign_in_as(page, stack, "owner@halo.example")
    page.wait_for_url("**/office/")
    for path in ("office/", "office/brands/", "office/people/", "office/chats/", "office/blocks/"):
        page.goto(f"{stack.agents.url}/{path}")
        found[path] = violations(page)
        shoot(page, f"{path.strip('/').replace('/', '-')}-{theme}")

    assert {path: faults for path, faults in found.items() if faults} == {}
