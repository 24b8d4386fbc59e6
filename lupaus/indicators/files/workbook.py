"""Tidy workbooks (XLSX): one observation a row of a sheet, columns by the names in its first row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _

from lupaus.indicators.files.mapped import Record, Table
from lupaus.indicators.files.mapping import FileMap
from lupaus.indicators.files.opening import OpenedFile
from lupaus.indicators.files.separated import there
from lupaus.indicators.files.tidy_csv import illustration
from lupaus.web.refusals import Problem, Refused
from lupaus.web.spreadsheets import Limits, NotRead, Sheet, read_workbook

#: More is a matter for CSV: a workbook is read into memory whole.
LIMITS: Final = Limits(bytes=30 * 2**20, unpacked=300 * 2**20, rows=150_001, cells=1_200_000)


def table_of(file: OpenedFile, said: FileMap, *, illustrative: bool = False) -> tuple[Table, FileMap]:
    """The table of the sheet that holds the figures, and what goes without saying of its columns.

    That sheet is the one the mapping names, else the only one with rows, else the only one with a column of
    values. Raises `Refused`.
    """
    try:
        sheets = read_workbook(file.whole(LIMITS.bytes), limits=LIMITS)
    except NotRead as refused:
        raise Refused(
            Problem(each.message, file=file.name, path=each.path) for each in refused.problems
        ) from refused
    sheet = _chosen(sheets, said, file)
    if not sheet.rows:
        raise file.refused(_("The sheet “%(sheet)s” has no rows.") % {"sheet": sheet.name})
    columns = tuple(sheet.columns)
    table = Table(
        name=file.name,
        columns=columns,
        records=_records(sheet, file.name, illustrative),
        place=lambda line, column: Problem("", file=file.name, path=sheet.place(line, column)),
    )
    return table, there(columns)


def _chosen(sheets: list[Sheet], said: FileMap, file: OpenedFile) -> Sheet:
    if said.sheet:
        named = [sheet for sheet in sheets if sheet.name == said.sheet]
        if not named:
            sentence = _("There is no sheet “%(sheet)s”; the file has: %(sheets)s.")
            raise file.refused(
                sentence % {"sheet": said.sheet, "sheets": ", ".join(sheet.name for sheet in sheets)}
            )
        return named[0]
    filled = [sheet for sheet in sheets if sheet.rows]
    if not filled:
        raise file.refused(_("The file is empty."))
    value = said.columns.get("value", ("value",))[0].casefold()
    of_figures = [sheet for sheet in filled if value in {name.casefold() for name in sheet.columns}]
    if len(filled) > 1 and len(of_figures) != 1:
        sentence = _(
            "Which sheet holds the figures is not certain: name it in a mapping under sheet (%(sheets)s)."
        )
        raise file.refused(sentence % {"sheets": ", ".join(sheet.name for sheet in filled)})
    return of_figures[0] if of_figures else filled[0]


def _records(sheet: Sheet, name: str, illustrative: bool) -> Iterator[Record | Problem]:
    mark = next((each for each in sheet.columns if each.casefold() == "illustrative"), None)
    for number, values in sheet.rows:
        if mark is not None and not illustrative and values.get(mark) in (True, "true", "TRUE"):
            yield Problem(illustration(), file=name, path=sheet.place(number, mark))
        else:
            yield Record(number, [values.get(column) for column in sheet.columns])
