"""All figures of one indicator in one release, read once and asked in the ways its page needs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Final, NamedTuple

from lupaus.indicators import queries
from lupaus.indicators.models import Gender, Indicator, Polarity, Release
from lupaus.indicators.observations import SUPPRESSED, TOTAL, Observation
from lupaus.regions.models import Region
from lupaus.regions.queries import regions_by_code
from lupaus.web.address import Address


class Ranked(NamedTuple):
    """A region's place: 1 the best by polarity (the highest where neither is better); equal values share."""

    place: int
    region: Region
    seen: Observation


@dataclass(frozen=True, slots=True)
class Figures:
    """Observations by region and gender, in the order of periods.

    `regions` are those that have figures and those the address asks for; `made_up` holds the numbers of
    illustrative releases.
    """

    indicator: Indicator
    release: Release | None
    regions: dict[str, Region]
    series: dict[tuple[str, str], tuple[Observation, ...]]
    made_up: frozenset[int]

    @property
    def genders(self) -> tuple[str, ...]:
        """The genders there are figures for, everybody first."""
        found = {gender for _region, gender in self.series}
        return tuple(gender for gender in Gender.values if gender in found)

    @property
    def gender(self) -> str:
        """The gender to show when the reader has chosen none."""
        return TOTAL if TOTAL in self.genders or not self.genders else self.genders[0]

    def of(self, category: str) -> tuple[Region, ...]:
        """The regions of a category that have figures, by name."""
        codes = {region for region, _gender in self.series}
        found = (self.regions[code] for code in codes if code in self.regions)
        return tuple(sorted((r for r in found if r.category == category), key=lambda region: region.name.fi))

    def years(self, codes: Collection[str], gender: str) -> tuple[str, ...]:
        """The years in which any of these regions has a figure, newest first."""
        return tuple(sorted(self._known_years(codes, gender), reverse=True))

    def full_years(self, codes: Collection[str], gender: str) -> tuple[str, ...]:
        """The years in which nearly all of these regions that ever have a figure have one, in order."""
        return full_years(self._known_years(codes, gender), self._years(codes, gender, is_there))

    def fullest_year(self, codes: Collection[str], gender: str) -> str | None:
        """The newest of the full years."""
        return max(self.full_years(codes, gender), default=None)

    def in_year(self, codes: Collection[str], gender: str, year: str) -> dict[str, Observation]:
        """Each region's figure of a year; regions without a value are left out."""
        return {
            code: seen
            for code in codes
            for seen in self.series.get((code, gender), ())
            if seen.period == year and seen.value is not None
        }

    def without_value(self, codes: Collection[str], gender: str, year: str) -> tuple[Observation, ...]:
        """The figures of a year that have no value, by name of the region: their status says why."""
        found = [
            seen
            for code in codes
            for seen in self.series.get((code, gender), ())
            if seen.period == year and seen.value is None
        ]
        return tuple(sorted(found, key=lambda seen: self.regions[seen.region].name.fi))

    def ranked(self, codes: Collection[str], gender: str, year: str) -> tuple[Ranked, ...]:
        """Regions in the order of their figures, the best first."""
        sign = 1 if self.indicator.polarity == Polarity.LOWER_IS_BETTER else -1
        found = sorted(
            (sign * (seen.value or 0.0), self.regions[code].name.fi, code, seen)
            for code, seen in self.in_year(codes, gender, year).items()
        )
        ranked: list[Ranked] = []
        for index, (value, _name, code, seen) in enumerate(found, start=1):
            shared = ranked and value == sign * (ranked[-1].seen.value or 0.0)
            ranked.append(Ranked(ranked[-1].place if shared else index, self.regions[code], seen))
        return tuple(ranked)

    def illustrates(self, keys: Collection[tuple[str, str]]) -> bool:
        """Is any of these series' figures no statistic?"""
        return any(seen.release in self.made_up for key in keys for seen in self.series.get(key, ()))

    def _known_years(self, codes: Collection[str], gender: str) -> Counter[str]:
        return self._years(codes, gender, lambda seen: seen.value is not None)

    def _years(
        self, codes: Collection[str], gender: str, counts: Callable[[Observation], bool]
    ) -> Counter[str]:
        return Counter(
            seen.period for code in codes for seen in self.series.get((code, gender), ()) if counts(seen)
        )


def is_there(seen: Observation) -> bool:
    """Whether there is a figure: one that is not shown, for it is about few people, is one nevertheless."""
    return seen.value is not None or seen.status == SUPPRESSED


def full_years(known: Collection[str], there: Mapping[str, int]) -> tuple[str, ...]:
    """Of the years with a known figure those in which at least nine tenths as many figures are there as in
    the fullest, in order."""
    most = max((there[year] for year in known), default=0)
    return tuple(sorted(year for year in known if 10 * there[year] >= 9 * most))


#: Region and gender, by which the figures of an indicator come in order.
_SERIES: Final = itemgetter(1, 2)


def figures_of(indicator: Indicator, address: Address) -> Figures:
    """One store query and a few of the database. Figures after the address' `as_of` are left out."""
    release = queries.release(address.release) if address.release else queries.newest_release()
    found = queries.indicator_slice(indicator.pk, release=release)  # ten thousands of figures, perhaps
    last = address.as_of
    if last is not None:
        found = tuple(seen for seen in found if seen.year <= last)
    series = {key: tuple(rows) for key, rows in groupby(found, key=_SERIES)}
    return Figures(
        indicator=indicator,
        release=release,
        regions=regions_by_code({region for region, _gender in series} | set(address.values("regions"))),
        series=series,
        made_up=queries.illustrative_releases(),
    )
