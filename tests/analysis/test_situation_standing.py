"""Where a figure stands among others, by another way of counting."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from lupaus.analysis.situation.standing import standing

FIGURES = some.integers(-1000, 1000).map(lambda number: number / 4)


def quartile(known: list[float], share: Fraction) -> Fraction:
    """Linear between the figures, the lowest at 0 and the highest at 1."""
    place = share * (len(known) - 1)
    below = int(place)
    above = min(below + 1, len(known) - 1)
    return Fraction(known[below]) + (place - below) * (Fraction(known[above]) - Fraction(known[below]))


@given(FIGURES, some.lists(FIGURES, min_size=1, max_size=30))
def test_it_is_what_counting_by_fractions_says(own: float, others: list[float]) -> None:
    found = standing(own, others)
    known = sorted(others)
    low, median, high = (quartile(known, Fraction(each, 4)) for each in (1, 2, 3))
    reach = Fraction(3, 2) * (high - low)
    unusual = None
    if len(known) >= 5 and Fraction(own) > max(high + reach, Fraction(known[-1])):
        unusual = "high"
    if len(known) >= 5 and Fraction(own) < min(low - reach, Fraction(known[0])):
        unusual = "low"
    assert found is not None
    assert (found.count, found.lowest, found.highest) == (len(known), known[0], known[-1])
    assert Fraction(found.median) == median
    assert found.unusual == unusual


def test_without_others_there_is_nothing_to_stand_among() -> None:
    assert standing(1.0, []) is None


@pytest.mark.parametrize("own", [100.0, -100.0])
def test_with_four_others_nothing_is_unusual(own: float) -> None:
    found = standing(own, [1.0, 2.0, 3.0, 4.0])
    assert found is not None
    assert found.unusual is None


@pytest.mark.parametrize(("own", "unusual"), [(8.0, None), (9.0, None), (9.1, "high")])
def test_where_half_are_the_same_only_what_lies_beyond_all_is_unusual(
    own: float, unusual: str | None
) -> None:
    found = standing(own, [5.0, 5.0, 5.0, 5.0, 5.0, 9.0])
    assert found is not None
    assert found.unusual == unusual
