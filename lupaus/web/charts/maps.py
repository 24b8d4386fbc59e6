"""Maps of one figure: municipalities as equal squares, or with their real outlines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from lupaus.web.charts.classes import Class, class_of, classes
from lupaus.web.charts.labels import Box, Label, Line, Placer
from lupaus.web.charts.lines import amount
from lupaus.web.charts.outlines import Polygon, Shape, fitted
from lupaus.web.charts.svg import (
    RESPONSIVE,
    Frame,
    el,
    frame_class,
    nothing,
    picture,
    responsive,
    together,
)
from lupaus.web.charts.text import flowing, text_width, wrapped
from lupaus.web.numbers import number


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A region on a map: name, value (None: missing, hatched), where a click leads, whether it is chosen.

    `missing` says why there is no value, where that is known.
    """

    name: str
    value: float | None
    href: str | None = None
    chosen: bool = False
    missing: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile(Area):
    """A region as a square; column and row count from 0, from the west and the north."""

    column: int
    row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlined(Area):
    """A region with its outline: polygons of rings of [longitude, latitude], WGS84, as GeoJSON has them."""

    polygons: Sequence[Polygon]


@dataclass(frozen=True, slots=True, kw_only=True)
class MapWords:
    """`missing` names what is hatched ("no figure"); `no_observations` is said where nothing is known."""

    missing: str
    no_observations: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MapChart:
    """What both kinds of map share. `id` is unique on the page.

    The classes are of all the values compared, `among` which those drawn are; empty where all are drawn.
    """

    id: str
    title: str
    description: str
    language: str
    unit: str
    decimals: int
    words: MapWords
    among: Sequence[float] = ()


def tile_map(chart: MapChart, tiles: Sequence[Tile], frames: Sequence[Frame] = RESPONSIVE) -> Markup:
    """Municipalities as squares of one size, in about their places; with the value where it fits."""
    return _responsive(chart, tiles, frames, lambda map_: _tiles(map_, tiles))


def region_map(chart: MapChart, regions: Sequence[Outlined], frames: Sequence[Frame] = RESPONSIVE) -> Markup:
    """The real outlines, no finer than the drawing shows; names where the region has room for them."""
    return _responsive(chart, regions, frames, lambda map_: _outlines(map_, regions))


@dataclass(frozen=True, slots=True)
class _Map:
    """A map being drawn: its paper, its classes, and the id its hatching goes by."""

    chart: MapChart
    frame: Frame
    found: tuple[Class, ...]
    id: str

    def colour(self, area: Area) -> dict[str, str]:
        """Class and fill of an area."""
        place = class_of(area.value, self.found, self.chart.decimals)
        if place is None:
            return {"class_": "missing", "fill": f"url(#{self.id}-h)"}
        return {"class_": f"class-{self.step(place)}"}

    def step(self, place: int) -> int:
        """Which of the five colours: few classes are spread over all of them, so that they stay apart."""
        steps = {1: (3,), 2: (2, 4), 3: (1, 3, 5), 4: (1, 2, 4, 5)}.get(len(self.found), (1, 2, 3, 4, 5))
        return steps[place]

    def value(self, area: Area) -> str:
        if class_of(area.value, self.found, self.chart.decimals) is None or area.value is None:
            return area.missing or self.chart.words.missing
        return amount(area.value, self.chart.unit, self.chart.language, self.chart.decimals)

    def linked(self, area: Area, *drawn: Markup) -> Markup:
        """The drawing of an area, named and led on; a group without a link where there is none."""
        named = f"{area.name}: {self.value(area)}"
        if area.href:
            return el("a", el("title", named), *drawn, href=area.href, class_="area", aria_label=named)
        return el("g", el("title", named), *drawn, class_="area")


def _responsive(
    chart: MapChart,
    areas: Sequence[Area],
    frames: Sequence[Frame],
    draw: Callable[[_Map], tuple[Markup, float]],
) -> Markup:
    found = classes(chart.among or (area.value for area in areas), chart.decimals)
    drawings = []
    for frame in frames:
        css_class = frame_class(frame, frames)
        map_ = _Map(chart, frame, found, f"{chart.id}-{frame.name}")
        drawings.append((frame, _drawing(map_, areas, css_class, draw)))
    return responsive(drawings, "map")


