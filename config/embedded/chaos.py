"""`make chaos`: every fault of docs/chaos.md, those that take minutes too, and their figures."""

from collections.abc import Sequence

from .stack import PYTHON
from .test import follow, prepare_in_passing
from .throwaway import throwaway_engines


def chaos(arguments: Sequence[str]) -> int:
    environment = prepare_in_passing()
    with throwaway_engines() as engines:
        argv = [str(PYTHON), "-m", "pytest", "-m", "long or not long", "-rP", "tests/chaos"]
        return follow([*argv, *arguments], environment | engines)
