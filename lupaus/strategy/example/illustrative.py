"""Illustrative series: what the example shows for years and indicators that it has no real figures of.

Nothing here is a statistic. The same call always gives the same figures on every machine: what looks like
chance comes from SHA-256 of the series' name and the year. A year that has a real figure gets none.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import sha256
from itertools import pairwise
from statistics import fmean
from typing import Final

from lupaus.indicators.observations import TOTAL
from lupaus.regions.files.own import own_entries
from lupaus.regions.models import Category
from lupaus.strategy.example.figures import Figure
from lupaus.strategy.example.shapes import SHAPES, Scale, Shape

REGION: Final = "MK01"
POPULATION: Final = "population"

#: How much of a municipality's distance in its last real year is left after each further year.
FADING: Final = 0.6

#: Values by year.
Years = Mapping[int, float]


def illustrative_figures(real: Iterable[Figure]) -> Iterator[Figure]:
    """Figures for what `real` leaves open, ordered by indicator; none for a key that `real` has."""
    known: dict[str, dict[str, dict[int, float]]] = defaultdict(lambda: defaultdict(dict))
    taken: set[tuple[str, str, str, int]] = set()
    for figure in real:
        taken.add(figure[:4])
        if figure.gender == TOTAL:
            known[figure.indicator][figure.region][figure.year] = figure.value
    people = {code: max(by_year.items())[1] for code, by_year in known[POPULATION].items()}
    for indicator, shape in SHAPES.items():
        for figure in _Maker(indicator, shape, known[indicator], people).figures():
            if figure[:4] not in taken:
                yield figure


def chance(*name: object) -> float:
    """A number from −1 to 1 that only depends on the name: the first 8 bytes of its SHA-256."""
    digest = sha256("|".join(map(str, name)).encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**63 - 1


def onto(scale: Scale, value: float) -> float:
    """A value on the scale where differences add up. Shares are kept off 0 and 100, amounts off 0."""
    if scale == "share":
        part = min(max(value, 0.05), 99.95) / 100
        return math.log(part / (1 - part))
    return math.log(max(value, 0.01)) if scale == "amount" else value


def back(scale: Scale, position: float) -> float:
    """The value of a position on the scale."""
    if scale == "share":
        return 100 / (1 + math.exp(-position))
    return math.exp(position) if scale == "amount" else position


def between(levels: Years, year: int) -> float:
    """The level in a year: on straight lines between the given years, even before the first and after the
    last."""
    known = sorted(levels)
    for start, end in pairwise(known):
        if start <= year <= end:
            return levels[start] + (levels[end] - levels[start]) * (year - start) / (end - start)
    return levels[known[0] if year < known[0] else known[-1]]


@cache
def counties() -> dict[str, str]:
    """Municipality → county, of the product's own register."""
    entries = own_entries()
    return {
        code: parent
        for code, entry in entries.items()
        if entry.category == Category.MUNICIPALITY
        for parent in entry.parents
        if entries[parent].category == Category.COUNTY
    }


@dataclass(frozen=True)
class _Maker:
    """Makes the figures of one indicator. `real` holds its real totals by region and year, `people` the
    newest population of each region."""

    indicator: str
    shape: Shape
    real: Mapping[str, Years]
    people: Mapping[str, float]

    def figures(self) -> Iterator[Figure]:
        rows = {REGION: self._along(REGION, self._levels(REGION))}
        if not self.shape.region_only:
            municipalities = {code: self._municipality(code) for code in counties()}
            rows |= {code: self._county(code, municipalities) for code in sorted(set(counties().values()))}
            rows |= municipalities
        for region, values in rows.items():
            for year, value in values.items():
                yield self._figure(region, TOTAL, year, value)
                if self.shape.women:
                    position, half = onto(self.shape.scale, value), self.shape.women / 2
                    for gender, shift in (("female", half), ("male", -half)):
                        yield self._figure(region, gender, year, back(self.shape.scale, position + shift))

    def _figure(self, region: str, gender: str, year: int, value: float) -> Figure:
        # Adding zero turns a rounded −0.0 into 0.0.
        return Figure(self.indicator, region, gender, year, round(value, self.shape.decimals) + 0.0)

    def _levels(self, region: str) -> Years:
        """The given levels of a region, begun from its last real figure."""
        given = self.shape.levels if region == REGION else self.shape.exceptions[region]
        past = self.real.get(region, {})
        return {max(past): past[max(past)], **given} if past else given

    def _along(self, region: str, levels: Years) -> dict[int, float]:
        """A series that follows its levels, exactly in their years and with a wobble between them."""
        scale = self.shape.scale
        return {
            year: levels[year]
            if year in levels
            else back(scale, onto(scale, between(levels, year)) + self._wobble(region, year))
            for year in self._open_years(region)
        }

    def _municipality(self, code: str) -> dict[int, float]:
        if code in self.shape.exceptions:
            return self._along(code, self._levels(code))
        county = counties()[code]
        guide = self._levels(county if county in self.shape.exceptions else REGION)
        distance, residue, last = self._position(code)
        scale = self.shape.scale
        return {
            year: back(
                scale,
                onto(scale, between(guide, year))
                + distance
                + residue * FADING ** max(year - last, 0)
                + self._wobble(code, year),
            )
            for year in self._open_years(code)
        }

    def _position(self, code: str) -> tuple[float, float, int]:
        """How far a municipality stands from the whole region on the scale: as it did in its last three real
        years, else by chance; what its last real year differs from that; and which year that was."""
        scale = self.shape.scale
        past, whole = self.real.get(code, {}), self.real.get(REGION, {})
        shared = sorted(past.keys() & whole.keys())[-3:]
        if not shared:
            return self._placed(code) - self._mean_place, 0.0, 0
        distances = [onto(scale, past[year]) - onto(scale, whole[year]) for year in shared]
        return fmean(distances), distances[-1] - fmean(distances), shared[-1]

    def _placed(self, code: str) -> float:
        """A place by chance and by how populous a municipality is (0 at 100,000 residents)."""
        by_chance = 1.5 * self.shape.spread * chance("place", self.indicator, code)
        return by_chance + self.shape.urban * (math.log10(self.people[code]) - 5)

    @cached_property
    def _mean_place(self) -> float:
        """The mean resident's place, so that the parts of the region add up to about the whole."""
        everyone = sum(self.people[code] for code in counties())
        return sum(self._placed(code) * self.people[code] for code in counties()) / everyone

    def _county(self, code: str, municipalities: Mapping[str, Years]) -> dict[int, float]:
        """A county's series: its own levels, else the mean of its municipalities weighted by population."""
        if code in self.shape.exceptions:
            return self._along(code, self._levels(code))
        inside = [each for each, county in counties().items() if county == code]
        everyone = sum(self.people[each] for each in inside)
        return {
            year: sum(municipalities[each][year] * self.people[each] for each in inside) / everyone
            for year in self._open_years(code)
            if all(year in municipalities[each] for each in inside)
        }

    def _open_years(self, region: str) -> Iterator[int]:
        past = self.real.get(region, {})
        return (year for year in self.shape.years if year not in past)

    def _wobble(self, region: str, year: int) -> float:
        """The chance of a year, partly that of the year before, so that series do not jump to and fro."""
        both = chance(self.indicator, region, year) + 0.6 * chance(self.indicator, region, year - 1)
        return self.shape.wobble * both
