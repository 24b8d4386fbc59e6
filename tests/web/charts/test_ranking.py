from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from lupaus.web.charts.ranking import Bar, ranking_chart, shown_rows
from lupaus.web.charts.svg import WIDE
from tests.web.charts.drawings import BARS, SVG, drawings, numbers_in, ranking, texts

bars = st.builds(
    Bar,
    name=st.sampled_from(["Lohja", "Länsi-Uudenmaan hyvinvointialue", "Ii"]),
    value=st.none() | st.floats() | st.floats(-50, 50),
    chosen=st.booleans(),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(bars, max_size=20), st.none() | st.floats())
def test_bars_stay_on_the_paper(rows: list[Bar], target: float | None) -> None:
    drawn = ranking_chart(ranking(rows, target=target, target_word="Tavoite"))
    assert numbers_in(drawn)
    for drawing in drawings(drawn):
        width = float(drawing.get("viewBox", "").split()[2])
        for rect in drawing.iter(f"{SVG}rect"):
            left, length = float(rect.get("x", "")), float(rect.get("width", ""))
            assert left >= -0.1
            assert left + length <= width + 0.1


def test_lengths_are_compared_from_zero() -> None:
    drawing = drawings(ranking_chart(ranking([Bar(name="a", value=10.0), Bar(name="b", value=5.0)])))[0]
    long, short = (float(rect.get("width", "")) for rect in drawing.iter(f"{SVG}rect"))
    assert abs(long - 2 * short) < 0.1


def test_what_is_missing_comes_last_and_says_so() -> None:
    rows = shown_rows([Bar(name="a", value=None), Bar(name="b", value=1.0)], None)
    assert [row.name for row in rows if isinstance(row, Bar)] == ["b", "a"]
    assert "ei tietoa" in ranking_chart(ranking(BARS))
    said = ranking_chart(
        ranking([Bar(name="a", value=None, missing="liian harvoja"), Bar(name="b", value=1.0)])
    )
    assert "liian harvoja" in said
    assert "ei tietoa" not in said


def test_a_long_ranking_keeps_its_ends_and_the_chosen_region() -> None:
    many = [Bar(name=str(index), value=300.0 - index, chosen=index == 140) for index in range(300)]
    rows = shown_rows(many, 15)
    names = [row if isinstance(row, int) else row.name for row in rows]
    assert names == [*"012345", 133, "139", "140", "141", 152, "294", "295", "296", "297", "298", "299"]


@settings(deadline=None)
@given(st.lists(bars, max_size=40), st.integers(1, 60))
def test_a_shortened_ranking_counts_every_region_once(rows: list[Bar], most: int) -> None:
    shown = shown_rows(rows, most)
    assert sum(row if isinstance(row, int) else 1 for row in shown) == len(rows)
    assert sum(1 for row in shown if isinstance(row, Bar) and row.chosen) == sum(bar.chosen for bar in rows)


def test_the_number_left_out_is_said() -> None:
    many = [Bar(name=str(index), value=float(index)) for index in range(30)]
    drawing = drawings(ranking_chart(ranking(many, most=10, left_out="%(count)s kuntaa välissä"), (WIDE,)))[0]
    assert "20 kuntaa välissä" in texts(drawing)


def test_the_target_is_a_line_with_its_number() -> None:
    drawn = ranking_chart(ranking(BARS, target=7.0, target_word="Tavoite 2030"))
    assert "Tavoite 2030 7,0\u00a0%" in drawn
    assert 'class="target-line"' in drawn
