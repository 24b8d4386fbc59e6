"""What the sheets of a workbook are made of: which there are, their columns, and values as cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple

from lupaus.web.spreadsheets import Value
from lupaus.web.texts import LANGUAGES
from lupaus.workspace.files.attributes import AttributeValues
from lupaus.workspace.files.cells import stands_on_lines
from lupaus.workspace.files.kinds import Kind, Listing
from lupaus.workspace.files.quantities import Day, Number, Whole
from lupaus.workspace.files.records import Located, Record, keys, kind_of
from lupaus.workspace.files.words import Identifier, Line, Words

ATTRIBUTES: Final = "attributes"
#: Spreadsheets cut the name of a sheet after so many letters.
LONGEST_NAME: Final = 31
#: Spreadsheets know no day before this one that all programs count alike.
_FIRST_DAY: Final = date(1901, 1, 1)


@dataclass(frozen=True, slots=True)
class SheetOf:
    """A sheet: its name, what its rows are, and the sheet in whose rows they stand (none: in the document).

    `one` names a row of it, as the column of another sheet that says under which row it stands. `key` is the
    key of the list; it is the name where nothing else is said.
    """

    name: str
    entry: type[Located]
    one: str = ""
    under: str = ""
    key: str = ""

    @property
    def listed(self) -> str:
        return self.key or self.name

    @property
    def has_ids(self) -> bool:
        return any(each.name == "id" for each in keys(self.entry))

    @property
    def has_attributes(self) -> bool:
        return any(isinstance(kind_of(each), AttributeValues) for each in keys(self.entry))


class Leaf(NamedTuple):
    """A key that holds a single value: its path below the row, and the kind of the value."""

    path: tuple[str, ...]
    kind: Kind[Any]

    @property
    def header(self) -> str:
        return " ".join(self.path)

    @property
    def is_words(self) -> bool:
        return self.path[-1] in LANGUAGES


def with_short_lists(sheets: Iterable[SheetOf]) -> Iterator[SheetOf]:
    """The sheets, each followed by one for every list of records in its rows that has no sheet yet."""
    declared = tuple(sheets)
    for sheet in declared:
        yield sheet
        own = {each.listed for each in declared if each.under == sheet.name}
        for each in keys(sheet.entry):
            kind = kind_of(each)
            if isinstance(kind, Listing) and isinstance(kind.of, Record) and each.name not in own:
                name = f"{sheet.name}_{each.name}"
                yield SheetOf(name, kind.of.cls, under=sheet.name, key=each.name)


def leaves(entry: type[Any], path: tuple[str, ...] = ()) -> Iterator[Leaf]:
    """The columns of a kind of entry, in the order of the file; attributes are their own, one each.

    Raises `TypeError` for what fits neither a cell nor a sheet of its own.
    """
    for each in keys(entry):
        kind, here = kind_of(each), (*path, each.name)
        if isinstance(kind, Words):
            yield from (Leaf((*here, language), kind.line) for language in LANGUAGES)
        elif isinstance(kind, Record):
            yield from leaves(kind.cls, here)
        elif isinstance(kind, Listing) and isinstance(kind.of, Record):
            if path:
                raise TypeError(f"{'.'.join(here)}: a list of records has no sheet within a record.")
        elif isinstance(kind, Listing) and not isinstance(kind.of, Line | Number | Whole | Day):
            raise TypeError(f"{'.'.join(here)}: a list of these fits no cell.")
        elif not isinstance(kind, AttributeValues):
            yield Leaf(here, kind)


def value_at(plain: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    """The plain value of a leaf, None where there is none."""
    found: Any = plain
    for step in path:
        if isinstance(found, str):
            return found  # one text for all languages
        found = found.get(step) if isinstance(found, Mapping) else None
    return found


def cell(value: Any, kind: Kind[Any]) -> Value | None:
    """A plain value as a cell holds it."""
    if isinstance(value, list):
        of = kind.of if isinstance(kind, Listing) else kind
        return ("\n" if stands_on_lines(of) else ", ").join(map(str, value)) or None
    if isinstance(kind, Identifier):
        return None if value in (None, "") else str(value)
    if isinstance(value, Decimal):
        # A spreadsheet keeps fifteen digits of a number; one that has more is written as text.
        return float(value) if Decimal(f"{value:.15g}") == value else str(value)
    if isinstance(value, date) and value < _FIRST_DAY:
        return value.isoformat()
    found: Value | None = value
    return found
