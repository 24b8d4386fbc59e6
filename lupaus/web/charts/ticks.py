"""Round numbers for an axis."""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import NamedTuple

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_YEAR_STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000)


class Ticks(NamedTuple):
    """Ticks of a value axis, lowest first; the first and the last enclose the data."""

    values: tuple[float, ...]
    decimals: int

    @property
    def low(self) -> float:
        return self.values[0]

    @property
    def high(self) -> float:
        return self.values[-1]


def _widened(low: float, high: float) -> tuple[float, float]:
    """Room around figures that are (nearly) one and the same, on the side of zero where they are."""
    low, high = min(low, high), max(low, high)
    size = max(abs(low), abs(high))
    if size < 1e-12:
        return 0.0, 1.0
    if high - low > max(1e-9 * size, 1e-12):
        return low, high
    room = 0.1 * size
    return low - room, high + room


def nice_ticks(low: float, high: float, wanted: int = 5) -> Ticks:
    """About `wanted` multiples of 1, 2, 2.5 or 5 times a power of ten that enclose `low…high`."""
    low, high = _widened(low, high)
    rough = (high - low) / max(wanted - 1, 1)
    power = math.floor(math.log10(rough))
    magnitude = 10.0**power
    factor = next(step for step in _STEPS if step * magnitude >= rough * 0.999)
    step = factor * magnitude
    decimals = max(0, -power + (1 if factor == 2.5 else 0) - (1 if factor == 10.0 else 0))
    first = math.floor(low / step + 1e-9)
    last = math.ceil(high / step - 1e-9)
    places = min(decimals, 15)
    return Ticks(tuple(round(index * step, places) for index in range(first, last + 1)), places)


def year_ticks(first: int, last: int, most: int, keep: Collection[int] = ()) -> tuple[int, ...]:
    """Years to write under an axis: those to keep, then round ones that do not crowd them, `most` at most.

    `keep` are years of meaning (baseline, target); of two that crowd each other the later is kept.
    """
    if last <= first:
        return (first,)
    most = max(most, 2)
    apart = (last - first) / most
    chosen: list[int] = []
    for year in sorted({year for year in keep if first <= year <= last}, reverse=True):
        if all(abs(year - other) >= apart for other in chosen):
            chosen.append(year)
    step = next((step for step in _YEAR_STEPS if step >= apart), last - first)
    for year in range(-(-first // step) * step, last + 1, step):
        if all(abs(year - other) >= apart for other in chosen):
            chosen.append(year)
    return tuple(sorted(chosen))
