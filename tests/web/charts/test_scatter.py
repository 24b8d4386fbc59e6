from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from lupaus.web.charts.scatter import Dot, scatter_chart
from lupaus.web.charts.svg import WIDE
from tests.web.charts.drawings import DOTS, SVG, drawings, numbers_in, scatter, texts

dots = st.builds(
    Dot,
    name=st.sampled_from(["Lohja", "Länsi-Uudenmaan hyvinvointialue", "Ii"]),
    x=st.none() | st.floats() | st.floats(-50, 50),
    y=st.none() | st.floats() | st.floats(-50, 50),
    chosen=st.booleans(),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(dots, max_size=30))
def test_is_drawn_at_finite_places_whatever_the_figures(drawn: list[Dot]) -> None:
    assert numbers_in(scatter_chart(scatter(drawn, crossing=(1.0, 2.0), crossing_word="Koko maa")))


def test_a_region_without_both_figures_is_not_drawn() -> None:
    assert "Hanko" not in scatter_chart(scatter(DOTS))


def test_the_axes_say_what_they_are() -> None:
    for drawing in drawings(scatter_chart(scatter(DOTS))):
        assert "Työttömyysaste (%)" in texts(drawing)


def test_the_chosen_are_named_among_three_hundred() -> None:
    many = [Dot(name=f"Kunta {n}", x=float(n % 17), y=float(n % 23), chosen=n == 150) for n in range(300)]
    drawing = drawings(scatter_chart(scatter(many), (WIDE,)))[0]
    assert "Kunta 150" in texts(drawing)
    assert len([text for text in texts(drawing) if text.startswith("Kunta")]) <= 14


def test_a_figure_of_the_country_is_a_cross_of_lines() -> None:
    drawing = drawings(scatter_chart(scatter(DOTS, crossing=(2.0, 1.0), crossing_word="Koko maa")))[0]
    assert [path for path in drawing.iter(f"{SVG}path") if path.get("class") == "crossing"]
    assert "Koko maa" in texts(drawing)


def test_one_dot_alone_can_be_drawn() -> None:
    assert "Lohja" in scatter_chart(scatter([Dot(name="Lohja", x=5.0, y=5.0)]))
