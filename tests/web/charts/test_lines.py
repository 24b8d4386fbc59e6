from __future__ import annotations

import math

import pytest

from lupaus.web.charts.lines import Point, amount, known, runs


def years(points: list[Point]) -> list[tuple[list[int], bool]]:
    return [([point.year for point in run.points], run.tentative) for run in runs(points)]


def test_points_are_drawn_in_order_and_what_is_not_known_is_left_out() -> None:
    points = [Point(2012, 3.0), Point(2010, 1.0), Point(2011, None), Point(2013, math.nan)]
    assert [point.year for point in known(points)] == [2010, 2012]


def test_a_line_breaks_where_a_year_is_missing() -> None:
    points = [Point(year, 1.0) for year in (2010, 2011, 2012, 2015, 2016)]
    assert years(points) == [([2010, 2011, 2012], False), ([2015, 2016], False)]


def test_a_line_breaks_where_a_point_says_its_value_is_missing() -> None:
    points = [Point(2010, 1.0), Point(2012, 1.0), Point(2014, 1.0), Point(2013, None)]
    assert years(points) == [([2010, 2012], False)]


def test_an_election_every_fourth_year_has_no_gaps() -> None:
    points = [Point(year, 60.0) for year in (2000, 2004, 2008, 2012, 2017, 2021, 2025)]
    assert len(runs(points)) == 1


def test_a_line_breaks_where_the_statistic_does() -> None:
    points = [Point(2010, 1.0), Point(2011, 1.0), Point(2012, 1.0, breaks=True), Point(2013, 1.0)]
    assert years(points) == [([2010, 2011], False), ([2012, 2013], False)]


def test_the_step_to_a_tentative_figure_is_tentative_itself() -> None:
    points = [
        Point(2010, 1.0),
        Point(2011, 1.0),
        Point(2012, 1.0, tentative=True),
        Point(2013, 2.0, tentative=True),
    ]
    assert years(points) == [([2010, 2011], False), ([2011, 2012, 2013], True)]


@pytest.mark.parametrize("points", [[], [Point(2010, 1.0)], [Point(2010, None), Point(2011, None)]])
def test_fewer_than_two_figures_make_no_line(points: list[Point]) -> None:
    assert runs(points) == []


@pytest.mark.parametrize(
    ("unit", "shown"),
    [("%", "9,8\u00a0%"), ("% of labour force", "9,8\u00a0%"), ("per 1 000 inhabitants", "9,8"), ("", "9,8")],
)
def test_a_label_carries_only_a_short_unit(unit: str, shown: str) -> None:
    assert amount(9.8, unit, "fi", 1) == shown
