"""The trend of a series and where it leads. Shown beside a verdict, never part of it.

Sources: H. Theil, "A rank-invariant method of linear and polynomial regression analysis", 1950; P. K. Sen,
"Estimates of the regression coefficient based on Kendall's tau", JASA 63, 1968; M. G. Kendall, "A new measure
of rank correlation", Biometrika 30, 1938. Computed by scipy.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from statistics import median
from typing import Final

from lupaus.strategy.verdicts.words import Level, Projection, Trend

#: With four observations the widest interval there is covers 92 %, with three 67 %: fewer tell no trend.
FEWEST: Final = 4
CONFIDENCE: Final = 0.95


def trend(figures: Iterable[Level]) -> Trend | None:
    """Median slope between all pairs of `figures`, per year, with its 95 % interval (Sen's), and tau-b.

    `None` with fewer than four known values, or where a difference is beyond what a float holds. A series
    that never changes has tau 0: no pair of its years is ordered, up or down.
    """
    known = _known(figures)
    if len(known) < FEWEST:
        return None
    years = [float(year) for year, _ in known]
    values = [value for _, value in known]
    if min(values) == max(values):
        return Trend(0.0, 0.0, 0.0, 0.0, len(known))
    if not math.isfinite(max(values) - min(values)):
        return None
    from scipy import stats  # noqa: PLC0415 - takes a second to load, and most commands judge nothing

    slope, _, low, high = stats.theilslopes(values, years, alpha=CONFIDENCE)
    tau = stats.kendalltau(years, values).statistic
    return Trend(float(slope), float(low), float(high), float(tau), len(known))


def projection(figures: Iterable[Level], tendency: Trend | None, year: int) -> Projection | None:
    """Where the trend leads in `year`: each figure carried along the slope, and the median of them (the line
    through the median residual). The band comes from the interval of the slope alone.

    `None` without a trend, or when the figures already reach `year`.
    """
    known = _known(figures)
    if tendency is None or not known or known[-1][0] >= year:
        return None

    def carried(slope: float) -> float:
        return median(value + slope * (year - at) for at, value in known)

    return Projection(year, carried(tendency.slope), carried(tendency.low), carried(tendency.high))


def _known(figures: Iterable[Level]) -> list[tuple[int, float]]:
    return sorted((year, value) for year, value in figures if value is not None)
