"""Verdict, slope and place of many series at once: what `strategy.verdicts` says of one, over arrays.

Figures are float64 with NaN for none. What decides a word is compared in binary here and, wherever that comes
within a hair of a threshold, by `verdicts.judgement.judge` itself, in exact decimals. Slopes are worked out
in the order of operations of `sql`, so that both are equal to the last bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from lupaus.strategy.verdicts.judgement import CLEARLY, Aim, judge
from lupaus.strategy.verdicts.words import Level, Status

Floats = npt.NDArray[np.float64]
Bytes = npt.NDArray[np.uint8]
Counts = npt.NDArray[np.int32]
Places = npt.NDArray[np.intp]

#: Years between the baseline and the figure that is judged.
SPAN: Final = 5
#: Verdicts are bytes; this is what they stand for. 0: neither side is better, or there is no figure at all.
WORDS: Final = (
    None,
    Status.IMPROVING_CLEARLY,
    Status.IMPROVING,
    Status.WORSENING,
    Status.WORSENING_CLEARLY,
    Status.NO_DATA,
)
_CODES: Final = {word: code for code, word in enumerate(WORDS) if word is not None}
_NO_DATA: Final = _CODES[Status.NO_DATA]

_UP: Final = float((1 + CLEARLY) ** SPAN)
_DOWN: Final = float((1 - CLEARLY) ** SPAN)
#: So near to a threshold, relative to the figure, the exact arithmetic decides. Far wider than what products
#: of floats can be wrong by, far narrower than what published figures differ by.
_HAIR: Final = 1e-12
#: Below this floats lose digits, and the exact arithmetic decides as well.
_TINY: Final = 1e-290


def words(y0: Floats, y5: Floats, polarity: Any) -> Bytes:
    """The verdict codes of figures `y0` against those of five years before; `polarity` 1, -1 or 0 is one for
    all or broadcasts. 0 where `y0` is NaN."""
    side = np.asarray(polarity)
    with np.errstate(over="ignore", invalid="ignore"):
        up, down = y5 * _UP, y5 * _DOWN
        positive = y5 > 0
        clearly = positive & ((y0 >= up) | (y0 <= down))
        ahead = np.where(side > 0, y0 >= y5, y0 <= y5)
        found = np.where(ahead, 2 - clearly, 3 + clearly).astype(np.uint8)
        hair = _HAIR * np.abs(y0)
        doubtful = positive & ((np.abs(y0 - up) <= hair) | (np.abs(y0 - down) <= hair) | (y5 < _TINY))
    found[np.isnan(y5)] = _NO_DATA
    found[np.isnan(y0)] = 0
    if not side.all():
        found[np.broadcast_to(side == 0, found.shape)] = 0
    if doubtful.any():
        sides = np.broadcast_to(side, found.shape)
        for at in zip(*np.nonzero(doubtful & (found != 0) & (found != _NO_DATA)), strict=True):
            found[at] = _exactly(float(y0[at]), float(y5[at]), int(sides[at]))
    return found


def _exactly(y0: float, y5: float, polarity: int) -> int:
    return _CODES[judge(Aim(Level(0, y5), None, polarity), [Level(SPAN, y0)]).status]


def slopes(y: Sequence[Floats]) -> Floats:
    """Least-squares slope a year over the latest figure `y[0]` and those of the four years before it; NaN
    where fewer than two are there."""
    y0 = y[0]
    known = [~np.isnan(each) for each in y[1:5]]
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        if all(each.all() for each in known):
            d1, d2, d3, d4 = (each - y0 for each in y[1:5])
            n: Any = 5
            t: Any = -10
            tt: Any = 30
        else:
            d1, d2, d3, d4 = (
                np.where(there, each - y0, 0.0) for there, each in zip(known, y[1:5], strict=True)
            )
            k1, k2, k3, k4 = (there.astype(np.int8) for there in known)
            n = (1 + k1 + k2 + k3 + k4).astype(np.float64)
            t = (0 - k1 - 2 * k2 - 3 * k3 - 4 * k4).astype(np.float64)
            tt = (k1 + 4 * k2 + 9 * k3 + 16 * k4).astype(np.float64)
        d = ((d1 + d2) + d3) + d4
        td = 0.0 - (((d1 + 2 * d2) + 3 * d3) + 4 * d4)
        found: Floats = (n * td - t * d) / (n * tt - t * t)
    if not isinstance(n, int):
        found[n < 2] = np.nan
    return found


def places(values: Floats, polarity: npt.NDArray[np.int8]) -> tuple[Counts, Counts]:
    """The place of each region within its row, 1 the best by the row's polarity, equals sharing the better
    one; and among how many. Both 0 where there is no figure, nobody to compare with, or no better side."""
    rows, width = values.shape
    position = np.zeros((rows, width), dtype=np.int32)
    peers = np.zeros((rows, width), dtype=np.int32)
    if width < 2:
        return position, peers
    turned = values * (-polarity.astype(np.float64))[:, None]  # the best is now the smallest, NaN comes last
    order = np.argsort(turned, axis=1)
    in_order = np.take_along_axis(turned, order, axis=1)
    first = np.zeros((rows, width), dtype=np.int32)
    np.multiply(in_order[:, 1:] != in_order[:, :-1], np.arange(1, width, dtype=np.int32), out=first[:, 1:])
    np.maximum.accumulate(first, axis=1, out=first)
    np.put_along_axis(position, order, first + 1, axis=1)
    there = ~np.isnan(values)
    number = np.count_nonzero(there, axis=1).astype(np.int32)
    counts = there & (number > 1)[:, None] & (polarity != 0)[:, None]
    position *= counts
    np.multiply(counts, number[:, None], out=peers)
    return position, peers
