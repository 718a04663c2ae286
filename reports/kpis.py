"""The KPIs of some chats: a tally, its percentiles, and the shares and means of both."""

from dataclasses import dataclass
from datetime import timedelta

from reports.chats import NO_TIME
from reports.tally import Tally


@dataclass
class Kpis(Tally):
    """Shares and means are None where there is nothing to divide by.

    The percentiles are over everybody who was offered; who was never answered waited longer
    than anybody. So None beside ``offered`` says that too many were not answered at all.
    """

    first_response_median: timedelta | None = None
    first_response_p90: timedelta | None = None

    @property
    def service_level(self) -> float | None:
        return share(self.in_time, self.offered)

    @property
    def queue_part_mean(self) -> timedelta | None:
        return mean(self.queue_part, self.answered)

    @property
    def agent_part_mean(self) -> timedelta | None:
        return mean(self.agent_part, self.answered)

    @property
    def handle_time_mean(self) -> timedelta | None:
        return mean(self.handle_time, self.two_way)

    @property
    def csat(self) -> float | None:
        return share(self.good_ratings, self.ratings)

    @property
    def rated_share(self) -> float | None:
        return share(self.ratings, self.two_way)

    @property
    def personal_share(self) -> float | None:
        return share(self.own_characters, self.characters)


@dataclass(frozen=True)
class Staffing:
    """How agents spent their hours, each by themselves and then added up."""

    available: timedelta = NO_TIME
    engaged: timedelta = NO_TIME
    occupied: timedelta = NO_TIME
    chat_time: timedelta = NO_TIME
    max_chats: int = 0

    @property
    def concurrency(self) -> float | None:
        """Chats at once, while there was one at all."""
        return self.chat_time / self.engaged if self.engaged else None

    @property
    def occupancy(self) -> float | None:
        """Of the time available, the part with at least one chat."""
        return self.occupied / self.available if self.available else None


@dataclass(frozen=True)
class Coverage:
    """Promised time, and the part of it in which somebody could take one more chat."""

    promised: timedelta = NO_TIME
    covered: timedelta = NO_TIME

    @property
    def share(self) -> float | None:
        return self.covered / self.promised if self.promised else None


def share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def mean(total: timedelta, count: int) -> timedelta | None:
    return total / count if count else None
