"""What holds of every picture: it can be read aloud, is safe under the content policy, is drawn somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from markupsafe import Markup

import lupaus.web
from tests.web.charts.drawings import AWKWARD, EVERY, SVG, drawings, numbers_in, read

CSS = (Path(lupaus.web.__file__).parent / "static" / "web" / "charts.css").read_text(encoding="utf-8")
DRAWN = ("path", "series", "ranking", "map", "state")
every_chart = pytest.mark.parametrize("kind", EVERY)


@every_chart
def test_is_well_formed_markup(kind: str) -> None:
    drawn = EVERY[kind]()
    assert isinstance(drawn, Markup)
    read(drawn)


@every_chart
def test_names_and_describes_itself(kind: str) -> None:
    seen: set[str] = set()
    for drawing in drawings(EVERY[kind]()):
        ids = {element.get("id"): element for element in drawing.iter() if element.get("id")}
        assert not seen & ids.keys(), "ids are unique on the page"
        seen |= {name for name in ids if name}
        assert ids[drawing.get("aria-labelledby")].text == AWKWARD or "without" in kind
        if described := drawing.get("aria-describedby"):
            assert ids[described].text


@every_chart
def test_is_an_image_unless_it_holds_links(kind: str) -> None:
    for drawing in drawings(EVERY[kind]()):
        linked = drawing.find(f".//{SVG}a") is not None
        assert drawing.get("role") == ("group" if linked else "img")


@every_chart
def test_scales_with_its_place(kind: str) -> None:
    for drawing in drawings(EVERY[kind]()):
        assert re.fullmatch(r"0 0 \d+(\.\d+)? \d+(\.\d+)?", drawing.get("viewBox", ""))
        assert drawing.get("width") is None


@every_chart
def test_holds_no_style_script_or_colour(kind: str) -> None:
    for element in read(EVERY[kind]()).iter():
        assert element.tag.removeprefix(SVG) not in {"style", "script", "foreignObject"}
        for name, value in element.items():
            assert name != "style"
            assert not name.startswith("on")
            assert name != "stroke"
            assert name != "fill" or value.startswith("url(#")


@every_chart
def test_is_drawn_at_finite_places(kind: str) -> None:
    assert numbers_in(EVERY[kind]())


@every_chart
def test_is_the_same_each_time(kind: str) -> None:
    assert EVERY[kind]() == EVERY[kind]()


@every_chart
def test_escapes_the_words_it_is_given(kind: str) -> None:
    assert "<b>" not in EVERY[kind]()


@every_chart
def test_uses_only_classes_the_style_sheet_knows(kind: str) -> None:
    known = set(re.findall(r"\.([a-z][\w-]*)", CSS))
    known |= {"drawing", "glyph-in", "name", "series", "word-trend"}
    known |= {f"chart-{shape}" for shape in (*DRAWN, "dumbbell", "scatter", "multiples")}
    used = {name for element in read(EVERY[kind]()).iter() for name in element.get("class", "").split()}
    assert used <= known


def test_the_style_sheet_takes_every_colour_from_the_tokens() -> None:
    assert not re.search(r"#[0-9a-f]{3}|rgb|hsl", CSS)
    painted = re.findall(r"(?:fill|stroke|color):\s*([^;]+);", CSS)
    assert all(value.startswith("var(--") or value == "none" for value in painted)
