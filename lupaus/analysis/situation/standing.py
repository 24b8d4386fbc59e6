"""Where a figure stands among those of comparable regions, and whether that is unusual. Plain arithmetic.

Source: J. W. Tukey, *Exploratory Data Analysis*, 1977: a figure is far out when it lies more than one and a
half times the distance of the quartiles beyond the nearer of them. Quartiles are those of
`statistics.quantiles(method="inclusive")`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from statistics import quantiles
from typing import Final, Literal

#: With fewer comparable figures nothing is called unusual.
FEWEST: Final = 5
#: Times the distance of the quartiles.
FAR: Final = 1.5

Side = Literal["high", "low"]


@dataclass(frozen=True, slots=True)
class Standing:
    """The figures of comparable regions; `unusual` says on which side of them the own one lies far out."""

    count: int
    lowest: float
    median: float
    highest: float
    unusual: Side | None


def standing(own: float, others: Collection[float]) -> Standing | None:
    """Where `own` stands among `others` (the own figure is not one of them); None where there are none."""
    known = sorted(others)
    if not known:
        return None
    if len(known) == 1:
        return Standing(1, known[0], known[0], known[0], None)
    low, median, high = quantiles(known, n=4, method="inclusive")
    return Standing(len(known), known[0], median, known[-1], _unusual(own, known, low, high))


def _unusual(own: float, known: list[float], low: float, high: float) -> Side | None:
    if len(known) < FEWEST:
        return None
    reach = FAR * (high - low)
    # Where half the figures are one and the same, every other would lie far out: it has to lie beyond all.
    if own > high + reach and own > known[-1]:
        return "high"
    if own < low - reach and own < known[0]:
        return "low"
    return None
