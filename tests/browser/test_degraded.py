"""Redis says nothing: people are told, and what they write arrives all the same, only later."""

import os

from playwright.sync_api import expect
from redis import Redis

from tests.browser.conftest import PHONE, Stack, shoot
from tests.browser.test_accessibility import violations
from tests.browser.test_story import write
from tests.browser.test_visitor import shop, talk

SILENT_SECONDS = 15


def test_a_silent_redis_is_told_and_keeps_no_message(stack: Stack, window, agent):
    eva = agent("eva")
    visitor = shop(window(PHONE), stack)
    chat = talk(visitor, eva)
    told = "Live updates are slow right now", "Messages may arrive a little late just now"

    with Redis.from_url(os.environ["REDIS_URL"]) as redis:
        redis.client_pause(SILENT_SECONDS * 1000)
    expect(eva.get_by_text(told[0])).to_be_visible()
    expect(chat.get_by_text(told[1])).to_be_visible()
    write(chat, "Two, and a dog.")

    expect(eva.get_by_role("log").get_by_text("Two, and a dog.")).to_be_visible()
    shoot(eva, "console-degraded")
    shoot(visitor, "widget-degraded")
    assert violations(eva) == []
    assert violations(visitor.frames[1]) == []
    expect(eva.get_by_text(told[0])).to_have_count(0, timeout=2 * SILENT_SECONDS * 1000)
    expect(chat.get_by_text(told[1])).to_have_count(0)
