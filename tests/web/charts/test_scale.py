from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lupaus.web.charts.scale import LARGEST, Linear, figure, figures

numbers = st.floats(-1e12, 1e12)


@pytest.mark.parametrize("value", [None, math.nan, math.inf, -math.inf, LARGEST * 2])
def test_what_cannot_be_drawn_is_no_figure(value: float | None) -> None:
    assert figure(value) is None
    assert figures([value, 1.0]) == [1.0]


@settings(deadline=None)
@given(numbers, numbers, numbers)
def test_a_scale_keeps_what_it_is_asked_inside(low: float, high: float, value: float) -> None:
    scale = Linear(min(low, high), max(low, high), 100.0, 0.0)
    assert 0.0 <= scale.inside(value) <= 100.0


def test_a_scale_runs_from_end_to_end() -> None:
    scale = Linear(10.0, 20.0, 100.0, 0.0)
    assert (scale(10.0), scale(15.0), scale(20.0), scale(25.0)) == (100.0, 50.0, 0.0, -50.0)


def test_a_scale_of_one_value_puts_it_in_the_middle() -> None:
    assert Linear(5.0, 5.0, 0.0, 100.0)(5.0) == 50.0
