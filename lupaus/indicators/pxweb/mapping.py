"""What a planner says of tables of Statistics Finland: which values of which table are which indicator.

language: fi
tables:
  - table: [StatFin/11s5.px]           # database and way to the table; of several, the first there is
    region: alue                       # variables, by code or by words of their label; of several, the first
    period: kuukausi                   # left out: the variable of time
    gender: sukupuoli                  # left out: the figures are about everybody
    measure: tiedot
    genders: {SSS: total, "1": male, "2": female}
    category: municipality             # bare numbers such as 049 are of this kind of area
    regions: ["KU*", SSS]              # which values, or {value: our code}; left out: all
    years: {"*M12": "*"}               # which values of the period, and the year each counts as
    since: 2015
    only: {ikä: SSS}                   # the value of every other variable
    indicators:
      population:
        measure: vaesto                # the value of the measure, by code or by words of its label
        title: {fi: Väkiluku, sv: Folkmängd, en: Population}
        unit: {fi: henkeä, sv: personer, en: persons}
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from lupaus.indicators.files.map_reader import MapReader
from lupaus.indicators.files.mapping import Translation
from lupaus.indicators.models import Gender, Polarity
from lupaus.indicators.pxweb.service import LANGUAGES
from lupaus.regions.models import Category
from lupaus.web.texts import Text
from lupaus.workspace.files.nodes import Items, Keyed, Node, Scalar
from lupaus.workspace.files.reading import bytes_of, nodes_of
from lupaus.workspace.files.report import shown, step

_LARGEST: Final = 1_000_000
_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,80}")
_TABLE: Final = (
    "table", "region", "period", "gender", "measure", "genders", "category", "regions", "years", "since",
    "only", "indicators",
)  # fmt: skip
_INDICATOR: Final = (
    "measure", "only", "title", "unit", "description", "producer", "polarity", "decimals", "theme", "licence",
)  # fmt: skip
#: A year is a year; a month or a quarter is none unless the mapping says which year it counts as.
_YEARS: Final = Translation.of({"*": "*"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """One indicator: the values that are its own, and what the catalogue says of it where it says so here."""

    id: str
    measure: str = ""
    only: Mapping[str, str] = field(default_factory=dict)
    title: Text | None = None
    unit: Text | None = None
    description: Text | None = None
    producer: Text | None = None
    polarity: str | None = None
    decimals: int | None = None
    theme: str | None = None
    licence: str | None = None


@dataclass(frozen=True, slots=True)
class TableMap:
    """One table. Variables and values are codes or words of labels; see the module."""

    tables: tuple[str, ...]
    indicators: tuple[Wanted, ...]
    region: tuple[str, ...] = ()
    period: tuple[str, ...] = ()
    gender: tuple[str, ...] = ()
    measure: tuple[str, ...] = ()
    genders: Mapping[str, str] = field(default_factory=dict)
    category: str = ""
    #: Which values of the region are which area, in any words that `files.places` knows; empty: all.
    regions: Mapping[str, str] = field(default_factory=dict)
    years: Translation = _YEARS
    since: int | None = None
    only: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PxMap:
    """The tables of a mapping, and the language its words are in. `name` is the file's."""

    name: str
    language: str
    tables: tuple[TableMap, ...]


def read_map(path: Path) -> PxMap:
    """The mapping in a YAML file. Raises `Refused` with every fault and its line."""
    return map_of(bytes_of(path, largest=_LARGEST), path.name)


def map_of(content: bytes, name: str) -> PxMap:
    """The mapping in the bytes of a file of that name. Raises `Refused`."""
    node, report = nodes_of(content, name, largest=_LARGEST)
    read = _Reader(report).whole(node, name)
    report.raise_problems()
    return read


