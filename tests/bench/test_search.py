import pytest

from bench.search import highest, resolution


@pytest.mark.parametrize("truth", [130.0, 500.0, 990.0])
def test_finds_the_highest_rate_that_holds(truth: float):
    tried: list[float] = []

    def holds(rate: float) -> bool:
        tried.append(rate)
        return rate <= truth

    found = highest(1_000, 6, holds)

    assert found <= truth < found + resolution(1_000, 6) + 1e-9
    assert len(tried) == 7


def test_the_limit_itself_is_tried():
    assert highest(1_000, 4, lambda rate: True) == 1_000


def test_answers_nothing_when_nothing_holds():
    assert highest(1_000, 4, lambda rate: False) == 0
