"""One sheet of a workbook, read as a stream of values with their places."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final

from django.utils.translation import gettext as _

from lupaus.web.refusals import Problem
from lupaus.web.spreadsheets import cells
from lupaus.web.spreadsheets.archive import Archive, NotRead
from lupaus.web.spreadsheets.book import Book, SheetPart
from lupaus.web.spreadsheets.cells import Value, place_of
from lupaus.web.spreadsheets.styles import DateStyles, moment_of

_MOST_PROBLEMS: Final = 20
_PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


@dataclass(frozen=True, slots=True)
class Limits:
    """What is too much. Rows and columns are counted in each sheet, with the header; bytes in the file."""

    bytes: int = 10 * 2**20
    unpacked: int = 60 * 2**20
    sheets: int = 50
    rows: int = 20_000
    columns: int = 200
    cells: int = 500_000  # in all sheets
    characters: int = 32_767  # in a cell


class Findings:
    """What is wrong in a workbook, and how much of it has been read."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.cells = 0
        self._problems: list[Problem] = []

    def wrong(self, place: str, sentence: str) -> None:
        """Keep a problem; with twenty of them the rest need not be read. Raises `NotRead` then."""
        self._problems.append(Problem(sentence, path=place))
        if len(self._problems) >= _MOST_PROBLEMS:
            self.check()

    def check(self) -> None:
        """Raise `NotRead` if anything was wrong."""
        if self._problems:
            raise NotRead(self._problems)


@dataclass(slots=True)
class _Cell:
    """A cell while it is read: where it is, its type and style in the file, and the words in it."""

    row: int = 0
    column: int = 0
    kind: str = "n"
    style: str = "0"
    words: list[str] = field(default_factory=list)


class SheetReader:
    """Reads a sheet. Its `values` are (row, column, value), rows and columns counted from 1."""

    def __init__(self, part: SheetPart, book: Book, findings: Findings) -> None:
        self._name = part.name
        self._path = part.path
        self._book = book
        self._findings = findings
        self._limits = findings.limits
        self._cell = _Cell()

    def values(self, archive: Archive) -> Iterator[tuple[int, int, Value]]:
        """The cells that hold something. Raises `NotRead` as soon as there is too much."""
        for begins, name, attributes, words in archive.events(self._path):
            if begins:
                self._begin(name, attributes)
                continue
            cell = self._cell
            if name in ("v", "t"):
                cell.words.append(words)
            elif name == "rPh" and cell.words:
                cell.words.pop()  # a reading aid beside the words: its own were the last
            elif name == "c":
                value = self._value(cell)
                if value is not None:
                    yield cell.row, cell.column, value

    def _begin(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "row":
            self._cell = _Cell(row=self._row(attributes.get("r")))
        elif name == "c":
            row, column = self._place(attributes.get("r"))
            self._cell = _Cell(row, column, attributes.get("t", "n"), attributes.get("s", "0"))
        elif name == "f":
            self._wrong(self._cell, _("There is a formula here. Put its value in its place."))
        elif name == "mergeCell":
            place = attributes.get("ref", "")[:20]
            self._findings.wrong(f"{self._name}!{place}", _("Cells are merged here. Part them."))

    def _row(self, given: str | None) -> int:
        known = given is not None and given.isascii() and given.isdigit() and len(given) < 9
        number = int(given) if known and given else self._cell.row + 1
        if number > self._limits.rows:
            raise NotRead(
                Problem(
                    _("The sheet “%(sheet)s” has more than %(most)s rows.")
                    % {"sheet": self._name, "most": self._limits.rows},
                    path=f"{self._name}!{number}",
                )
            )
        return max(number, 1)

    def _place(self, given: str | None) -> tuple[int, int]:
        row, column = self._cell.row, self._cell.column + 1
        if found := _PLACE.fullmatch(given or ""):
            row, column = self._row(found[2]), cells.column_of(found[1])
        if column > self._limits.columns:
            raise NotRead(
                Problem(
                    _("The sheet “%(sheet)s” has more than %(most)s columns.")
                    % {"sheet": self._name, "most": self._limits.columns},
                    path=place_of(self._name, row, column),
                )
            )
        self._findings.cells += 1
        if self._findings.cells > self._limits.cells:
            raise NotRead(_("The file has more than %(most)s cells.") % {"most": self._limits.cells})
        return row, column

    def _value(self, cell: _Cell) -> Value | None:
        words = "".join(cell.words)
        if not words:
            return None
        if cell.kind == "e":
            self._wrong(cell, _("There is an error here: %(error)s.") % {"error": words[:20]})
            return None
        try:
            value = _meant(cell, words, self._book.strings, self._book.dates)
        except (ValueError, OverflowError, IndexError):
            self._wrong(cell, _("What stands here cannot be read."))
            return None
        if isinstance(value, str) and len(value) > self._limits.characters:
            most = self._limits.characters
            self._wrong(cell, _("This text is longer than %(most)s characters.") % {"most": most})
            return None
        return value

    def _wrong(self, cell: _Cell, sentence: str) -> None:
        self._findings.wrong(place_of(self._name, cell.row, cell.column), sentence)


def _meant(cell: _Cell, words: str, strings: list[str], dates: DateStyles) -> Value | None:
    """What the words of a cell mean. Raises `ValueError`, `OverflowError` or `IndexError` if nothing."""
    if cell.kind == "s":
        return _text(strings[_natural(words)])
    if cell.kind in ("str", "inlineStr"):
        return _text(cells.read(words))
    if cell.kind == "b":
        return words.strip() in ("1", "true")
    if cell.kind == "d":
        return _day(datetime.fromisoformat(words.strip()))
    number = float(words)
    if not math.isfinite(number):
        raise ValueError(words)
    if cell.style in dates.styles:
        return _day(moment_of(number, dates.from_1904))
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def _natural(words: str) -> int:
    if not (words.isascii() and words.isdigit()):
        raise ValueError(words)
    return int(words)


def _text(words: str) -> str | None:
    """Words without the spaces around them; None where nothing is left."""
    return words.strip() or None


def _day(moment: datetime | date | time | timedelta) -> Value:
    """A moment at midnight is a day."""
    if isinstance(moment, datetime) and moment.time() == time():
        return moment.date()
    if isinstance(moment, timedelta):  # a length of time has no place in our sheets
        raise ValueError(moment)  # noqa: TRY004 - a cell's value is wrong, no argument's type
    return moment
