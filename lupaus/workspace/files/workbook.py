"""A document as a workbook: a sheet for each kind of part, a column for each key, a row for each part.

Sheets and columns follow from the one declaration of the file, and what is read becomes the same nodes as
YAML gives: every rule and every sentence is the same, only that a problem names its cell (`stages!C5`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Generic, NamedTuple, TypeVar

from django.utils.translation import gettext as _

from lupaus.web.refusals import Problem, Refused
from lupaus.web.spreadsheets import (
    Column,
    Limits,
    Row,
    Sheet,
    SheetToWrite,
    read_workbook,
    write_workbook,
)
from lupaus.workspace.files.attributes import AttributeValues
from lupaus.workspace.files.cells import CellReport, Place, node_of_cell
from lupaus.workspace.files.kinds import nearest
from lupaus.workspace.files.nodes import Entry, Items, Keyed, Node
from lupaus.workspace.files.records import Located, Record
from lupaus.workspace.files.report import shown
from lupaus.workspace.files.sheets import (
    ATTRIBUTES,
    LONGEST_NAME,
    Leaf,
    SheetOf,
    cell,
    leaves,
    value_at,
    with_short_lists,
)

#: As much as any work needs; a larger file is left at once.
LIMITS: Final = Limits(bytes=5_000_000, cells=200_000)
_WIDE, _NARROW = 40.0, 16.0
_ID: Final = "id"
D = TypeVar("D", bound=Located)


class Workbook(Generic[D]):
    """How a kind of document is spread over sheets."""

    def __init__(self, document: type[D], sheets: Sequence[SheetOf]) -> None:
        """The first sheet holds the head, in one row. Lists of records without a sheet get one of their own.

        Raises `TypeError` where the sheets cannot hold the document.
        """
        self.document = document
        self.head = sheets[0]
        self.sheets: Mapping[str, SheetOf] = {each.name: each for each in with_short_lists(sheets)}
        self.leaves = {name: tuple(leaves(each.entry)) for name, each in self.sheets.items()}
        for name, each in self.sheets.items():
            column = self.column(each)
            if len(name) > LONGEST_NAME or column in {leaf.header for leaf in self.leaves[name]}:
                raise TypeError(f"The sheet {name} or its column {column} cannot be called so.")

    def column(self, sheet: SheetOf) -> str:
        """The column that names what a row stands under; empty where that is plain."""
        return "" if sheet.under in ("", self.head.name) else self.sheets[sheet.under].one

    def below(self, name: str) -> Iterator[SheetOf]:
        """The sheets whose rows stand under those of one; without a name, in the document."""
        return (each for each in self.sheets.values() if each.under == name and each is not self.head)

    def write(self, document: D) -> bytes:
        """The document as a workbook. Raises `Refused` where a text is longer than a cell may be."""
        plain = Record(self.document).plain(document)
        return write_workbook(
            [self._sheet(each, list(self._rows(plain, each))) for each in self.sheets.values()]
        )

    def read(self, content: bytes, name: str) -> tuple[D, CellReport]:
        """Read the bytes of a workbook of that name.

        Raises `Refused` where nothing can be made of it; what else is wrong is in the report. Nothing in it
        is computed or followed: formulas, links and macros are refused (`web.spreadsheets`).
        """
        try:
            sheets = read_workbook(content, limits=LIMITS)
        except Refused as refused:
            raise type(refused)(
                Problem(each.message, name, each.line, each.path) for each in refused.problems
            ) from refused
        report = CellReport(name)
        root = _Reading(self, sheets, report).root()
        return Record(self.document).read(root, "", report), report

    def _rows(self, plain: Mapping[str, Any], sheet: SheetOf) -> Iterator[_Written]:
        if sheet is self.head:
            yield _Written("", plain[sheet.listed])
        elif not sheet.under:
            yield from (_Written("", each) for each in plain.get(sheet.listed, ()))
        else:
            for outer in self._rows(plain, self.sheets[sheet.under]):
                around = outer.values.get(_ID, "")
                yield from (_Written(around, each) for each in outer.values.get(sheet.listed, ()))

    def _sheet(self, sheet: SheetOf, rows: Sequence[_Written]) -> SheetToWrite:
        own = sorted({slug for row in rows for slug in row.values.get(ATTRIBUTES, {})})
        all_leaves = [
            *self.leaves[sheet.name],
            *(Leaf((ATTRIBUTES, slug), AttributeValues()) for slug in own),
        ]
        columns = [Column(leaf.header, _WIDE if leaf.is_words else _NARROW) for leaf in all_leaves]
        place, column = int(sheet.has_ids), self.column(sheet)
        if column:
            columns.insert(place, Column(column, _NARROW))
        made = []
        for row in rows:
            cells = [cell(value_at(row.values, leaf.path), leaf.kind) for leaf in all_leaves]
            if column:
                cells.insert(place, row.around)
            made.append(cells)
        return SheetToWrite(sheet.name, columns, made)


class _Written(NamedTuple):
    """One row to write: the id of what is around it, and its plain values."""

    around: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _ReadRow:
    id: str
    around: str
    line: int
    entries: tuple[Entry, ...]


@dataclass(slots=True)
class _Rows:
    """The rows of one sheet: all, by what they stand under, and their ids."""

    all: list[_ReadRow] = field(default_factory=list)
    around: dict[str, list[_ReadRow]] = field(default_factory=lambda: defaultdict(list))
    ids: dict[str, int] = field(default_factory=dict)  # id → number of its row

    def add(self, row: _ReadRow) -> None:
        self.all.append(row)
        self.around[row.around].append(row)


class _Reading(Generic[D]):
    """From sheets to the nodes of a document."""

    def __init__(self, book: Workbook[D], sheets: Sequence[Sheet], report: CellReport) -> None:
        self._book = book
        self._report = report
        self._sheets = {sheet.name.strip(): sheet for sheet in sheets}
        self._rows: dict[str, _Rows] = {}

    def root(self) -> Node:
        declared = self._book.sheets
        for name, sheet in self._sheets.items():
            if name not in declared and (sheet.rows or sheet.columns):
                self._report.refuse_at(
                    Place(sheet, 1),
                    _("There is no sheet “%(name)s” in such a workbook.") % {"name": shown(name)}
                    + nearest(name, tuple(declared)),
                )
        for name, kind in declared.items():
            self._rows[name] = self._read(kind, self._sheets[name]) if name in self._sheets else _Rows()
        head = self._book.head
        rows = self._rows[head.name].all
        if not rows:
            raise Refused(
                Problem(
                    _("The sheet “%(sheet)s” is missing, or holds no row.") % {"sheet": head.name},
                    self._report.file,
                )
            )
        first, *more = rows
        for row in more:
            self._report.refuse(
                "", _("The sheet “%(sheet)s” has one row.") % {"sheet": head.name}, line=row.line
            )
        whole = (*first.entries, *self._lists(head.name, first.line))
        beside = self._lists("", 0)
        return Keyed(0, (*beside, Entry(first.line, head.listed, Keyed(first.line, whole))))

    def _lists(self, name: str, line: int, around: str | None = None) -> tuple[Entry, ...]:
        """What stands in lists below a row (at `line`); without its id, below the one row of a sheet."""
        found = []
        for kind in self._book.below(name):
            rows = self._rows[kind.name]
            under = rows.all if around is None else rows.around.get(around, [])
            if under:
                filled = (
                    Keyed(row.line, (*row.entries, *self._lists(kind.name, row.line, row.id)))
                    for row in under
                )
                found.append(Entry(line, kind.listed, Items(line, tuple(filled))))
        return tuple(found)

    def _read(self, kind: SheetOf, sheet: Sheet) -> _Rows:
        """The rows of a sheet whose ids are their own and that stand under something."""
        known = self._known(kind, sheet)
        found = _Rows()
        for row in sheet.rows:
            read = self._row(sheet, row, known, kind)
            if read is None:
                continue
            if read.id in found.ids:
                self._report.refuse_at(
                    Place(sheet, row.number, _ID),
                    _("The id “%(id)s” is in this sheet twice; the first is in row %(row)d.")
                    % {"id": shown(read.id), "row": found.ids[read.id]},
                )
                continue
            if read.id:
                found.ids[read.id] = row.number
            if not self._book.column(kind) or self._stands(sheet, row, read, kind):
                found.add(read)
        return found

    def _known(self, kind: SheetOf, sheet: Sheet) -> dict[str, Leaf]:
        """The columns by their headers; others are reported, with a suggestion."""
        found = {leaf.header: leaf for leaf in self._book.leaves[kind.name]}
        column = self._book.column(kind)
        known = [*found, *filter(None, [column])]
        for header in sheet.columns:
            start, _space, slug = header.strip().partition(" ")
            if kind.has_attributes and start == ATTRIBUTES and slug:
                found[header] = Leaf((ATTRIBUTES, slug.strip()), AttributeValues())
            elif header.strip() in found:
                found[header] = found[header.strip()]
            elif not column or header.strip() != column:
                self._report.refuse_at(
                    Place(sheet, 1, header),
                    _("There is no column “%(name)s” here.") % {"name": shown(header)}
                    + nearest(header, known),
                )
        return found

    def _row(self, sheet: Sheet, row: Row, known: Mapping[str, Leaf], kind: SheetOf) -> _ReadRow | None:
        tree: dict[str, Any] = {}
        around = ""
        column = self._book.column(kind)
        for header, value in row.values.items():
            line = self._report.line_at(Place(sheet, row.number, header))
            if column and header.strip() == column:
                around = str(value).strip()
            elif leaf := known.get(header):
                *steps, last = leaf.path
                inner = tree
                for step in steps:
                    inner = inner.setdefault(step, {})
                inner[last] = Entry(line, last, node_of_cell(value, leaf.kind, line))
        if not tree and not around:
            return None
        named = row.values.get(_ID) if kind.has_ids else None
        line = self._report.line_at(Place(sheet, row.number))
        entries = self._entries(tree, sheet, row.number, "")
        return _ReadRow("" if named is None else str(named), around, line, entries)

    def _entries(self, tree: Mapping[str, Any], sheet: Sheet, row: int, header: str) -> tuple[Entry, ...]:
        found = []
        for key, value in tree.items():
            if isinstance(value, Entry):
                found.append(value)
                continue
            here = f"{header} {key}".strip()
            line = self._report.line_at(Place(sheet, row, here))
            found.append(Entry(line, key, Keyed(line, self._entries(value, sheet, row, here))))
        return tuple(found)

    def _stands(self, sheet: Sheet, row: Row, read: _ReadRow, kind: SheetOf) -> bool:
        """Whether what the row stands under is there; reported if not."""
        rows = self._rows[kind.under]
        if read.around and read.around in rows.ids:
            return True
        sentence = (
            _("There is no “%(id)s” in the sheet “%(sheet)s”.")
            % {"id": shown(read.around), "sheet": kind.under}
            + nearest(read.around, sorted(rows.ids))
            if read.around
            else _("Missing: expected an id from the sheet “%(sheet)s”.") % {"sheet": kind.under}
        )
        self._report.refuse_at(Place(sheet, row.number, self._book.column(kind)), sentence)
        return False
