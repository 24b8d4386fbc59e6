"""The words of a verdict, in code. What a reader sees is in `lupaus.strategy.sentences`."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple


class Status(StrEnum):
    """The verdict on a target, best first."""

    ACHIEVED = "achieved"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    OFF_TRACK = "off_track"
    REVERSING = "reversing"
    MISSED = "missed"
    IMPROVING_CLEARLY = "improving_clearly"
    IMPROVING = "improving"
    WORSENING = "worsening"
    WORSENING_CLEARLY = "worsening_clearly"
    BASELINE_ONLY = "baseline_only"
    NO_DATA = "no_data"


#: What counts as kept, what as failing and what as not judged, when targets are added up to a goal.
KEPT: Final = frozenset({Status.ACHIEVED, Status.ON_TRACK, Status.IMPROVING_CLEARLY, Status.IMPROVING})
FAILING: Final = frozenset(
    {Status.OFF_TRACK, Status.REVERSING, Status.MISSED, Status.WORSENING, Status.WORSENING_CLEARLY}
)
UNJUDGED: Final = frozenset({Status.BASELINE_ONLY, Status.NO_DATA})


class Obstacle(StrEnum):
    """Why a target has no verdict although figures are there."""

    NO_BASELINE = "no_baseline"  # no figure for the baseline year to compare with
    NO_GROWTH_RATE = "no_growth_rate"  # compound growth from or to zero, or a negative figure


class Way(StrEnum):
    """Which way the figures are to go."""

    INCREASE = "increase"
    DECREASE = "decrease"
    HOLD = "hold"


class Level(NamedTuple):
    """A value in a year. `value` is `None` where the statistics do not give one."""

    year: int
    value: float | None


class Trend(NamedTuple):
    """Theil–Sen slope per year with its 95 % interval, Kendall's tau, and how many observations."""

    slope: float
    low: float
    high: float
    tau: float
    n: int


class Projection(NamedTuple):
    """Where the trend leads in a year, with its band."""

    year: int
    value: float
    low: float
    high: float


class Rank(NamedTuple):
    """Place among the regions of one category, 1 the best by polarity."""

    position: int
    of: int
    category: str