def _drawing(
    map_: _Map, areas: Sequence[Area], css_class: str, draw: Callable[[_Map], tuple[Markup, float]]
) -> Markup:
    chart = map_.chart
    if not areas:
        return nothing(
            id_=map_.id,
            title=chart.title,
            description=chart.description,
            words=chart.words.no_observations,
            frame=map_.frame,
            css_class=css_class,
        )
    missing = any(class_of(area.value, map_.found, chart.decimals) is None for area in areas)
    legend, top = _legend(map_, missing=missing)
    body, height = draw(map_)
    return picture(
        id_=map_.id,
        title=chart.title,
        description=chart.description,
        width=map_.frame.width,
        height=top + height,
        body=[
            _hatching(map_.id) if missing else Markup(""),
            legend,
            el("g", body, transform=f"translate(0 {top:g})"),
        ],
        css_class=css_class,
        interactive=any(area.href for area in areas),
        text=map_.frame.small,
    )


def _hatching(id_: str) -> Markup:
    return el(
        "pattern",
        el("rect", width=7, height=7, class_="hatch-ground"),
        el("line", x1=0, x2=0, y1=0, y2=7, class_="hatch", stroke_width=3),
        id=f"{id_}-h",
        width=7,
        height=7,
        patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)",
    )


def class_words(group: Class, language: str, decimals: int) -> str:
    """`9,8–11,2`; one number where the class holds one; dots between numbers below zero, not a third dash."""
    low, high = number(group.low, language, decimals), number(group.high, language, decimals)
    if low == high:
        return low
    return f"{low} … {high}" if group.low < 0 else f"{low}–{high}"


def _legend(map_: _Map, *, missing: bool) -> tuple[Markup, float]:
    """The strip of classes with their numbers, as wide as needed, and the height it takes."""
    chart, size = map_.chart, map_.frame.small
    entries = [
        (class_words(group, chart.language, chart.decimals), {"class_": f"class-{map_.step(place)}"})
        for place, group in enumerate(map_.found)
    ]
    if missing:
        entries.append((chart.words.missing, {"class_": "missing", "fill": f"url(#{map_.id}-h)"}))
    unit = [el("text", chart.unit, x=0, y=size, class_="soft")] if chart.unit else []
    top = size * 1.6 if unit else 0.0
    box = size * 1.15
    widths = [box + 6 + text_width(words, size) for words, _ in entries]
    places = flowing(widths, map_.frame.width, 16.0)
    parts: list[Markup] = []
    for (words, colour), (x, row) in zip(entries, places, strict=True):
        y = top + row * size * 1.7
        parts.append(el("rect", x=x + 0.5, y=y + 0.5, width=box, height=box, **colour))
        parts.append(el("text", words, x=x + box + 6, y=y + size * 0.95))
    rows = places[-1][1] + 1
    return el("g", *unit, *parts, class_="legend"), round(top + rows * size * 1.7 + 8, 1)


def _fitting(name: str, size: float, room: float) -> str:
    """The name, or its first letters that fit; nothing where not even three do."""
    if text_width(name, size) <= room:
        return name
    stop = "." if room > 5 * size else ""
    for length in range(len(name) - 1, 2, -1):
        short = name[:length].rstrip(" -") + stop
        if text_width(short, size) <= room:
            return short
    return ""


