from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lupaus.web.charts.labels import CROSSED, Box, Curve, Label, Line, Placer, spread
from lupaus.web.charts.text import flowing, shortened, text_width, wrapped

PAPER = Box(0.0, 0.0, 360.0, 300.0)
places = st.tuples(st.floats(0, 360), st.floats(0, 300))
words = st.text("abcdefghij klmÅÄÖW0123456789,%", min_size=1, max_size=24)


def label(text: str, x: float, y: float, *, must: bool = True) -> Label:
    return Label((Line(text), Line("72,9 %", bold=True)), x, y, 15.0, must=must)


@settings(deadline=None)
@given(st.lists(st.tuples(words, places), max_size=10), st.lists(places, max_size=6))
def test_placed_labels_never_touch_and_stay_on_the_paper(
    wanted: list[tuple[str, tuple[float, float]]], line: list[tuple[float, float]]
) -> None:
    placer = Placer(bounds=PAPER, curves=[Curve.through(sorted(line))])
    placed = [placer.place(label(text, x, y)) for text, (x, y) in wanted]
    boxes = [each.box for each in placed if each]
    assert all(box.within(PAPER) for box in boxes)
    assert not any(a.overlaps(b) for a, b in combinations(boxes, 2))


def test_a_label_prefers_its_first_side_where_nothing_is_in_the_way() -> None:
    placed = Placer(bounds=PAPER).place(label("2024", 180, 150))
    assert placed is not None
    assert placed.box.bottom < 150
    assert placed.anchor == "middle"
    assert not placed.far


def test_a_label_keeps_off_a_line_if_it_can() -> None:
    line = Curve.through([(0.0, 130.0), (360.0, 130.0)])
    placed = Placer(bounds=PAPER, curves=[line]).place(label("2024", 180, 150))
    assert placed is not None
    assert not line.crosses(placed.box)


def test_a_label_without_room_is_left_out_or_stands_further_off() -> None:
    taken = Box(120.0, 90.0, 240.0, 210.0)
    assert Placer(bounds=PAPER, taken=[taken]).place(label("2024", 180, 150, must=False)) is None
    placed = Placer(bounds=PAPER, taken=[taken]).place(label("2024", 180, 150))
    assert placed is not None
    assert placed.far
    assert 'class="leader"' in placed.drawn()


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(-50, 350), st.floats(5, 40)), max_size=8))
def test_a_column_of_labels_is_spread_without_overlap_inside_its_room(
    column: list[tuple[float, float]],
) -> None:
    wanted, heights = [middle for middle, _ in column], [height for _, height in column]
    middles = spread(wanted, heights, 0.0, 330.0)
    tops = sorted(
        (middle - height / 2, middle + height / 2) for middle, height in zip(middles, heights, strict=True)
    )
    assert all(a[1] <= b[0] + 1e-6 for a, b in pairwise(tops))
    assert all(top >= -1e-6 and bottom <= 330 + 1e-6 for top, bottom in tops)


def test_labels_with_room_stay_where_they_want_to_be() -> None:
    assert spread([10.0, 100.0, 50.0], [20.0] * 3, 0.0, 330.0) == [10.0, 100.0, 50.0]


def test_labels_that_meet_share_the_way() -> None:
    assert spread([100.0, 100.0], [20.0, 20.0], 0.0, 330.0) == [90.0, 110.0]


@settings(deadline=None)
@given(words, st.floats(40, 300))
def test_a_shortened_text_fits(text: str, width: float) -> None:
    assert text_width(shortened(text, 15.0, width), 15.0) <= width


@settings(deadline=None)
@given(words, st.floats(60, 300), st.integers(1, 4))
def test_a_wrapped_text_fits_its_lines(text: str, width: float, most: int) -> None:
    lines = wrapped(text, 15.0, width, most)
    assert 1 <= len(lines) <= most
    assert all(text_width(line, 15.0) <= width for line in lines)


def test_a_number_is_not_broken_from_its_unit() -> None:
    assert wrapped("Koko maa 11,3\u00a0%", 15.0, 100.0) == ("Koko maa", "11,3\u00a0%")


@settings(deadline=None)
@given(st.lists(st.floats(1, 400), max_size=12))
def test_flowing_items_never_touch(widths: list[float]) -> None:
    placed = flowing(widths, 360.0, 16.0)
    for (a, b), width in zip(pairwise(placed), widths, strict=False):
        assert b[1] == a[1] + 1 or b[0] == pytest.approx(a[0] + width + 16.0)
    assert all(x + width <= 360.0 or x == 0.0 for (x, _), width in zip(placed, widths, strict=True))


def test_a_word_too_wide_for_a_line_is_broken_after_its_hyphens() -> None:
    assert wrapped("Länsi-Uudenmaan hyvinvointialue", 13.0, 120.0) == (
        "Länsi-",
        "Uudenmaan",
        "hyvinvointialue",
    )
    assert wrapped("Länsi-Uusimaa", 13.0, 200.0) == ("Länsi-Uusimaa",)


def test_only_what_must_be_there_stands_on_dots_where_they_may_not_be_hidden() -> None:
    everywhere = [(float(x), float(y)) for x in range(0, 200, 5) for y in range(0, 100, 5)]
    placer = Placer(bounds=Box(0, 0, 200, 100), dots=everywhere, hiding=CROSSED)
    assert placer.place(Label((Line("Askola"),), 100, 50, 12)) is None
    assert placer.place(Label((Line("Lohja"),), 100, 50, 12, must=True)) is not None
