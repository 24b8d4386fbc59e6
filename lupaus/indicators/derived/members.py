"""Which regions within a region count in what is worked out over them: all genders and periods at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lupaus.indicators.derived.arithmetic import sums
from lupaus.indicators.layers import Floats
from lupaus.indicators.places import Places

Bools = npt.NDArray[np.bool_]


class Members(NamedTuple):
    """The regions within a region in a period: those whose figures count, and how many there should be."""

    codes: tuple[str, ...]
    expected: int
    enough: bool


@dataclass(frozen=True, slots=True)
class Counting:
    """Which of the regions within a region count: gender × period × region within, and whether enough do.

    `standing` are those there were in the period, or the ones they have become part of.
    """

    codes: tuple[str, ...]
    standing: Bools
    counting: Bools
    enough: Bools

    def at(self, gender: int, period: int) -> Members:
        """Of one gender and period, by their places on the axes."""
        codes = tuple(self.codes[n] for n in np.flatnonzero(self.counting[gender, period]).tolist())
        expected = int(self.standing[gender, period].sum())
        return Members(codes, expected, bool(self.enough[gender, period]))


def counting(
    codes: tuple[str, ...],
    values: Floats,
    weights: Floats | None,
    *,
    there: Bools,
    least: float,
    places: Places,
) -> Counting:
    """Of the regions within a region, their values and weights (None where each counts as one), and which of
    them there were in a period (period × region). `least`: how many per cent are enough."""
    known = ~np.isnan(values)
    standing = _standing(codes, known, there, places)
    if weights is None:
        chosen = standing & known
        enough = 100 * chosen.sum(axis=-1) >= least * standing.sum(axis=-1)
    else:
        weighed = standing & ~np.isnan(weights)
        chosen = weighed & known
        whole = sums(np.where(weighed, weights, 0.0))
        mine = sums(np.where(chosen, weights, 0.0))
        with np.errstate(all="ignore"):
            enough = (whole > 0) & (100 * mine >= least * whole)
        enough &= 100 * weighed.sum(axis=-1) >= least * standing.sum(axis=-1)
    return Counting(codes, standing, chosen, enough & chosen.any(axis=-1))


def _standing(codes: tuple[str, ...], known: Bools, there: Bools, places: Places) -> Bools:
    """Those there were in the period, or the regions they have become part of, where these have figures."""
    standing = there & known
    alone = there & ~known
    nth = {code: n for n, code in enumerate(codes)}
    for n in np.flatnonzero(alone.any(axis=(0, 1))).tolist():
        left = alone[..., n]
        for heir in places.heirs(codes[n]):
            if heir in nth:
                found = left & known[..., nth[heir]]
                standing[..., nth[heir]] |= found
                left = left & ~found
        standing[..., n] |= left
    return standing
