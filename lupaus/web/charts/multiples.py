"""Small multiples: the same small picture for each region, all with one scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from lupaus.web.charts.lines import Point, amount, dots, known, runs, tick_label
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
from lupaus.web.charts.text import LINE, shortened, text_width, wrapped
from lupaus.web.charts.ticks import Ticks, nice_ticks

#: Panels in one picture; more are no longer read but scrolled past.
MOST: Final = 60
_GAP: Final = 18.0
_PAPER: Final = 84.0  # height of the paper inside a panel
_MOST_TICKS: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One region's own small picture."""

    name: str
    points: Sequence[Point]
    href: str | None = None
    chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MultiplesChart:
    """Up to `MOST` panels in the order given. `reference` is a line drawn quietly in every panel (that of the
    whole country), named once by `reference_word`; `missing` is said in a panel without figures."""

    id: str
    title: str
    description: str
    language: str
    unit: str
    decimals: int
    panels: Sequence[Panel]
    missing: str
    no_observations: str
    reference: Sequence[Point] = ()
    reference_word: str = ""


def multiples_chart(chart: MultiplesChart, frames: Sequence[Frame] = RESPONSIVE) -> Markup:
    """The panels, five beside each other in a wide place, two in a narrow one; ValueError for too many."""
    if len(chart.panels) > MOST:
        raise ValueError(f"at most {MOST} panels in one picture, not {len(chart.panels)}")
    return responsive(
        [(frame, _drawing(chart, frame, frame_class(frame, frames))) for frame in frames], "multiples"
    )


@dataclass(frozen=True, slots=True)
class _Grid:
    """How the panels lie: columns, the size of one, and the scales from its top left corner."""

    frame: Frame
    columns: int
    width: float
    height: float
    head: float
    x: Linear
    y: Linear
    ticks: Ticks
    left: float
    top: float

    def corner(self, index: int) -> tuple[float, float]:
        row, column = divmod(index, self.columns)
        return self.left + column * (self.width + _GAP), self.top + row * self.height


