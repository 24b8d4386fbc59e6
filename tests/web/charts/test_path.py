from __future__ import annotations

import re
from itertools import combinations
from xml.etree.ElementTree import Element

from hypothesis import given, settings
from hypothesis import strategies as st

from lupaus.web.charts.labels import Box
from lupaus.web.charts.lines import Point
from lupaus.web.charts.path import Projected, path_chart
from lupaus.web.charts.svg import NARROW, WIDE
from lupaus.web.charts.text import text_width
from tests.web.charts.drawings import SVG, drawings, numbers_in, path, texts

any_value = st.none() | st.floats() | st.floats(-1e6, 1e6) | st.floats(0, 100)
years = st.integers(1990, 2035)
points = st.lists(st.builds(Point, years, any_value, st.booleans(), st.booleans()), max_size=40)
marks = st.none() | st.tuples(years, st.floats() | st.floats(0, 100))
steps = st.lists(
    st.builds(Projected, year=years, value=st.floats(), low=st.floats(), high=st.floats())
    | st.builds(Projected, year=years, value=st.just(5.0), low=st.floats(-50, 5), high=st.floats(5, 50)),
    max_size=3,
)


@settings(max_examples=60, deadline=None)
@given(
    points,
    marks,
    marks,
    marks,
    steps,
    st.lists(st.tuples(years, st.floats() | st.floats(0, 100)), max_size=5),
)
def test_no_figures_whatever_make_an_impossible_picture(
    observed: list[Point],
    baseline: tuple[int, float] | None,
    target: tuple[int, float] | None,
    expected: tuple[int, float] | None,
    projection: list[Projected],
    needed: list[tuple[int, float]],
) -> None:
    chart = path(
        observed=observed,
        baseline=baseline,
        target=target,
        expected=expected,
        projection=projection,
        needed=needed,
        direction="increase",
    )
    drawn = path_chart(chart)
    assert numbers_in(drawn)
    for drawing in drawings(drawn):
        boxes = _label_boxes(drawing.findall(f".//{SVG}text"))
        width, height = (float(side) for side in drawing.get("viewBox", "").split()[2:])
        assert all(box.within(Box(-0.1, -0.1, width + 0.1, height + 0.1)) for box in boxes)
        assert not any(a.overlaps(b) for a, b in combinations(boxes, 2))


def _label_boxes(elements: list[Element]) -> list[Box]:
    """Boxes of the words beside points and lines (those of the axes are laid out apart)."""
    boxes = []
    for element in elements:
        css = element.get("class", "")
        if "halo" not in css:
            continue
        size, x, y = (float(element.get(name, "")) for name in ("font-size", "x", "y"))
        width = text_width(element.text or "", size, bold="strong" in css)
        left = {"middle": x - width / 2, "end": x - width}.get(element.get("text-anchor", "start"), x)
        boxes.append(Box(left + 0.2, y - size * 0.75, left + width - 0.2, y + size * 0.1))
    return boxes


def test_names_baseline_latest_expected_and_target_with_their_numbers() -> None:
    wide = drawings(path_chart(path()))[0]
    said = texts(wide)
    for words in (
        "Lähtötaso 2017",
        "72,9\u00a0%",
        "Tavoite 2030",
        "79,0\u00a0%",
        "Pitäisi olla 2022",
        "75,2\u00a0%",
    ):
        assert words in said
    for words in ("2022", "74,0\u00a0%", "Nykyinen", "suunta", "tarvittava kehitys", "tilastointi muuttui"):
        assert words in said


def test_what_is_illustrative_is_dashed_hollow_and_named() -> None:
    drawn = path_chart(path())
    assert "esimerkki, ei tilasto" in drawn
    assert 'class="observed dashed"' in drawn
    assert "dots heart" in drawn


def test_plain_statistics_are_neither_dashed_nor_named_illustrative() -> None:
    drawn = path_chart(path(observed=[Point(2016, 71.0), Point(2017, 72.0), Point(2018, 73.0)]))
    assert "esimerkki" not in drawn
    assert "dashed" not in drawn


def test_a_direction_without_a_level_shows_an_arrow_and_no_path() -> None:
    drawn = path_chart(path(target=None, needed=(), expected=None, projection=(), direction="decrease"))
    assert 'class="way"' in drawn
    assert "pitäisi nousta" in drawn
    assert "mark-target" not in drawn


def test_nothing_observed_says_so_calmly() -> None:
    drawn = path_chart(path(observed=(), baseline=None, target=None, needed=(), expected=None, projection=()))
    assert "Ei havaintoja" in drawn
    assert 'class="axis"' not in drawn


def test_a_target_without_observations_still_shows_its_path() -> None:
    drawn = path_chart(path(observed=(), expected=None, projection=()))
    assert 'class="needed"' in drawn
    assert "mark-latest" not in drawn


def test_the_latest_point_has_the_colour_of_the_verdict() -> None:
    assert "mark-latest verdict-off-track" in path_chart(path())


def test_a_break_in_the_series_is_marked() -> None:
    assert 'class="break"' in path_chart(path())


def test_numbers_are_written_in_the_readers_language() -> None:
    assert "72.9\u00a0%" in path_chart(path(language="en"))


def test_one_frame_alone_is_shown_everywhere() -> None:
    alone = path_chart(path(), frames=(NARROW,))
    assert re.findall(r'class="(drawing[^"]*)"', alone) == ["drawing"]
    both = path_chart(path(), frames=(WIDE, NARROW))
    assert re.findall(r'class="(drawing[^"]*)"', both) == ["drawing drawing-wide", "drawing drawing-narrow"]


def needed_of(drawn: str) -> list[tuple[float, float]]:
    """The points of the dotted path on wide paper."""
    found = re.search(r'd="M([^"]*)" class="needed"', drawn) or re.search(
        r'class="needed" d="M([^"]*)"', drawn
    )
    assert found is not None
    figures = [float(each) for each in re.findall(r"-?[\d.]+", found[1])]
    return list(zip(figures[::2], figures[1::2], strict=True))


def test_the_path_is_drawn_through_the_points_it_is_given() -> None:
    straight = needed_of(path_chart(path(needed=[(2017, 72.9), (2030, 79.0)])))
    assert len(straight) == 2
    assert straight[0][1] > straight[1][1]  # upwards on the paper
    bent = needed_of(path_chart(path(needed=[(2017, 72.9), (2020, 73.0), (2030, 79.0)])))
    assert len(bent) == 3


def test_a_level_to_hold_is_drawn_level_though_the_baseline_is_beyond_it() -> None:
    level = needed_of(path_chart(path(baseline=(2017, 82.0), needed=[(2017, 79.0), (2030, 79.0)])))
    assert level[0][1] == level[-1][1]


def test_without_points_no_path_is_drawn() -> None:
    assert 'class="needed"' not in path_chart(path(needed=()))
