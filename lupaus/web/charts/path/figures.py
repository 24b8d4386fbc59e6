"""The figures of a target on their paper, with all that cannot be drawn left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from lupaus.web.charts.lines import (
    Known,
    Plot,
    Run,
    known,
    plot,
    runs,
    within_reason,
)
from lupaus.web.charts.path.inputs import PathChart, Projected, Value
from lupaus.web.charts.scale import figure
from lupaus.web.charts.svg import (
    Frame,
)


def _checked(value: Value | None) -> Value | None:
    return value if value is not None and figure(value[1]) is not None else None


@dataclass(frozen=True, slots=True)
class Drawn:
    """The chart's figures, with all that cannot be drawn left out, on their paper."""

    chart: PathChart
    paper: Plot
    points: list[Known]
    runs: list[Run]
    baseline: Value | None
    target: Value | None
    expected: Value | None
    band: list[Projected]
    asked: list[Value]

    @property
    def latest(self) -> Known | None:
        """The newest observation, if it is not the baseline itself."""
        if not self.points or (self.baseline and self.points[-1].year <= self.baseline[0]):
            return None
        return self.points[-1]

    @property
    def needed(self) -> list[tuple[float, float]]:
        """The asked path on the paper; nothing where it has no length."""
        return [self.paper.at(*point) for point in self.asked] if len(self.asked) > 1 else []


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


def measured(chart: PathChart, frame: Frame) -> Drawn | None:
    points = known(chart.observed)
    baseline, target, expected = (
        _checked(chart.baseline),
        _checked(chart.target),
        _checked(chart.expected),
    )
    asked = sorted(
        {year: (year, value) for year, value in chart.needed if figure(value) is not None}.values()
    )
    marks = [*(mark for mark in (baseline, target, expected) if mark), *asked]
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
    return Drawn(chart, paper, points, runs(chart.observed), baseline, target, expected, band, asked)


def arrow_ends(drawn: Drawn) -> tuple[float, float, float]:
    """Where the arrow of a target without a level stands: x, foot and point."""
    paper = drawn.paper
    start = paper.at(*drawn.baseline)[1] if drawn.baseline else (paper.top + paper.bottom) / 2
    length = 34.0 if drawn.chart.direction == "decrease" else -34.0
    tip = min(max(start + length, paper.top - 6), paper.bottom - 2)
    return paper.right, start, tip


def break_places(drawn: Drawn) -> list[float]:
    return [(a.year + b.year) / 2 for a, b in pairwise(drawn.points) if b.breaks]
