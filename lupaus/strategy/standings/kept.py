"""Standings of every series kept ready beside the reading form, by region: what a region page or a question
about a hundred indicators needs lies together.

Derived and disposable like the form itself: made by `blocks`, one file a bucket, named by the bucket's
Parquet files and by which region is of which category. Which side is better is not in it: both are.
"""

from __future__ import annotations

import hashlib
import os
import zlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import orjson

from lupaus.indicators import reading
from lupaus.indicators.reading.drafts import make, put
from lupaus.indicators.reading.opening import Opener, take_away
from lupaus.indicators.reading.rows import Words, bytes_of_row, check, fill, sealed
from lupaus.regions.models import Region
from lupaus.strategy.standings.arithmetic import WORDS, Floats
from lupaus.strategy.standings.blocks import blocks_of
from lupaus.strategy.standings.whole import columns_of

SUFFIX: Final = ".standings"
_MARK: Final = b"LUPSTND2"
_PAGE: Final = 4096
#: latest, value, baseline, slope; place where higher is better, where lower is; peers; both words.
FIELDS: Final = 8
LATEST, VALUE, BASELINE, SLOPE, PLACE_UP, PLACE_DOWN, PEERS, WORD_BOTH = range(FIELDS)
_KIND: Final = np.dtype(np.float64)
#: The words of both sides in one number: of the higher one + this × of the lower one.
WORD_BASE: Final = len(WORDS)


class Records:
    """An open file: a record of `FIELDS` numbers for each gender, region and indicator of a bucket."""

    def __init__(self, path: Path) -> None:
        """Raises `reading.Broken`, and `FileNotFoundError`."""
        self.path = path
        self.broken = False
        self._file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        start = os.pread(self._file, 16, 0)
        if len(start) != 16 or start[:8] != _MARK:
            raise reading.Broken("not of this layout")
        length, checksum = int.from_bytes(start[8:12], "little"), int.from_bytes(start[12:], "little")
        text = os.pread(self._file, length, 16)
        if len(text) != length or zlib.crc32(text) != checksum:
            raise reading.Broken("damaged in its header")
        told = orjson.loads(text)
        self._begin: int = told["begin"]
        self._genders = {gender: nth for nth, gender in enumerate(told["genders"])}
        self._regions = {region: nth for nth, region in enumerate(told["regions"])}
        self.indicators: dict[str, int] = {name: nth for nth, name in enumerate(told["indicators"])}
        #: Bytes of the records of a region and gender.
        self.length = bytes_of_row(FIELDS * len(self.indicators), _KIND)
        whole = self._begin + self.length * len(self._genders) * len(self._regions)
        if os.fstat(self._file).st_size != whole:
            raise reading.Broken("not whole")

    def __del__(self, close: Callable[[int], None] = os.close) -> None:
        if hasattr(self, "_file"):
            close(self._file)

    def place_of(self, region: str, gender: str) -> int | None:
        """Where the records of all indicators for a region begin; `None` where nothing is said of it."""
        nth, column = self._regions.get(region), self._genders.get(gender)
        if nth is None or column is None:
            return None
        return self._begin + self.length * (column * len(self._regions) + nth)

    def fill(self, words: Words, place: int) -> None:
        """Read those records, not yet checked. Raises `reading.Broken`."""
        try:
            fill(self._file, words, place)
        except (reading.Broken, OSError) as trouble:
            raise self.given_up(trouble) from trouble

    def given_up(self, trouble: Exception) -> reading.Broken:
        """The file was damaged since it was made: it is taken away. Returns what to raise."""
        self.broken = True
        return take_away(self.path, trouble)


class NotThere(Exception):  # noqa: N818 - not an error: whoever asks asks the ordinary way
    """The standings of a bucket are not kept ready."""


class RecordsOfRelease:
    """The records of a release, opened as they are asked for."""

    def __init__(self, paths: Mapping[int, Path]) -> None:
        self._paths = paths
        self._open: dict[int, Records] = {}

    def told(self, asked: Sequence[tuple[int, str]], region: str, gender: str) -> Floats:
        """The records of a region, one for each (bucket, indicator), in their order. Raises `NotThere`."""
        found = {bucket: self._records(bucket) for bucket in {bucket for bucket, _indicator in asked}}
        alike: dict[int, list[tuple[int, Records, int]]] = {}
        for bucket, records in found.items():
            place = None if records is None else records.place_of(region, gender)
            if records is not None and place is not None:
                alike.setdefault(records.length, []).append((bucket, records, place))
        tables, start, end = [_NOTHING], {}, 1
        for length, several in alike.items():
            table = _read(length, several)
            of_each = len(table) // len(several)
            for nth, (bucket, _records, _place) in enumerate(several):
                start[bucket] = end + nth * of_each
            end += len(table)
            tables.append(table)
        chosen = []
        for bucket, indicator in asked:
            records = found[bucket]
            nth_record = None if records is None else records.indicators.get(indicator)
            chosen.append(0 if nth_record is None or bucket not in start else start[bucket] + nth_record)
        return np.concatenate(tables)[chosen]

    def _records(self, bucket: int) -> Records | None:
        """`None` where the table has nothing. Raises `NotThere`."""
        found = self._open.get(bucket)
        if found is None or found.broken:
            path = self._paths.get(bucket)
            if path is None:
                return None
            found = _opened(path)
            if found is None:
                raise NotThere
            self._open[bucket] = found
        return found


