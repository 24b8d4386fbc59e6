"""Workbooks in: values with their places, and a sentence for everything that is no value.

The file is read as a stream and left at the first thing that is too much, so that a sheet of a million rows
costs no more than one of twenty thousand. Nothing is ever computed, followed or fetched.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from lupaus.web.spreadsheets.archive import Archive
from lupaus.web.spreadsheets.book import Book, SheetPart, read_book
from lupaus.web.spreadsheets.cells import Value, place_of
from lupaus.web.spreadsheets.sheet import Findings, Limits, SheetReader

USUAL: Final = Limits()


class Row(NamedTuple):
    """A row that holds something: its number in the sheet, and its values by the name of their column."""

    number: int
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: `columns` are the names in its first row with their places from 1; empty rows are left out."""

    name: str
    columns: Mapping[str, int] = field(default_factory=dict)
    rows: tuple[Row, ...] = ()

    def place(self, row: int, column: str = "") -> str:
        """Where a value is, for a problem: `Goals!C5`; of a column that is not there, the row: `Goals!5`."""
        number = self.columns.get(column)
        return place_of(self.name, row, number) if number else f"{self.name}!{row}"


def read_workbook(source: bytes | Path, *, limits: Limits = USUAL) -> list[Sheet]:
    """The sheets of an XLSX file, each with a first row that names its columns.

    Raises `NotRead` with sentences and their places (`Goals!C5`) for what is no plain workbook of values:
    another kind of file, macros, a password, links to other files, formulas, errors, merged cells, more than
    `limits`.
    """
    archive = Archive(source, most_bytes=limits.bytes, most_unpacked=limits.unpacked)
    book = read_book(archive, most_sheets=limits.sheets, most_strings=limits.cells)
    findings = Findings(limits)
    sheets = [_sheet(archive, part, book, findings) for part in book.sheets]
    findings.check()
    return sheets


def _sheet(archive: Archive, part: SheetPart, book: Book, findings: Findings) -> Sheet:
    found: dict[int, dict[int, Value]] = {}
    for row, column, value in SheetReader(part, book, findings).values(archive):
        found.setdefault(row, {})[column] = value
    columns: dict[str, int] = {}
    names = {place: str(value) for place, value in sorted(found.pop(1, {}).items())}
    for place, name in names.items():
        if name in columns:
            sentence = _("Two columns are called “%(name)s”.") % {"name": name[:80]}
            findings.wrong(place_of(part.name, 1, place), sentence)
        columns[name] = place
    rows: list[Row] = []
    for number, values in sorted(found.items()):
        for place in sorted(values.keys() - names.keys()):
            findings.wrong(place_of(part.name, number, place), _("There is a value under no column name."))
        rows.append(Row(number, {names[place]: value for place, value in values.items() if place in names}))
    return Sheet(part.name, columns, tuple(rows))
