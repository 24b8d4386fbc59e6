from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lupaus.web.charts.glyphs import SHAPES, glyph, state_bar
from tests.web.charts.drawings import SVG, bar_of_states, drawings, texts

statuses = sorted(SHAPES)


@pytest.mark.parametrize("status", statuses)
def test_a_glyph_beside_its_word_is_hidden_from_screen_readers(status: str) -> None:
    drawn = ET.fromstring(glyph(status))
    assert drawn.get("aria-hidden") == "true"
    assert drawn.get("class") == f"glyph verdict-{status.replace('_', '-')}"


def test_a_glyph_alone_has_a_name() -> None:
    drawn = ET.fromstring(glyph("on_track", "aikataulussa"))
    assert (drawn.get("role"), drawn.get("aria-label")) == ("img", "aikataulussa")
    assert drawn.get("aria-hidden") is None


def test_shapes_alone_tell_the_verdicts_apart() -> None:
    shapes = {status: str(shape) for status, shape in SHAPES.items()}
    assert shapes["baseline_only"] == shapes["no_data"]  # both: cannot be judged yet
    assert len(set(shapes.values())) == len(shapes) - 1


def test_an_unknown_status_is_the_open_circle() -> None:
    assert SHAPES["no_data"] in glyph("something_new")


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(statuses), st.integers(0, 500)))
def test_a_bar_has_a_part_and_words_for_every_count_and_fills_its_width(counts: dict[str, int]) -> None:
    present = {status: count for status, count in counts.items() if count}
    for drawing in drawings(state_bar(bar_of_states(counts))):
        if not present:
            assert texts(drawing) == ["Ei tavoitteita"]
            continue
        parts = [rect for rect in drawing.iter(f"{SVG}rect") if "part" in rect.get("class", "")]
        assert len(parts) == len(present)
        end = max(float(part.get("x", "")) + float(part.get("width", "")) for part in parts)
        assert end == pytest.approx(float(drawing.get("viewBox", "").split()[2]), abs=0.1)
        assert {f"{count} {status.upper()}" for status, count in present.items()} <= set(texts(drawing))


def test_parts_stand_best_first() -> None:
    drawing = drawings(state_bar(bar_of_states({"missed": 1, "achieved": 1, "at_risk": 1})))[0]
    words = [text for text in texts(drawing) if " " in text]
    assert words == ["1 ACHIEVED", "1 AT_RISK", "1 MISSED"]
