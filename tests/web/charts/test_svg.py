from __future__ import annotations

import math

import pytest
from markupsafe import Markup

from lupaus.web.charts.svg import el, num, path_data


@pytest.mark.parametrize(
    ("value", "written"),
    [(12.5, "12.5"), (3.0, "3"), (-0.001, "0"), (100, "100"), (1.005, "1"), (-2.346, "-2.35")],
)
def test_a_coordinate_is_short(value: float, written: str) -> None:
    assert num(value) == written


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_coordinate_that_is_not_finite_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="not a coordinate"):
        num(value)
    with pytest.raises(ValueError, match="not coordinates"):
        path_data([(0.0, value)])


def test_an_element_escapes_text_and_attributes_but_not_markup() -> None:
    drawn = el("text", "a < b", Markup("<tspan/>"), class_='x"y', font_size=12.0, fill=None)
    assert drawn == '<text class="x&#34;y" font-size="12">a &lt; b<tspan/></text>'


def test_a_line_through_points_is_one_path() -> None:
    assert path_data([(0, 0), (10.04, 20.25)]) == "M0 0 10.0 20.2".replace(".0", "")
    assert path_data([(1, 2), (3, 4)], closed=True) == "M1 2 3 4Z"
    assert path_data([]) == ""
