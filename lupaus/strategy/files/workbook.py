"""The strategy file as a workbook: a sheet for each kind of part, a column for each key, a row for each part.

Sheets and columns follow from the one declaration of the file, and what is read becomes the same nodes as
YAML gives: every rule and every sentence is the same, only that a problem names its cell (`goals!C5`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple

from django.utils.translation import gettext as _

from lupaus.strategy.files import document as written
from lupaus.strategy.files.document import DOCUMENT, Document
from lupaus.web.refusals import Problem, Refused
from lupaus.web.spreadsheets import (
    Column,
    Limits,
    Row,
    Sheet,
    SheetToWrite,
    Value,
    read_workbook,
    write_workbook,
)
from lupaus.web.texts import LANGUAGES
from lupaus.workspace.files.attributes import AttributeValues
from lupaus.workspace.files.cells import CellReport, Place, node_of_cell
from lupaus.workspace.files.kinds import Kind, Listing, nearest
from lupaus.workspace.files.nodes import Entry, Items, Keyed, Node
from lupaus.workspace.files.records import Located, Record, keys, kind_of
from lupaus.workspace.files.report import shown
from lupaus.workspace.files.words import Identifier, Words

#: As much as any strategy needs; a larger file is left at once.
LIMITS: Final = Limits(bytes=5_000_000, cells=200_000)

_ATTRIBUTES: Final = "attributes"
#: Spreadsheets know no day before this one that all programs count alike.
_FIRST_DAY: Final = date(1901, 1, 1)
_WIDE, _NARROW = 40.0, 16.0


class _Kind(NamedTuple):
    """A sheet: what its rows are, and the sheet and column in which the part around a row is named."""

    entry: type[Located]
    around: str = ""
    column: str = ""


SHEETS: Final[Mapping[str, _Kind]] = {
    "strategy": _Kind(written.StrategyEntry),
    "focus_areas": _Kind(written.FocusAreaEntry),
    "goals": _Kind(written.GoalEntry, "focus_areas", "focus_area"),
    "targets": _Kind(written.TargetEntry, "goals", "goal"),
    "measures": _Kind(written.MeasureEntry, "goals", "goal"),
    "promises": _Kind(written.PromiseEntry),
    "checklist": _Kind(written.AnswerEntry),
    "indicators": _Kind(written.IndicatorEntry),
}


class _Leaf(NamedTuple):
    """A key that holds a single value: its path below the row, and the kind of the value."""

    path: tuple[str, ...]
    kind: Kind[Any]

    @property
    def header(self) -> str:
        return " ".join(self.path)


def _leaves(entry: type[Any], path: tuple[str, ...] = ()) -> Iterator[_Leaf]:
    """The columns of a kind of entry, in the order of the file; attributes are their own, one each."""
    for each in keys(entry):
        kind, here = kind_of(each), (*path, each.name)
        if isinstance(kind, Words):
            yield from (_Leaf((*here, language), kind.line) for language in LANGUAGES)
        elif isinstance(kind, Record):
            yield from _leaves(kind.cls, here)
        elif isinstance(kind, Listing) and isinstance(kind.of, Record):
            continue  # a sheet of its own
        elif not isinstance(kind, AttributeValues):
            yield _Leaf(here, kind)


def write_xlsx(document: Document) -> bytes:
    """The document as a workbook. Raises `Refused` where a text is longer than a cell may be."""
    plain = DOCUMENT.plain(document)
    rows = {name: list(_rows(plain, name)) for name in SHEETS}
    return write_workbook([_sheet(name, rows[name]) for name in SHEETS])


class _Written(NamedTuple):
    """One row to write: the id of what is around it, and its plain values."""

    around: str
    values: Mapping[str, Any]


def _rows(plain: Mapping[str, Any], name: str) -> Iterator[_Written]:
    kind = SHEETS[name]
    if name == "indicators":
        yield from (_Written("", each) for each in plain.get(name, ()))
    elif name == "strategy":
        yield _Written("", plain["strategy"])
    elif not kind.around:
        yield from (_Written("", each) for each in plain["strategy"].get(name, ()))
    else:
        for outer in _rows(plain, kind.around):
            yield from (_Written(outer.values["id"], each) for each in outer.values.get(name, ()))


def _sheet(name: str, rows: Sequence[_Written]) -> SheetToWrite:
    kind = SHEETS[name]
    leaves = list(_leaves(kind.entry))
    own = sorted({slug for row in rows for slug in row.values.get(_ATTRIBUTES, {})})
    leaves += [_Leaf((_ATTRIBUTES, slug), AttributeValues()) for slug in own]
    columns = [Column(leaf.header, _WIDE if leaf.path[-1] in LANGUAGES else _NARROW) for leaf in leaves]
    if kind.column:
        columns.insert(1, Column(kind.column, _NARROW))
    made = []
    for row in rows:
        cells = [_cell(_value(row.values, leaf.path), leaf.kind) for leaf in leaves]
        if kind.column:
            cells.insert(1, row.around)
        made.append(cells)
    return SheetToWrite(name, columns, made)


def _value(plain: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    found: Any = plain
    for step in path:
        if isinstance(found, str):
            return found  # one text for all languages
        found = found.get(step) if isinstance(found, Mapping) else None
    return found


def _cell(value: Any, kind: Kind[Any]) -> Value | None:
    if isinstance(value, list):
        return ", ".join(value) or None
    if isinstance(kind, Identifier):
        return None if value in (None, "") else str(value)
    if isinstance(value, Decimal):
        # A spreadsheet keeps fifteen digits of a number; one that has more is written as text.
        return float(value) if Decimal(f"{value:.15g}") == value else str(value)
    if isinstance(value, date) and value < _FIRST_DAY:
        return value.isoformat()
    found: Value | None = value
    return found


def read_xlsx(content: bytes, name: str) -> tuple[Document, CellReport]:
    """Read a workbook. Raises `Refused` where nothing can be made of it; what else is wrong is in the report.

    Nothing in it is computed or followed: formulas, links and macros are refused (`web.spreadsheets`).
    """
    try:
        sheets = read_workbook(content, limits=LIMITS)
    except Refused as refused:
        raise type(refused)(
            Problem(each.message, name, each.line, each.path) for each in refused.problems
        ) from refused
    report = CellReport(name)
    root = _Reading(sheets, report).root()
    return DOCUMENT.read(root, "", report), report


@dataclass(frozen=True, slots=True)
class _ReadRow:
    id: str
    around: str
    line: int
    entries: tuple[Entry, ...]


class _Reading:
    """From sheets to the nodes of a document."""

    def __init__(self, sheets: Sequence[Sheet], report: CellReport) -> None:
        self._report = report
        self._sheets = {sheet.name.strip(): sheet for sheet in sheets}
        self._rows: dict[str, list[_ReadRow]] = {}

    def root(self) -> Node:
        for name, sheet in self._sheets.items():
            if name not in SHEETS and (sheet.rows or sheet.columns):
                self._report.refuse_at(
                    Place(sheet, 1),
                    _("There is no sheet “%(name)s” in a strategy.") % {"name": shown(name)}
                    + nearest(name, tuple(SHEETS)),
                )
        for name in SHEETS:
            self._rows[name] = self._read(name, self._sheets[name]) if name in self._sheets else []
        if not self._rows["strategy"]:
            raise Refused(
                Problem(
                    _("There is no strategy in this workbook: the sheet “strategy” needs a row."),
                    self._report.file,
                )
            )
        first, *more = self._rows["strategy"]
        for row in more:
            self._report.refuse("", _("One file holds one strategy."), line=row.line)
        entries = [Entry(first.line, "strategy", Keyed(first.line, (*first.entries, *self._lists())))]
        if self._rows["indicators"]:
            entries.insert(0, _listed("indicators", self._rows["indicators"]))
        return Keyed(0, tuple(entries))

    def _lists(self) -> Iterator[Entry]:
        """What stands in lists below the strategy; goals within their focus areas and so on."""
        for name in ("focus_areas", "promises", "checklist"):
            if self._rows[name]:
                yield _listed(name, [self._filled(name, row) for row in self._rows[name]])

    def _filled(self, name: str, row: _ReadRow) -> _ReadRow:
        inner = []
        for below, kind in SHEETS.items():
            if kind.around == name and row.id:
                found = [self._filled(below, each) for each in self._rows[below] if each.around == row.id]
                inner += [_listed(below, found)] if found else []
        return _ReadRow(row.id, row.around, row.line, (*row.entries, *inner))

    def _read(self, name: str, sheet: Sheet) -> list[_ReadRow]:
        """The rows of a sheet whose ids are their own and that stand under something."""
        kind = SHEETS[name]
        leaves = self._known(name, sheet)
        first: dict[str, Row] = {}
        found = []
        for row in sheet.rows:
            read = self._row(sheet, row, leaves, kind)
            if read is None:
                continue
            if read.id in first:
                self._report.refuse_at(
                    Place(sheet, row.number, "id"),
                    _("The id “%(id)s” is in this sheet twice; the first is in row %(row)d.")
                    % {"id": shown(read.id), "row": first[read.id].number},
                )
                continue
            if read.id:
                first[read.id] = row
            if not kind.around or self._stands(sheet, row, read, kind):
                found.append(read)
        return found

    def _known(self, name: str, sheet: Sheet) -> dict[str, _Leaf]:
        """The columns by their headers; others are reported, with a suggestion."""
        leaves = {leaf.header: leaf for leaf in _leaves(SHEETS[name].entry)}
        known = [*leaves, *filter(None, [SHEETS[name].column])]
        has_own = any(isinstance(kind_of(each), AttributeValues) for each in keys(SHEETS[name].entry))
        for header in sheet.columns:
            start, _space, slug = header.strip().partition(" ")
            if has_own and start == _ATTRIBUTES and slug:
                leaves[header] = _Leaf((_ATTRIBUTES, slug.strip()), AttributeValues())
            elif header.strip() in leaves:
                leaves[header] = leaves[header.strip()]
            elif header.strip() != SHEETS[name].column:
                self._report.refuse_at(
                    Place(sheet, 1, header),
                    _("There is no column “%(name)s” here.") % {"name": shown(header)}
                    + nearest(header, known),
                )
        return leaves

    def _row(self, sheet: Sheet, row: Row, leaves: Mapping[str, _Leaf], kind: _Kind) -> _ReadRow | None:
        tree: dict[str, Any] = {}
        around = ""
        for header, value in row.values.items():
            line = self._report.line_at(Place(sheet, row.number, header))
            if header.strip() == kind.column:
                around = str(value).strip()
            elif leaf := leaves.get(header):
                *steps, last = leaf.path
                inner = tree
                for step in steps:
                    inner = inner.setdefault(step, {})
                inner[last] = Entry(line, last, node_of_cell(value, leaf.kind, line))
        if not tree and not around:
            return None
        named = row.values.get("id")
        line = self._report.line_at(Place(sheet, row.number))
        return _ReadRow(
            "" if named is None else str(named), around, line, self._entries(tree, sheet, row.number, "")
        )

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

    def _stands(self, sheet: Sheet, row: Row, read: _ReadRow, kind: _Kind) -> bool:
        """Whether what the row stands under is there; reported if not."""
        ids = {each.id for each in self._rows[kind.around]}
        if read.around in ids and read.around:
            return True
        sentence = (
            _("There is no “%(id)s” in the sheet “%(sheet)s”.")
            % {"id": shown(read.around), "sheet": kind.around}
            + nearest(read.around, sorted(ids))
            if read.around
            else _("Missing: expected an id from the sheet “%(sheet)s”.") % {"sheet": kind.around}
        )
        self._report.refuse_at(Place(sheet, row.number, kind.column), sentence)
        return False


def _listed(name: str, rows: Sequence[_ReadRow]) -> Entry:
    return Entry(0, name, Items(0, tuple(Keyed(row.line, row.entries) for row in rows)))
