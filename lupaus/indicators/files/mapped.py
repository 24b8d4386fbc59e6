"""Rows of any table as observations, by a mapping of its columns, codes and areas."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from lupaus.indicators.files.mapping import FIELDS, FileMap, Translation
from lupaus.indicators.files.places import NoSuchArea, Places
from lupaus.indicators.rows import Row
from lupaus.web.refusals import Problem, Refused
from lupaus.workspace.files.report import shown

#: Without these there is no observation; what nobody says of gender is about everybody.
_NEEDED: Final = ("indicator", "region", "year", "value")
#: What statistical files write in the place of a value that is not there, and the status it means.
_SIGNS: Final = {".": "M", "..": "M", "...": "Q", "…": "Q", ":": "M", "nan": "M", "na": "M"}
#: Statuses in the words of PxWeb. SDMX's own are ours too.
_STATUSES: Final = {".": "M", "..": "M", "...": "Q"}
#: The genders in the codes of SDMX (CL_SEX 2.1) and in the words of our three languages.
_GENDERS: Final = {
    **dict.fromkeys(("total", "_t", "t", "all", "yhteensä", "totalt", "sukupuolet yhteensä"), "total"),
    **dict.fromkeys(("female", "f", "women", "females", "naiset", "kvinnor"), "female"),
    **dict.fromkeys(("male", "m", "men", "males", "miehet", "män"), "male"),
}
_SPACES: Final = re.compile(r"(?<=[0-9])[ \u00a0\u2009\u202f](?=[0-9]{3})")


class Record(NamedTuple):
    """One row of a table: where it stands, and its cells in the order of the columns."""

    line: int
    cells: Sequence[object]


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it stands in a file. `place` names a row, and one of its columns where it is known."""

    name: str
    columns: tuple[str, ...]
    records: Iterable[Record | Problem]
    place: Callable[[int, str], Problem]  # a problem without its message yet
    commas: bool = False  # columns are separated with commas, so a decimal comma is not certain


