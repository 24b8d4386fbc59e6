"""Tables of separated values: CSV as others write it, and SDMX-CSV.

SDMX-CSV 1.0 (https://github.com/sdmx-twg/sdmx-csv, v1) begins with the column DATAFLOW, 2.0 with STRUCTURE,
STRUCTURE_ID and ACTION; both may write a label behind each code (“KU049: Espoo”).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from typing import Final

from django.utils.translation import gettext as _

from lupaus.indicators.files.mapped import Record, Table
from lupaus.indicators.files.mapping import FileMap
from lupaus.indicators.files.opening import OpenedFile
from lupaus.indicators.files.tidy_csv import OPTIONAL, REQUIRED, illustration, wrong_width
from lupaus.web.refusals import Problem, Refused

_SEPARATORS: Final = (",", ";", "\t")
_DELETED: Final = "D"

#: Columns called as we call them need no mapping.
USUAL: Final = FileMap(columns={name: (name,) for name in (*REQUIRED, *OPTIONAL)})
#: The concepts of SDMX's cross-domain code lists.
SDMX: Final = FileMap(
    columns={
        "indicator": ("INDICATOR",),
        "region": ("REF_AREA",),
        "gender": ("SEX",),
        "year": ("TIME_PERIOD",),
        "value": ("OBS_VALUE",),
        "status": ("OBS_STATUS",),
    }
)


def is_sdmx(first_line: str) -> bool:
    """Whether the header is that of SDMX-CSV; it may name a separator within cells: `STRUCTURE[;]`."""
    first = first_line.lstrip("\ufeff").split(_separator(first_line))[0].strip().strip('"')
    return first == "DATAFLOW" or first.split("[")[0] == "STRUCTURE"


def table_of(file: OpenedFile, *, illustrative: bool = False) -> tuple[Table, FileMap]:
    """The table of the file, and what goes without saying of its columns. Raises `Refused`."""
    first_line = file.first_line()
    separator = _separator(first_line)
    sdmx = is_sdmx(first_line)
    reader = csv.reader(file.lines(), delimiter=separator, strict=True)
    try:
        header = next(reader, None)
    except csv.Error as trouble:
        raise file.refused(_("This is not CSV: %(reason)s.") % {"reason": trouble}, 1) from trouble
    if header is None or not any(header):
        raise file.refused(_("The file is empty."))
    columns = tuple(_code(name.strip(), sdmx) for name in header)
    again = sorted({name for name in columns if name and columns.count(name) > 1})
    if again:
        sentence = _("The column %(name)s is there twice.")
        raise Refused(Problem(sentence % {"name": name}, file=file.name, line=1) for name in again)
    table = Table(
        name=file.name,
        columns=columns,
        records=_records(file, reader, columns, sdmx=sdmx, illustrative=illustrative),
        place=lambda line, _column: Problem("", file=file.name, line=line),
        commas=separator == ",",
    )
    return table, there(columns, SDMX if sdmx else USUAL)


def _records(
    file: OpenedFile, reader: Iterator[list[str]], columns: Sequence[str], *, sdmx: bool, illustrative: bool
) -> Iterator[Record | Problem]:
    action = columns.index("ACTION") if sdmx and "ACTION" in columns else None
    mark = columns.index("illustrative") if "illustrative" in columns and not illustrative else None
    found = False
    line = 1
    try:
        for cells in reader:
            line = reader.line_num  # type: ignore[attr-defined]  # what csv.reader has beyond an iterator
            if not cells:
                continue
            found = True
            if len(cells) != len(columns):
                yield Problem(wrong_width(len(cells), len(columns)), file=file.name, line=line)
            elif mark is not None and cells[mark].strip().casefold() == "true":
                yield Problem(illustration(), file=file.name, line=line)
            elif action is not None and cells[action].strip() == _DELETED:
                sentence = _(
                    "The row deletes a figure. An import withdraws what a whole file lacks (--replace)."
                )
                yield Problem(sentence, file=file.name, line=line)
            else:
                yield Record(line, [_code(cell, sdmx) for cell in cells] if sdmx else cells)
    except csv.Error as trouble:
        raise file.refused(_("This is not CSV: %(reason)s.") % {"reason": trouble}, line) from trouble
    if not found:
        raise file.refused(_("The file has a header but no rows."))


def _separator(first_line: str) -> str:
    """What separates the columns: whichever of the usual ones the header has most of."""
    return max(_SEPARATORS, key=first_line.count)


def _code(cell: str, sdmx: bool) -> str:
    """The code before its label (“KU049: Espoo”), where the file is SDMX-CSV with labels."""
    return cell.partition(": ")[0].strip() if sdmx else cell


def there(columns: Sequence[str], usual: FileMap = USUAL) -> FileMap:
    """What goes without saying, of the columns there are. Capitals do not matter."""
    by_name = {name.casefold(): name for name in columns}
    return FileMap(
        columns={
            field: (by_name[names[0].casefold()],)
            for field, names in usual.columns.items()
            if names[0].casefold() in by_name
        }
    )
