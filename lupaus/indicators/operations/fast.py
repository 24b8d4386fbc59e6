"""The fast way in: a file whose every byte is plain is read and checked by the store's own engine.

A file of tidy CSV or of Sotkanet's JSON is offered to the store as a clean one (`store.clean`). While the
engine reads it, its bytes are looked at, for the checksum and for whatever is read otherwise by us. Where
anything is doubtful, here or there, None or `Doubtful` says so, and the file goes the slow way, which tells
every problem. A clean file gives the same release either way (tests/indicators/test_fast_files.py).
"""

from __future__ import annotations

import hashlib
import os
import re
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Final

import numpy as np

from lupaus.indicators.files.reading import LARGEST_JSON
from lupaus.indicators.files.tidy_csv import ADDED_BY_US, OPTIONAL, REQUIRED
from lupaus.indicators.models import Gender, Indicator, Nature, SourceKind
from lupaus.indicators.observations import MISSING, STATUSES, WITHOUT_VALUE
from lupaus.indicators.operations.checking import FIRST_YEAR, LAST_YEAR, Vocabulary
from lupaus.indicators.store import Staging
from lupaus.indicators.store.clean import CleanAnswers, CleanCsv, Doubtful, Signs, Words
from lupaus.regions.queries import sotkanet_codes

__all__ = ["CleanFile", "Doubtful", "clean_file"]

#: Smaller files are read row by row in no time.
WORTH_IT: Final = 1 << 20  # bytes
_PIECE: Final = 1 << 18  # what the processor keeps at hand
_LONGEST_HEADER: Final = 1000
_KEPT: Final = 128  # of the end of a piece, while the next one is looked at: the longest number and more
#: What DuckDB takes for a number, and we do not: 1_000.
_GROUPED: Final = re.compile(rb"[0-9]_[0-9]")


#: By each byte, 1 where it is one of these.
_DIGITS, _POINT, _MINUS, _SPACE = (
    np.isin(np.arange(256), list(signs)).astype(np.int64) for signs in (b"0123456789", b".", b"-", b" ")
)


@dataclass(slots=True)
class CleanFile:
    """A file that begins plainly; whether all its bytes are plain and its rows clean is seen on taking it."""

    content: CleanCsv | CleanAnswers
    _path: Path
    _opened: BinaryIO
    _identity: tuple[int, ...]
    #: SHA-256 of the file, hexadecimal; empty until it was taken.
    checksum: str = field(init=False, default="")

    def take_into(self, staging: Staging, vocabulary: Vocabulary) -> None:
        """Have the store read it. Raises `Doubtful`, also when somebody has touched the file meanwhile."""
        with ThreadPoolExecutor(1) as hand:
            looking = hand.submit(self._look)
            staging.take(self.content, _words_of(vocabulary), looking.result)
        if not self.is_still_the_same():
            raise Doubtful

    def is_still_the_same(self) -> bool:
        """Whether nobody has touched the file since it was opened."""
        return _identity(self._path.stat()) == self._identity

    def _look(self) -> Signs:
        is_json = isinstance(self.content, CleanAnswers)
        looked = _Looked(is_json=is_json)
        digest = hashlib.sha256()
        self._opened.seek(0)
        while piece := self._opened.read(_PIECE):
            digest.update(piece)
            looked.look(piece)
            if not looked.is_plain:
                raise Doubtful
        self.checksum = digest.hexdigest()
        return _signs_of_answers(looked) if is_json else _signs_of_csv(looked)


def clean_file(path: Path, opened: BinaryIO, *, nature: str, least: int | None = None) -> CleanFile | None:
    """The file, if it begins as a plain one and has at least `least` bytes; else None.

    `opened` is the same file, of which the beginning is read; it is put back. On taking, it is read whole.
    """
    identity = _identity(os.fstat(opened.fileno()))
    if identity[2] < (WORTH_IT if least is None else least) or not opened.seekable():
        return None
    try:
        start = opened.read(_PIECE)
    finally:
        opened.seek(0)
    content: CleanCsv | CleanAnswers | None = None
    if start.startswith(b"[") and identity[2] <= LARGEST_JSON:
        content = _answers(path)
    elif columns := _columns(start[:_LONGEST_HEADER]):
        content = _csv(path, columns, nature)
    if content is None:
        return None
    looked = _Looked(is_json=isinstance(content, CleanAnswers))
    looked.look(start)  # what is odd is mostly so from the beginning, and then nobody need read on
    file = CleanFile(content, path, opened, identity)
    return file if looked.is_plain and file.is_still_the_same() else None


def _words_of(vocabulary: Vocabulary) -> Words:
    """What the rows of an import may say, for the store."""
    return Words(
        buckets={name: at for name, at in vocabulary.buckets.items() if name not in vocabulary.derived},
        regions=vocabulary.regions,
        genders=Gender.values,
        years=[str(year) for year in range(FIRST_YEAR, LAST_YEAR + 1)],
        statuses=STATUSES,
        without_value=WITHOUT_VALUE,
        missing=MISSING,
    )


def _identity(told: os.stat_result) -> tuple[int, ...]:
    return told.st_dev, told.st_ino, told.st_size, told.st_mtime_ns