class Mapped:
    """The observations of a table. Raises `Refused` at once where the mapping does not fit its columns."""

    def __init__(self, table: Table, said: FileMap, *, places: Places | None = None) -> None:
        self._table = table
        self._said = said
        self._at: dict[str, int] = {name: place for place, name in enumerate(table.columns)}
        self._places = places or Places(said.regions)
        self._refuse_what_does_not_fit()
        self._fields = {
            field: tuple(self._at[column] for column in columns) for field, columns in said.columns.items()
        }
        self._kind = self._at.get(said.regions.category_column) if said.regions.category_column else None
        self._only = [(self._at[column], Translation.of(_same(words))) for column, words in said.only.items()]
        self._not = [
            (self._at[column], Translation.of(_same(words))) for column, words in said.leave_out.items()
        ]
        self._faults: list[tuple[str, str]] = []

    def column_of(self, field: str) -> str:
        """The column that says a field, for naming a place; empty where none does."""
        return next(iter(self._said.columns.get(field, ())), "")

    def rows(self) -> Iterator[Row | Problem]:
        """The rows as the mapping has them, unchecked; a `Problem` for each thing nothing is said of."""
        for record in self._table.records:
            if isinstance(record, Problem):
                yield record
            elif self._wanted(record.cells):
                row = self._row(record)
                if self._faults:
                    yield from self._told(record.line)
                else:
                    yield row

    def _row(self, record: Record) -> Row:
        said = {field: self._given(field, record.cells) for field in FIELDS}
        status = self._status(_text(said["status"]))
        value = self._number("value", said["value"])
        if isinstance(value, str) and (sign := _SIGNS.get(value.casefold())):
            value, status = None, status or sign
        return Row(
            record.line,
            self._meant("indicator", _text(said["indicator"])),
            self._region(_text(said["region"]), record.cells),
            self._gender(_text(said["gender"])),
            self._meant("year", _text(said["year"])),
            value,
            self._number("numerator", said["numerator"]),
            self._number("denominator", said["denominator"]),
            status,
        )

    def _given(self, field: str, cells: Sequence[object]) -> object:
        """What the row says of a field: the first of its columns that holds something, else its constant."""
        for place in self._fields.get(field, ()):
            value = cells[place]
            if value is not None and value != "":
                return value
        return self._said.constants.get(field)

    def _meant(self, field: str, given: str) -> str:
        translation = self._said.values.get(field)
        if translation is None or not given:
            return given
        meant = translation(given)
        if meant is None:
            self._faults.append((field, self._unmapped(field, given)))
            return ""
        return meant

    def _unmapped(self, field: str, given: str) -> str:
        return _(
            "“%(given)s” of the column %(column)s is not mapped: say under values.%(field)s what it means."
        ) % {
            "given": shown(given),
            "column": self.column_of(field) or "–",
            "field": field,
        }

    def _region(self, given: str, cells: Sequence[object]) -> str:
        meant = self._meant("region", given)
        if not meant:
            return ""
        try:
            return self._places.code_of(meant, _text(cells[self._kind]) if self._kind is not None else "")
        except NoSuchArea as none:
            self._faults.append(("region", str(none)))
            return ""

    def _gender(self, given: str) -> str:
        if "gender" in self._said.values:
            return self._meant("gender", given)
        return _GENDERS.get(given.casefold(), given) if given else "total"

    def _status(self, given: str) -> str:
        if "status" in self._said.values:
            return self._meant("status", given)
        return _STATUSES.get(given, given)

    def _number(self, field: str, given: object) -> str | float | None:
        """A number as the checks read it: a point before the decimals, no spaces between thousands."""
        if given is None or (isinstance(given, int | float) and not isinstance(given, bool)):
            return given
        text = _text(given)
        if (translation := self._said.values.get("value")) and (meant := translation(text)) is not None:
            text = meant
        text = _SPACES.sub("", text).replace("\u2212", "-")
        decimal = self._said.decimal or ("." if self._table.commas else "")
        if decimal == "," and "." in text.strip("."):
            sentence = _("%(given)s has a point, though its decimals are said to stand behind a comma.")
            self._faults.append((field, sentence % {"given": f"“{shown(text)}”"}))
            return None
        if decimal != "." and text.count(",") == 1 and "." not in text:
            return text.replace(",", ".")
        return text

    def _wanted(self, cells: Sequence[object]) -> bool:
        return all(words(_text(cells[place])) is not None for place, words in self._only) and not any(
            words(_text(cells[place])) is not None for place, words in self._not
        )

    def _told(self, line: int) -> Iterator[Problem]:
        for field, message in self._faults:
            place = self._table.place(line, self.column_of(field))
            yield Problem(message, place.file, place.line, place.path)
        self._faults.clear()

    def _refuse_what_does_not_fit(self) -> None:
        problems = [
            *self._missing_columns(),
            *(
                Problem(self._nothing_says(field), file=self._table.name)
                for field in _NEEDED
                if field not in self._said.columns and field not in self._said.constants
            ),
        ]
        if problems:
            raise Refused(problems)

    def _missing_columns(self) -> Iterator[Problem]:
        said = self._said
        wanted = [
            *((f"columns.{field}", column) for field, columns in said.columns.items() for column in columns),
            *(("regions.category_column", each) for each in [said.regions.category_column] if each),
            *((f"only.{column}", column) for column in said.only),
            *((f"leave_out.{column}", column) for column in said.leave_out),
        ]
        for path, column in wanted:
            if column not in self._at:
                yield Problem(
                    _("The file has no column “%(column)s”. Its columns: %(columns)s.")
                    % {"column": shown(column), "columns": self._listed()},
                    file=said.name or self._table.name,
                    path=path,
                )

    def _nothing_says(self, field: str) -> str:
        return _(
            "Nothing says the %(field)s: name its column in a mapping under columns.%(field)s, or write under"
            " constants.%(field)s what it is for all rows. Columns of the file: %(columns)s."
        ) % {"field": field, "columns": self._listed()}

    def _listed(self) -> str:
        return ", ".join(shown(column) for column in self._table.columns[:50])


def _text(given: object) -> str:
    if given is None:
        return ""
    return given.strip() if isinstance(given, str) else str(given)


def _same(words: Iterable[str]) -> Mapping[str, str]:
    return {word: word for word in words}
