"""Connecting, from the first packet to ``welcome``, forty at a time."""

from bench.report import say
from bench.runner import SERVERS, Runner
from bench.targets import at_least, number


def run(runner: Runner) -> None:
    rows = []
    for server in SERVERS:
        stranger, known = (runner.open(server, strangers) for strangers in (True, False))
        for who, one in (("strangers", stranger), ("in a conversation", known)):
            rows.append([f"{server}, {who}", number(one.per_second), number(one.cpu_ms)])
        figure = f"connects a second, no database: {server}"
        runner.add(at_least(figure, stranger.per_second, 500, 1_200))
    say(f"{runner.sizes.idle:,} visitors connect", ("", "a second", "server CPU ms each"), rows)
