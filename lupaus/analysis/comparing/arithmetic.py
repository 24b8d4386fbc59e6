"""The arithmetic of comparisons: places, fifths, differences, and how two indicators go together."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from statistics import fmean


def places(values: Mapping[str, float], *, highest_first: bool) -> dict[str, int]:
    """Each region's place, 1 the first; equal values share the better place."""
    ordered = sorted(values.values(), reverse=highest_first)
    first: dict[float, int] = {}
    for place, value in enumerate(ordered, start=1):
        first.setdefault(value, place)
    return {code: first[value] for code, value in values.items()}


def fifth(place: int, count: int) -> int:
    """Which fifth of `count` regions a place is in, 1 the first; regions of one place are in one fifth."""
    return (place - 1) * 5 // count + 1


def worked_out(value: float) -> float:
    """A figure that was computed, without what binary arithmetic adds: 10.6 and not 10.599999999999994."""
    return round(value, 10) + 0.0


def less(one: float | None, other: float | None) -> float | None:
    """One figure less another; None where one of them is not known."""
    return None if one is None or other is None else worked_out(one - other)


def per_cent(before: float, after: float) -> float | None:
    """By how many per cent a figure has changed; None from zero and below, where no share has a meaning."""
    return worked_out((after - before) / before * 100) if before > 0 else None


def goes_together(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Spearman's rank correlation, equal values at the mean of their places; None where it is not defined.

    Source: C. Spearman, The proof and measurement of association between two things, 1904: the product-moment
    correlation of the ranks.
    """
    if len(pairs) < 2:
        return None
    xs, ys = (_mean_places(side) for side in zip(*pairs, strict=True))
    mean = (len(pairs) + 1) / 2
    across = math.fsum((x - mean) * (y - mean) for x, y in zip(xs, ys, strict=True))
    spread = math.sqrt(math.fsum((x - mean) ** 2 for x in xs) * math.fsum((y - mean) ** 2 for y in ys))
    return across / spread if spread else None


def _mean_places(values: Iterable[float]) -> list[float]:
    order = sorted(enumerate(values), key=lambda each: each[1])
    found = [0.0] * len(order)
    place = 1
    for _value, group in groupby(order, key=lambda each: each[1]):
        same = [index for index, _same in group]
        mean = fmean(range(place, place + len(same)))
        for index in same:
            found[index] = mean
        place += len(same)
    return found
