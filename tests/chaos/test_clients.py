"""F11, F14–F16, F21, F23: clients that are cut off, slow, silent, strange, taken out or old."""

import asyncio
import json
import socket
import time
from contextlib import suppress
from functools import partial
from uuid import uuid4

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin

from tests.chaos.clients import open_console, open_visitor, seconds_to_close
from tests.chaos.installation import Installation
from tests.chaos.talker import Talker, assert_kept, have_repeated, talking
from tests.waiting import until

CLOSE_REVOKED, CLOSE_TOO_SLOW, CLOSE_BAD_TOKEN = 4003, 4008, 4001
# Seconds more that a message may take, in the median, while others misbehave.
NOTICEABLE = 0.1
NAMES = [
    "hello",
    "send",
    "rcv",
    "read",
    "typing",
    "do",
    "status",
    "hb",
    "welcome",
    "x",
    "__init__",
    "",
]
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)
FIELDS = [
    "v",
    "conv",
    "client_id",
    "body",
    "after",
    "id",
    "action",
    "seq",
    "value",
    "n",
    "page",
    "new",
]
strange_frames = st.fixed_dictionaries(
    {"t": st.sampled_from(NAMES) | values}, optional=dict.fromkeys(FIELDS, values)
)


@pytest.fixture
def visitor(product: Installation):
    one = open_visitor(product)
    yield one
    one.close()
    one.api.close()


async def test_whoever_is_cut_off_in_one_direction_sends_again_and_is_stored_once(product):
    async with talking(product, 3) as talkers:
        await asyncio.to_thread(cut_off, product, "down")
        await asyncio.to_thread(cut_off, product, "up")
        await asyncio.to_thread(until, lambda: are_back(talkers, [1] * len(talkers)))
        again = partial(cut_off, product, "down")
        await asyncio.to_thread(until, lambda: have_repeated(talkers), again=again)

    for talker in talkers:
        assert_kept(product, talker)


def cut_off(product: Installation, direction: str) -> None:
    product.door.hold(direction)
    time.sleep(1)
    product.door.cut()
    product.door.mend()
    time.sleep(1)


@pytest.mark.long
async def test_silence_is_noticed_by_the_client_within_45_seconds(product: Installation):
    async with talking(product, 2) as talkers:
        before = [talker.connections for talker in talkers]
        product.door.hold("down")
        began = time.monotonic()
        while any(talker._is_welcome for talker in talkers):
            await asyncio.sleep(0.2)
        noticed = time.monotonic() - began
        product.door.mend()
        await asyncio.to_thread(until, lambda: are_back(talkers, before))

    print(f"F11: noticed after {noticed:.1f} s")
    assert noticed < 45
    for talker in talkers:
        assert_kept(product, talker)


def are_back(talkers: list[Talker], before: list[int]) -> bool:
    return all(talker.connections > one for talker, one in zip(talkers, before, strict=True))


@given(st.lists(strange_frames | values, min_size=10, max_size=30))
@settings(max_examples=5, deadline=None, database=None, suppress_health_check=list(HealthCheck))
def test_strange_frames_are_answered_and_harm_nobody(product, visitor, frames):
    for frame in frames:
        # As a browser would send it: NaN and lone surrogates are for the parser to refuse.
        visitor.send(json.dumps(frame))

    assert visitor.say("Still here")["t"] in ("ack", "nack")
    assert "Traceback" not in json.dumps(visitor.listen(0.1))
    logs = [product.servers.log(name).read_text() for name in ("web1", "web2")]
    assert not any("Something on a socket went wrong" in log for log in logs)


def test_an_older_client_is_served_and_what_it_does_not_know_does_not_hurt_it(product, visitor):
    """Fields that no server knows yet are ignored, and a frame of the future is an error."""
    later = {"t": "hb", "n": 1, "of_the_future": {"deep": [1, 2]}}
    visitor.send(later)
    visitor.send({"t": "gesture", "kind": "wave"})

    assert visitor.expect_type("error")["code"] == "unknown_frame"
    least = {"t": "send", "conv": None, "client_id": str(uuid4()), "body": "From 2026"}
    visitor.send(least | {"mood": "good"})
    assert visitor.expect_type("ack", client_id=least["client_id"])["seq"]


