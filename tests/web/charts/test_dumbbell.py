from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from lupaus.web.charts.dumbbell import Pair, dumbbell_chart
from lupaus.web.charts.svg import WIDE
from tests.web.charts.drawings import PAIRS, SVG, drawings, dumbbell, numbers_in, texts

pairs = st.builds(
    Pair,
    name=st.sampled_from(["Lohja", "Länsi-Uudenmaan hyvinvointialue", "Ii"]),
    first=st.none() | st.floats() | st.floats(-50, 50),
    second=st.none() | st.floats() | st.floats(-50, 50),
    chosen=st.booleans(),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(pairs, max_size=20))
def test_marks_stay_on_the_paper(rows: list[Pair]) -> None:
    drawn = dumbbell_chart(dumbbell(rows))
    assert numbers_in(drawn)
    for drawing in drawings(drawn):
        width = float(drawing.get("viewBox", "").split()[2])
        for circle in drawing.iter(f"{SVG}circle"):
            assert 0 <= float(circle.get("cx", "")) <= width


def test_both_numbers_stand_outside_their_marks() -> None:
    drawing = drawings(dumbbell_chart(dumbbell([Pair(name="a", first=2.0, second=8.0)])))[0]
    words = {text.text: text for text in drawing.iter(f"{SVG}text")}
    assert words["2,0\u00a0%"].get("text-anchor") == "end"
    assert words["8,0\u00a0%"].get("text-anchor") is None


def test_two_figures_that_read_the_same_are_told_once() -> None:
    drawing = drawings(dumbbell_chart(dumbbell([Pair(name="a", first=3.0, second=3.0)])))[0]
    assert texts(drawing).count("3,0\u00a0%") == 1


def test_a_region_with_one_figure_has_one_mark_and_no_line() -> None:
    drawing = drawings(dumbbell_chart(dumbbell([Pair(name="a", first=None, second=3.0)])))[0]
    assert not [line for line in drawing.iter(f"{SVG}line") if line.get("class") == "join"]
    assert "3,0\u00a0%" in texts(drawing)


def test_what_is_missing_says_so() -> None:
    assert "ei tietoa" in dumbbell_chart(dumbbell(PAIRS))
    hidden = Pair(name="a", first=None, second=None, missing="liian harvoja")
    said = dumbbell_chart(dumbbell([hidden, Pair(name="b", first=1.0, second=2.0)]))
    assert "liian harvoja" in said
    assert "ei tietoa" not in said


def test_the_marks_are_named_and_groups_have_a_square() -> None:
    assert {"2010", "2024"} <= set(texts(drawings(dumbbell_chart(dumbbell(PAIRS)))[0]))
    years, groups = (dumbbell_chart(dumbbell(PAIRS, squares=squares)) for squares in (False, True))
    assert "<rect" not in years
    assert "<rect" in groups


def test_three_hundred_regions_keep_the_ends_and_the_chosen_one() -> None:
    many = [Pair(name=str(n), first=0.0, second=float(n), chosen=n == 140) for n in range(300)]
    drawn = dumbbell_chart(dumbbell(many, most=15, left_out="%(count)s välissä"), (WIDE,))
    words = texts(drawings(drawn)[0])
    assert {"0", "140", "299", "133 välissä", "152 välissä"} <= set(words)
