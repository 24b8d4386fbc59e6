"""The picture of a target: band, asked path, observed line, words and marks, laid upon each other."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from lupaus.web.charts.lines import (
    axes,
    dots,
)
from lupaus.web.charts.path.figures import Drawn, arrow_ends, break_places, measured
from lupaus.web.charts.path.inputs import PathChart
from lupaus.web.charts.path.words import words_beside
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


def path_chart(chart: PathChart, frames: Sequence[Frame] = RESPONSIVE) -> Markup:
    """The chart as SVG, drawn for each frame; the style sheet shows the one that fits its place.

    Figures that are not finite are left out; without any figure the picture says so in words.
    """
    return responsive(
        [(frame, _drawing(chart, frame, frame_class(frame, frames))) for frame in frames], "path"
    )


def _drawing(chart: PathChart, frame: Frame, css_class: str) -> Markup:
    id_ = f"{chart.id}-{frame.name}"
    drawn = measured(chart, frame)
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
            words_beside(drawn),
            _marks(drawn),
        ],
    )


def _projection(drawn: Drawn, clip: str) -> Markup:
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


def _asked(drawn: Drawn) -> Markup:
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


def _arrow(drawn: Drawn) -> str:
    x, foot, tip = arrow_ends(drawn)
    back = 7.0 if tip < foot else -7.0
    return (
        f"M{num(x)} {num(foot)}V{num(tip)}M{num(x - 6)} {num(tip + back)}"
        f"L{num(x)} {num(tip)}L{num(x + 6)} {num(tip + back)}"
    )


def _breaks(drawn: Drawn) -> Markup:
    """An upright stroke where the statistic began to be made in another way."""
    paper = drawn.paper
    parts = []
    for year in break_places(drawn):
        x = round(paper.x(year), 1)
        parts.append(el("line", x1=x, x2=x, y1=paper.top, y2=paper.bottom, class_="break"))
    return together(parts)


def _observed(drawn: Drawn) -> Markup:
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


def _marks(drawn: Drawn) -> Markup:
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
