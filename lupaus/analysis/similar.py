"""Regions that are like each other: by population, languages and age structure, with the figures behind it.

Each trait is measured in standard deviations among the regions compared (population by its logarithm, for
from 2 000 to 4 000 is as long a step as from 20 000 to 40 000). The distance of two regions is the root mean
square of their differences over the traits: 0 is alike in all, 1 is one standard deviation apart in each.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, pstdev
from typing import Final, NamedTuple

from lupaus.analysis.roles import Role, players, roles
from lupaus.indicators import queries
from lupaus.indicators.models import Indicator, Release
from lupaus.indicators.observations import TOTAL, Observation

#: What municipalities are likened by, unless told otherwise.
TRAITS: Final = ("population", "other-languages", "age-structure")
#: How many similar regions are told.
MOST: Final = 10


class Trait(NamedTuple):
    """One thing regions are likened by: an indicator in one year.

    `seen` holds each region's figure; `mean` and `deviation` are of the scaled figures.
    """

    role: Role
    indicator: Indicator
    year: str
    seen: Mapping[str, Observation]
    mean: float
    deviation: float

    def standardised(self, code: str) -> float | None:
        """How many standard deviations the region lies from the mean; None without a figure."""
        seen = self.seen.get(code)
        scaled = _scaled(self.role, seen.value) if seen else None
        if scaled is None:
            return None
        return (scaled - self.mean) / self.deviation if self.deviation else 0.0


class Alike(NamedTuple):
    """A region and how far it is from the one asked about; `by` is the difference in each trait, signed."""

    code: str
    distance: float
    by: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Likeness:
    """Who is like whom. `lacking` are the roles that could not be used: no indicator, or no figure."""

    code: str
    traits: tuple[Trait, ...]
    alike: tuple[Alike, ...]
    lacking: tuple[Role, ...]


def similar_to(
    code: str,
    *,
    among: Collection[str],
    release: Release | None,
    by: Sequence[str] = TRAITS,
    most: int = MOST,
    latest: int | None = None,
) -> Likeness:
    """The `most` regions of `among` that are most like `code`, the nearest first.

    Regions without a figure in a trait that is used are left out. `latest` leaves later years out. One query
    of the database and at most two readings of the store.
    """
    codes = sorted({code, *among})
    playing = players(by)
    figures = _figures({entry.pk for some in playing.values() for entry in some}, codes, release, latest)
    traits: list[Trait] = []
    lacking: list[Role] = []
    for name in by:
        trait = _trait(roles()[name], playing[name], figures, code)
        if trait:
            traits.append(trait)
        else:
            lacking.append(roles()[name])
    others = (other for other in codes if other != code)
    alike = nearest(code, others, traits)[:most] if traits else []
    return Likeness(code, tuple(traits), tuple(alike), tuple(lacking))


def nearest(code: str, others: Iterable[str], traits: Sequence[Trait]) -> list[Alike]:
    """The others by distance from `code`, the nearest first; equal ones in the order of codes."""
    own = {trait.role.id: trait.standardised(code) for trait in traits}
    found = []
    for other in others:
        by: dict[str, float] = {}
        for trait in traits:
            mine, theirs = own[trait.role.id], trait.standardised(other)
            if mine is None or theirs is None:
                break
            by[trait.role.id] = theirs - mine
        else:
            found.append(Alike(other, math.sqrt(fmean(step * step for step in by.values())), by))
    return sorted(found, key=lambda each: (each.distance, each.code))


#: Figures by (indicator, year), then by region.
_Figures = Mapping[tuple[str, str], Mapping[str, Observation]]


def _figures(
    ids: Collection[str], codes: Collection[str], release: Release | None, latest: int | None
) -> _Figures:
    found: dict[tuple[str, str], dict[str, Observation]] = defaultdict(dict)
    if not ids:
        return found
    rows = queries.observations(release=release, indicators=ids, regions=codes, genders=[TOTAL])
    for seen in rows:
        if seen.value is not None and (latest is None or seen.year <= latest):
            found[seen.indicator, seen.period][seen.region] = seen
    return found


def _trait(role: Role, candidates: Sequence[Indicator], figures: _Figures, code: str) -> Trait | None:
    """The first candidate with a figure of the region, in the newest year nearly all regions have."""
    for entry in candidates:
        counts = Counter({year: len(seen) for (id_, year), seen in figures.items() if id_ == entry.pk})
        most = max(counts.values(), default=0)
        years = (year for year, count in counts.items() if 10 * count >= 9 * most)
        for year in sorted(years, reverse=True):
            seen = figures[entry.pk, year]
            if code in seen and _scaled(role, seen[code].value) is not None:
                return _measured(role, entry, year, seen)
    return None


def _measured(role: Role, entry: Indicator, year: str, seen: Mapping[str, Observation]) -> Trait:
    scaled = [known for each in seen.values() if (known := _scaled(role, each.value)) is not None]
    return Trait(role, entry, year, seen, fmean(scaled), pstdev(scaled))


def _scaled(role: Role, value: float | None) -> float | None:
    if value is None or not math.isfinite(value):
        return None
    if role.scale == "plain":
        return value
    return math.log(value) if value > 0 else None
