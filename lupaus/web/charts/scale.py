"""From figures to places on the paper."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

#: Larger figures are no statistics but mistakes: they would leave no room beside their own digits.
LARGEST = 1e12


def figure(value: float | None) -> float | None:
    """The value if it can be drawn, else None: not known, not finite, or beyond all measure."""
    if value is None or not math.isfinite(value) or abs(value) > LARGEST:
        return None
    return float(value)


def figures(values: Iterable[float | None]) -> list[float]:
    """The values that can be drawn."""
    return [known for value in values if (known := figure(value)) is not None]


@dataclass(frozen=True, slots=True)
class Linear:
    """Maps `low…high` evenly onto `start…end`; all of it onto the middle where low and high are one."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        span = self.high - self.low
        share = (value - self.low) / span if span else 0.5
        return self.start + share * (self.end - self.start)

    def inside(self, value: float) -> float:
        """The same, but never beyond the ends."""
        place = self(value)
        return min(max(place, min(self.start, self.end)), max(self.start, self.end))
