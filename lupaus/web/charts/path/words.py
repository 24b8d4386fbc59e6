"""The words of the picture, each beside what it names, the most important placed first."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from lupaus.web.charts.labels import Box, Curve, Label, Line, Placer
from lupaus.web.charts.lines import (
    amount,
)
from lupaus.web.charts.path.figures import Drawn, arrow_ends, break_places
from lupaus.web.charts.path.inputs import Value
from lupaus.web.charts.svg import (
    together,
)
from lupaus.web.charts.text import wrapped

AROUND = ("n", "s", "nw", "sw", "ne", "se", "w", "e")


def words_beside(drawn: Drawn) -> Markup:
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


def _mark_places(drawn: Drawn) -> list[Value]:
    places = [mark for mark in (drawn.baseline, drawn.target) if mark]
    if drawn.latest:
        places.append((drawn.latest.year, drawn.latest.value))
    if drawn.expected:
        places.append(drawn.expected)
    return places


def _around(x: float, y: float, radius: float) -> Box:
    return Box(x - radius, y - radius, x + radius, y + radius)


def _curves(drawn: Drawn) -> list[Curve]:
    paper = drawn.paper
    curves = [
        Curve.through([paper.at(point.year, point.value) for point in run.points]) for run in drawn.runs
    ]
    curves += [Curve((x, x), (paper.top, paper.bottom)) for x in map(paper.x, break_places(drawn))]
    if drawn.needed:
        curves.append(Curve.through(drawn.needed))
    if drawn.expected and drawn.latest:
        (x, y), (_, at) = paper.at(*drawn.expected), paper.at(drawn.latest.year, drawn.latest.value)
        curves.append(Curve((x, x), (y, at)))
    if drawn.band:
        curves.append(Curve.through([paper.at(step.year, step.value) for step in drawn.band]))
    return curves


def _named_points(drawn: Drawn) -> list[Label]:
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


def _named_lines(drawn: Drawn) -> list[Label]:
    chart, paper, words = drawn.chart, drawn.paper, drawn.chart.words
    size = paper.frame.small
    wanted: list[Label] = []
    dashed = max((run for run in drawn.runs if run.tentative), key=lambda run: len(run.points), default=None)
    if dashed:
        line = _lines(drawn, words.illustrative, "word-observed")
        dashes = [paper.at(point.year, point.value) for point in dashed.points]
        wanted.append(_along(dashes, line, size, must=True))
    if drawn.band:
        wanted.append(_named_trend(drawn))
    if drawn.needed:
        (x0, y0), (x1, y1) = drawn.needed[0], drawn.needed[-1]
        straight = [(x0 + share * (x1 - x0), y0 + share * (y1 - y0)) for share in SHARES]
        points = straight if len(drawn.needed) == 2 else drawn.needed
        wanted.append(_along(points, _lines(drawn, words.needed, "word-needed"), size))
    elif chart.direction and drawn.baseline and not drawn.target:
        x, foot, tip = arrow_ends(drawn)
        line = (Line(words.direction, "word-target", bold=True),)
        sides = ("w", "nw", "sw", "n", "s")
        spots = ((x, tip), (x, foot))
        wanted.append(Label(line, x, (foot + tip) / 2, size, clear=14, sides=sides, must=True, spots=spots))
    for year in break_places(drawn):
        x = paper.x(year)
        line = (Line(words.broken, "soft"),)
        wanted.append(
            Label(line, x, paper.top, size, clear=6, sides=("se", "sw"), spots=((x, paper.bottom - 34),))
        )
    return wanted


TREND_ROOM = 122.0  # beside the end of the band on wide paper
SHARES = (0.0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9)


def _lines(drawn: Drawn, words: str, css_class: str) -> tuple[Line, ...]:
    """Words for a line, on two rows where they would take up too much of the paper."""
    frame = drawn.paper.frame
    return tuple(
        Line(row, css_class) for row in wrapped(words, frame.small, max(frame.width * 0.34, 150.0), most=2)
    )


def _along(
    points: Sequence[tuple[float, float]], lines: tuple[Line, ...], size: float, *, must: bool = False
) -> Label:
    """A label for a whole line: beside its middle, or anywhere else along it where there is room."""
    (x, y), *others = (points[round(share * (len(points) - 1))] for share in (0.5, 0.35, 0.65, 0.2, 0.8))
    return Label(lines, x, y, size, must=must, spots=tuple(others))


def _named_trend(drawn: Drawn) -> Label:
    """Where the trend leads: beside the end of the band, or where its edge has room."""
    chart, paper = drawn.chart, drawn.paper
    end = drawn.band[-1]
    x, y = paper.at(end.year, end.value)
    text = amount(end.value, chart.unit, chart.language, chart.decimals)
    said = wrapped(chart.words.projection, paper.frame.small, TREND_ROOM, most=2)
    lines = (*(Line(words, "soft") for words in said), Line(text, "word-trend", bold=True))
    spots = (paper.at(end.year, end.low), paper.at(end.year, end.high))
    sides = ("e", "se", "ne", "sw", "nw", "s", "n", "w")
    return Label(lines, x, y, paper.frame.small, sides=sides, spots=spots, must=True)
