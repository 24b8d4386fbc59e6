"""The map of service points: outlines of municipalities, points as shapes, many as one with their number.

Pure functions, no database. States differ by shape and colour; what is too close for a finger is gathered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from markupsafe import Markup

from lupaus.services.points.homes import Home, homes_drawn
from lupaus.web.charts.labels import Box, Label, Line, Placer
from lupaus.web.charts.outlines import Paper, Places, Polygon, rings_of
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
from lupaus.web.charts.text import flowing, text_width
from lupaus.web.numbers import number

#: States of a mark, in the order they are told in.
USED: Final = "open"
CHANGING: Final = "changing"
CLOSED: Final = "closed"
STATES: Final = (USED, CHANGING, CLOSED)
#: No state of a point: where people live, in the legend.
HOME: Final = "home"

#: Marks closer to each other than this are gathered: 44 pixels where the drawing is as narrow as a phone.
APART: Final = 46.0


class Mark(NamedTuple):
    """A service point at a place (degrees, WGS84), by whatever name the caller knows it."""

    key: int | str
    longitude: float
    latitude: float
    state: str


class Cluster(NamedTuple):
    """Points gathered at a place of the drawing."""

    x: float
    y: float
    marks: tuple[Mark, ...]

    @property
    def centre(self) -> tuple[float, float]:
        """Latitude and longitude of the middle of its points."""
        count = len(self.marks)
        return sum(m.latitude for m in self.marks) / count, sum(m.longitude for m in self.marks) / count

    @property
    def states(self) -> Counter[str]:
        return Counter(mark.state for mark in self.marks)


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsMap:
    """What is drawn. `outlines` and `names` by code of municipality; the `chosen` ones stand out.

    `named` gives what a mark is called, all that its shape and place say, and where it leads; only those that
    stand alone are asked for.
    `frame` holds the corners (west, south, east, north) of what is shown; None: everything. `led` gives the
    address of a gathering of points, `counted` its words. `words` names the states; `empty` is said where
    there is nothing to draw. Where no outlines have been brought in, the places where people live (`homes`,
    called `home_words`) show where on the map one is.
    """

    id: str
    title: str
    description: str
    language: str
    marks: Sequence[Mark]
    outlines: Mapping[str, Sequence[Polygon]]
    names: Mapping[str, str]
    words: Mapping[str, str]
    empty: str
    named: Callable[[Mark], tuple[str, str]]
    led: Callable[[Cluster], str]
    counted: Callable[[Cluster], str]
    frame: tuple[float, float, float, float] | None = None
    chosen: frozenset[str] = frozenset()
    homes: Sequence[Home] = ()
    home_words: str = ""


def points_map(chart: PointsMap, frames: Sequence[Frame] = RESPONSIVE) -> Markup:
    """The map for a wide and a narrow place."""
    rings = {code: list(rings_of(polygons)) for code, polygons in chart.outlines.items()}
    drawn = [(frame, _drawing(chart, rings, frame, frame_class(frame, frames))) for frame in frames]
    return responsive(drawn, "map chart-points")


def _drawing(chart: PointsMap, rings: Mapping[str, Sequence[Places]], frame: Frame, css: str) -> Markup:
    id_ = f"{chart.id}-{frame.name}"
    corners = _corners(chart, rings)
    if not corners:
        return nothing(
            id_=id_,
            title=chart.title,
            description=chart.description,
            words=chart.empty,
            frame=frame,
            css_class=css,
        )
    paper = Paper.around(corners, frame.width)
    legend, top = _legend(chart, frame)
    height = max(paper.height, 120.0)
    clip = el("clipPath", el("rect", x=0, y=0, width=frame.width, height=height), id=f"{id_}-c")
    gathered = gather(chart.marks, paper, height)
    sheet = Box(0, 0, frame.width, height)
    placer = Placer(bounds=sheet, taken=[_taken(cluster) for cluster in gathered])
    body = [_ground(chart, rings, paper, placer, frame)]
    body += [_cluster(chart, cluster, frame) for cluster in gathered]
    return picture(
        id_=id_,
        title=chart.title,
        description=chart.description,
        width=frame.width,
        height=top + height,
        body=[
            clip,
            legend,
            el("g", *body, transform=f"translate(0 {top:g})", clip_path=f"url(#{id_}-c)"),
        ],
        css_class=css,
        interactive=True,
        text=frame.small,
    )


def _corners(chart: PointsMap, rings: Mapping[str, Sequence[Places]]) -> Places:
    """Places between which the drawing lies."""
    if chart.frame:
        west, south, east, north = chart.frame
        return [(west, south), (east, north)]
    ring_points = [point for found in rings.values() for ring in found for point in ring]
    return ring_points or _around(chart.marks)


def _around(marks: Sequence[Mark]) -> Places:
    """Without outlines: the points themselves, with air around them."""
    if not marks:
        return []
    longitudes, latitudes = [mark.longitude for mark in marks], [mark.latitude for mark in marks]
    air_x = max(0.02, (max(longitudes) - min(longitudes)) * 0.15)
    air_y = max(0.01, (max(latitudes) - min(latitudes)) * 0.15)
    return [
        (min(longitudes) - air_x, min(latitudes) - air_y),
        (max(longitudes) + air_x, max(latitudes) + air_y),
    ]


def gather(marks: Sequence[Mark], paper: Paper, height: float, apart: float = APART) -> list[Cluster]:
    """The marks on the paper, those too close to each other as one; kept ones are at least `apart`.

    Marks beyond the edges are left out. First by squares of a grid, then each square joins a fuller one
    that is too near, so that ten thousand points take as many steps.
    """
    squares: dict[tuple[int, int], list[tuple[float, float, Mark]]] = {}
    for mark in marks:
        x, y = paper.place(mark.longitude, mark.latitude)
        if 0 <= x <= paper.width and 0 <= y <= height:
            squares.setdefault((int(x // apart), int(y // apart)), []).append((x, y, mark))
    kept: list[tuple[float, float, list[Mark]]] = []
    for placed in sorted(squares.values(), key=lambda found: (-len(found), found[0][:2])):
        x = sum(each[0] for each in placed) / len(placed)
        y = sum(each[1] for each in placed) / len(placed)
        near = min(kept, key=lambda each: (each[0] - x) ** 2 + (each[1] - y) ** 2, default=None)
        own = [each[2] for each in placed]
        if near and (near[0] - x) ** 2 + (near[1] - y) ** 2 < apart**2:
            near[2].extend(own)
        else:
            kept.append((x, y, own))
    return [Cluster(x, y, tuple(own)) for x, y, own in sorted(kept, key=lambda each: (each[1], each[0]))]


def _ground(
    chart: PointsMap,
    rings: Mapping[str, Sequence[Places]],
    paper: Paper,
    placer: Placer,
    frame: Frame,
) -> Markup:
    """The municipalities, and their names where there is room beside the marks."""
    shapes, sheet = paper.shapes(rings), placer.bounds
    drawn = [
        el("path", d=outline.d, class_="land land-chosen" if code in chart.chosen else "land")
        for code, outline in shapes.items()
        if _meets(outline.box, sheet)
    ]
    size, names = frame.small - 2, []
    for code, outline in sorted(shapes.items(), key=lambda each: -_size(each[1].box)):
        name = chart.names.get(code, "")
        inside = 0 < outline.heart[0] < sheet.right and 0 < outline.heart[1] < sheet.bottom
        if name and inside and text_width(name, size) <= outline.box.right - outline.box.left:
            placed = placer.place(Label((Line(name, "soft"),), *outline.heart, size, sides=("c",)))
            if placed:
                names.append(placed.drawn())
    if not shapes:
        drawn, names = homes_drawn(chart.homes, chart.names, paper, placer, size)
    return el("g", *drawn, el("g", *names, class_="names"), class_="ground", aria_hidden="true")


def _meets(box: Box, other: Box) -> bool:
    return (
        box.left <= other.right
        and box.right >= other.left
        and box.top <= other.bottom
        and (box.bottom >= other.top)
    )


def _size(box: Box) -> float:
    return (box.right - box.left) * (box.bottom - box.top)


def _cluster(chart: PointsMap, cluster: Cluster, frame: Frame) -> Markup:
    if len(cluster.marks) == 1:
        mark = cluster.marks[0]
        name, href = chart.named(mark)
        return el(
            "a",
            el("title", name),
            _target(cluster),
            shape(mark.state, cluster.x, cluster.y),
            href=href,
            class_=f"point point--{mark.state}",
            aria_label=name,
        )
    words = chart.counted(cluster)
    count = number(len(cluster.marks), chart.language)
    radius = _radius(cluster)
    changing = cluster.states[CHANGING] > 0 or cluster.states[CLOSED] > 0
    worst = CHANGING if cluster.states[CHANGING] else CLOSED
    return el(
        "a",
        el("title", words),
        _target(cluster),
        el("circle", cx=cluster.x, cy=cluster.y, r=radius, class_="gathered"),
        el(
            "text", count, x=cluster.x, y=cluster.y + frame.small * 0.35, text_anchor="middle", class_="count"
        ),
        *(
            [
                el(
                    "g",
                    shape(worst, cluster.x + radius * 0.8, cluster.y - radius * 0.8, 5.5),
                    class_=f"point--{worst}",
                )
            ]
            if changing
            else []
        ),
        href=chart.led(cluster),
        class_="point point--gathered",
        aria_label=words,
    )


def _radius(cluster: Cluster) -> float:
    """Half the width of what is drawn of it; a gathering grows with the digits of its number."""
    many = len(cluster.marks)
    return 9.0 if many == 1 else 13.0 + min(9.0, 2.6 * len(str(many))) + (2 if many > 30 else 0)


def _taken(cluster: Cluster) -> Box:
    """The place no name may cover."""
    half = _radius(cluster) + 1
    return Box(cluster.x - half, cluster.y - half, cluster.x + half, cluster.y + half)


def _target(cluster: Cluster) -> Markup:
    """What a finger hits."""
    return el("circle", cx=cluster.x, cy=cluster.y, r=APART / 2, class_="target")


def shape(state: str, x: float, y: float, size: float = 8.0) -> Markup:
    """In use: a filled circle with a heart. Will change: a diamond. Closed: a ring with a cross."""
    if state == HOME:
        return el("circle", cx=x, cy=y, r=2, class_="home")
    if state == CHANGING:
        side = size * 1.3
        d = f"M{x:.1f} {y - side:.1f}l{side:.1f} {side:.1f} {-side:.1f} {side:.1f} {-side:.1f} {-side:.1f}Z"
        return el("path", d=d, class_="mark")
    if state == CLOSED:
        arm = size * 0.55
        cross = (
            f"M{x - arm:.1f} {y - arm:.1f}l{2 * arm:.1f} {2 * arm:.1f}"
            f"M{x + arm:.1f} {y - arm:.1f}l{-2 * arm:.1f} {2 * arm:.1f}"
        )
        return together(
            [el("circle", cx=x, cy=y, r=size, class_="mark"), el("path", d=cross, class_="cross")]
        )
    return together(
        [
            el("circle", cx=x, cy=y, r=size, class_="mark"),
            el("circle", cx=x, cy=y, r=size * 0.35, class_="heart"),
        ]
    )


def _legend(chart: PointsMap, frame: Frame) -> tuple[Markup, float]:
    """The shapes with their words, only those there are; and the height the strip takes."""
    there = {mark.state for mark in chart.marks}
    entries = [(state, chart.words[state]) for state in STATES if state in there]
    if entries and chart.homes and not chart.outlines:
        entries.append((HOME, chart.home_words))
    if not entries:
        return Markup(""), 0.0
    size = frame.small
    widths = [22 + text_width(words, size) for _state, words in entries]
    places = flowing(widths, frame.width, 18.0)
    parts: Iterable[Markup] = [
        el(
            "g",
            shape(state, x + 9, row * 26 + 12, 7.0),
            el("text", words, x=x + 22, y=row * 26 + 12 + size * 0.35),
            class_=f"point--{state}",
        )
        for (state, words), (x, row) in zip(entries, places, strict=True)
    ]
    return el("g", *parts, class_="legend"), (places[-1][1] + 1) * 26 + 8.0
