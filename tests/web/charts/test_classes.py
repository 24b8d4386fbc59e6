from __future__ import annotations

import math
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from lupaus.web.charts.classes import class_of, classes

values = st.lists(st.none() | st.floats(-1e6, 1e6) | st.sampled_from([1.0, 2.0, 3.0, math.nan]), max_size=60)


@settings(deadline=None)
@given(values, st.integers(0, 3))
def test_every_known_value_is_in_exactly_one_of_at_most_five_classes(
    numbers: list[float | None], decimals: int
) -> None:
    found = classes(numbers, decimals)
    known = [value for value in numbers if value is not None and math.isfinite(value)]
    assert len(found) <= 5
    assert all(a.high < b.low for a, b in pairwise(found))
    assert all(group.low <= group.high for group in found)
    places = [class_of(value, found, decimals) for value in known]
    assert None not in places
    assert [places.count(number) for number in range(len(found))] == [group.size for group in found]


def test_classes_hold_about_equally_many() -> None:
    assert [group.size for group in classes([float(n) for n in range(26)], 0)] == [5, 5, 6, 5, 5]


def test_values_shown_alike_are_in_one_class() -> None:
    assert classes([1.01, 1.02, 1.04, 9.0], 1) == ((1.0, 1.0, 3), (9.0, 9.0, 1))


def test_what_is_missing_is_in_no_class() -> None:
    assert classes([None, math.nan], 1) == ()
    assert class_of(None, classes([1.0], 1), 1) is None
    assert class_of(7.0, classes([1.0], 1), 1) is None