def _drawing(chart: MultiplesChart, frame: Frame, css_class: str) -> Markup:
    id_ = f"{chart.id}-{frame.name}"
    if not any(known(panel.points) for panel in chart.panels):
        return nothing(
            id_=id_,
            title=chart.title,
            description=chart.description,
            words=chart.no_observations,
            frame=frame,
            css_class=css_class,
        )
    grid = _grid(chart, frame)
    rows = -(-len(chart.panels) // grid.columns)
    return picture(
        id_=id_,
        title=chart.title,
        description=chart.description,
        width=frame.width,
        height=grid.top + rows * grid.height,
        css_class=css_class,
        text=frame.small,
        interactive=any(panel.href for panel in chart.panels),
        body=[
            _head(chart, grid),
            *(_panel(chart, grid, index, panel) for index, panel in enumerate(chart.panels)),
        ],
    )


def _grid(chart: MultiplesChart, frame: Frame) -> _Grid:
    every = [point for panel in chart.panels for point in known(panel.points)] + known(chart.reference)
    values, years = [point.value for point in every], [point.year for point in every]
    ticks = _ticks(min(values), max(values))
    small = frame.small
    left = max(text_width(tick_label(ticks, tick, chart.language), small) for tick in ticks.values) + 8
    columns = _columns(chart, frame, left)
    width = _panel_width(frame, left, columns)
    names = max(len(_name_lines(panel, small, width)) for panel in chart.panels)
    head = names * small * LINE + 16
    first, last = min(years), max(years)
    if first == last:
        first, last = first - 1, last + 1
    heads = (1 if chart.unit else 0) + (1 if chart.reference_word else 0)
    top = small * 1.6 * heads + (8.0 if heads else 0.0)
    return _Grid(
        frame=frame,
        columns=columns,
        width=width,
        height=head + _PAPER + small + 26,
        head=head,
        x=Linear(first, last, 5.0, width - 7.0),
        y=Linear(ticks.low, ticks.high, head + _PAPER, head),
        ticks=ticks,
        left=left,
        top=top,
    )


def _ticks(low: float, high: float) -> Ticks:
    """Of the round values that fit beside the paper, those that leave least of it empty."""
    found = [nice_ticks(low, high, wanted) for wanted in (3, 4, 5)]
    fitting = [ticks for ticks in found if len(ticks.values) <= _MOST_TICKS] or found[:1]
    return min(fitting, key=lambda ticks: (ticks.high - ticks.low, len(ticks.values)))


def _panel_width(frame: Frame, left: float, columns: int) -> float:
    return (frame.width - left - (columns - 1) * _GAP) / columns


def _columns(chart: MultiplesChart, frame: Frame, left: float) -> int:
    """Five beside each other, fewer where a word of a name would not fit; two in a narrow place."""
    if frame.width < 600:
        return 2
    longest = max(
        text_width(word, frame.small, bold=True) for panel in chart.panels for word in panel.name.split()
    )
    fitting = (columns for columns in (5, 4, 3) if _panel_width(frame, left, columns) >= longest)
    return max(min(next(fitting, 3), len(chart.panels)), 2)


def _name_lines(panel: Panel, size: float, width: float) -> tuple[str, ...]:
    return wrapped(panel.name, size, width, most=3, bold=True)


def _head(chart: MultiplesChart, grid: _Grid) -> Markup:
    """The unit, and what the quiet line in every panel is."""
    small = grid.frame.small
    parts: list[Markup] = []
    y = small
    if chart.unit:
        parts.append(el("text", shortened(chart.unit, small, grid.frame.width), x=0, y=y, class_="soft"))
        y += small * 1.6
    if chart.reference_word:
        parts.append(el("line", x1=0, x2=26, y1=y - small * 0.35, y2=y - small * 0.35, class_="reference"))
        parts.append(
            el(
                "text",
                shortened(chart.reference_word, small, grid.frame.width - 34),
                x=34,
                y=y,
                class_="soft",
            )
        )
    return together(parts)


def _panel(chart: MultiplesChart, grid: _Grid, index: int, panel: Panel) -> Markup:
    small = grid.frame.small
    x, y = grid.corner(index)
    lines = _name_lines(panel, small, grid.width)
    first_line = small * (0.95 + LINE * (int((grid.head - 16) / (small * LINE) + 0.5) - len(lines)))
    words = together(
        el("text", line, x=0, y=first_line + small * LINE * number, class_="strong")
        for number, line in enumerate(lines)
    )
    parts = [
        el("a", words, href=panel.href, class_="row-link") if panel.href else words,
        _ground(chart, grid, first=index % grid.columns == 0),
        _reference(chart, grid),
        _line(chart, grid, panel),
    ]
    return el("g", *parts, transform=f"translate({round(x, 1):g} {round(y, 1):g})")


def _ground(chart: MultiplesChart, grid: _Grid, *, first: bool) -> Markup:
    """Quiet lines at round values, their numbers in the first column, the first and last year below."""
    small = grid.frame.small
    parts: list[Markup] = []
    for tick in grid.ticks.values:
        y = round(grid.y(tick), 1)
        css_class = "axis" if tick in {0, grid.ticks.low} else "grid"
        parts.append(el("line", x1=0, x2=grid.width, y1=y, y2=y, class_=css_class))
        if first:
            words = tick_label(grid.ticks, tick, chart.language)
            parts.append(el("text", words, x=-6, y=y + small * 0.35, text_anchor="end", class_="soft"))
    y = grid.head + _PAPER + small + 4
    parts.append(el("text", str(int(grid.x.low)), x=0, y=y, class_="soft"))
    parts.append(el("text", str(int(grid.x.high)), x=grid.width, y=y, text_anchor="end", class_="soft"))
    return together(parts)


def _reference(chart: MultiplesChart, grid: _Grid) -> Markup:
    d = "".join(
        path_data([(grid.x(point.year), grid.y(point.value)) for point in run.points])
        for run in runs(chart.reference)
    )
    return el("path", d=d, class_="reference") if d else Markup("")


def _line(chart: MultiplesChart, grid: _Grid, panel: Panel) -> Markup:
    """The region's own line with its newest figure; words where it has none."""
    small = grid.frame.small
    drawn = known(panel.points)
    if not drawn:
        words = shortened(chart.missing, small, grid.width)
        return el("text", words, x=2, y=grid.head + _PAPER / 2, class_="halo soft")
    parts = [
        el(
            "path",
            d=path_data([(grid.x(point.year), grid.y(point.value)) for point in run.points]),
            class_="observed dashed" if run.tentative else "observed",
        )
        for run in runs(panel.points)
    ]
    places = [(grid.x(point.year), grid.y(point.value)) for point in drawn]
    joined = {point for run in runs(panel.points) for point in run.points}
    lone = [place for place, point in zip(places, drawn, strict=True) if point not in joined]
    parts.append(dots(lone, size=4.0, css_class="dots-observed", hollow=False))
    parts.append(dots(places[-1:], size=8.0, css_class="dots-observed", hollow=drawn[-1].tentative))
    value = amount(drawn[-1].value, chart.unit, chart.language, chart.decimals)
    half = text_width(value, small, bold=True) / 2
    x = min(max(places[-1][0], half), grid.width - half)
    # Above whatever of the line lies under the number, or beneath it where there is no room above.
    under = [y for at, y in places if at >= x - half - 4]
    above = min(under) - 8
    y = above if above - small > grid.head - 14 else max(under) + small + 6
    parts.append(el("text", value, x=x, y=y, text_anchor="middle", class_="halo strong"))
    return el("g", *parts, class_="panel chosen" if panel.chosen else "panel")
