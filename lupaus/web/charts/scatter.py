"""Two indicators against each other: a dot for each region."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from markupsafe import Markup

from lupaus.web.charts.labels import CROSSED, Box, Label, Line, Placer
from lupaus.web.charts.lines import Plot, dots, tick_label
from lupaus.web.charts.scale import Linear, figure
from lupaus.web.charts.svg import (
    RESPONSIVE,
    Frame,
    el,
    frame_class,
    nothing,
    path_data,
    picture,
    responsive,
    together,
)
from lupaus.web.charts.text import LINE, text_width, wrapped
from lupaus.web.charts.ticks import Ticks, nice_ticks

#: Dots that are named: more names than this are a thicket.
MOST_NAMED: Final = 14
_DIAMOND: Final = "m0-7l7 7-7 7-7-7z"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """A region with its figures to the right (`x`) and upwards (`y`); without both it is not drawn."""

    name: str
    x: float | None
    y: float | None
    chosen: bool = False
    tentative: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ScatterChart:
    """`x_title` and `y_title` say what the axes are, with their units.

    `crossing` is a pair of figures to lay thin lines through (those of the whole country), `crossing_word`
    names it.
    """

    id: str
    title: str
    description: str
    language: str
    x_title: str
    y_title: str
    dots: Sequence[Dot]
    no_observations: str
    crossing: tuple[float, float] | None = None
    crossing_word: str = ""


class _Known(NamedTuple):
    """A dot that can be drawn, and where its figures are."""

    x: float
    y: float
    dot: Dot


def scatter_chart(chart: ScatterChart, frames: Sequence[Frame] = RESPONSIVE) -> Markup:
    """The dots; the chosen ones are diamonds with their names, the outermost named where there is room."""
    return responsive(
        [(frame, _drawing(chart, frame, frame_class(frame, frames))) for frame in frames], "scatter"
    )


def _drawing(chart: ScatterChart, frame: Frame, css_class: str) -> Markup:
    id_ = f"{chart.id}-{frame.name}"
    drawn = [
        _Known(x, y, dot)
        for dot in chart.dots
        if (x := figure(dot.x)) is not None and (y := figure(dot.y)) is not None
    ]
    if not drawn:
        return nothing(
            id_=id_,
            title=chart.title,
            description=chart.description,
            words=chart.no_observations,
            frame=frame,
            css_class=css_class,
        )
    crossing = _crossing(chart)
    paper, ticks, above, below = _paper(chart, frame, drawn, crossing)
    places = [paper.at(known.x, known.y) for known in drawn]
    words_height = len(below) * frame.small * LINE
    return picture(
        id_=id_,
        title=chart.title,
        description=chart.description,
        width=frame.width,
        height=paper.height + words_height,
        css_class=css_class,
        text=frame.small,
        body=[
            _axes(chart, paper, ticks, above, below),
            _cross(paper, crossing) if crossing else Markup(""),
            _dots(drawn, paper),
            _names(chart, drawn, paper, places, crossing),
        ],
    )


def _crossing(chart: ScatterChart) -> tuple[float, float] | None:
    if chart.crossing is None:
        return None
    x, y = figure(chart.crossing[0]), figure(chart.crossing[1])
    return None if x is None or y is None else (x, y)


def _paper(
    chart: ScatterChart, frame: Frame, drawn: Sequence[_Known], crossing: tuple[float, float] | None
) -> tuple[Plot, Ticks, tuple[str, ...], tuple[str, ...]]:
    """The paper, the ticks to the right, and the lines of the titles above and below it."""
    xs = [known.x for known in drawn] + ([crossing[0]] if crossing else [])
    ys = [known.y for known in drawn] + ([crossing[1]] if crossing else [])
    wide = frame.width >= 600
    x_ticks = nice_ticks(min(xs), max(xs), 6 if wide else 4)
    y_ticks = nice_ticks(min(ys), max(ys), 6)
    small = frame.small
    above = wrapped(chart.y_title, small, frame.width, bold=True)
    below = wrapped(chart.x_title, small, frame.width, bold=True)
    left = max(text_width(tick_label(y_ticks, tick, chart.language), small) for tick in y_ticks.values) + 10
    last = text_width(tick_label(x_ticks, x_ticks.high, chart.language), small) / 2
    top = len(above) * small * LINE + 14
    height = frame.height + top
    x = Linear(x_ticks.low, x_ticks.high, left + 8, frame.width - max(last, 10.0))
    y = Linear(y_ticks.low, y_ticks.high, height - small - 14, top)
    return Plot(x=x, y=y, ticks=y_ticks, frame=frame, height=height), x_ticks, above, below


def _axes(
    chart: ScatterChart, paper: Plot, x_ticks: Ticks, above: Sequence[str], below: Sequence[str]
) -> Markup:
    small = paper.frame.small
    parts = [
        el("text", line, x=0, y=small * (LINE * index + 0.95), class_="strong")
        for index, line in enumerate(above)
    ]
    for tick in paper.ticks.values:
        y = round(paper.y(tick), 1)
        css_class = "axis" if tick in {0, paper.ticks.low} else "grid"
        parts.append(el("line", x1=paper.left - 8, x2=paper.right, y1=y, y2=y, class_=css_class))
        words = tick_label(paper.ticks, tick, chart.language)
        parts.append(
            el("text", words, x=paper.left - 14, y=y + small * 0.35, text_anchor="end", class_="soft")
        )
    for tick in x_ticks.values:
        x = round(paper.x(tick), 1)
        css_class = "axis" if tick in {0, x_ticks.low} else "grid"
        parts.append(el("line", x1=x, x2=x, y1=paper.top, y2=paper.bottom + 4, class_=css_class))
        words = tick_label(x_ticks, tick, chart.language)
        parts.append(el("text", words, x=x, y=paper.bottom + small + 6, text_anchor="middle", class_="soft"))
    parts += [
        el(
            "text",
            line,
            x=paper.right,
            y=paper.height + small * (LINE * index + 0.9),
            text_anchor="end",
            class_="strong",
        )
        for index, line in enumerate(below)
    ]
    return together(parts)


def _cross(paper: Plot, crossing: tuple[float, float]) -> Markup:
    x, y = paper.at(*crossing)
    return el(
        "path", d=f"{path_data([(x, paper.top), (x, paper.bottom)])}"
        f"{path_data([(paper.left - 8, y), (paper.right, y)])}", class_="crossing",
    )  # fmt: skip


def _dots(drawn: Sequence[_Known], paper: Plot) -> Markup:
    """Ordinary regions as dots, tentative ones hollow, the chosen ones as diamonds upon them."""
    usual = [known for known in drawn if not known.dot.chosen]
    solid = [paper.at(known.x, known.y) for known in usual if not known.dot.tentative]
    size = 9.0 if len(drawn) <= 80 else 7.0
    hollow = [paper.at(known.x, known.y) for known in usual if known.dot.tentative]
    parts = [
        dots(solid, size=size, css_class="dots-scatter", hollow=False),
        dots(hollow, size=size, css_class="dots-scatter", hollow=True),
    ]
    chosen = [known for known in drawn if known.dot.chosen]
    for tentative in (False, True):
        marks = "".join(
            path_data([paper.at(known.x, known.y)]) + _DIAMOND
            for known in chosen
            if known.dot.tentative == tentative
        )
        if marks:
            parts.append(el("path", d=marks, class_="scatter-chosen" + (" dashed" if tentative else "")))
    return together(parts)


def _names(
    chart: ScatterChart,
    drawn: Sequence[_Known],
    paper: Plot,
    places: Sequence[tuple[float, float]],
    crossing: tuple[float, float] | None,
) -> Markup:
    """The chosen regions' names, then those of the outermost dots as far as they find room."""
    size = paper.frame.small
    placer = Placer(bounds=paper.bounds(), dots=places, hiding=CROSSED)
    words: list[Markup] = []
    if crossing and chart.crossing_word:
        x, _y = paper.at(*crossing)
        label = Label(
            (Line(chart.crossing_word, "soft"),), x, paper.top + 4, size, clear=5, sides=("e", "w"), must=True
        )
        if placed := placer.place(label):
            words.append(placed.drawn())
    for known in _outermost_first(drawn)[: MOST_NAMED if paper.frame.width >= 600 else MOST_NAMED // 2]:
        x, y = paper.at(known.x, known.y)
        lines = tuple(
            Line(line, bold=known.dot.chosen) for line in wrapped(known.dot.name, size, 190.0, most=2)
        )
        must = known.dot.chosen and _fits(lines, size, paper.bounds())
        if placed := placer.place(Label(lines, x, y, size, sides=("e", "w", "n", "s"), must=must)):
            words.append(placed.drawn())
    return together(words)


def _fits(lines: Sequence[Line], size: float, bounds: Box) -> bool:
    widest = max(text_width(line.text, size, bold=line.bold) for line in lines)
    return widest < bounds.right - bounds.left


def _outermost_first(drawn: Sequence[_Known]) -> list[_Known]:
    """The chosen ones, then by how far from the middle they lie, in spans of each axis."""
    xs, ys = sorted(known.x for known in drawn), sorted(known.y for known in drawn)
    middle = xs[len(xs) // 2], ys[len(ys) // 2]
    spans = (xs[-1] - xs[0]) or 1.0, (ys[-1] - ys[0]) or 1.0

    def order(known: _Known) -> tuple[bool, float, str]:
        away = ((known.x - middle[0]) / spans[0]) ** 2 + ((known.y - middle[1]) / spans[1]) ** 2
        return not known.dot.chosen, -away, known.dot.name

    return sorted(drawn, key=order)
