"""The path of one target: where it began, where it is, where it ought to be, where it is to go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from markupsafe import Markup

from lupaus.web.charts.labels import Box, Curve, Label, Line, Placer
from lupaus.web.charts.lines import (
    Known,
    Plot,
    Point,
    Run,
    amount,
    axes,
    dots,
    known,
    plot,
    runs,
    within_reason,
)
from lupaus.web.charts.scale import figure
from lupaus.web.charts.svg import (
    RESPONSIVE,
    Frame,
    el,
    frame_class,
    nothing,
    num,
    path_data,
    picture,
    responsive,
    together,
)

Value = tuple[int, float]
AROUND = ("n", "s", "nw", "sw", "ne", "se", "w", "e")


@dataclass(frozen=True, slots=True, kw_only=True)
class PathWords:
    """The words of the picture, in the reader's language; a year or number follows where noted."""

    baseline: str  # + year
    target: str  # + year
    needed: str  # along the dotted line: "needed path"
    expected: str  # + year: "should be"
    projection: str  # "where the present trend leads"
    illustrative: str  # along the dashed line: "illustrative, not a statistic"
    broken: str  # at a break of the series
    direction: str  # for a target without a level: "should rise" / "should fall"
    no_observations: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Projected:
    """Where the trend leads in a year, and the band around it."""

    year: int
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PathChart:
    """Everything the picture of one target shows. Values in the unit of the indicator, years as numbers.

    `id` is unique on the page. `target` None means a direction only, then `direction` says which.
    `expected` is the level the path asks for in the judged year. `status` (`on_track`, …) gives the latest
    point its colour.
    """

    id: str
    title: str
    description: str
    language: str
    unit: str
    decimals: int
    words: PathWords
    observed: Sequence[Point]
    baseline: Value | None = None
    target: Value | None = None
    method: Literal["linear", "cagr"] = "linear"
    direction: Literal["increase", "decrease"] | None = None
    expected: Value | None = None
    projection: Sequence[Projected] = ()
    status: str | None = None


def needed_path(baseline: Value, target: Value, method: str = "linear") -> list[tuple[float, float]]:
    """The levels asked for from baseline to target: a straight line, or for `cagr` a curve of even growth.

    Even growth needs both levels above zero; else the straight line stands for it.
    """
    (p0, v0), (p1, v1) = baseline, target
    if p1 <= p0 or method != "cagr" or v0 <= 0 or v1 <= 0:
        return [(p0, v0), (p1, v1)]
    steps = min(p1 - p0, 24)
    return [(p0 + (p1 - p0) * step / steps, v0 * (v1 / v0) ** (step / steps)) for step in range(steps + 1)]


def path_chart(chart: PathChart, frames: Sequence[Frame] = RESPONSIVE) -> Markup:
    """The chart as SVG, drawn for each frame; the style sheet shows the one that fits its place.

    Figures that are not finite are left out; without any figure the picture says so in words.
    """
    return responsive(
        [(frame, _drawing(chart, frame, frame_class(frame, frames))) for frame in frames], "path"
    )


def _checked(value: Value | None) -> Value | None:
    return value if value is not None and figure(value[1]) is not None else None


@dataclass(frozen=True, slots=True)
class _Drawn:
    """The chart's figures, with all that cannot be drawn left out, on their paper."""

    chart: PathChart
    paper: Plot
    points: list[Known]
    runs: list[Run]
    baseline: Value | None
    target: Value | None
    expected: Value | None
    band: list[Projected]

    @property
    def latest(self) -> Known | None:
        """The newest observation, if it is not the baseline itself."""
        if not self.points or (self.baseline and self.points[-1].year <= self.baseline[0]):
            return None
        return self.points[-1]

    @property
    def needed(self) -> list[tuple[float, float]]:
        if not self.baseline or not self.target:
            return []
        path = needed_path(self.baseline, self.target, self.chart.method)
        return [self.paper.at(year, value) for year, value in path]


def _band(chart: PathChart, points: Sequence[Known]) -> list[Projected]:
    """The band, beginning at the newest observation before it."""
    steps = [
        Projected(year=step.year, value=value, low=within_reason(step.low), high=within_reason(step.high))
        for step in sorted(chart.projection, key=lambda step: step.year)
        if (value := figure(step.value)) is not None and step.low <= step.value <= step.high
    ]
    if not steps:
        return []
    before = [point for point in points if point.year < steps[0].year]
    if before:
        start = before[-1]
        steps.insert(0, Projected(year=start.year, value=start.value, low=start.value, high=start.value))
    return steps


