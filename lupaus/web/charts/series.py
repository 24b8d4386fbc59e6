"""Several lines over the same years: regions side by side, or women and men; and the tiny line of a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from lupaus.web.charts.labels import Curve, Label, Line, Placer, spread
from lupaus.web.charts.lines import Known, Plot, Point, Run, amount, axes, dots, known, plot, runs
from lupaus.web.charts.scale import Linear
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

MOST = 8
_FEW_BEHIND = 40  # of more nameless lines than these each is drawn fainter

#: Marks of the lines as steps from their middle: told apart without colour.
_MARKERS = (
    "m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z",  # circle
    "m-3.6-3.6h7.2v7.2h-7.2z",  # square
    "m0-4.6l4.6 8.2h-9.2z",  # triangle
    "m0-5l5 5-5 5-5-5z",  # diamond
    "m0 4.6l4.6-8.2h-9.2z",  # triangle down
    "m-1.4-4.6h2.8v3.2h3.2v2.8h-3.2v3.2h-2.8v-3.2h-3.2v-2.8h3.2z",  # plus
    "m-4.6-4.6h9.2l-4.6 4.6zm0 9.2h9.2l-4.6-4.6z",  # hourglass
    "m0-5l1.5 3.5 3.5 1.5-3.5 1.5-1.5 3.5-1.5-3.5-3.5-1.5 3.5-1.5z",  # star
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesLine:
    """One line and its name. The highlighted ones stand out, the others step back."""

    name: str
    points: Sequence[Point]
    highlighted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesChart:
    """Up to eight lines with one scale. `id` is unique on the page; values are in the indicator's unit.

    `illustrative` names what is dashed, `no_observations` what is said of nothing. `behind` are further
    series, any number, drawn as thin lines without names.
    """

    id: str
    title: str
    description: str
    language: str
    unit: str
    decimals: int
    lines: Sequence[SeriesLine]
    illustrative: str
    no_observations: str
    behind: Sequence[Sequence[Point]] = ()


def series_chart(chart: SeriesChart, frames: Sequence[Frame] = RESPONSIVE) -> Markup:
    """The lines, each named at its end; ValueError for more lines than can be told apart (eight)."""
    if len(chart.lines) > MOST:
        raise ValueError(f"at most {MOST} lines in one chart, not {len(chart.lines)}")
    behind = [run for points in chart.behind for run in runs(points)]
    return responsive(
        [(frame, _drawing(chart, behind, frame, frame_class(frame, frames))) for frame in frames], "series"
    )


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A line that has something to draw; `number` gives its colour and mark."""

    number: int
    line: SeriesLine
    points: list[Known]
    runs: list[Run]
    words: tuple[str, ...]

    @property
    def last(self) -> Known:
        return self.points[-1]


def _drawing(chart: SeriesChart, behind: Sequence[Run], frame: Frame, css_class: str) -> Markup:
    id_ = f"{chart.id}-{frame.name}"
    room = 200.0 if frame.width >= 600 else 152.0
    lines = [
        _Drawn(number, line, points, runs(line.points), _end_words(chart, line, points[-1], frame, room - 18))
        for number, line in enumerate(chart.lines, start=1)
        if (points := known(line.points))
    ]
    if not lines:
        return nothing(
            id_=id_,
            title=chart.title,
            description=chart.description,
            words=chart.no_observations,
            frame=frame,
            css_class=css_class,
        )
    widest = max(
        text_width(words, frame.small, bold=line.line.highlighted) for line in lines for words in line.words
    )
    needed = sum(_height(line, frame) for line in lines)
    height = max(frame.height, needed + frame.text * 2 + frame.small + 26)
    further = [point for run in behind for point in run.points]
    paper = plot(
        frame=frame,
        years=[point.year for line in lines for point in line.points] + [point.year for point in further],
        values=[point.value for line in lines for point in line.points] + [point.value for point in further],
        language=chart.language,
        right=widest + 18,
        height=height,
    )
    behind_first = sorted(lines, key=lambda line: line.line.highlighted)
    quiet = any(line.line.highlighted for line in lines)
    return picture(
        id_=id_,
        title=chart.title,
        description=chart.description,
        width=frame.width,
        height=height,
        css_class=css_class,
        text=frame.small,
        body=[
            axes(paper, unit=chart.unit, language=chart.language),
            _behind(chart, behind, paper),
            _casings(lines, paper) if behind else Markup(""),
            *(_line(line, paper, quiet=quiet and not line.line.highlighted) for line in behind_first),
            _ends(lines, paper),
            _dashed_words(chart, lines, paper),
        ],
    )


def _end_words(
    chart: SeriesChart, line: SeriesLine, last: Known, frame: Frame, room: float
) -> tuple[str, ...]:
    """The name in a line or a few, and its newest value on the last of them or beneath."""
    value = amount(last.value, chart.unit, chart.language, chart.decimals)
    size, bold = frame.small, line.highlighted
    *names, name = wrapped(line.name, size, room, bold=bold)
    joined = f"{name} {value}"
    return (*names, joined) if text_width(joined, size, bold=bold) <= room else (*names, name, value)


