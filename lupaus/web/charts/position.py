"""Where a region lies: a small map without figures, the chosen regions filled, every region a link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from lupaus.web.charts.outlines import Polygon, fitted
from lupaus.web.charts.svg import el, picture, together
from lupaus.web.charts.text import text_width

WIDTH = 360.0
TEXT = 12.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A region on the map: a tile (column and row from 0), and its outline where one is known."""

    name: str
    href: str
    chosen: bool
    column: int
    row: int
    polygons: Sequence[Polygon] = ()


def position_map(*, id_: str, title: str, description: str, places: Sequence[Place]) -> Markup:
    """The real map when every place has an outline, else equal tiles; nothing without places."""
    if not places:
        return Markup("")
    body, height = _outlines(places) if all(place.polygons for place in places) else _tiles(places)
    drawing = picture(
        id_=id_,
        title=title,
        description=description,
        width=WIDTH,
        height=height,
        body=[body],
        css_class="drawing",
        interactive=True,
        text=TEXT,
    )
    return el("div", drawing, class_="chart chart-position")


def _tiles(places: Sequence[Place]) -> tuple[Markup, float]:
    columns, rows = max(place.column for place in places) + 1, max(place.row for place in places) + 1
    side = WIDTH / columns
    drawn = []
    for place in sorted(places, key=lambda place: (place.row, place.column)):
        x, y, inner = place.column * side + 1.5, place.row * side + 1.5, side - 3
        name = _short(place.name, inner)
        words = el("text", name, x=x + inner / 2, y=y + inner / 2 + TEXT * 0.35, text_anchor="middle")
        drawn.append(_linked(place, el("rect", x=x, y=y, width=inner, height=inner, rx=2), words))
    return together(drawn), round(rows * side + 2, 1)


def _outlines(places: Sequence[Place]) -> tuple[Markup, float]:
    shapes, height = fitted({place.name: place.polygons for place in places}, WIDTH)
    ordered = sorted(places, key=lambda place: place.chosen)  # the chosen ones over their neighbours
    drawn = [_linked(place, el("path", d=shapes[place.name].d)) for place in ordered if place.name in shapes]
    return together(drawn), round(height, 1)


def _linked(place: Place, *drawn: Markup) -> Markup:
    css_class = "place chosen" if place.chosen else "place"
    return el("a", el("title", place.name), *drawn, href=place.href, class_=css_class, aria_label=place.name)


def _short(name: str, room: float) -> str:
    """The name, or as much of it as a tile holds."""
    for length in range(len(name), 2, -1):
        short = name if length == len(name) else name[:length].rstrip(" -") + "."
        if text_width(short, TEXT) <= room:
            return short
    return ""