def _measure(chart: PathChart, frame: Frame) -> _Drawn | None:
    points = known(chart.observed)
    baseline, target, expected = (
        _checked(chart.baseline),
        _checked(chart.target),
        _checked(chart.expected),
    )
    marks = [mark for mark in (baseline, target, expected) if mark]
    values = [point.value for point in points] + [value for _, value in marks]
    if not values:
        return None
    band = _band(chart, points)
    # A wide band must not flatten the line it belongs to: beyond as much again as the rest it is cut off.
    spare = (max(values) - min(values)) or abs(values[0]) * 0.1 or 1.0
    ceiling, floor = max(values) + 0.6 * spare, min(values) - 0.6 * spare
    if min(values) >= 0:
        floor = max(floor, 0.0)
    for step in band:
        values += [min(max(edge, floor), ceiling) for edge in (step.low, step.value, step.high)]
    # The ring and the dots need air between them and the axis.
    air = 0.06 * (max(values) - min(values))
    values += [max(min(values) - air, 0.0) if min(values) >= 0 else min(values) - air, max(values) + air]
    years = [point.year for point in points] + [year for year, _ in marks] + [step.year for step in band]
    paper = plot(
        frame=frame,
        years=years,
        values=values,
        language=chart.language,
        right=128.0 if frame.width >= 600 and (target or band) else 22.0,
    )
    return _Drawn(chart, paper, points, runs(chart.observed), baseline, target, expected, band)


def _drawing(chart: PathChart, frame: Frame, css_class: str) -> Markup:
    id_ = f"{chart.id}-{frame.name}"
    drawn = _measure(chart, frame)
    if drawn is None:
        return nothing(
            id_=id_,
            title=chart.title,
            description=chart.description,
            words=chart.words.no_observations,
            frame=frame,
            css_class=css_class,
        )
    paper = drawn.paper
    keep = [mark[0] for mark in (drawn.baseline, drawn.target) if mark]
    if drawn.points:
        keep.append(drawn.points[-1].year)
    return picture(
        id_=id_,
        title=chart.title,
        description=chart.description,
        width=frame.width,
        height=paper.height,
        css_class=css_class,
        text=frame.text,
        body=[
            axes(paper, unit=chart.unit, language=chart.language, keep=keep),
            _projection(drawn, f"{id_}-c"),
            _asked(drawn),
            _breaks(drawn),
            _observed(drawn),
            _words(drawn),
            _marks(drawn),
        ],
    )


def _projection(drawn: _Drawn, clip: str) -> Markup:
    """The band and its middle line, cut at the edge of the paper."""
    if len(drawn.band) < 2:
        return Markup("")
    paper = drawn.paper
    reach = 4 * abs(paper.bottom - paper.top)

    def at(year: int, value: float) -> tuple[float, float]:
        return paper.x(year), min(max(paper.y(value), paper.top - reach), paper.bottom + reach)

    low = [at(step.year, step.low) for step in drawn.band]
    high = [at(step.year, step.high) for step in drawn.band]
    middle = [at(step.year, step.value) for step in drawn.band]
    window = el(
        "rect",
        x=paper.left - 8,
        y=paper.top,
        width=paper.right - paper.left + 8,
        height=paper.bottom - paper.top,
    )
    return together(
        [
            el("clipPath", window, id=clip),
            el(
                "g",
                el("path", d=path_data([*high, *reversed(low)], closed=True), class_="band"),
                el("path", d=path_data(middle), class_="trend"),
                clip_path=f"url(#{clip})",
            ),
        ]
    )


def _asked(drawn: _Drawn) -> Markup:
    """What is asked for: the dotted path to the target; without one the level it began from, and an arrow."""
    paper = drawn.paper
    if drawn.needed:
        parts = [el("path", d=path_data(drawn.needed), class_="needed")]
        latest = drawn.latest
        if drawn.expected and latest and latest.year == drawn.expected[0]:
            (x, y), (_, at) = paper.at(*drawn.expected), paper.at(latest.year, latest.value)
            parts.append(el("line", x1=x, x2=x, y1=at, y2=y, class_="shortfall"))
        return together(parts)
    if drawn.target or not drawn.baseline or not drawn.chart.direction:
        return Markup("")
    x, y = paper.at(*drawn.baseline)
    return together(
        [
            el("path", d=path_data([(x, y), (paper.right, y)]), class_="needed"),
            el("path", d=_arrow(drawn), class_="way"),
        ]
    )


