"""Classes of a map: at most five, about equally many regions in each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from lupaus.web.charts.scale import figure, figures

MOST = 5


class Class(NamedTuple):
    """Least and greatest value of a class, rounded as shown, and the number of values in it."""

    low: float
    high: float
    size: int


def classes(values: Iterable[float | None], decimals: int) -> tuple[Class, ...]:
    """At most five classes, lowest first, cut at quantiles of the values rounded as shown.

    Values that are shown alike are never parted, so there may be fewer classes; none without values.
    """
    rounded = sorted(round(value, decimals) + 0.0 for value in figures(values))
    if not rounded:
        return ()
    wanted = min(MOST, len(set(rounded)))
    cuts = [0]
    for index in range(1, wanted):
        cut = _nearest_step(rounded, round(index * len(rounded) / wanted), cuts[-1])
        if cut is not None:
            cuts.append(cut)
    cuts.append(len(rounded))
    return tuple(Class(rounded[start], rounded[end - 1], end - start) for start, end in pairwise(cuts))


def _nearest_step(ordered: Sequence[float], wanted: int, after: int) -> int | None:
    """The place nearest to the wanted one, and later than `after`, where the values change."""
    for distance in range(len(ordered)):
        for cut in (wanted - distance, wanted + distance):
            if after < cut < len(ordered) and ordered[cut - 1] < ordered[cut]:
                return cut
    return None


def class_of(value: float | None, found: Sequence[Class], decimals: int) -> int | None:
    """Number of the class of a value, 0 the lowest; None for a value that is missing or in none."""
    known = figure(value)
    if known is None:
        return None
    shown = round(known, decimals)
    return next((number for number, group in enumerate(found) if group.low <= shown <= group.high), None)
