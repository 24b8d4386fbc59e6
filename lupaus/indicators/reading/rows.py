"""Rows of figures that tell when they were damaged.

A row is its cells, filled up with zeros to whole words of eight bytes, and one word more: the sum of its
words, each times an odd number of its place, and a number for the row itself. Whichever single word is
changed, the sum is another one; so it is when a row was never written, or words stand in each other's place.
It is looked at whenever a row is read, which costs a nanosecond a figure: a disk may turn a bit at any time.
"""

from __future__ import annotations

import os
from functools import cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from lupaus.indicators.reading.layout import Broken

Words = npt.NDArray[np.uint64]

_WORD: Final = 8
#: 2⁶⁴ divided by the golden ratio: its multiples are spread well.
_SPREAD: Final = np.uint64(0x9E3779B97F4A7C15)
#: The sum of a row of zeros, for a row that was never written is zeros.
_SOMETHING: Final = np.uint64(0xD1B54A32D192ED03)


def bytes_of_row(width: int, kind: np.dtype[Any]) -> int:
    """How long a row of so many cells is in a file."""
    return _WORD * (-(-width * kind.itemsize // _WORD) + 1)


def sealed(cells: npt.NDArray[Any]) -> Words:
    """Rows of cells as they are written."""
    number, width = cells.shape
    words = np.zeros((number, bytes_of_row(width, cells.dtype) // _WORD), dtype=np.uint64)
    words[:, :-1].view(cells.dtype)[:, :width] = cells
    words[:, -1] = _sums(words)
    return words


def opened(content: bytes, width: int, kind: np.dtype[Any], number: int = 1) -> npt.NDArray[Any]:
    """The cells of so many rows as they were read: row × cell. Raises `Broken`."""
    length = bytes_of_row(width, kind)
    if len(content) != number * length:
        raise Broken("not whole")
    words = np.frombuffer(content, dtype=np.uint64).reshape(number, length // _WORD)
    check(words)
    return words[:, :-1].view(kind)[:, :width]


def fill(file: int, words: Words, place: int) -> None:
    """Read rows into room for them, contiguous, not yet checked. Raises `Broken`."""
    if os.preadv(file, (words.data.cast("B"),), place) != words.nbytes:
        raise Broken("not whole")


def check(words: Words) -> None:
    """Raise `Broken` unless every row is as it was written."""
    if not np.array_equal(_sums(words), words[:, -1]):
        raise Broken("damaged in its figures")


def _sums(words: Words) -> Words:
    sums: Words = words[:, :-1] @ _factors(words.shape[1] - 1) + _SOMETHING
    return sums


@cache
def _factors(number: int) -> Words:
    """An odd number for each place. As many lists as there are widths of rows: few."""
    return np.arange(1, number + 1, dtype=np.uint64) * _SPREAD | np.uint64(1)
