"""Workbooks out: every text is a text, never a formula, whatever it begins with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from lupaus.web.clock import HELSINKI
from lupaus.web.refusals import Problem, Refused
from lupaus.web.spreadsheets.cells import Value, is_like_formula, letters_of, place_of, written

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

#: What a spreadsheet program can hold.
LONGEST_CELL: Final = 32_767
MOST_ROWS: Final = 1_048_575
LONGEST_NAME: Final = 31

_NOT_IN_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Column:
    """A column by the name in its header; `width` in letters; long texts wrap within it."""

    name: str
    width: float = 24


@dataclass(frozen=True, slots=True)
class SheetToWrite:
    """A sheet: a header row that stays in sight, and rows with a value (None: empty) for each column."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value | None]]


def write_workbook(sheets: Sequence[SheetToWrite]) -> bytes:
    """The sheets as an XLSX file. Raises `Refused` where something is longer than a spreadsheet holds."""
    from openpyxl import Workbook  # noqa: PLC0415 - 10 MB that few pages need
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet  # noqa: PLC0415 - as above

    sheets = [_settled(sheet) for sheet in sheets]
    book = Workbook(write_only=True)
    taken: set[str] = set()
    for sheet in sheets:
        made = book.create_sheet(_name(sheet.name, taken))
        if not isinstance(made, WriteOnlyWorksheet):
            raise TypeError("openpyxl gave another kind of sheet")
        _write(made, sheet)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _write(made: WriteOnlyWorksheet, sheet: SheetToWrite) -> None:
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415 - as above

    made.freeze_panes = "A2"
    for place, column in enumerate(sheet.columns, 1):
        dimensions = made.column_dimensions  # type: ignore[attr-defined]  # the stubs leave it out
        dimensions[letters_of(place)].width = column.width
    bold, top = Font(bold=True), Alignment(vertical="top", wrap_text=True)
    header = [_cell(made, column.name) for column in sheet.columns]
    for cell in header:
        cell.font, cell.alignment = bold, top
    made.append(header)
    for row in sheet.rows:
        cells = [_cell(made, value) for value in row]
        for cell in cells:
            cell.alignment = top
        made.append(cells)


def _cell(made: WriteOnlyWorksheet, value: Value | None) -> Cell:
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - as above

    cell = WriteOnlyCell(made)
    cell.value = value
    if isinstance(value, float):
        cell.value, cell.data_type = repr(value), "n"  # openpyxl would leave out the 17th digit
    elif isinstance(value, str):
        cell.data_type = "s"  # openpyxl takes words that begin with “=” for a formula
        cell.quotePrefix = is_like_formula(value)  # and a program would once somebody edits the cell
    return cell


def _settled(sheet: SheetToWrite) -> SheetToWrite:
    """The sheet with values as the file keeps them. Raises `Refused` with every place that is too long."""
    rows = [[_kept(value) for value in row] for row in sheet.rows]
    if len(rows) > MOST_ROWS:
        raise Refused(
            _("The sheet “%(sheet)s” has more rows than a spreadsheet holds.") % {"sheet": sheet.name}
        )
    columns = [Column(str(_kept(column.name)), column.width) for column in sheet.columns]
    problems = [
        Problem(
            _("A text has %(count)s characters, a cell holds %(most)s. Take the file as YAML.")
            % {"count": len(value), "most": LONGEST_CELL},
            path=place_of(sheet.name, number, place),
        )
        for number, row in enumerate(rows, 2)
        for place, value in enumerate(row, 1)
        if isinstance(value, str) and len(value) > LONGEST_CELL
    ]
    if problems:
        raise Refused(problems)
    return SheetToWrite(sheet.name, columns, rows)


def _kept(value: Value | None) -> Value | None:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(HELSINKI).replace(tzinfo=None)
    if isinstance(value, str):
        return written(_NOT_IN_XML.sub("\ufffd", value.replace("\r\n", "\n").replace("\r", "\n")))
    return value


def _name(wish: str, taken: set[str]) -> str:
    """A name that a sheet may have, unlike the others'."""
    stem = _NOT_IN_NAME.sub(" ", wish).strip(" '")[:LONGEST_NAME] or "-"
    name, number = stem, 1
    while name.casefold() in taken:
        number += 1
        name = f"{stem[: LONGEST_NAME - 4]} {number}"
    taken.add(name.casefold())
    return name
