from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lupaus.web.charts.lines import Point
from lupaus.web.charts.multiples import MOST, Panel, multiples_chart
from tests.web.charts.drawings import OBSERVED, PANELS, SVG, drawings, multiples, numbers_in, texts

panels = st.builds(
    Panel,
    name=st.sampled_from(["Lohja", "Länsi-Uudenmaan hyvinvointialue", "Ii"]),
    points=st.lists(
        st.builds(Point, st.integers(1990, 2030), st.none() | st.floats() | st.floats(-9, 9)), max_size=6
    ),
    chosen=st.booleans(),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(panels, max_size=12))
def test_is_drawn_at_finite_places_whatever_the_figures(drawn: list[Panel]) -> None:
    assert numbers_in(multiples_chart(multiples(drawn, reference=OBSERVED)))


def test_every_panel_has_its_name_and_newest_figure() -> None:
    for drawing in drawings(multiples_chart(multiples(PANELS))):
        assert "74,0\u00a0%" in texts(drawing)
        assert "Hanko" in texts(drawing)
        assert "ei tietoa" in texts(drawing)


def test_all_panels_have_one_scale() -> None:
    """The same figure stands at the same height in each."""
    same = [Panel(name=str(n), points=[Point(2020, 5.0), Point(2021, 5.0 + n)]) for n in range(3)]
    drawing = drawings(multiples_chart(multiples(same)))[0]
    lines = [path.get("d", "") for path in drawing.iter(f"{SVG}path") if path.get("class") == "observed"]
    assert len({d.split()[1] for d in lines}) == 1


def test_the_quiet_line_is_in_every_panel_and_named_once() -> None:
    drawing = drawings(multiples_chart(multiples(PANELS, reference=OBSERVED, reference_word="Koko maa")))[0]
    assert len([path for path in drawing.iter(f"{SVG}path") if path.get("class") == "reference"]) == 3
    assert texts(drawing).count("Koko maa") == 1


def test_too_many_panels_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="at most 60"):
        multiples_chart(multiples([PANELS[0]] * (MOST + 1)))


def test_the_paper_is_used_and_not_left_empty() -> None:
    """Figures from 50 to 82 need no axis from 40 to 100."""
    panels = [Panel(name="Lohja", points=[Point(2020, 50.5), Point(2021, 82.0)])]
    written = texts(drawings(multiples_chart(multiples(panels)))[0])
    assert "100" not in written
    assert "90" in written