class _Looked:
    """What the bytes of a file are: all of them ASCII and none of them odd, or `is_plain` is False."""

    def __init__(self, *, is_json: bool) -> None:
        self._is_json = is_json
        #: By two signs at once, which takes half the time.
        self._pairs = np.zeros(1 << 16, dtype=np.int64)
        self._lines = 0
        self.end = b""
        self.is_plain = True

    def look(self, piece: bytes) -> None:
        """Take in what comes next."""
        self.is_plain &= piece.isascii() and not any(odd in piece for odd in (b"\r", b"\0", b"\\"))
        if self._is_json:
            signs = np.frombuffer(piece + b"\0" * (len(piece) % 2), dtype=np.uint16)
            self._pairs += np.bincount(signs, minlength=1 << 16)
            self.is_plain &= _only_values_have_points(self.end, piece)
        else:
            # (`bytes.count` takes four times as long.)
            self._lines += int(np.count_nonzero(np.frombuffer(piece, dtype=np.uint8) == ord("\n")))
            has_groups = (b"_" in piece and _GROUPED.search(piece)) or _GROUPED.search(
                self.end[-2:] + piece[:2]
            )
            self.is_plain &= b'"' not in piece and not has_groups
        self.end = (self.end + piece[-_KEPT:])[-_KEPT:]

    def rows(self) -> int:
        """Lines of a table without its header."""
        return self._lines - self.end.endswith(b"\n")

    def counts(self) -> list[int]:
        """How often each byte is there, of JSON."""
        pairs = self._pairs.reshape(256, 256)
        counts: list[int] = (pairs.sum(axis=0) + pairs.sum(axis=1)).tolist()
        return counts


def _only_values_have_points(before: bytes, piece: bytes) -> bool:
    """Whether each decimal point and each "E" in `piece` is in a number whose name ends with "e": `value` or
    `absValue`.

    The engine would take the region 20.0 for 20, and 2E1 too.
    """
    signs = np.frombuffer(before + piece, dtype=np.uint8)
    at = np.flatnonzero(signs[len(before) :] == ord(".")) + (len(before) - 1)
    if b"E" in piece:
        exponents = np.flatnonzero(signs[len(before) :] == ord("E")) + (len(before) - 1)
        exponents = _back_over(_DIGITS, 40, signs, exponents)
        at = np.concatenate([at, _back_over(_POINT, 1, signs, exponents)])
    for passed, most in ((_DIGITS, 40), (_MINUS, 1), (_SPACE, 8)):
        at = _back_over(passed, most, signs, at)
    is_after_name = signs[at] == ord(":")
    at = _back_over(_SPACE, 8, signs, at - 1)
    is_after_name &= (signs[at] == ord('"')) & (signs[at - 1] == ord("e"))
    return bool(is_after_name.all()) and (not at.size or int(at.min()) > 0)


def _back_over(
    passed: np.ndarray[Any, Any], most: int, signs: np.ndarray[Any, Any], at: np.ndarray[Any, Any]
) -> np.ndarray[Any, Any]:
    """Places moved backwards until no sign that may be passed stands there, by `most` at most."""
    for _step in range(most):
        steps = passed[signs[at]]
        if not steps.any():
            break
        at = at - steps
    return at


def _columns(start: bytes) -> tuple[str, ...]:
    """The columns of tidy CSV, where the header is written as plainly as can be; else none."""
    header, newline, _rest = start.partition(b"\n")
    columns = tuple(header.decode("ascii", "replace").split(","))
    known = {*REQUIRED, *OPTIONAL, *ADDED_BY_US}
    is_tidy = known.issuperset(columns) and len(set(columns)) == len(columns)
    return columns if newline and is_tidy and set(columns).issuperset(REQUIRED) else ()


def _csv(path: Path, columns: tuple[str, ...], nature: str) -> CleanCsv:
    mark = "illustrative" if "illustrative" in columns and nature != Nature.ILLUSTRATIVE else ""
    return CleanCsv(path, columns, mark)


def _signs_of_csv(looked: _Looked) -> Signs:
    if not looked.rows():
        raise Doubtful
    return Signs(looked.rows())


def _signs_of_answers(looked: _Looked) -> Signs:
    """Signs are counted so that nothing but plain observations fits the numbers: no other list or object, no
    text but the names and one gender each, no comma too many.

    Nor null, true or false. Each row that the store will take has one "r" in each of four names, and one "l"
    in its gender and in each further name.
    """
    counts = looked.counts()
    rows, members = counts[ord("{")], counts[ord(":")]
    expected = {
        "}": rows,
        "[": 1,
        "]": 1,
        ",": members - 1,
        '"': 2 * members + 2 * rows,
        "r": 4 * rows,
        "l": members - 3 * rows,
    }
    fits = all(counts[ord(sign)] == number for sign, number in expected.items())
    if not (rows and fits and looked.end.rstrip().endswith(b"]")):
        raise Doubtful
    return Signs(rows, members, counts[ord("e")])


def _answers(path: Path) -> CleanAnswers:
    entries: dict[str, list[str]] = defaultdict(list)
    found = Indicator.objects.filter(source_kind=SourceKind.SOTKANET).exclude(source_id="")
    for entry, source_id in found.values_list("id", "source_id"):
        if source_id.isdecimal():
            entries[str(int(source_id))].append(entry)
    return CleanAnswers(
        path=path,
        indicators={number: names[0] for number, names in entries.items() if len(names) == 1},
        regions={str(number): code for number, code in sotkanet_codes().items()},
    )
