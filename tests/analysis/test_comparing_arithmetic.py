from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lupaus.analysis.comparing.arithmetic import fifth, goes_together, less, per_cent, places

figures = st.floats(-1e6, 1e6).map(lambda value: round(value, 2))


@given(st.dictionaries(st.text(min_size=1, max_size=4), figures, max_size=30), st.booleans())
def test_a_place_is_one_more_than_the_number_that_are_ahead(values: dict[str, float], high: bool) -> None:
    found = places(values, highest_first=high)
    for code, value in values.items():
        ahead = sum(1 for other in values.values() if (other > value if high else other < value))
        assert found[code] == ahead + 1


@given(st.integers(1, 400))
def test_every_place_is_in_a_fifth_and_none_is_larger_than_need_be(count: int) -> None:
    sizes = [0] * 6
    for place in range(1, count + 1):
        sizes[fifth(place, count)] += 1
    assert sizes[0] == 0
    assert max(sizes[1:]) <= math.ceil(count / 5)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(-5, 5), st.integers(-5, 5)), min_size=2, max_size=40))
def test_how_two_go_together_is_as_scipy_has_it(pairs: list[tuple[int, int]]) -> None:
    from scipy.stats import spearmanr

    found = goes_together([(float(x), float(y)) for x, y in pairs])
    xs, ys = zip(*pairs, strict=True)
    if len(set(xs)) < 2 or len(set(ys)) < 2:
        assert found is None
    else:
        assert found == pytest.approx(spearmanr(xs, ys).statistic, abs=1e-12)


def test_one_pair_says_nothing() -> None:
    assert goes_together([(1.0, 2.0)]) is None


def test_a_share_of_change_has_no_meaning_from_zero_and_below() -> None:
    assert per_cent(0.0, 5.0) is None
    assert per_cent(-2.0, 5.0) is None
    assert per_cent(8.0, 6.0) == -25.0


def test_a_difference_is_told_without_the_dust_of_binary_arithmetic() -> None:
    assert less(79.5, 68.9) == 10.6
    assert less(None, 1.0) is None
    assert str(less(1.0, 1.0)) == "0.0"