def _arrow_ends(drawn: _Drawn) -> tuple[float, float, float]:
    """Where the arrow of a target without a level stands: x, foot and point."""
    paper = drawn.paper
    start = paper.at(*drawn.baseline)[1] if drawn.baseline else (paper.top + paper.bottom) / 2
    length = 34.0 if drawn.chart.direction == "decrease" else -34.0
    tip = min(max(start + length, paper.top - 6), paper.bottom - 2)
    return paper.right, start, tip


def _arrow(drawn: _Drawn) -> str:
    x, foot, tip = _arrow_ends(drawn)
    back = 7.0 if tip < foot else -7.0
    return (
        f"M{num(x)} {num(foot)}V{num(tip)}M{num(x - 6)} {num(tip + back)}"
        f"L{num(x)} {num(tip)}L{num(x + 6)} {num(tip + back)}"
    )


def _breaks(drawn: _Drawn) -> Markup:
    """An upright stroke where the statistic began to be made in another way."""
    paper = drawn.paper
    parts = []
    for year in _break_places(drawn):
        x = round(paper.x(year), 1)
        parts.append(el("line", x1=x, x2=x, y1=paper.top, y2=paper.bottom, class_="break"))
    return together(parts)


def _break_places(drawn: _Drawn) -> list[float]:
    return [(a.year + b.year) / 2 for a, b in pairwise(drawn.points) if b.breaks]


def _observed(drawn: _Drawn) -> Markup:
    """The observed line, and a dot for each figure: hollow where it is no plain statistic."""
    paper = drawn.paper
    parts = [
        el(
            "path",
            d=path_data([paper.at(point.year, point.value) for point in run.points]),
            class_="observed dashed" if run.tentative else "observed",
        )
        for run in drawn.runs
    ]
    size = 6.4 if len(drawn.points) <= 20 else 4.8
    for hollow in (False, True):
        places = [paper.at(point.year, point.value) for point in drawn.points if point.tentative == hollow]
        parts.append(dots(places, size=size, css_class="dots-observed", hollow=hollow))
    return together(parts)


def _marks(drawn: _Drawn) -> Markup:
    """The three points that matter: baseline, target ring, and the latest in the colour of the verdict."""
    paper = drawn.paper
    parts: list[Markup] = []

    def circle(year: int, value: float, radius: float, css_class: str) -> None:
        x, y = paper.at(year, value)
        parts.append(el("circle", cx=round(x, 1), cy=round(y, 1), r=radius, class_=css_class))

    if drawn.baseline:
        circle(*drawn.baseline, 5.5, "mark-baseline")
    if drawn.target:
        circle(*drawn.target, 8.0, "mark-target")
        circle(*drawn.target, 2.5, "mark-target-heart")
    if drawn.expected:
        circle(*drawn.expected, 4.0, "mark-expected")
    if drawn.latest:
        verdict = f" verdict-{drawn.chart.status.replace('_', '-')}" if drawn.chart.status else ""
        circle(drawn.latest.year, drawn.latest.value, 6.0, f"mark-latest{verdict}")
    return together(parts)


def _words(drawn: _Drawn) -> Markup:
    """Labels beside what they name, the most important placed first."""
    paper = drawn.paper
    placer = Placer(
        bounds=paper.bounds(right=paper.frame.width),
        curves=_curves(drawn),
        dots=[paper.at(point.year, point.value) for point in drawn.points],
        taken=[_around(*paper.at(*mark), 9.0) for mark in _mark_places(drawn)],
    )
    wanted = [*_named_points(drawn), *_named_lines(drawn)]
    return together(placed.drawn() for label in wanted if (placed := placer.place(label)) is not None)


def _mark_places(drawn: _Drawn) -> list[Value]:
    places = [mark for mark in (drawn.baseline, drawn.target) if mark]
    if drawn.latest:
        places.append((drawn.latest.year, drawn.latest.value))
    if drawn.expected:
        places.append(drawn.expected)
    return places


def _around(x: float, y: float, radius: float) -> Box:
    return Box(x - radius, y - radius, x + radius, y + radius)


