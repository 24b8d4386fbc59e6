"""What a line over the years is made of: points, whole runs, and the paper with its axes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median_low
from typing import NamedTuple

from markupsafe import Markup

from lupaus.web.charts.labels import Box
from lupaus.web.charts.scale import LARGEST, Linear, figure
from lupaus.web.charts.svg import Frame, el, path_data, together
from lupaus.web.charts.text import shortened, text_width
from lupaus.web.charts.ticks import Ticks, nice_ticks, year_ticks
from lupaus.web.numbers import number, with_unit

SIGNS = frozenset({"%", "‰", "€"})


class Point(NamedTuple):
    """The figure of a year. `tentative`: illustrative, estimated or forecast, drawn dashed and hollow.
    `breaks`: the statistic was made in another way from this year on, so no line leads to it."""

    year: int
    value: float | None
    tentative: bool = False
    breaks: bool = False


class Known(NamedTuple):
    """A point whose value can be drawn."""

    year: int
    value: float
    tentative: bool = False
    breaks: bool = False


class Run(NamedTuple):
    """Points joined by a line of one kind."""

    points: tuple[Known, ...]
    tentative: bool


def known(points: Sequence[Point]) -> list[Known]:
    """The points that can be drawn, by year."""
    return sorted(
        Known(point.year, value, point.tentative, point.breaks)
        for point in points
        if (value := figure(point.value)) is not None
    )


def runs(points: Sequence[Point]) -> list[Run]:
    """Lines through the points, broken where a year is missing, or where the series itself breaks.

    A year is missing where a point says so, or where the step is longer than half as much again as usual
    (a statistic made every fourth year has no gaps).
    """
    drawn = known(points)
    if len(drawn) < 2:
        return []
    gaps = sorted(point.year for point in points if figure(point.value) is None)
    usual = median_low(b.year - a.year for a, b in pairwise(drawn))
    found: list[tuple[list[Known], bool]] = []
    for a, b in pairwise(drawn):
        if b.breaks or b.year - a.year > 1.5 * usual or any(a.year < gap < b.year for gap in gaps):
            continue
        tentative = a.tentative or b.tentative
        if found and found[-1][0][-1] == a and found[-1][1] == tentative:
            found[-1][0].append(b)
        else:
            found.append(([a, b], tentative))
    return [Run(tuple(joined), tentative) for joined, tentative in found]


def amount(value: float, unit: str, language: str, decimals: int) -> str:
    """A number for a label, with its unit where that is short or begins with a sign (the axis says all)"""
    sign = unit.split(maxsplit=1)[0] if unit.strip() else ""
    return with_unit(value, sign if sign in SIGNS or len(unit) <= 2 else "", language, decimals)


@dataclass(frozen=True, slots=True)
class Plot:
    """The paper inside its axes: years to the right, values upwards."""

    x: Linear
    y: Linear
    ticks: Ticks
    frame: Frame
    height: float

    @property
    def left(self) -> float:
        return self.x.start

    @property
    def right(self) -> float:
        return self.x.end

    @property
    def top(self) -> float:
        return self.y.end

    @property
    def bottom(self) -> float:
        return self.y.start

    def at(self, year: float, value: float) -> tuple[float, float]:
        return self.x(year), self.y.inside(value)

    def bounds(self, right: float | None = None) -> Box:
        """Where labels may stand; `right` where they may reach beyond the plot."""
        return Box(self.left + 2, self.top - 8, self.right if right is None else right, self.bottom - 2)


def plot(
    *,
    frame: Frame,
    years: Collection[int],
    values: Collection[float],
    language: str,
    right: float,
    height: float | None = None,
) -> Plot:
    """Paper on which the years and values fit, with `right` units left beside it for words.

    Years and values are of at least one point each, and finite.
    """
    height = height or frame.height
    ticks = nice_ticks(min(values), max(values), 5)
    room = max(text_width(tick_label(ticks, tick, language), frame.small) for tick in ticks.values)
    first, last = min(years), max(years)
    if first == last:
        first, last = first - 1, last + 1
    left = room + 10
    return Plot(
        x=Linear(first, last, left + 8, frame.width - max(right, 20.0)),
        y=Linear(ticks.low, ticks.high, height - frame.small - 14, frame.text * 2 + 6),
        ticks=ticks,
        frame=frame,
        height=height,
    )


def tick_label(ticks: Ticks, tick: float, language: str) -> str:
    return number(tick, language, ticks.decimals)


def axes(paper: Plot, *, unit: str, language: str, keep: Collection[int] = ()) -> Markup:
    """Quiet lines at round values, the years, and the unit above the numbers."""
    frame = paper.frame
    small = frame.small
    edge = paper.left - 8
    said = shortened(unit, small, frame.width)
    parts = [el("text", said, x=0.0, y=frame.text, class_="soft", font_size=small)] if unit else []
    for tick in paper.ticks.values:
        y = round(paper.y(tick), 1)
        zero = tick in {0, paper.ticks.low}
        parts.append(el("line", x1=edge, x2=paper.right, y1=y, y2=y, class_="axis" if zero else "grid"))
        parts.append(
            el(
                "text",
                tick_label(paper.ticks, tick, language),
                x=edge - 6,
                y=y + small * 0.35,
                text_anchor="end",
                class_="soft",
                font_size=small,
            )
        )
    first, last = int(paper.x.low), int(paper.x.high)
    room = text_width("2000", small) * 1.5
    for year in year_ticks(first, last, int((paper.right - paper.left) // room), keep):
        x = round(paper.x(year), 1)
        parts.append(el("line", x1=x, x2=x, y1=paper.bottom, y2=paper.bottom + 4, class_="axis"))
        parts.append(
            el(
                "text",
                str(year),
                x=x,
                y=paper.bottom + small + 6,
                text_anchor="middle",
                class_="soft",
                font_size=small,
            )
        )
    return together(parts)


def dots(places: Sequence[tuple[float, float]], *, size: float, css_class: str, hollow: bool) -> Markup:
    """Round dots as one path, a point of no length with round ends each: a third of the bytes of circles."""
    if not places:
        return Markup("")
    d = "".join([f"{path_data([place])}h.01" for place in places])
    parts = [el("path", d=d, class_=f"dots {css_class}", stroke_width=size)]
    if hollow:
        parts.append(el("path", d=d, class_="dots heart", stroke_width=size - 2.8))
    return together(parts)


def within_reason(value: float) -> float:
    """A computed value (a projection) kept to what can be drawn."""
    return min(max(value, -LARGEST), LARGEST)
