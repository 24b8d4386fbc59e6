"""Statistics Finland's classification of municipalities: one row for each, with every area it lies in.

Read in the column names of the open key file (`kunta`, `municipality_name_fi`, `maakunta_code`,
`maakunta_name_fi`, …, `year`; CC BY 4.0), separated by comma or semicolon. Its codes may lack their zeros.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from lupaus.regions.codes import COUNTRY, WIDTHS, code_of, number_of
from lupaus.regions.models import Category
from lupaus.web.refusals import Problem, Refused
from lupaus.web.texts import LANGUAGES, Text

#: Column prefix → category. The first two are in every classification, the others as the years have them.
AREAS: Final[Mapping[str, Category]] = {
    "maakunta": Category.REGION,
    "seutukunta": Category.SUBREGION,
    "hyvinvointialue": Category.COUNTY,
    "suuralue": Category.MAJOR_REGION,
    "nuts1": Category.MAINLAND,
    "yhteistyoalue": Category.COLLABORATIVE_AREA,
    "evk": Category.ECONOMIC_DEVELOPMENT_CENTRE,
    "ely": Category.ELY_CENTRE,
    "erva": Category.SPECIAL_RESPONSIBILITY_AREA,
    "sairaanhoitop": Category.HOSPITAL_DISTRICT,
    "avi": Category.ADMINISTRATIVE_AGENCY,
}
_REQUIRED: Final = ("kunta", "municipality_name_fi", "maakunta_code", "seutukunta_code", "year")

#: What lies in what, wherever every municipality of the one also lies in the other.
_NESTED: Final = (
    (Category.SUBREGION, Category.REGION),
    (Category.COUNTY, Category.REGION),
    (Category.REGION, Category.MAJOR_REGION),
    (Category.MAJOR_REGION, Category.MAINLAND),
    (Category.COUNTY, Category.COLLABORATIVE_AREA),
)


class Area(NamedTuple):
    """A region of the classification, with the codes of those it lies in directly."""

    code: str
    category: Category
    number: str
    name: Text
    parents: frozenset[str]


class Classification(NamedTuple):
    """The areas by code, for one year. `categories` are those the file tells of, whole."""

    year: int
    areas: dict[str, Area]
    categories: frozenset[Category]


def is_classification(text: str) -> bool:
    """Whether the first line names the columns of a classification."""
    return set(_REQUIRED) <= set(_rows(text).fieldnames or ())


def parse(text: str, file: str) -> Classification:
    """Read the classification. Raises `Refused` with every problem and its line."""
    rows = _rows(text)
    columns = [prefix for prefix in AREAS if f"{prefix}_code" in (rows.fieldnames or ())]
    reader = _Reader(file, columns)
    try:
        for row in rows:
            reader.read(row, rows.line_num)
    except csv.Error as wrong:
        raise Refused(Problem(_("This is not a table that can be read."), file, rows.line_num)) from wrong
    if not reader.municipalities and not reader.problems:
        reader.problems.append(Problem(_("The table holds no municipality."), file))
    if reader.problems:
        raise Refused(reader.problems)
    categories = frozenset([Category.MUNICIPALITY, *(AREAS[prefix] for prefix in columns)])
    return Classification(reader.year or 0, dict(reader.areas()), categories)


def _rows(text: str) -> csv.DictReader[str]:
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    return csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, restkey="")


class _Reader:
    def __init__(self, file: str, columns: list[str]) -> None:
        self.file = file
        self.columns = columns
        self.problems: list[Problem] = []
        self.year: int | None = None
        self.names: dict[str, tuple[Category, str, Text]] = {}
        self.municipalities: dict[str, frozenset[str]] = {}

    def read(self, row: dict[str, str], line: int) -> None:
        if None in row.values() or "" in row:
            self._wrong(line, _("The row has too few or too many columns."))
            return
        self._read_year(row["year"], line)
        code = self._area(Category.MUNICIPALITY, row["kunta"], row, "municipality", line)
        if code in self.municipalities:
            self._wrong(line, _("The municipality %(code)s is in the table twice.") % {"code": code})
        around = [
            self._area(AREAS[prefix], row[f"{prefix}_code"], row, prefix, line) for prefix in self.columns
        ]
        if code:
            self.municipalities[code] = frozenset(filter(None, around))

    def areas(self) -> Iterator[tuple[str, Area]]:
        yield from ((code, self._as_area(code, parents)) for code, parents in self.municipalities.items())
        members: dict[str, list[frozenset[str]]] = {}
        for parents in self.municipalities.values():
            for code in parents:
                members.setdefault(code, []).append(parents)
        for code, sets in members.items():
            category = self.names[code][0]
            shared = frozenset.intersection(*sets)
            nests = {outer for inner, outer in _NESTED if inner == category}
            around = {parent for parent in shared if self.names[parent][0] in nests}
            yield code, self._as_area(code, frozenset(around or {COUNTRY}))

    def _as_area(self, code: str, parents: frozenset[str]) -> Area:
        category, number, name = self.names[code]
        return Area(code, category, number, name, parents)

    def _read_year(self, value: str, line: int) -> None:
        whole = value.strip().removesuffix(".0")
        year = int(whole) if whole.isascii() and whole.isdigit() and len(whole) == 4 else 0
        if not 1900 < year < 2200:
            self._wrong(line, _("A year was expected, not %(value)s.") % {"value": value[:40]})
        elif self.year not in (None, year):
            self._wrong(
                line,
                _("The table is of %(year)s, this row of %(other)s.") % {"year": self.year, "other": year},
            )
        else:
            self.year = year

    def _area(self, category: Category, bare: str, row: dict[str, str], prefix: str, line: int) -> str:
        """The code of an area of a row; an empty string where the row is wrong, which is then noted."""
        bare = bare.strip().removesuffix(".0").removeprefix("FI" if category == Category.MAINLAND else "")
        if not (bare.isascii() and bare.isdigit() and len(bare) <= WIDTHS[category]):
            self._wrong(
                line,
                _("A code of digits was expected in the column %(column)s.") % {"column": f"{prefix}_code"},
            )
            return ""
        words = {language: _name(row.get(f"{prefix}_name_{language}", "")) for language in LANGUAGES}
        if not words["fi"] or max(map(len, words.values())) > 200:
            self._wrong(
                line,
                _("A name of at most 200 characters was expected in the column %(column)s.")
                % {"column": f"{prefix}_name_fi"},
            )
            return ""
        code = code_of(category, bare)
        told = (category, number_of(category, bare), Text(**words))
        known = self.names.setdefault(code, told)
        if known != told and category != Category.MUNICIPALITY:
            self._wrong(
                line,
                _("%(code)s names two different regions: %(one)s and %(other)s.")
                % {"code": code, "one": known[2], "other": told[2]},
            )
        return code

    def _wrong(self, line: int, message: str) -> None:
        self.problems.append(Problem(message, self.file, line))


def _name(words: str) -> str:
    # Mainland Finland and Åland stand in capitals in the source.
    clean = " ".join(words.split())
    return clean.title() if clean.isupper() and len(clean) > 3 else clean