def _curves(drawn: _Drawn) -> list[Curve]:
    paper = drawn.paper
    curves = [
        Curve.through([paper.at(point.year, point.value) for point in run.points]) for run in drawn.runs
    ]
    curves += [Curve((x, x), (paper.top, paper.bottom)) for x in map(paper.x, _break_places(drawn))]
    if drawn.needed:
        curves.append(Curve.through(drawn.needed))
    if drawn.expected and drawn.latest:
        (x, y), (_, at) = paper.at(*drawn.expected), paper.at(drawn.latest.year, drawn.latest.value)
        curves.append(Curve((x, x), (y, at)))
    if drawn.band:
        curves.append(Curve.through([paper.at(step.year, step.value) for step in drawn.band]))
    return curves


def _named_points(drawn: _Drawn) -> list[Label]:
    chart, paper, words = drawn.chart, drawn.paper, drawn.chart.words
    size = paper.frame.text

    def label(
        mark: Value, word: str, css_class: str, *, must: bool = True, sides: tuple[str, ...] = AROUND
    ) -> Label:
        x, y = paper.at(*mark)
        text = amount(mark[1], chart.unit, chart.language, chart.decimals)
        lines = (Line(word, "soft"), Line(text, css_class, bold=True))
        return Label(lines, x, y, size, clear=11.0, must=must, sides=sides)

    wanted: list[Label] = []
    if drawn.target:
        sides = ("e", "ne", "se", "n", "s", "nw", "sw", "w")
        wanted.append(label(drawn.target, f"{words.target} {drawn.target[0]}", "word-target", sides=sides))
    if drawn.latest:
        latest = (drawn.latest.year, drawn.latest.value)
        wanted.append(label(latest, str(latest[0]), "word-observed"))
    if drawn.expected:
        wanted.append(label(drawn.expected, f"{words.expected} {drawn.expected[0]}", "word-needed"))
    if drawn.baseline:
        wanted.append(label(drawn.baseline, f"{words.baseline} {drawn.baseline[0]}", "word-observed"))
    return wanted


def _named_lines(drawn: _Drawn) -> list[Label]:
    chart, paper, words = drawn.chart, drawn.paper, drawn.chart.words
    size = paper.frame.small
    wanted: list[Label] = []
    dashed = max((run for run in drawn.runs if run.tentative), key=lambda run: len(run.points), default=None)
    if dashed:
        line = (Line(words.illustrative, "word-observed"),)
        dashes = [paper.at(point.year, point.value) for point in dashed.points]
        wanted.append(_along(dashes, line, size, must=True))
    if drawn.band:
        wanted.append(_named_trend(drawn))
    if drawn.needed:
        (x0, y0), (x1, y1) = drawn.needed[0], drawn.needed[-1]
        straight = [(x0 + share * (x1 - x0), y0 + share * (y1 - y0)) for share in SHARES]
        points = straight if len(drawn.needed) == 2 else drawn.needed
        wanted.append(_along(points, (Line(words.needed, "word-needed"),), size))
    elif chart.direction and drawn.baseline and not drawn.target:
        x, foot, tip = _arrow_ends(drawn)
        line = (Line(words.direction, "word-target", bold=True),)
        sides = ("w", "nw", "sw", "n", "s")
        spots = ((x, tip), (x, foot))
        wanted.append(Label(line, x, (foot + tip) / 2, size, clear=14, sides=sides, must=True, spots=spots))
    for year in _break_places(drawn):
        x = paper.x(year)
        line = (Line(words.broken, "soft"),)
        wanted.append(
            Label(line, x, paper.top, size, clear=6, sides=("se", "sw"), spots=((x, paper.bottom - 34),))
        )
    return wanted


SHARES = (0.0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9)


def _along(
    points: Sequence[tuple[float, float]], lines: tuple[Line, ...], size: float, *, must: bool = False
) -> Label:
    """A label for a whole line: beside its middle, or anywhere else along it where there is room."""
    (x, y), *others = (points[round(share * (len(points) - 1))] for share in (0.5, 0.35, 0.65, 0.2, 0.8))
    return Label(lines, x, y, size, must=must, spots=tuple(others))


def _named_trend(drawn: _Drawn) -> Label:
    """Where the trend leads: beside the end of the band, or where its edge has room."""
    chart, paper = drawn.chart, drawn.paper
    end = drawn.band[-1]
    x, y = paper.at(end.year, end.value)
    text = amount(end.value, chart.unit, chart.language, chart.decimals)
    lines = (Line(chart.words.projection, "soft"), Line(text, "word-trend", bold=True))
    spots = (paper.at(end.year, end.low), paper.at(end.year, end.high))
    sides = ("e", "se", "ne", "sw", "nw", "s", "n", "w")
    return Label(lines, x, y, paper.frame.small, sides=sides, spots=spots, must=True)