def _height(line: _Drawn, frame: Frame) -> float:
    return len(line.words) * frame.small * LINE + 3


def _line(line: _Drawn, paper: Plot, *, quiet: bool) -> Markup:
    parts = [
        el(
            "path",
            d=path_data([paper.at(point.year, point.value) for point in run.points]),
            class_="line dashed" if run.tentative else "line",
        )
        for run in line.runs
    ]
    places = [paper.at(point.year, point.value) for point in line.points]
    every = 1 if len(places) <= 8 else max(len(places) // 5, 2)
    marked = places[::-1][::every]  # from the newest back: the end always has its mark
    lone = [place for place in places if place not in marked]
    parts.append(dots(lone, size=4.0, css_class="dots-line", hollow=False))
    marks = "".join([path_data([place]) + _MARKERS[line.number - 1] for place in marked])
    parts.append(el("path", d=marks, class_="marker"))
    return el("g", *parts, class_=f"series series-{line.number}{' quiet' if quiet else ''}")


def _behind(chart: SeriesChart, drawn: Sequence[Run], paper: Plot) -> Markup:
    """The nameless lines as one path, to whole units: there may be hundreds."""
    d = "".join(
        path_data([(round(paper.x(point.year)), round(paper.y(point.value))) for point in run.points])
        for run in drawn
    )
    many = " many" if len(chart.behind) > _FEW_BEHIND else ""
    return el("path", d=d, class_=f"behind{many}") if d else Markup("")


def _casings(lines: Sequence[_Drawn], paper: Plot) -> Markup:
    """A strip of bare paper under the named lines, so that those behind do not drown them."""
    d = "".join(
        path_data([paper.at(point.year, point.value) for point in run.points])
        for line in lines
        for run in line.runs
    )
    return el("path", d=d, class_="casing") if d else Markup("")


def _ends(lines: Sequence[_Drawn], paper: Plot) -> Markup:
    """The names in a column beside the ends of their lines, pushed apart where they would touch."""
    size = paper.frame.small
    heights = [_height(line, paper.frame) for line in lines]
    wanted = [paper.at(line.last.year, line.last.value)[1] for line in lines]
    middles = spread(wanted, heights, paper.top - 10, paper.bottom + size)
    parts: list[Markup] = []
    left = paper.right + 18
    for line, height, middle in zip(lines, heights, middles, strict=True):
        x, y = paper.at(line.last.year, line.last.value)
        words: list[Markup] = []
        if abs(middle - y) > 5 or x < paper.right - 1:
            words.append(el("line", x1=x + 6, y1=y, x2=left - 3, y2=middle, class_="leader"))
        top = middle - height / 2 + 1.5
        strong = " strong" if line.line.highlighted else ""
        words += [
            el("text", text, x=left, y=top + size * (LINE * index + 0.95), class_=f"word-series{strong}")
            for index, text in enumerate(line.words)
        ]
        parts.append(el("g", *words, class_=f"series-{line.number}"))
    return together(parts)


def _dashed_words(chart: SeriesChart, lines: Sequence[_Drawn], paper: Plot) -> Markup:
    """Names what is dashed, once, beside the longest dashed line."""
    dashed = max(
        (run for line in lines for run in line.runs if run.tentative),
        key=lambda run: len(run.points),
        default=None,
    )
    if dashed is None:
        return Markup("")
    curves = [
        Curve.through([paper.at(point.year, point.value) for point in run.points])
        for line in lines
        for run in line.runs
    ]
    spots = tuple(paper.at(point.year, point.value) for point in dashed.points)
    (x, y), others = spots[len(spots) // 2], spots[:: max(len(spots) // 5, 1)]
    label = Label((Line(chart.illustrative, "soft"),), x, y, paper.frame.small, must=True, spots=others)
    placed = Placer(bounds=paper.bounds(), curves=curves).place(label)
    return placed.drawn() if placed else Markup("")


def spark(*, id_: str, title: str, points: Sequence[Point], status: str | None = None) -> Markup:
    """A tiny line for a list, 120 × 32 units, its newest point coloured by the verdict; empty without any."""
    width, height, edge = 120.0, 32.0, 5.0
    drawn = known(points)
    if not drawn:
        return Markup("")
    values = [point.value for point in drawn]
    x = Linear(drawn[0].year, drawn[-1].year, edge, width - edge)
    if drawn[0].year == drawn[-1].year:
        x = Linear(drawn[0].year - 1, drawn[0].year, edge, width - edge)
    y = Linear(min(values), max(values), height - edge, edge)
    body = [
        el(
            "path",
            d=path_data([(x(point.year), y(point.value)) for point in run.points]),
            class_="observed dashed" if run.tentative else "observed",
        )
        for run in runs(points)
    ]
    verdict = f" verdict-{status.replace('_', '-')}" if status else ""
    last = drawn[-1]
    body.append(el("circle", cx=x(last.year), cy=y(last.value), r=4, class_=f"mark-latest{verdict}"))
    return picture(
        id_=id_,
        title=title,
        description="",
        width=width,
        height=height,
        body=body,
        css_class="spark",
    )