def test_who_is_taken_out_hears_of_it_although_redis_is_stopped(product: Installation):
    agent = open_console(product)
    try:
        with product.stopped("valkey"):
            product.as_superuser("UPDATE tenants_membership SET is_active = false")
            took = seconds_to_close(agent)
    finally:
        product.as_superuser("UPDATE tenants_membership SET is_active = true")
        agent.api.close()

    print(f"F21: closed {took:.1f} s after the membership ended, without a message about it.")
    assert agent.socket.close_code == CLOSE_REVOKED


@pytest.mark.long
async def test_slow_readers_cost_the_others_nothing(product: Installation):
    before = {name: product.memory(name) for name in ("web1", "web2")}
    async with talking(product, 2) as talkers:
        await asyncio.sleep(5)
        calm = median(talkers, time.monotonic() - 5)
        began = time.monotonic()
        codes = await asyncio.gather(*(read_nothing(product) for _ in range(40)))
        busy = median(talkers, began)

    grown = sum(product.memory(name) - before[name] for name in before) / 1_000_000
    print(
        f"F14: median {calm * 1000:.0f} → {busy * 1000:.0f} ms, {grown:.0f} MB more, {set(codes)}"
    )
    assert set(codes) == {CLOSE_TOO_SLOW}
    assert grown < 200
    assert busy < calm + NOTICEABLE
    for talker in talkers:
        assert_kept(product, talker)


async def read_nothing(product: Installation) -> int | None:
    """Writes 600 messages, reads nothing for as long as that is borne, and why it was closed."""
    async with httpx.AsyncClient(base_url=product.url) as http:
        path = f"/api/widget/v1/{product.scene['key']}/session"
        token = (await http.post(path, json={})).json()["access"]
    async with connect(
        f"{product.ws}/ws/visitor/",
        origin=Origin(product.url),
        max_queue=1,
        ping_interval=None,
        compression=None,
    ) as one:
        await one.send(json.dumps({"t": "hello", "v": 1, "token": token, "after": {}}))
        for _ in range(600):
            said = {"t": "send", "conv": None, "client_id": str(uuid4()), "body": "x" * 500}
            await one.send(json.dumps(said))
        await asyncio.sleep(45)
        with suppress(ConnectionClosed):
            while True:
                await one.recv()
        return one.close_code


@pytest.mark.long
async def test_sockets_that_say_nothing_are_let_go(product: Installation):
    before = product.memory("web1") + product.memory("web2")
    async with talking(product, 2) as talkers:
        await asyncio.sleep(5)
        calm = median(talkers, time.monotonic() - 5)
        began = time.monotonic()
        halves = [half_a_handshake(product) for _ in range(300)]
        codes = await asyncio.gather(*(say_nothing(product) for _ in range(300)))
        took, busy = time.monotonic() - began, median(talkers, began)
        for half in halves:
            half.close()

    grown = (product.memory("web1") + product.memory("web2") - before) / 1_000_000
    print(
        f"F15: 300 silent sockets closed within {took:.0f} s; median {calm * 1000:.0f}"
        f" → {busy * 1000:.0f} ms; {grown:.0f} MB more"
    )
    assert set(codes) == {CLOSE_BAD_TOKEN}
    assert took < 60
    assert busy < calm + NOTICEABLE
    await asyncio.to_thread(until, lambda: httpx.get(f"{product.url}/healthz").is_success)


async def say_nothing(product: Installation) -> int | None:
    async with connect(
        f"{product.ws}/ws/visitor/", origin=Origin(product.url), ping_interval=None, open_timeout=30
    ) as one:
        with suppress(ConnectionClosed):
            await one.recv()
        return one.close_code


def half_a_handshake(product: Installation) -> socket.socket:
    half = socket.create_connection(("127.0.0.1", product.door.port))
    half.sendall(b"GET /ws/visitor/ HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: web")
    return half


def median(talkers, since: float) -> float:
    times = sorted(one for talker in talkers for one in talker.times(since, time.monotonic()))
    return times[len(times) // 2]
