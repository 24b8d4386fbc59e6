"""What the picture of a target shows: its figures and its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from lupaus.web.charts.lines import (
    Point,
)

Value = tuple[int, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class PathWords:
    """The words of the picture, in the reader's language; a year or number follows where noted."""

    baseline: str  # + year
    target: str  # + year
    needed: str  # along the dotted line: "needed path", "level to hold"
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
    `needed` holds the points of the line the figures are to follow, worked out by who judges them: this
    picture knows no arithmetic. `expected` is the level it asks for in the judged year. `status` (`on_track`,
    …) gives the latest point its colour.
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
    needed: Sequence[Value] = ()
    direction: Literal["increase", "decrease"] | None = None
    expected: Value | None = None
    projection: Sequence[Projected] = ()
    status: str | None = None
