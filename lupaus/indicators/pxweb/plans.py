"""From a mapping and a table's metadata to questions that are small enough, each known what it asks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, prod

from django.utils.translation import gettext as _

from lupaus.indicators.files.mapping import RegionWords, Translation
from lupaus.indicators.files.places import NoSuchArea, Places
from lupaus.indicators.observations import TOTAL
from lupaus.indicators.pxweb.mapping import TableMap, Wanted
from lupaus.indicators.pxweb.tables import PxTable, Variable
from lupaus.web.refusals import Problem, Refused
from lupaus.workspace.files.report import shown

#: A question: the chosen values of each variable, in the table's order.
Query = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the values of a question mean here: regions, years, genders, and indicators by the measure.

    The names of variables are empty where the table has none: then everybody, or one indicator, is meant.
    """

    region: str
    period: str
    gender: str
    measure: str
    regions: Mapping[str, str]
    years: Mapping[str, str]
    genders: Mapping[str, str]
    indicators: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Plan:
    """One selection of a table, before it is split.

    `strange` tells of areas the mapping names and nobody here knows, `left_out` names those that are only
    among the areas it chooses.
    """

    query: Query
    meaning: Meaning
    strange: tuple[Problem, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def cells(self) -> int:
        return cells_of(self.query)


def cells_of(query: Query) -> int:
    return prod(len(values) for _code, values in query)


def split(query: Query, most: int) -> Iterator[Query]:
    """Questions of at most so many cells that together ask the same, in parts of about one size, cut along
    the longest side. A single cell is asked for whatever `most` says."""
    cells = cells_of(query)
    if cells <= max(most, 1):
        yield query
        return
    longest = max(range(len(query)), key=lambda each: len(query[each][1]))
    code, values = query[longest]
    of_one = cells // len(values)
    parts = ceil(len(values) / max(1, most // of_one))
    ends = [len(values) * part // parts for part in range(parts + 1)]
    for first, end in pairwise(ends):
        yield from split((*query[:longest], (code, values[first:end]), *query[longest + 1 :]), most)


def plans_of(table: PxTable, said: TableMap) -> list[Plan]:
    """What is to be asked of a table: one selection for all indicators that differ only in the measure.

    Raises `Refused` with a sentence and the choices there are, where the table has not what is asked for.
    """
    groups: dict[tuple[tuple[str, str], ...], list[Wanted]] = {}
    for wanted in said.indicators:
        only = {**said.only, **wanted.only}
        groups.setdefault(tuple(sorted(only.items())), []).append(wanted)
    sides = _Sides(table, said)
    return [sides.plan(dict(only), group) for only, group in groups.items()]


class _Sides:
    """The sides of a table that every selection shares."""

    def __init__(self, table: PxTable, said: TableMap) -> None:
        self._table = table
        self._said = said
        self._period = self._time()
        self._region = self._geography()
        self._gender = table.variable(*said.gender) if said.gender else None
        self._measure = table.variable(*said.measure) if said.measure else None
        self._genders: dict[str, str] = {}
        if self._gender:
            for words, gender in said.genders.items():
                self._genders[table.value(self._gender, words)] = gender
        self._years = self._chosen_years()
        self._strange: list[Problem] = []
        self._left_out: list[str] = []
        self._regions = self._chosen_regions()

    def plan(self, only: Mapping[str, str], group: Sequence[Wanted]) -> Plan:
        chosen: dict[str, tuple[str, ...]] = {
            self._period.code: tuple(self._years),
            self._region.code: tuple(self._regions),
        }
        if self._gender:
            chosen[self._gender.code] = tuple(self._genders)
        indicators = self._measures(group)
        if self._measure:
            chosen[self._measure.code] = tuple(indicators)
        for words, value in only.items():
            variable = self._table.variable(words)
            if variable.code in chosen:
                raise self._refused(
                    _("The variable “%(variable)s” is chosen twice."), {"variable": shown(variable.label)}
                )
            chosen[variable.code] = (self._table.value(variable, value),)
        for variable in self._table.variables:
            if variable.code in chosen or variable.may_be_left_out:
                continue
            if len(variable.values) > 1:
                raise self._table.refused(
                    _("Nothing says which value of the variable %(words)s is meant: name it under only."),
                    [variable.label],
                    variable.values,
                )
            chosen[variable.code] = tuple(value.code for value in variable.values)
        query = tuple(
            (variable.code, chosen[variable.code])
            for variable in self._table.variables
            if variable.code in chosen
        )
        meaning = Meaning(
            self._region.code,
            self._period.code,
            self._gender.code if self._gender else "",
            self._measure.code if self._measure else "",
            self._regions,
            self._years,
            self._genders or {"": TOTAL},
            indicators,
        )
        return Plan(query, meaning, tuple(self._strange), tuple(self._left_out))

    def _measures(self, group: Sequence[Wanted]) -> dict[str, str]:
        """Which indicator each value of the measure is."""
        if self._measure is None:
            if len(group) > 1:
                names = ", ".join(wanted.id for wanted in group)
                raise self._refused(
                    _("Nothing tells these indicators apart: %(names)s. Name the measure."), {"names": names}
                )
            return {"": group[0].id}
        found: dict[str, str] = {}
        for wanted in group:
            if not wanted.measure and len(self._measure.values) == 1:
                value = self._measure.values[0].code
            else:
                value = self._table.value(self._measure, wanted.measure or wanted.id)
            if value in found:
                raise self._refused(
                    _("%(first)s and %(second)s are the same figures."),
                    {"first": found[value], "second": wanted.id},
                )
            found[value] = wanted.id
        return found

    def _time(self) -> Variable:
        if self._said.period:
            return self._table.variable(*self._said.period)
        found = [variable for variable in self._table.variables if variable.is_time]
        if len(found) == 1:
            return found[0]
        return self._table.variable("timeperiod_y", "vuosi", "år", "year", "timeperiod_m", "kuukausi")

    def _geography(self) -> Variable:
        if self._said.region:
            return self._table.variable(*self._said.region)
        # A code of a classification such as alue_28_20250101 changes from year to year.
        areas = [each for each in self._table.variables if each.code.casefold().startswith("alue")]
        if len(areas) == 1:
            return areas[0]
        return self._table.variable("alue", "hyvinvointialue", "kunta", "område", "area", "region")

    def _chosen_years(self) -> dict[str, str]:
        """The values of the period that count as a year, and which."""
        found: dict[str, str] = {}
        for value in self._period.values:
            year = _year(value.code, self._said.years) or _year(value.label, self._said.years)
            if year and (self._said.since is None or int(year) >= self._said.since):
                found[value.code] = year
        if not found:
            raise self._table.refused(
                _(
                    "No value of the variable %(words)s counts as a year; under years a mapping says which,"
                    ' as {"*M12": "*"} does of months.'
                ),
                [self._period.label],
                self._period.values,
            )
        twice = len(found) - len(set(found.values()))
        if twice:
            raise self._refused(_("Several values of the period count as the same year."), {})
        return found

    def _chosen_regions(self) -> dict[str, str]:
        """The values that are areas known here, and our codes of them."""
        places = Places(RegionWords(category=self._said.category))
        named = {self._table.value(self._region, words): meant for words, meant in self._named()}
        found: dict[str, str] = {}
        for value in self._region.values:
            meant = named.get(value.code) or self._chosen(value.code)
            if meant is None:
                continue
            try:
                code = places.code_of(meant)
            except NoSuchArea as none:
                if value.code in named:
                    sentence = f"{none} ({shown(value.label)})"
                    self._strange.append(Problem(sentence, file=self._table.address, path=self._region.code))
                else:
                    code, label = shown(value.code), shown(value.label)
                    self._left_out.append(label if code in label else f"{code} {label}")
                continue
            if code in found.values():
                raise self._refused(
                    _("Several values of the variable “%(variable)s” are the area %(area)s."),
                    {"variable": shown(self._region.label), "area": code},
                )
            found[value.code] = code
        if not found and not self._strange:
            raise self._table.refused(
                _("None of the values of the variable “%(variable)s” is an area known here (%(words)s).")
                + " " + _("`lupaus regions import` brings regions in."),
                self._said.regions or ("*",), self._region.values, variable=shown(self._region.label),
            )  # fmt: skip
        return found

    def _named(self) -> Iterator[tuple[str, str]]:
        """The areas that a mapping names one by one."""
        return ((words, meant) for words, meant in self._said.regions.items() if "*" not in words)

    def _chosen(self, code: str) -> str | None:
        return Translation.of(self._said.regions)(code) if self._said.regions else code

    def _refused(self, sentence: str, words: Mapping[str, str]) -> Refused:
        return Refused(Problem(sentence % words, file=self._table.address))


def _year(words: str, years: Translation) -> str:
    meant = years(words) or ""
    return meant if meant.isascii() and meant.isdigit() and len(meant) == 4 else ""
