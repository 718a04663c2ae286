"""A real console in a real browser, while fifty visitors write twenty messages a second."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management import call_command
from playwright.sync_api import CDPSession, Page, sync_playwright

from bench.generator import Plan
from bench.report import say
from bench.runner import Runner
from bench.sizes import HELD
from bench.stage import Stage
from bench.targets import at_most, number
from config.embedded.install import BROWSERS

RATE = 20
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run")
# Tasks that kept the page from answering, and the time from each frame to the next.
WATCH = """() => {
    window.longTasks = []
    window.frames = []
    const note = (list) => longTasks.push(...list.getEntries().map((task) => task.duration))
    new PerformanceObserver(note).observe({ type: "longtask" })
    let last = performance.now()
    const frame = (now) => {
        frames.push(now - last)
        last = now
        requestAnimationFrame(frame)
    }
    requestAnimationFrame(frame)
}"""
SEEN = "() => ({ longTasks, frames: frames.slice(1) })"
# Messages of visitors: those in the log of the open chat, and the unread ones of the others.
SHOWN = """() => {
    const counts = document.querySelectorAll(".inbox .slots .chip.bad")
    const unread = [...counts].map((chip) => Number(chip.lastChild.data))
    const said = document.querySelectorAll(".log .entry.visitor").length
    return unread.reduce((sum, count) => sum + count, said)
}"""
# Seconds in which what was acknowledged has to be on the page.
PATIENCE = 5
CALM_MS = 2_000


def run(runner: Runner) -> None:
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        print(f"  skipped: none of {', '.join(BROWSERS)} is installed", flush=True)
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    with runner.stage("daphne") as stage:
        found = watch_console(runner, stage, browser)
    runner.found["console"] = found
    head = ("", "long tasks", "worst frame ms", "frames a second", "main thread ms a message")
    figures = (found["long_tasks"], found["worst_frame"], found["fps"], found["busy_ms"])
    title = f"A console with {HELD} chats and {RATE} messages a second"
    say(title, head, [["chromium", *map(number, figures)]])
    runner.add(
        at_most("console: tasks over 50 ms", found["long_tasks"], 0, 0),
        at_most("console: acknowledged and not shown", found["missing"], 0, 0),
    )


def watch_console(runner: Runner, stage: Stage, browser: str) -> dict[str, float]:
    seconds = runner.sizes.console_seconds
    # All that needs the database comes before Playwright, whose loop Django takes for async code.
    name, _, value = runner.fixture.cookies([0])[0].partition("=")
    address = f"http://127.0.0.1:{stage.ports[0]}/"
    cookie: Any = {"name": name, "value": value, "url": address}
    plan = Plan(HELD, rate=RATE, seconds=seconds)
    with stage.generator(plan) as generator, console_page(browser, cookie, address) as page:
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable")
        before = settle(page)
        generator.begin()
        time.sleep(plan.warm_up)
        page.evaluate(WATCH)
        busy = busy_seconds(session)
        page.wait_for_timeout(seconds * 1e3)
        busy = busy_seconds(session) - busy
        seen = page.evaluate(SEEN)
        said = generator.finish()
        acknowledged = said["sent"] - said["lost_acks"]
        shown = wait_until_shown(page, before + acknowledged) - before
    return {
        "long_tasks": len(seen["longTasks"]),
        "worst_frame": max(seen["frames"]),
        "fps": len(seen["frames"]) / seconds,
        "busy_ms": busy * 1e3 / (RATE * seconds),
        "acknowledged": acknowledged,
        "missing": abs(acknowledged - shown),
    }


@contextmanager
def console_page(browser: str, cookie: Any, address: str) -> Iterator[Page]:
    """The agent's console with all their chats, and the first of them open."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=list(FLAGS))
        context = chromium.new_context(viewport={"width": 1440, "height": 900})
        context.add_cookies([cookie])
        page = context.new_page()
        page.goto(f"{address}console/")
        chats = page.locator(".inbox .slots li button")
        chats.nth(HELD - 1).wait_for()
        chats.first.click()
        yield page
        chromium.close()


def settle(page: Page) -> int:
    """How many messages the page shows when it has loaded what was said before."""
    shown = None
    while shown != (shown := page.evaluate(SHOWN)):
        page.wait_for_timeout(CALM_MS)
    return shown


def wait_until_shown(page: Page, expected: int) -> int:
    """How many messages the page shows, as soon as these are all, or when time is up."""
    deadline = time.monotonic() + PATIENCE
    while (shown := page.evaluate(SHOWN)) != expected and time.monotonic() < deadline:
        page.wait_for_timeout(100)
    return shown


def busy_seconds(session: CDPSession) -> float:
    """What the page's main thread has worked so far."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return next(one["value"] for one in metrics if one["name"] == "TaskDuration")
