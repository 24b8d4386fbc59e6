"""What a file of the reading form looks like: a header that says what lies where, then plain arrays.

    8 bytes   mark and version of the layout
    4 bytes   length of the header, 4 bytes its CRC-32; both little-endian
    header    JSON: `Header`
    arrays    each at the place the header names, a multiple of 64 bytes

An array of an indicator has the axes gender × period × region, the last turning fastest; regions are those
of the whole bucket, so that indicators can be compared without looking anything up. All axes are sorted. The
regions of one gender and period are a row (`rows`), with a sum of its own behind it. What is the same
everywhere, or nowhere, is said in the header and takes no room.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any, Final

import orjson

MARK: Final = b"LUPREAD2"
_FIXED: Final = struct.Struct("<8sII")
ALIGNED: Final = 64
#: No header is longer: a longer one is no header.
_LONGEST: Final = 64 * 2**20


class Broken(Exception):  # noqa: N818 - not an error of the program: the file is made anew
    """A file is not whole, or not one of ours."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Where the arrays of an indicator begin, in bytes from the start of the file; `None`: there is none.

    `values`: float64, NaN where there is no value. `statuses`: one letter a cell, 0 where there is no
    observation; without the array, a value is an observation of status A and no value is none.
    `numerators`, `denominators`: float64, NaN for none; without the array, none. `written`: index into
    `releases`, of `width` bytes; without the array the only release wrote everything.
    """

    id: str
    genders: tuple[str, ...]
    periods: tuple[str, ...]
    values: int
    statuses: int | None
    numerators: int | None
    denominators: int | None
    releases: tuple[int, ...]
    written: int | None
    width: int
    #: Whether some figure is a forecast, or some period no year: whoever judges must look closer.
    special: bool


@dataclass(frozen=True, slots=True)
class Header:
    """What a file holds. `size` is that of the whole file in bytes."""

    bucket: int
    size: int
    regions: tuple[str, ...]
    entries: tuple[Entry, ...]


def packed(header: Header) -> bytes:
    """The beginning of a file. Its length depends on the size of numbers: see `building`."""
    text = orjson.dumps(asdict(header))
    return _FIXED.pack(MARK, len(text), zlib.crc32(text)) + text


def aligned(place: int) -> int:
    """The first place at or after this one where an array may begin."""
    return -(-place // ALIGNED) * ALIGNED


def unpacked(start: bytes, read: Any, size: int) -> Header:
    """The header of a file of `size` bytes; `read(length, offset)` reads on. Raises `Broken`."""
    if len(start) < _FIXED.size:
        raise Broken("shorter than any header")
    mark, length, checksum = _FIXED.unpack_from(start)
    if mark != MARK or length > _LONGEST:
        raise Broken("not of this layout")
    end = _FIXED.size + length
    text = start[_FIXED.size : end] if end <= len(start) else read(length, _FIXED.size)
    if len(text) != length or zlib.crc32(text) != checksum:
        raise Broken("the header is damaged")
    told = orjson.loads(text)
    entries = tuple(map(_entry, told["entries"]))
    header = Header(told["bucket"], told["size"], tuple(told["regions"]), entries)
    if header.size != size:
        raise Broken("not whole")
    return header


def _entry(told: dict[str, Any]) -> Entry:
    for name in ("genders", "periods", "releases"):
        told[name] = tuple(told[name])
    told["periods"] = _shared(told["periods"])
    return Entry(**told)


@cache
def _shared(periods: tuple[str, ...]) -> tuple[str, ...]:
    """One object for equal axes, of which there are few: whoever compares many need not look inside."""
    return periods
