"""Reading tidy CSV: one observation a line, columns by name, plain or gzipped."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import os
import zlib
from collections.abc import Iterator
from operator import itemgetter
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _
from typing_extensions import Buffer

from lupaus.accounts.actors import Actor, require
from lupaus.accounts.models import Role
from lupaus.indicators.models import Nature
from lupaus.indicators.operations.importing import import_observations
from lupaus.indicators.operations.rows import Imported, ImportSource, Progress, Row
from lupaus.web.clock import Clock
from lupaus.web.refusals import Problem, Refused

REQUIRED = ("indicator", "region", "gender", "year", "value")
OPTIONAL = ("numerator", "denominator", "status")
#: What the downloads of the API add. Which release wrote a figure is for the bank to say, not for a file.
ADDED_BY_US = ("release", "illustrative")

#: No line of a tidy file comes near this; a longer one is not a tidy file.
_LONGEST_LINE = 64 * 1024
_ROWS_BETWEEN_PROGRESS = 20_000
_GZIP = b"\x1f\x8b"


def import_observations_file(
    *,
    actor: Actor,
    clock: Clock,
    path: Path,
    nature: str = Nature.STATISTIC,
    replace: bool = False,
    skip_bad: bool = False,
    progress: Progress | None = None,
) -> Imported:
    """Import a tidy CSV file (`.csv` or `.csv.gz`), see `import_observations`.

    Columns `indicator, region, gender, year, value` and, where they are, `numerator, denominator, status`,
    in any order; `release` and `illustrative`, which our own downloads add, may stay. A figure marked as
    illustrative comes in as nothing else: with another `nature` its row is bad. `replace`: the file is the
    whole of the indicators it speaks of, and withdraws the rest.
    `progress` is told bytes read of bytes in the file.
    """
    require(actor, Role.PLANNER)
    with opened_or_refused(path) as opened:
        file = TidyFile(opened, path.name, progress, illustrative=nature == Nature.ILLUSTRATIVE)
        source = ImportSource(name=path.name, checksum=file.checksum, nature=nature)
        return import_observations(
            actor=actor,
            clock=clock,
            rows=file.rows(),
            source=source,
            replace=replace,
            skip_bad=skip_bad,
        )


def opened_or_refused(path: Path) -> BinaryIO:
    """The file, open for reading. Raises `Refused` where it is not there or not ours to read."""
    try:
        return path.open("rb")
    except OSError as trouble:
        raise Refused(
            Problem(_("The file cannot be read: %(reason)s.") % {"reason": trouble.strerror}, file=str(path))
        ) from trouble


class TidyFile:
    """The rows of one file, and the checksum of the bytes they came from."""

    def __init__(
        self, opened: BinaryIO, name: str, progress: Progress | None = None, *, illustrative: bool = False
    ) -> None:
        self._name = name
        self._illustrative = illustrative
        self._progress = progress
        self._size = os.fstat(opened.fileno()).st_size or None
        self._raw = _Hashed(opened)

    def checksum(self) -> str:
        """SHA-256 of the whole file, hexadecimal."""
        while self._raw.read(1 << 20):
            pass
        return self._raw.digest.hexdigest()

    def rows(self) -> Iterator[Row | Problem]:
        """The rows as they stand, unchecked. Raises `Refused` where the file is not tidy CSV at all."""
        reader = csv.reader(self._lines(), strict=True)
        try:
            header = next(reader, None)
            if header is None:
                raise self._refused(_("The file is empty."))
            fields_of = itemgetter(*self._places(header))
            mark = self._place_of_mark(header)
            found = False
            for cells in reader:
                if not cells:
                    continue
                found = True
                if len(cells) != len(header):
                    yield self._wrong_width(len(cells), len(header), reader.line_num)
                    continue
                if mark is not None and cells[mark].strip().casefold() == "true":
                    yield self._illustration(reader.line_num)
                    continue
                cells.append("")  # what an optional column that is not there says
                yield Row(reader.line_num, *fields_of(cells))
        except csv.Error as trouble:
            raise self._refused(
                _("This is not CSV: %(reason)s.") % {"reason": trouble}, reader.line_num
            ) from trouble
        if not found:
            raise self._refused(_("The file has a header but no rows."))

    def _places(self, header: list[str]) -> list[int]:
        """Where each column stands; one past the end for those that are not there."""
        names = [name.strip().casefold() for name in header]
        expected = ",".join(REQUIRED) + "".join(f"[,{name}]" for name in OPTIONAL)
        if len(names) == 1 and (";" in names[0] or "\t" in names[0]):
            raise self._refused(
                _("Columns are separated with commas: %(expected)s.") % {"expected": expected}, 1
            )
        problems = [
            _("The column %(name)s is missing; expected %(expected)s.") % {"name": name, "expected": expected}
            for name in REQUIRED
            if name not in names
        ]
        problems += [
            _("There is no column “%(name)s”; expected %(expected)s.") % {"name": name, "expected": expected}
            for name in names
            if name not in (*REQUIRED, *OPTIONAL, *ADDED_BY_US)
        ]
        problems += [
            _("The column %(name)s is there twice.") % {"name": name}
            for name in sorted({name for name in names if names.count(name) > 1})
        ]
        if problems:
            raise Refused(Problem(problem, file=self._name, line=1) for problem in problems)
        return [names.index(name) if name in names else len(names) for name in (*REQUIRED, *OPTIONAL)]

    def _place_of_mark(self, header: list[str]) -> int | None:
        """The column that marks illustrative figures, where it must be heeded."""
        names = [name.strip().casefold() for name in header]
        return names.index("illustrative") if "illustrative" in names and not self._illustrative else None

    def _illustration(self, line: int) -> Problem:
        sentence = _(
            "The figure is marked as illustrative, not a statistic: --nature illustrative imports it."
        )
        return Problem(sentence, file=self._name, line=line)

    def _wrong_width(self, found: int, expected: int, line: int) -> Problem:
        sentence = _("The row has %(found)s columns, the header %(expected)s.") % {
            "found": found,
            "expected": expected,
        }
        if found > expected:
            sentence += " " + _("If it is a decimal comma, write a point.")
        return Problem(sentence, file=self._name, line=line)

    def _lines(self) -> Iterator[str]:
        """Lines as text, each decoded by itself so that a fault is told with its line."""
        buffered = io.BufferedReader(self._raw, buffer_size=1 << 18)
        start = buffered.peek(4)[:4]
        self._refuse_other_formats(start)
        plain = gzip.GzipFile(fileobj=buffered) if start.startswith(_GZIP) else buffered
        number = 0
        try:
            while line := plain.readline(_LONGEST_LINE):
                number += 1
                if len(line) == _LONGEST_LINE and not line.endswith(b"\n"):
                    raise self._refused(_("The line is too long for a row of figures."), number)
                if number % _ROWS_BETWEEN_PROGRESS == 0 and self._progress:
                    self._progress(self._raw.position, self._size)
                yield line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as trouble:
            raise self._refused(_("The text is not UTF-8. Save the file as CSV UTF-8."), number) from trouble
        except (EOFError, zlib.error, gzip.BadGzipFile) as trouble:
            raise self._refused(_("The compressed file is broken or cut short. Fetch it again.")) from trouble

    def _refuse_other_formats(self, start: bytes) -> None:
        if start.startswith(b"PK"):
            raise self._refused(_("This is a spreadsheet or an archive. Save the sheet as CSV UTF-8."))
        if start.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise self._refused(_("The text is not UTF-8. Save the file as CSV UTF-8."), 1)

    def _refused(self, message: str, line: int | None = None) -> Refused:
        return Refused(Problem(message, file=self._name, line=line))


class _Hashed(io.RawIOBase):
    """Passes a file on and keeps the checksum of what went by."""

    def __init__(self, opened: BinaryIO) -> None:
        self._opened = opened
        self.digest = hashlib.sha256()
        self.position = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer, /) -> int:
        view = memoryview(buffer)
        data = self._opened.read(len(view))
        view[: len(data)] = data
        self.digest.update(data)
        self.position += len(data)
        return len(data)
