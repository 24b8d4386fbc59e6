"""The figures of a situation picture, read at once: the region, its peers, and the country."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from lupaus.analysis.roles import players
from lupaus.analysis.similar import similar_to
from lupaus.analysis.situation.sections import Section, sections
from lupaus.analysis.situation.standing import Standing, standing
from lupaus.indicators import queries
from lupaus.indicators.models import Indicator, Release
from lupaus.indicators.observations import TOTAL, Observation
from lupaus.regions import queries as areas
from lupaus.regions.codes import COUNTRY
from lupaus.regions.models import Category, Region

#: Years a change is told over; where that year has no figure, the nearest earlier one within twice as many.
SPAN: Final = 5
_FORECAST: Final = "F"
_POPULATION, _AHEAD = "population", "population-forecast"

#: Observations with a value, by year.
Series = Mapping[int, Observation]


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure of the region and what it is compared with. Changes are in per cent of the earlier figure
    for counts of people (`relative`), else in the unit itself."""

    role: str
    indicator: Indicator
    seen: Observation
    value: float
    series: Series
    earlier: Observation | None
    relative: bool
    change: float | None
    peers: Mapping[str, float]  # the figure of the same year, by region code
    among: Standing | None
    change_among: Standing | None
    country: Observation | None
    illustrative: bool


@dataclass(frozen=True, slots=True)
class Part:
    section: Section
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Situation:
    """All of it. `peers` are the regions compared with; `likened` says whether they were chosen for being
    alike, else they are all of the kind. `lacking` are the roles nobody plays here."""

    region: Region
    release: Release | None
    peers: tuple[Region, ...]
    likened: bool
    parts: tuple[Part, ...]
    forecast: tuple[Observation, ...]
    forecast_by: Indicator | None
    lacking: tuple[str, ...]

    @property
    def facts(self) -> tuple[Fact, ...]:
        return tuple(fact for part in self.parts for fact in part.facts)

    @property
    def population(self) -> Fact | None:
        return next((fact for fact in self.facts if fact.role == _POPULATION), None)


def situation_of(code: str, *, release: Release | None, latest: int | None = None) -> Situation:
    """The situation picture of a region as of a release, without the years after `latest`.

    Raises `NotFound` for an unknown region. Three readings of the store and a few queries, however much the
    bank holds.
    """
    region = areas.region(code)
    peers, likened = _peers(region, release, latest)
    wanted = dict.fromkeys([*(role for part in sections() for role in part.roles), _AHEAD])
    playing = players(tuple(wanted))
    series = _series(
        {entry.pk for some in playing.values() for entry in some},
        {code, COUNTRY, *(each.code for each in peers)},
        release,
    )
    asked = _Asked(region, peers, _until(series, latest), queries.illustrative_releases())
    found = {
        role: fact
        for role, entries in playing.items()
        if role != _AHEAD and (fact := _fact(role, entries, asked)) is not None
    }
    ahead, ahead_by = _forecast(found.get(_POPULATION), playing[_AHEAD], code, series)
    return Situation(
        region=region,
        release=release,
        peers=peers,
        likened=likened,
        parts=tuple(
            Part(part, tuple(found[role] for role in part.roles if role in found))
            for part in sections()
            if any(role in found for role in part.roles)
        ),
        forecast=ahead,
        forecast_by=ahead_by,
        lacking=tuple(role for role in wanted if role not in found and role != _AHEAD),
    )


def _peers(region: Region, release: Release | None, latest: int | None) -> tuple[tuple[Region, ...], bool]:
    """Municipalities are compared with those most like them, other areas with all of their kind."""
    if region.category == Category.COUNTRY:
        return (), False
    listed = {each.code: each for each in areas.listed(category=region.category) if each.code != region.code}
    if region.category == Category.MUNICIPALITY:
        alike = similar_to(region.code, among=set(listed), release=release, latest=latest).alike
        if alike:
            return tuple(listed[each.code] for each in alike), True
    return tuple(listed.values()), False


