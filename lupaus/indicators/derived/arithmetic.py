"""The arithmetic of derived indicators, on arrays: NaN stands for what is not known or cannot be worked out.

Nothing here knows of stores or regions. Sums are exact to the last place (`math.fsum`), so that the order of
the parts changes nothing. Nobody is warned of what cannot be divided: it comes out as NaN.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import reduce
from math import fsum, prod
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from lupaus.indicators.layers import Floats, Letters, Numbers
from lupaus.indicators.observations import MISSING, SUPPRESSED

#: SDMX observation statuses, the more to be wary of the later.
_WARY: Final = "ABDNGUPIEFLOMQ"
_MISSING, _SUPPRESSED = ord(MISSING), ord(SUPPRESSED)
#: Of no observation at all.
NOTHING: Final = 0


def _ranks() -> Letters:
    """How wary to be of each letter. Statuses nobody has heard of are the worst that still have a value."""
    ranks = np.full(256, 2 * _WARY.index("L"), dtype=np.uint8)
    for nth, letter in enumerate(_WARY):
        ranks[ord(letter)] = 2 * nth + 1
    ranks[NOTHING] = 0
    return ranks


_RANKS: Final = _ranks()


class Made(NamedTuple):
    """Figures that were worked out; of ratios their numerators and denominators, else None."""

    values: Floats
    numerators: Floats | None = None
    denominators: Floats | None = None

    def only(self, known: npt.NDArray[np.bool_]) -> Made:
        """Nothing but those that are `known`."""

        def kept(array: Floats) -> Floats:
            return np.where(known, array, np.nan)

        return Made(
            kept(self.values),
            None if self.numerators is None else kept(self.numerators),
            None if self.denominators is None else kept(self.denominators),
        )


def ratio(numerators: Floats, denominators: Floats, per: float) -> Made:
    """numerator / denominator × per; of what cannot be divided neither is told."""
    with np.errstate(all="ignore"):
        values = _finite(numerators / denominators * per)
    known = ~np.isnan(values)
    return Made(values, np.where(known, numerators, np.nan), np.where(known, denominators, np.nan))


def total(parts: Sequence[Floats]) -> Made:
    """All of them together."""
    if len(parts) > 2:
        return Made(sums(np.stack(parts, axis=-1)))
    with np.errstate(all="ignore"):
        return Made(_finite(reduce(np.add, parts) + 0.0))  # of two the sum is exact; minus nothing is nothing


def mean(parts: Sequence[Floats]) -> Made:
    """The plain mean."""
    return Made(_finite(sums(np.stack(parts, axis=-1)) / len(parts)))


def weighted_mean(values: Floats, weights: Floats, counting: npt.NDArray[np.bool_]) -> Made:
    """Σ(weight × value) / Σ weight of those that count, along the last axis.

    None where nothing weighs anything, or something less than nothing.
    """
    with np.errstate(all="ignore"):
        weighed = np.where(counting, weights * values, 0.0)
    weights = np.where(counting, weights, 0.0)
    whole = np.where((weights < 0).any(axis=-1), np.nan, sums(weights))
    return ratio(sums(weighed), whole, 1)


def variation(values: Floats, weights: Floats, counting: npt.NDArray[np.bool_]) -> Made:
    """The coefficient of variation in per cent along the last axis: 100 × standard deviation / mean.

    The deviation is that of all of them, √(Σ w(x − mean)² / Σ w): these are all the regions there are, not a
    sample of them. None where fewer than two are there, or the mean is not above zero, where the coefficient
    means nothing.
    """
    middle = weighted_mean(values, weights, counting)
    assert middle.denominators is not None  # noqa: S101 - a weighted mean has them
    with np.errstate(all="ignore"):
        away = values - middle.values[..., None]
        spread = sums(np.where(counting, weights * (away * away), 0.0))
        found = _finite(100 * np.sqrt(spread / middle.denominators) / middle.values)
    means = (counting.sum(axis=-1) >= 2) & (middle.values > 0)
    return Made(np.where(means, found, np.nan))


def sums(rows: Floats) -> Floats:
    """Along the last axis, each exact to the last place; NaN where one is not known or they are too large."""
    flat = rows.reshape(prod(rows.shape[:-1]), rows.shape[-1])
    known = np.flatnonzero(np.isfinite(flat).all(axis=1))
    found = np.full(len(flat), np.nan)
    found[known] = np.fromiter(map(_sum, flat[known].tolist()), np.float64, len(known))
    return found.reshape(rows.shape[:-1])


def _sum(numbers: list[float]) -> float:
    try:
        return fsum(numbers)
    except OverflowError:
        return np.nan


def worst(parts: Iterable[Letters]) -> Letters:
    """Of statuses the one to be most wary of, 0 being none; the first of equal ones."""
    return reduce(lambda one, other: np.where(_RANKS[other] > _RANKS[one], other, one), parts)


def worst_along(statuses: Letters) -> Letters:
    """The same along the last axis."""
    nth = _RANKS[statuses].argmax(axis=-1)
    found: Letters = np.take_along_axis(statuses, nth[..., None], axis=-1)[..., 0]
    return found


def status_of(worst_part: Letters, values: Floats) -> Letters:
    """The status of figures worked out from figures of which this is the worst status.

    Whatever way a part is missing, the whole is `M`; it is `Q` where a part is kept back, for then it is
    known why.
    """
    missing = np.where(worst_part == _SUPPRESSED, _SUPPRESSED, _MISSING)
    return np.where(np.isnan(values), missing, worst_part).astype(np.uint8)


def by_age(statuses: Letters, releases: Numbers, marked: Collection[int]) -> Numbers:
    """Numbers of which the largest is that of the newest release, of the newest `marked` one where there is
    one; below zero where there is no observation."""
    keys = releases
    if marked:
        keys = np.where(np.isin(releases, list(marked)), releases + _MARKED, releases)
    return np.where(statuses == NOTHING, -1, keys)


def release_of(keys: Numbers) -> Numbers:
    """The releases that `by_age` made such numbers of."""
    return np.where(keys < 0, 0, keys & (_MARKED - 1))


#: Above every number of a release.
_MARKED: Final = 1 << 40


def _finite(values: Floats) -> Floats:
    return np.where(np.isfinite(values), values, np.nan)
