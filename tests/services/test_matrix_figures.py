"""The figures of a matrix: its sums, worked out again slowly, and what always holds of them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from lupaus.services.matrix.declared import CELL, ENTITY, LEVEL, NAME, SEGMENT, TASK
from lupaus.services.matrix.figures import Change, Figure, heat
from lupaus.services.matrix.layout import Layout, PlaceName
from lupaus.services.verdicts import Judged, Mark, Verdicts
from lupaus.web.texts import Text
from lupaus.workspace.content import Content, PartValue
from tests.services.matrices import cell, part, small, year

YEARS = (2023, 2024)
TOLD = [Figure.PEOPLE, Figure.MONEY, Figure.ACCESS, Figure.SATISFACTION]


def layout(parts: list[PartValue] | None = None) -> Layout:
    return Layout(Content(small() if parts is None else parts))


def test_every_place_is_empty_or_filled_or_not_meant() -> None:
    found = layout()
    assert len(found.places) == 9
    empty = {place.name for place in found.places if place.is_empty}
    assert empty == {
        PlaceName("older", "much", "advice"),
        PlaceName("children", "much", "school"),
        PlaceName("children", "some", "care"),
    }
    assert found.rows["school"]["older"] == ()
    assert found.place(PlaceName("older", "some", "school")) is None


def test_a_cell_of_every_segment_is_one_broad_place() -> None:
    (place,) = layout().rows["advice"]["children"]
    assert (place.name.segment, place.span, place.cell and place.cell.id) == ("", 2, "advice-children")


def test_the_demanding_level_stands_on_top() -> None:
    assert [level.id for level in layout().levels] == ["heavy", "light"]
    assert [task.id for task in layout().tasks] == ["care", "advice", "school"]


def test_more_people_than_there_is_room_for_is_too_much() -> None:
    found = layout()
    overloaded = [place.cell.id for place in found.places if place.cell and place.is_overloaded(2024)]
    assert overloaded == ["care-much"]
    assert not any(place.is_overloaded(2023) for place in found.places)
    assert heat(found, Figure.PEOPLE, year=2024).whole.overloaded == 1


def test_people_are_added_up_and_what_is_missing_is_said() -> None:
    whole = heat(layout(), Figure.PEOPLE, year=2024).whole
    assert (whole.value, whole.known, whole.of) == (1600, 4, 6)
    assert (whole.places, whole.empty, whole.services) == (9, 3, 4)


def test_days_are_a_mean_weighted_by_people() -> None:
    whole = heat(layout(), Figure.ACCESS, year=2024).whole
    assert whole.value == pytest.approx((1200 * 3 + 100 * 30) / 1300)
    assert (whole.known, whole.of) == (2, 6)


def test_a_change_compares_only_what_tells_both_years() -> None:
    found = heat(layout(), Figure.PEOPLE, year=2024, against=2023)
    assert found.whole.change == Change(1300 - 1060, 100 * 240 / 1060, 2)
    assert found.cells["care-much"].change == Change(40, 100 * 40 / 60, 1)
    assert found.cells["advice-some"].change is None
    assert found.tasks["school"].change is None


def test_from_nothing_there_is_no_per_cent() -> None:
    parts = [
        *_frame(1, 1, 1),
        cell("c", "e0", "s0", "t0", "x", figures=[year(2023, people=0), year(2024, people=9)]),
    ]
    assert heat(layout(parts), Figure.PEOPLE, year=2024, against=2023).whole.change == (9, None, 1)


def test_a_service_is_counted_once_in_a_sum() -> None:
    found = heat(layout(), Figure.SERVICES, year=2024, against=2023)
    assert found.against is None
    assert found.cells["advice-children"].value == 2
    assert (found.whole.value, found.entities["older"].value) == (4, 2)


def test_verdicts_go_together_by_the_rule_that_is_given() -> None:
    def judged(indicator: str, status: str) -> Judged:
        return Judged(indicator, Mark(status, status), Text(), "")

    def worst(statuses: Any) -> Mark:
        return Mark(max(statuses), "worst")

    verdicts = Verdicts(
        {
            "employment-rate": (judged("employment-rate", "a"),),
            "unemployment-rate": (judged("unemployment-rate", "b"),),
        },
        worst,
    )
    found = heat(layout(), Figure.VERDICT, year=2024, verdicts=verdicts)
    assert found.cells["advice-children"].mark == ("a", "worst")
    assert found.cells["advice-some"].mark is None
    assert found.whole.mark == ("b", "worst")
    assert found.entities["older"].mark is None
    assert (found.classes, found.cells["care-much"].step) == ((), 0)


def test_there_are_at_most_five_classes_and_what_is_missing_has_none() -> None:
    parts = _frame(1, 1, 30)
    parts += [cell(f"c{n}", "e0", "s0", f"t{n}", "x", figures=[year(2024, people=10 + n)]) for n in range(29)]
    parts.append(cell("c29", "e0", "s0", "t29", "x"))
    found = heat(layout(parts), Figure.PEOPLE, year=2024)
    assert len(found.classes) == 5
    assert {each.step for each in found.cells.values()} == {0, 1, 2, 3, 4, 5}
    assert found.cells["c29"].step == 0


def test_much_money_is_shown_in_thousands() -> None:
    parts = [*_frame(1, 1, 1), cell("c", "e0", "s0", "t0", "x", figures=[year(2024, money=2_500_000)])]
    found = heat(layout(parts), Figure.MONEY, year=2024)
    assert (found.scale, found.cells["c"].value, found.classes[0].low) == (1000, 2_500_000, 2500)
    assert heat(layout(), Figure.MONEY, year=2024).scale == 1


def test_an_empty_matrix_has_nothing_and_breaks_nothing() -> None:
    for figure in Figure:
        found = heat(layout([part(NAME, "m")]), figure, year=None, against=None)
        assert (found.whole.places, found.whole.known) == (0, 0)


def _frame(entities: int, segments: int, tasks: int) -> list[PartValue]:
    return [
        part(NAME, "m"),
        *(part(ENTITY, f"e{n}", n) for n in range(entities)),
        *(part(SEGMENT, f"s{n}", n) for n in range(segments)),
        part(LEVEL, "l0", 0),
        part(LEVEL, "l1", 1),
        *(part(TASK, f"t{n}", n, f"l{n % 2}") for n in range(tasks)),
    ]


NUMBER = some.none() | some.just(0.0) | some.floats(5, 1e9) | some.integers(5, 10**6).map(float)
FIGURES = some.fixed_dictionaries(
    {"people": NUMBER, "money": NUMBER, "access": NUMBER, "satisfaction": some.none() | some.floats(1, 5)}
)


@some.composite
def contents(draw: Any) -> list[PartValue]:
    """Matrices of any small size, some places empty, some cells of every segment, some figures missing."""
    entities, segments, tasks = (
        draw(some.integers(1, 3)),
        draw(some.integers(0, 3)),
        draw(some.integers(1, 4)),
    )
    parts = _frame(entities, segments, tasks)
    number = 0
    for e in range(entities):
        for t in range(tasks):
            broad = not segments or draw(some.booleans())
            for segment in [""] if broad else [f"s{n}" for n in range(segments)]:
                if draw(some.booleans()):
                    figures = [
                        {"year": y} | {k: v for k, v in draw(FIGURES).items() if v is not None} for y in YEARS
                    ]
                    services = draw(some.lists(some.sampled_from("abc"), unique=True))
                    parts.append(cell(f"c{number}", f"e{e}", segment, f"t{t}", *services, figures=figures))
                    number += 1
    return parts


@given(contents(), some.sampled_from(TOLD))
def test_rows_columns_and_levels_come_to_the_same_whole(parts: list[PartValue], figure: Figure) -> None:
    found = heat(layout(parts), figure, year=2024)
    ways = (found.tasks, found.levels, found.entities, found.columns)
    for sums in ways:
        assert sum(each.known for each in sums.values()) == found.whole.known
        assert sum(each.of for each in sums.values()) == found.whole.of
        assert sum(each.empty for each in sums.values()) == found.whole.empty
        assert sum(each.places for each in sums.values()) == found.whole.places
        if figure.is_added_up:
            added = sum(each.value or 0 for each in sums.values())
            assert added == pytest.approx(found.whole.value or 0)


@given(contents(), some.sampled_from([Figure.ACCESS, Figure.SATISFACTION]))
def test_a_weighted_mean_lies_within_what_it_is_made_of(parts: list[PartValue], figure: Figure) -> None:
    found = heat(layout(parts), figure, year=2024)
    values = [each.value for each in found.cells.values() if each.value is not None]
    for each in (found.whole, *found.tasks.values(), *found.entities.values(), *found.levels.values()):
        assert each.value is None or min(values) <= each.value <= max(values)


@given(contents(), some.sampled_from(TOLD))
def test_a_year_against_itself_shows_no_change(parts: list[PartValue], figure: Figure) -> None:
    found = heat(layout(parts), figure, year=2024, against=2024)
    changes = [each.change for each in found.cells.values()]
    changes += [found.whole.change, *(each.change for each in found.columns.values())]
    assert all(each is None or (each.absolute, each.percent or 0) == (0, 0) for each in changes)


@given(contents(), some.sampled_from(TOLD))
def test_a_slow_way_comes_to_the_same(parts: list[PartValue], figure: Figure) -> None:
    """Straight from the parts, in fractions, without the layout."""
    found = heat(layout(parts), figure, year=2024, against=2023)
    cells = [each.content for each in parts if each.kind == CELL]
    _same(found.whole, cells, figure)
    for slug, each in found.entities.items():
        _same(each, [content for content in cells if content["entity"] == slug], figure)
    for slug, each in found.tasks.items():
        _same(each, [content for content in cells if content["task"] == slug], figure)


def _same(found: Any, cells: list[dict[str, Any]], figure: Figure) -> None:
    now = [_pair(content, figure, 2024) for content in cells]
    assert found.value == _near(_sum([each for each in now if each], figure))
    both = [
        (old, new)
        for content in cells
        if (old := _pair(content, figure, 2023)) and (new := _pair(content, figure, 2024))
    ]
    if not both:
        assert found.change is None
        return
    before, after = (_sum([each[side] for each in both], figure) for side in (0, 1))
    assert before is not None
    assert after is not None
    assert found.change.absolute == pytest.approx(float(after - before), rel=1e-6, abs=1e-3)
    assert found.change.cells == len(both)


def _pair(content: dict[str, Any], figure: Figure, number: int) -> tuple[Fraction, Fraction] | None:
    """The value and its weight; None where the cell does not count."""
    row = next(row for row in content["figures"] if row["year"] == number)
    value = row.get(figure.value)
    weight = 1 if figure.is_added_up else row.get("people")
    return (Fraction(value), Fraction(weight)) if value is not None and weight else None


def _sum(pairs: list[tuple[Fraction, Fraction]], figure: Figure) -> Fraction | None:
    if not pairs:
        return None
    added = sum((value * weight for value, weight in pairs), Fraction())
    return added if figure.is_added_up else added / sum((weight for _value, weight in pairs), Fraction())


def _near(value: Fraction | None) -> Any:
    return None if value is None else pytest.approx(float(value))