class _Reader(MapReader):
    def whole(self, node: Node, name: str) -> PxMap:
        said = self._keyed(node, "", ("language", "tables"))
        language = self._word(said["language"], "language") if "language" in said else "fi"
        if language not in LANGUAGES:
            self._refuse(said["language"], "language", _("Expected fi, sv or en."))
        tables = said.get("tables")
        if not isinstance(tables, Items) or not tables.nodes:
            self._refuse(tables or node, "tables", _("Expected a list of tables."))
            return PxMap(name, language, ())
        return PxMap(
            name,
            language,
            tuple(self._table(each, f"tables[{place}]") for place, each in enumerate(tables.nodes)),
        )

    def _table(self, node: Node, path: str) -> TableMap:
        said = self._keyed(node, path, _TABLE)
        for key in ("table", "indicators"):
            if key not in said:
                self._refuse(node, path, _("Expected the key %(key)s.") % {"key": key})
        self._refuse_strange_tables(said, path)
        genders = self._genders(said, node, path)
        category = self._category(said, path)
        years = self._translation(said.get("years"), f"{path}.years")
        indicators = self._keyed(said.get("indicators"), f"{path}.indicators")
        if "indicators" in said and not indicators:
            self._refuse(said["indicators"], f"{path}.indicators", _("Expected at least one indicator."))
        return TableMap(
            tables=self._words(said.get("table"), f"{path}.table"),
            indicators=tuple(
                self._indicator(each, inner, step(f"{path}.indicators", each))
                for each, inner in indicators.items()
            ),
            region=self._words(said.get("region"), f"{path}.region"),
            period=self._words(said.get("period"), f"{path}.period"),
            gender=self._words(said.get("gender"), f"{path}.gender"),
            measure=self._words(said.get("measure"), f"{path}.measure"),
            genders=genders,
            category=category,
            regions=self._regions(said.get("regions"), f"{path}.regions"),
            years=Translation.of(years) if years else _YEARS,
            since=self._number(said.get("since"), f"{path}.since", 1750, 2150),
            only=self._translation(said.get("only"), f"{path}.only"),
        )

    def _regions(self, node: Node | None, path: str) -> dict[str, str]:
        """A list of values that are areas as they stand, or what each is here."""
        if isinstance(node, Keyed):
            return self._translation(node, path)
        found = {words: words for words in self._words(node, path)}
        for words in found:
            if words.count("*") > 1:
                self._refuse(node, path, _("One star at most: it stands for any words."))
        return found

    def _refuse_strange_tables(self, said: Mapping[str, Node], path: str) -> None:
        for table in self._words(said.get("table"), f"{path}.table"):
            if "/" not in table.strip("/") or ".." in table or "://" in table or len(table) > 70:
                sentence = _("Expected the database and the way to the table, such as StatFin/11s5.px.")
                self._refuse(said.get("table"), f"{path}.table", sentence)

    def _genders(self, said: Mapping[str, Node], node: Node, path: str) -> dict[str, str]:
        genders = self._translation(said.get("genders"), f"{path}.genders")
        for given, gender in genders.items():
            if gender not in Gender.values:
                words = _("Expected total, male or female.")
                self._refuse(said.get("genders"), step(f"{path}.genders", given), words)
        if bool(genders) != ("gender" in said):
            self._refuse(node, path, _("gender and genders go together."))
        return genders

    def _category(self, said: Mapping[str, Node], path: str) -> str:
        category = self._one(said.get("category"), f"{path}.category")
        if category and category not in Category.values:
            self._refuse(
                said["category"],
                f"{path}.category",
                _("“%(word)s” is no kind of area; expected one of: %(known)s.")
                % {"word": shown(category), "known": ", ".join(Category.values)},
            )
        return category

    def _indicator(self, name: str, node: Node, path: str) -> Wanted:
        said = self._keyed(node, path, _INDICATOR)
        if not _ID.fullmatch(name):
            words = _("An id is at most 80 letters a–z, digits, hyphens and underscores.")
            self._refuse(node, path, words)
        polarity = self._one(said.get("polarity"), f"{path}.polarity") or None
        if polarity is not None and polarity not in Polarity.values:
            words = _("Expected one of: %(values)s.") % {"values": ", ".join(Polarity.values)}
            self._refuse(said["polarity"], f"{path}.polarity", words)
        return Wanted(
            id=name,
            measure=self._one(said.get("measure"), f"{path}.measure"),
            only=self._translation(said.get("only"), f"{path}.only"),
            title=self._text(said.get("title"), f"{path}.title"),
            unit=self._text(said.get("unit"), f"{path}.unit"),
            description=self._text(said.get("description"), f"{path}.description"),
            producer=self._text(said.get("producer"), f"{path}.producer"),
            polarity=polarity,
            decimals=self._number(said.get("decimals"), f"{path}.decimals", 0, 6),
            theme=self._one(said.get("theme"), f"{path}.theme") or None,
            licence=self._one(said.get("licence"), f"{path}.licence") or None,
        )

    def _text(self, node: Node | None, path: str) -> Text | None:
        """Words in every language, or by language."""
        if node is None:
            return None
        if isinstance(node, Scalar):
            return Text.same(self._word(node, path))
        languages = self._keyed(node, path, LANGUAGES)
        return Text.of({each: self._word(inner, step(path, each)) for each, inner in languages.items()})

    def _number(self, node: Node | None, path: str, least: int, most: int) -> int | None:
        if node is None:
            return None
        words = self._word(node, path)
        if not (words.isascii() and words.isdigit() and least <= int(words[:9]) <= most):
            range_ = {"least": least, "most": most}
            self._refuse(node, path, _("Expected a number from %(least)s to %(most)s.") % range_)
            return None
        return int(words)

    def _one(self, node: Node | None, path: str) -> str:
        return "" if node is None else self._word(node, path)
