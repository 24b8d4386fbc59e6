from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lupaus.web.charts.labels import Box
from lupaus.web.charts.lines import Point
from lupaus.web.charts.series import MOST, SeriesLine, series_chart, spark
from lupaus.web.charts.text import text_width
from tests.web.charts.drawings import LINES, OBSERVED, SVG, drawings, numbers_in, series, texts

values = st.none() | st.floats() | st.floats(-1e3, 1e3)
points = st.lists(st.builds(Point, st.integers(1990, 2024), values, st.booleans()), max_size=12)
names = st.sampled_from(
    ["Lohja", "Länsi-Uudenmaan hyvinvointialue", "Vantaan ja Keravan hyvinvointialue", "Koko maa"]
)
lines = st.lists(st.builds(SeriesLine, name=names, points=points, highlighted=st.booleans()), max_size=MOST)


@settings(max_examples=60, deadline=None)
@given(lines)
def test_end_labels_never_touch_and_stay_on_the_paper(drawn_lines: list[SeriesLine]) -> None:
    drawn = series_chart(series(drawn_lines))
    assert numbers_in(drawn)
    for drawing in drawings(drawn):
        width, height = (float(side) for side in drawing.get("viewBox", "").split()[2:])
        size = float(drawing.get("font-size", "15"))
        boxes = []
        for element in drawing.iter(f"{SVG}text"):
            css = element.get("class", "")
            if "word-series" not in css:
                continue
            x, y = float(element.get("x", "")), float(element.get("y", ""))
            length = text_width(element.text or "", size, bold="strong" in css)
            boxes.append(Box(x, y - size * 0.8, x + length, y + size * 0.2))
        assert all(box.within(Box(0, 0, width + 0.1, height)) for box in boxes)
        assert not any(a.overlaps(b) for a, b in combinations(boxes, 2))


def test_each_line_is_named_at_its_end_with_its_newest_value() -> None:
    wide = drawings(series_chart(series(LINES)))[0]
    assert "hyvinvointialue 74,0\u00a0%" in texts(wide)


def test_lines_differ_by_colour_and_mark() -> None:
    wide = drawings(series_chart(series([SeriesLine(name=str(n), points=OBSERVED) for n in range(MOST)])))[0]
    groups = [group for group in wide.iter(f"{SVG}g") if "series " in group.get("class", "")]
    marks = {
        mark.get("d", "").split("m", 1)[1].split("M")[0]
        for group in groups
        for mark in group.iter(f"{SVG}path")
        if mark.get("class") == "marker"
    }
    assert len(groups) == len(marks) == MOST


def test_the_highlighted_line_is_drawn_last_and_the_others_step_back() -> None:
    wide = drawings(series_chart(series(LINES)))[0]
    classes = [group.get("class") for group in wide.iter(f"{SVG}g") if "series " in group.get("class", "")]
    assert classes == ["series series-2 quiet", "series series-1"]


def test_more_lines_than_can_be_told_apart_are_refused() -> None:
    with pytest.raises(ValueError, match="at most 8"):
        series_chart(series([LINES[0]] * 9))


def test_what_is_illustrative_is_dashed_and_named_once() -> None:
    wide = drawings(series_chart(series(LINES)))[0]
    assert texts(wide).count("esimerkki") == 1


def test_a_tiny_line_ends_in_the_colour_of_the_verdict() -> None:
    assert "mark-latest verdict-missed" in spark(id_="s", title="t", points=OBSERVED, status="missed")
    assert spark(id_="s", title="t", points=[Point(2010, None)]) == ""
    assert numbers_in(spark(id_="s", title="t", points=[Point(2010, 3.0)]))


def test_lines_behind_are_one_thin_path_within_the_same_scale() -> None:
    behind = [[Point(2000, -40.0), Point(2001, 40.0)], [Point(2003, 1.0), Point(2004, None)]]
    for drawing in drawings(series_chart(series(LINES, behind=behind))):
        paths = [path for path in drawing.iter(f"{SVG}path") if path.get("class") == "behind"]
        assert len(paths) == 1
        assert "−50" in texts(drawing)


def test_named_lines_stand_on_bare_paper_before_a_crowd() -> None:
    crowd = [[Point(2020, float(n)), Point(2021, float(n + 1))] for n in range(60)]
    drawing = drawings(series_chart(replace(series(LINES), behind=crowd)))[0]
    classes = [path.get("class") for path in drawing.iter(f"{SVG}path")]
    assert classes.index("behind many") < classes.index("casing") < classes.index("line")
    assert "casing" not in series_chart(series(LINES))
