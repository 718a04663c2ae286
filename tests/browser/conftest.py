"""The whole product with its demo data, and a real browser in front of it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest
from django.db import connections
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from agents.models import Agent, Status
from config.embedded.stack import free_port
from conversations.actions.conversations import close_by_system
from conversations.models import Conversation, Outcome
from tenants.scoping import every_tenant, tenant_scope
from tests.live.lines import Line, running
from tests.live.server import ROOT, Server, running_server, running_worker
from tests.waiting import until

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SHOTS = ROOT / "build" / "screenshots"
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
PASSWORD = "switchboard-demo"
Found = TypeVar("Found")
# As patient as a busy machine asks for; what is there is found at once.
expect.set_options(timeout=20_000)


@dataclass
class Stack:
    """The running product. Visitors and agents reach it by lines of their own."""

    server: Server
    visitors: Line
    agents: Line


@pytest.fixture(scope="package")
def stack(django_db_setup) -> Iterator[Stack]:
    with ExitStack() as parts:
        port = free_port()
        visitors, agents = Line(port), Line(port)
        parts.enter_context(running(visitors, agents))
        origins = f"{visitors.url},{agents.url}"
        seed(origins)
        server = parts.enter_context(
            running_server(port=port, PUBLIC_ORIGINS=origins, DEMO="True", VISITOR_RATE="0")
        )
        parts.enter_context(running_worker())
        yield Stack(server, visitors, agents)


def seed(origins: str) -> None:
    environment = os.environ | {"PUBLIC_ORIGINS": origins, "DEMO": "True"}
    subprocess.run(
        [sys.executable, "manage.py", "seed_demo"], cwd=ROOT, env=environment, check=True
    )


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Not for the whole session: its event loop runs in this thread for as long as it lives."""
    path = os.environ.get("BROWSER", "/usr/bin/chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def window(chromium) -> Iterator[Callable[..., Page]]:
    """Open a window with an empty profile. What a page logs as an error fails the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_window(size: dict[str, int] = WIDE, **options) -> Page:
        context = chromium.new_context(viewport=size, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on(
            "console",
            lambda message: errors.append(message.text) if is_refused(message.text) else None,
        )
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert errors == []


def is_refused(text: str) -> bool:
    return "Content Security Policy" in text


@pytest.fixture
def agent(stack, window, django_db_blocker) -> Iterator[Callable[..., Page]]:
    """A console of a demo agent, signed in and available."""

    def sign_in(name: str, **options) -> Page:
        page, email = window(**options), f"{name}@halo.example"
        sign_in_as(page, stack, email)
        page.wait_for_url("**/console/")
        page.keyboard.press("Alt+s")
        page.get_by_role("dialog").get_by_role("button", name="Available").click()
        # The console shows it before the server knows.
        with django_db_blocker.unblock():
            in_thread(lambda: until(lambda: is_available(email)))
        return page

    yield sign_in
    with django_db_blocker.unblock():
        in_thread(send_everybody_home)


def in_thread(work: Callable[[], Found]) -> Found:
    """What no page does. Playwright's loop runs in this thread, and there Django lets nobody
    wait for a database."""

    def run() -> Found:
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result()


def is_available(email: str) -> bool:
    with every_tenant():
        return Agent.objects.available().filter(membership__user__email=email).exists()


def send_everybody_home() -> None:
    """Nothing of a test is left for the next: no chat that takes a slot, nobody who gets one."""
    with every_tenant():
        Agent.objects.update(status=Status.OFFLINE)
        left = list(Conversation.objects.open())
    for conversation in left:
        with tenant_scope(conversation.agency_id):
            close_by_system(conversation, outcome=Outcome.TEST)


def sign_in_as(page: Page, stack: Stack, email: str) -> None:
    page.goto(f"{stack.agents.url}/accounts/login/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def shoot(page: Page, name: str) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png")


def demo_brands() -> dict[str, str]:
    data = json.loads((Path(os.environ["DATA_DIR"]) / "demo.json").read_text())
    return {brand["slug"]: brand["name"] for brand in data["brands"]}
