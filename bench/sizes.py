"""How much is measured: enough for figures worth keeping, or quickly."""

from dataclasses import dataclass

# Conversations that an agent of a benchmark holds.
HELD = 50


@dataclass(frozen=True)
class Sizes:
    rounds: int = 3
    seconds: float = 4
    visitors: int = 400
    # Steps of the search for the highest rate that is sustained.
    steps: int = 5
    # The customer's shape.
    shape: int = 2_000
    shape_rate: float = 500
    shape_seconds: float = 8
    # As many messages a second from more and more visitors, for as long as their heartbeats take.
    crowds: tuple[int, ...] = (100, 1_000, 5_000)
    crowd_rate: float = 500
    crowd_seconds: float = 25
    # Everyone loses their socket at once.
    storm: int = 5_000
    idle: int = 2_000
    # An agent with fifty conversations in a browser.
    console_seconds: float = 30
    # Messages in the log that inbox and transcripts are read from.
    messages: int = 1_000_000
    # Chats of the year that reports look back on.
    past: int = 1_000_000

    @property
    def most_visitors(self) -> int:
        return max(self.visitors, self.shape, *self.crowds, self.storm, self.idle)


FULL = Sizes()
QUICK = Sizes(
    rounds=1,
    seconds=2,
    visitors=200,
    steps=3,
    shape=500,
    shape_rate=125,
    shape_seconds=3,
    crowds=(100, 1_000),
    crowd_seconds=5,
    storm=1_000,
    idle=500,
    console_seconds=8,
    messages=100_000,
    past=100_000,
)
