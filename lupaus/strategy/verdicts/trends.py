"""The trend of a series and where it leads. Shown beside a verdict, never part of it.

Sources: H. Theil, "A rank-invariant method of linear and polynomial regression analysis", 1950; P. K. Sen,
"Estimates of the regression coefficient based on Kendall's tau", JASA 63, 1968; M. G. Kendall, "A new measure
of rank correlation", Biometrika 30, 1938. Worked out as scipy does, to the last bit, without the 65 MB of it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from statistics import NormalDist, median
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
    low, slope, high = _slopes(years, values)
    return Trend(slope, low, high, _tau(years, values), len(known))


def _slopes(years: Sequence[float], values: Sequence[float]) -> tuple[float, float, float]:
    """The median of the slopes between all pairs, between the ends of its interval, by Sen's approximation
    with ties."""
    points = list(zip(years, values, strict=True))
    slopes = sorted((y - b) / (x - a) for x, y in points for a, b in points if x > a)
    n, pairs = len(points), len(slopes)
    ties = sum(k * (k - 1) * (2 * k + 5) for k in (*Counter(years).values(), *Counter(values).values()))
    sigma = math.sqrt(1 / 18 * (n * (n - 1) * (2 * n + 5) - ties))
    z = NormalDist().inv_cdf((1 - CONFIDENCE) / 2)
    upper = min(round((pairs - z * sigma) / 2), pairs - 1)
    lower = max(round((pairs + z * sigma) / 2) - 1, 0)
    return slopes[lower], median(slopes), slopes[upper]


def _tau(years: Sequence[float], values: Sequence[float]) -> float:
    """Kendall's tau-b."""
    points = list(zip(years, values, strict=True))
    ordered = sum(_sign(x - a) * _sign(y - b) for nth, (x, y) in enumerate(points) for a, b in points[:nth])
    pairs = len(points) * (len(points) - 1) // 2
    of_years, of_values = (
        pairs - sum(k * (k - 1) // 2 for k in Counter(column).values()) for column in (years, values)
    )
    return min(1.0, max(-1.0, ordered / math.sqrt(of_years) / math.sqrt(of_values)))


def _sign(difference: float) -> int:
    return (difference > 0) - (difference < 0)


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
