"""The shapes of a version's states, told apart in grey as the verdicts' are (`charts/glyphs.py`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from markupsafe import Markup

from lupaus.web.charts.svg import el, together


def _stroke(d: str, width: float = 2) -> Markup:
    return el("path", d=d, fill="none", stroke="currentColor", stroke_width=width)


_CIRCLE = el("circle", cx=8, cy=8, r=6.5, fill="none", stroke="currentColor", stroke_width=2)

#: State → its shape in a square of 16 units: a dashed circle, a half-filled one, a tick in a ring, a tick cut
#: out of a disc, a ring struck through.
SHAPES: Final[Mapping[str, Markup]] = {
    "draft": el(
        "circle",
        cx=8,
        cy=8,
        r=6.5,
        fill="none",
        stroke="currentColor",
        stroke_width=2,
        stroke_dasharray="3 2.1",
    ),
    "in_review": together([_CIRCLE, el("path", d="M8 1.5a6.5 6.5 0 0 1 0 13Z", fill="currentColor")]),
    "approved": together([_CIRCLE, _stroke("M4.6 8.3 7 10.7l4.4-5.2")]),
    "published": together(
        [
            el("circle", cx=8, cy=8, r=7.5, fill="currentColor"),
            el("path", d="M4.2 8.4 7 11.2l5-6", class_="glyph-cut", fill="none", stroke_width=2),
        ]
    ),
    "superseded": together([_CIRCLE, _stroke("M3.5 12.5 12.5 3.5")]),
}


def state_shape(state: str) -> Markup:
    """The shape of a state as a small `svg`, hidden from screen readers: its word stands beside it."""
    return el(
        "svg",
        SHAPES.get(state, _CIRCLE),
        viewBox="0 0 16 16",
        width=16,
        height=16,
        class_="glyph",
        focusable="false",
        aria_hidden="true",
    )