#: By (indicator, region).
_Found = Mapping[tuple[str, str], Series]


def _series(ids: Collection[str], codes: Collection[str], release: Release | None) -> _Found:
    found: dict[tuple[str, str], dict[int, Observation]] = defaultdict(dict)
    if ids:
        rows = queries.observations(release=release, indicators=ids, regions=codes, genders=[TOTAL])
        for seen in rows:
            if seen.value is not None and len(seen.period) == 4:
                found[seen.indicator, seen.region][seen.year] = seen
    return found


def _until(series: _Found, latest: int | None) -> _Found:
    """What has been observed by then: forecasts are told apart."""
    return {
        key: {
            year: seen
            for year, seen in known.items()
            if seen.status != _FORECAST and (latest is None or year <= latest)
        }
        for key, known in series.items()
    }


@dataclass(frozen=True, slots=True)
class _Asked:
    """What facts are looked for in."""

    region: Region
    peers: tuple[Region, ...]
    series: _Found
    made_up: frozenset[int]

    def of(self, entry: Indicator, code: str) -> Series:
        return self.series.get((entry.pk, code), {})


def _fact(role: str, entries: Collection[Indicator], asked: _Asked) -> Fact | None:
    """What the first indicator with a figure of the region says; None where none has one."""
    entry = next((each for each in entries if asked.of(each, asked.region.code)), None)
    if entry is None:
        return None
    own = asked.of(entry, asked.region.code)
    year = max(own)
    value = own[year].value
    if value is None:
        return None
    relative = role == _POPULATION
    earlier = _earlier(own, year)
    change = _change(own[year], earlier, relative)
    others = {peer.code: asked.of(entry, peer.code) for peer in asked.peers}
    levels = {
        code: seen.value
        for code, known in others.items()
        if (seen := known.get(year)) is not None and seen.value is not None
    }
    changes = [
        other
        for known in others.values()
        if earlier and (other := _change(known.get(year), known.get(earlier.year), relative)) is not None
    ]
    return Fact(
        role=role,
        indicator=entry,
        seen=own[year],
        value=value,
        series=own,
        earlier=earlier,
        relative=relative,
        change=change,
        peers=levels,
        # How many people live somewhere says nothing of what is unusual there; how fast they grow does.
        among=None if relative else standing(value, levels.values()),
        change_among=None if change is None else standing(change, changes),
        country=asked.of(entry, COUNTRY).get(year) if asked.region.code != COUNTRY else None,
        illustrative=own[year].release in asked.made_up,
    )


def _earlier(own: Series, year: int) -> Observation | None:
    """The figure `SPAN` years before, else the nearest one before that within as many years again."""
    years = [each for each in own if year - 2 * SPAN <= each <= year - SPAN]
    return own[max(years)] if years else None


def _change(later: Observation | None, earlier: Observation | None, relative: bool) -> float | None:
    if later is None or earlier is None or later.value is None or earlier.value is None:
        return None
    if not relative:
        # As they are written: 12.3 − 12.1 is 0.2, which two floats would miss.
        return float(Decimal(repr(later.value)) - Decimal(repr(earlier.value)))
    return (later.value / earlier.value - 1) * 100 if earlier.value > 0 else None


def _forecast(
    population: Fact | None, entries: Collection[Indicator], code: str, series: _Found
) -> tuple[tuple[Observation, ...], Indicator | None]:
    """Figures of years after the newest observed one: those of the same indicator marked as forecasts, else
    those of an indicator that forecasts."""
    if population is None:
        return (), None
    own = [
        seen
        for year, seen in sorted(series.get((population.indicator.pk, code), {}).items())
        if seen.status == _FORECAST and year > population.seen.year
    ]
    if own:
        return tuple(own), population.indicator
    for entry in entries:
        found = [
            seen
            for year, seen in sorted(series.get((entry.pk, code), {}).items())
            if year > population.seen.year
        ]
        if found:
            return tuple(found), entry
    return (), None