def _tiles(map_: _Map, tiles: Sequence[Tile]) -> tuple[Markup, float]:
    frame = map_.frame
    west, north = min(tile.column for tile in tiles), min(tile.row for tile in tiles)
    columns = max(tile.column for tile in tiles) - west + 1
    rows = max(tile.row for tile in tiles) - north + 1
    side = min(frame.width / columns, 84.0)
    left = (frame.width - side * columns) / 2
    corner = {tile: (left + (tile.column - west) * side + 1, (tile.row - north) * side + 1) for tile in tiles}
    inner = side - 2.0
    drawn = [
        map_.linked(tile, *_tile(map_, tile, *corner[tile], inner))
        for tile in sorted(tiles, key=lambda tile: (tile.row, tile.column))
    ]
    drawn += [
        el("rect", x=corner[tile][0], y=corner[tile][1], width=inner, height=inner, rx=2, class_="outline")
        for tile in tiles
        if tile.chosen
    ]
    return together(drawn), round(rows * side + 3, 1)


def _tile(map_: _Map, tile: Tile, x: float, y: float, inner: float) -> Iterable[Markup]:
    size = map_.frame.small - 1
    colour = map_.colour(tile)
    yield el("rect", x=x, y=y, width=inner, height=inner, rx=2, **colour)
    words = [(word, css) for word, css in _tile_words(map_, tile, inner) if word]
    ink = "on-missing" if "missing" in colour["class_"] else f"on-{colour['class_']}"
    middle = y + inner / 2 + size * 0.35 - (len(words) - 1) * size * 0.6
    for index, (word, css) in enumerate(words):
        at = middle + index * size * 1.2
        yield el(
            "text", word, x=x + inner / 2, y=at, text_anchor="middle", class_=f"{ink}{css}", font_size=size
        )


def _tile_words(map_: _Map, tile: Tile, inner: float) -> Iterable[tuple[str, str]]:
    size = map_.frame.small - 1
    yield _fitting(tile.name, size, inner), ""
    known = class_of(tile.value, map_.found, map_.chart.decimals) is not None
    shown = number(tile.value, map_.chart.language, map_.chart.decimals) if known else ""
    if inner > size * 3.6 and text_width(shown, size, bold=True) <= inner - 2:
        yield shown, " strong"


def _outlines(map_: _Map, regions: Sequence[Outlined]) -> tuple[Markup, float]:
    frame = map_.frame
    shapes, height = fitted(
        {str(index): region.polygons for index, region in enumerate(regions)}, frame.width
    )
    pairs = [(region, shapes[str(index)]) for index, region in enumerate(regions) if str(index) in shapes]
    drawn = [map_.linked(region, *_outlined(map_, region, shape)) for region, shape in pairs]
    drawn += [el("path", d=shape.d, class_="outline") for region, shape in pairs if region.chosen]
    return together([*drawn, _names(map_, pairs, height)]), round(height, 1)


def _outlined(map_: _Map, region: Outlined, shape: Shape) -> Iterable[Markup]:
    colour = map_.colour(region)
    yield el("path", d=shape.d, **colour)
    if min(shape.box.right - shape.box.left, shape.box.bottom - shape.box.top) < 12:
        x, y = shape.heart
        yield el("circle", cx=x, cy=y, r=6, **colour)  # too small to be seen or hit


def _names(map_: _Map, pairs: Sequence[tuple[Outlined, Shape]], height: float) -> Markup:
    """Names inside the regions that have room, the chosen one's first, then the larger ones'."""
    size = map_.frame.small - 1
    placer = Placer(bounds=Box(0, 0, map_.frame.width, height))

    def order(pair: tuple[Outlined, Shape]) -> tuple[bool, float]:
        box = pair[1].box
        return not pair[0].chosen, -(box.right - box.left) * (box.bottom - box.top)

    words: list[Markup] = []
    for region, shape in sorted(pairs, key=order):
        room = (shape.box.right - shape.box.left) * 1.05
        names: tuple[str, ...] = (region.name,)
        if text_width(region.name, size) > room:
            names = wrapped(region.name, size, room)  # a long name in a few lines, where no word is cut
        if "".join(names).replace(" ", "") != region.name.replace(" ", ""):
            if not region.chosen:
                continue
            names = (region.name,)
        lines = tuple(Line(name, "word-area", bold=region.chosen) for name in names)
        label = Label(lines, *shape.heart, size, sides=("c",))
        placed = placer.place(label)
        if placed:
            words.append(placed.drawn())
    return el("g", *words, class_="names")
