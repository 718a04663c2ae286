import pytest

from bench.report import table
from bench.targets import Verdict, at_least, at_most, number, ratio


@pytest.mark.parametrize(
    ("value", "verdict"), [(0.2, Verdict.SHORT), (0.25, Verdict.OK), (0.4, Verdict.AIM)]
)
def test_more_is_better(value: float, verdict: Verdict):
    assert at_least("of the floor", value, 0.25, 0.38).verdict == verdict


@pytest.mark.parametrize(
    ("value", "verdict"), [(41, Verdict.SHORT), (40, Verdict.OK), (12, Verdict.AIM)]
)
def test_less_is_better(value: float, verdict: Verdict):
    assert at_most("memory", value, 40, 30, "kB").verdict == verdict


def test_a_row_of_the_table_says_what_was_promised():
    assert at_most("memory", 35.26, 40, 30, "kB").cells == [
        *("memory", "35.3 kB", "≤ 40", "≤ 30", "ok")
    ]


def test_a_ratio_to_nothing_is_no_error():
    assert ratio(1, 0) == float("inf")
    assert number(ratio(1, 0)) == "∞"


def test_numbers_line_up():
    assert table(("", "msg/s"), [["floor", "20,000"], ["daphne", "8"]]) == (
        "         msg/s\nfloor   20,000\ndaphne       8"
    )
