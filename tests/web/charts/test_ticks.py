from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lupaus.web.charts.ticks import nice_ticks, year_ticks

values = st.floats(-1e15, 1e15)


@settings(deadline=None)
@given(values, values, st.integers(2, 8))
def test_ticks_enclose_the_data_and_are_few_and_even(low: float, high: float, wanted: int) -> None:
    ticks = nice_ticks(low, high, wanted)
    slack = 1e-6 * (ticks.high - ticks.low)
    assert ticks.low <= min(low, high) + slack
    assert ticks.high >= max(low, high) - slack
    assert 2 <= len(ticks.values) <= wanted + 2
    steps = [b - a for a, b in pairwise(ticks.values)]
    assert max(steps) == pytest.approx(min(steps), rel=1e-3)


@settings(deadline=None)
@given(st.floats(0, 1e15), st.floats(0, 1e15))
def test_figures_that_are_not_negative_get_no_negative_ticks(low: float, high: float) -> None:
    assert nice_ticks(low, high).low >= 0


@pytest.mark.parametrize(
    ("low", "high", "expected", "decimals"),
    [
        (0.0, 100.0, (0.0, 25.0, 50.0, 75.0, 100.0), 0),
        (69.7, 79.0, (67.5, 70.0, 72.5, 75.0, 77.5, 80.0), 1),
        (0.0, 0.0, (0.0, 0.25, 0.5, 0.75, 1.0), 2),
        (0.0, 0.004, (0.0, 0.001, 0.002, 0.003, 0.004), 3),
        (1.5e6, 2.4e6, (1500000.0, 1750000.0, 2000000.0, 2250000.0, 2500000.0), 0),
    ],
)
def test_ticks_are_round(low: float, high: float, expected: tuple[float, ...], decimals: int) -> None:
    ticks = nice_ticks(low, high)
    assert ticks.values == expected
    assert ticks.decimals == decimals


@settings(deadline=None)
@given(st.integers(1900, 2100), st.integers(0, 120), st.integers(2, 12), st.lists(st.integers(1900, 2200)))
def test_years_never_crowd_each_other(first: int, length: int, most: int, keep: list[int]) -> None:
    last = first + length
    years = year_ticks(first, last, most, keep)
    assert years
    assert all(first <= year <= last for year in years)
    assert all(b - a >= length / most for a, b in pairwise(years))


def test_years_of_meaning_come_before_round_ones() -> None:
    assert year_ticks(2010, 2030, 3, keep=(2017, 2030)) == (2010, 2017, 2030)
