"""What an assessment answers: frozen, unrounded, in the units of the indicators."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from lupaus.indicators.observations import Observation
from lupaus.strategy.verdicts.words import Level, Obstacle, Projection, Rank, Status, Trend, Way


class Latest(NamedTuple):
    """The newest observation, with its SDMX observation status."""

    year: int
    value: float
    status: str


@dataclass(frozen=True, slots=True)
class TargetAssessment:
    """One target judged in one region. Values have the indicator's unit and are never rounded.

    `direction` is the way the figures are to go, `hold` where the baseline already meets it. `observed`
    is the whole visible series; `illustrative` tells that some of it is no statistic. `growth` (compound, a
    year) is worked out for a target with a direction only; `obstacle` says why there is no verdict;
    `path` holds the points of the line the figures are to follow.
    """

    id: str
    indicator: str
    region: str
    gender: str
    method: str
    baseline: Level
    latest: Latest | None
    judged: Level | None
    target: Level | None
    direction: Way | None
    expected: float | None
    progress: float | None
    ratio: float | None
    status: Status
    stale: bool
    trend: Trend | None
    projection: Projection | None
    rank: Rank | None
    growth: float | None
    obstacle: Obstacle | None
    path: tuple[Level, ...]
    observed: tuple[Observation, ...]
    illustrative: bool


@dataclass(frozen=True, slots=True)
class GoalAssessment:
    id: str
    number: int | None
    status: Status
    counts: dict[Status, int]
    targets: tuple[TargetAssessment, ...]


@dataclass(frozen=True, slots=True)
class PromiseAssessment:
    id: str
    status: Status
    counts: dict[Status, int]


@dataclass(frozen=True, slots=True)
class StrategyAssessment:
    """`as_of` is the year asked for, `None` for all figures there are; `release` the release judged by."""

    strategy: str
    as_of: int | None
    release: int | None
    goals: tuple[GoalAssessment, ...]
    promises: tuple[PromiseAssessment, ...]
