"""The words of a verdict, in code. What a reader sees is in `lupaus.strategy.sentences`."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


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
