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
    crowd: int = 2_000
    crowd_rate: float = 500
    crowd_seconds: float = 8
    idle: int = 2_000
    # Chats of the year that reports look back on.
    past: int = 1_000_000

    @property
    def most_visitors(self) -> int:
        return max(self.visitors, self.crowd, self.idle)


FULL = Sizes()
QUICK = Sizes(
    rounds=1,
    seconds=2,
    visitors=200,
    steps=3,
    crowd=500,
    crowd_rate=125,
    crowd_seconds=3,
    idle=500,
    past=100_000,
)