def _read(length: int, several: Sequence[tuple[int, Records, int]]) -> Floats:
    """Records of several files, of as many indicators each, one after the other. Raises `NotThere`."""
    words = np.empty((len(several), length // _KIND.itemsize), dtype=np.uint64)
    try:
        for nth, (_bucket, records, place) in enumerate(several):
            records.fill(words[nth], place)
    except reading.Broken as broken:
        raise NotThere from broken
    try:
        check(words)
    except reading.Broken as broken:
        _give_up(words, several)
        raise NotThere from broken
    return words[:, :-1].view(np.float64).reshape(-1, FIELDS)


def _give_up(words: Words, several: Sequence[tuple[int, Records, int]]) -> None:
    """Take away those of several files that are damaged."""
    for nth, (_bucket, records, _place) in enumerate(several):
        try:
            check(words[nth : nth + 1])
        except reading.Broken as trouble:
            records.given_up(trouble)


#: Of a series that nothing is said of.
_NOTHING: Final = np.zeros((1, FIELDS))
_NOTHING[:, [VALUE, BASELINE, SLOPE]] = np.nan


def shelf_of(known: reading.Known, release: int) -> RecordsOfRelease:
    """The records of a release, held open as long as the catalogue is."""
    shelf: RecordsOfRelease | None = known.beside.get(release)
    if shelf is None:
        paths = paths_of(known.versions[release], known.categories)
        shelf = known.beside.setdefault(release, RecordsOfRelease(paths))
    return shelf


_opened: Final = Opener(Records)


def paths_of(version: int, categories: Mapping[str, str]) -> dict[int, Path]:
    """Where the standings of each bucket lie, or would lie."""
    sorted_out = repr(sorted(categories.items())).encode()
    found = {}
    for number, path in reading.paths_of(version).items():
        digest = hashlib.blake2b(_MARK + path.stem.encode() + sorted_out, digest_size=12).hexdigest()
        found[number] = path.with_name(f"{number:05}-{digest}{SUFFIX}")
    return found


class Companion:
    """What is kept beside the reading form, as `reading.register_companion` asks it."""

    def paths(self, version: int) -> list[Path]:
        """All files of a version of the table, made or not. One query."""
        return list(paths_of(version, _categories()).values())

    def make(self, version: int) -> None:
        """Make what is missing. Some seconds for 48 million rows."""
        make_of(version, _categories())


def _categories() -> dict[str, str]:
    return dict(Region.objects.order_by().values_list("code", "category"))


def make_of(version: int, categories: Mapping[str, str]) -> None:
    """Make what is missing of a version, for regions of these categories."""
    for number, path in paths_of(version, categories).items():
        if not path.exists():
            bucket = reading.bucket_as_of(version, number)
            if bucket is not None:
                _make(path, bucket, categories)


def _make(path: Path, bucket: reading.Bucket, categories: Mapping[str, str]) -> None:
    genders = sorted({gender for entry in bucket.header.entries for gender in entry.genders})
    names = [entry.id for entry in bucket.header.entries]
    try:
        records = standings_by_region(bucket, genders, names, categories)
    except reading.Broken:  # taken away, and made anew next time
        return
    told = {"genders": genders, "regions": bucket.regions, "indicators": names}
    begin = (len(orjson.dumps(told)) // _PAGE + 2) * _PAGE
    text = orjson.dumps({**told, "begin": begin})
    header = _MARK + len(text).to_bytes(4, "little") + zlib.crc32(text).to_bytes(4, "little") + text

    def write(descriptor: int) -> None:
        put(descriptor, header, 0)
        put(descriptor, sealed(records.reshape(len(genders) * len(bucket.regions), -1)), begin)

    make(path, write)


def standings_by_region(
    bucket: reading.Bucket, genders: Sequence[str], names: Sequence[str], categories: Mapping[str, str]
) -> Floats:
    """Records by gender, region and indicator; a series without any figure has a latest year of 0."""
    columns = columns_of(bucket.regions, categories)
    records = np.full((len(genders), len(bucket.regions), len(names), FIELDS), np.nan)
    records[..., [LATEST, PLACE_UP, PLACE_DOWN, PEERS, WORD_BOTH]] = 0
    nth_name = {name: nth for nth, name in enumerate(names)}
    for side, place, base in ((1, PLACE_UP, 1), (-1, PLACE_DOWN, WORD_BASE)):
        for block in blocks_of(bucket, dict.fromkeys(names, side), columns):
            begin = nth_name[block.indicators[0]]
            of = slice(begin, begin + len(block.indicators))
            for nth, gender in enumerate(block.genders):
                told = records[genders.index(gender), :, of]
                for field, array in (
                    (LATEST, block.latest),
                    (VALUE, block.value),
                    (BASELINE, block.baseline),
                    (SLOPE, block.slope),
                    (place, block.position),
                    (PEERS, block.peers),
                ):
                    told[..., field] = array[:, nth].T
                told[..., WORD_BOTH] += base * block.word[:, nth].T.astype(np.float64)
    return records
