"""What an open socket holds while nobody writes: of a visitor in a conversation, of a stranger."""

from bench.report import say
from bench.runner import SERVERS, Runner
from bench.targets import at_most, number


def run(runner: Runner) -> None:
    rows = []
    for server in SERVERS:
        known, stranger = (runner.open(server, strangers).kilobytes for strangers in (False, True))
        rows.append([server, number(known), number(stranger)])
        runner.add(at_most(f"memory per idle visitor: {server}", known, 40, 30, "kB"))
    head = ("kB for each idle visitor", "in a conversation", "stranger")
    say(f"Memory of {runner.sizes.idle:,} sockets", head, rows)
