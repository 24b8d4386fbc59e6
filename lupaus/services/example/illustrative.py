"""The illustrative figures of the example's services, 2018–2025, and the client groups until 2040.

Nothing here is a statistic. The same call always gives the same figures on every machine: what looks like
chance comes from SHA-256 of the figure's name. People of the counties add up to the whole region, and people
of the stages to their client group.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from itertools import pairwise
from typing import Final, NamedTuple

from lupaus.regions.files.own import own_entries
from lupaus.regions.models import Category
from lupaus.services.example.contacts import CONTACTS_A_RESIDENT, OUTCOMES, WAITS, WAYS_IN
from lupaus.services.example.definitions import days_id, flow_id, population_id
from lupaus.services.example.shares import (
    FIRST,
    GROUPS,
    HELSINKI,
    HELSINKI_COUNTY,
    HORIZON,
    LAST,
    REGION,
    RESIDENTS,
    Group,
    HandOver,
    Line,
    Stage,
)
from lupaus.services.example.veterans import VETERANS, VETERANS_BY_MUNICIPALITY

COUNTIES: Final = tuple(RESIDENTS)
YEARS: Final = range(FIRST, LAST + 1)

#: Fewer people than this are never told, not even illustrative ones, and chains would have gaps.
#: (The veterans, who are fewer, stand on none.)
SMALLEST: Final = 5

#: By county.
Counted = Mapping[str, float]


class Figure(NamedTuple):
    """A value of an indicator for a region and a year."""

    indicator: str
    region: str
    year: int
    value: float


def illustrative_figures() -> Iterator[Figure]:
    """Every figure of the example's services."""
    for group in GROUPS:
        yield from _of_group(group)
    for wait in WAITS:
        yield from _everywhere(wait.id, wait.days, spread=0.16, decimals=0)
    yield from _ways_in()
    for outcome in OUTCOMES:
        yield from _by_county(outcome.id, outcome.level, spread=0.04, decimals=outcome.decimals)
    yield from _veterans()


def chance(*name: object) -> float:
    """A number from −1 to 1 that only depends on the name: the first 8 bytes of its SHA-256."""
    digest = sha256("|".join(map(str, name)).encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**63 - 1


def people(group: Group, year: int) -> dict[str, int]:
    """The client group of each county."""
    grown = _between(group.growth, year)
    return {
        county: round(
            RESIDENTS[county] * group.people[county] / 100 * (1 + (grown - 1) * group.faster[county])
        )
        for county in COUNTIES
    }


def clients(group: Group, year: int) -> dict[str, dict[str, int]]:
    """Clients of each stage by county. The lightest stage has whoever is at none of the others."""
    everyone = people(group, year)
    found: dict[str, dict[str, int]] = {}
    for stage in group.stages[1:]:
        found[stage.id] = {
            county: round(everyone[county] * _share(stage, county, year) / 100) for county in COUNTIES
        }
    heavier = {county: sum(stage[county] for stage in found.values()) for county in COUNTIES}
    lightest = {county: everyone[county] - heavier[county] for county in COUNTIES}
    return {group.stages[0].id: lightest, **found}


def _share(stage: Stage, county: str, year: int) -> float:
    if stage.share is None:
        raise ValueError(f"{stage.id} has no share of its own.")
    scale = stage.counties[county].at(year) if stage.counties else 1.0
    # Straight lines with a little life in them; the first and the last year stand as they were given.
    life = 0.0 if year in (FIRST, LAST) else 0.008 * chance(stage.id, county, year)
    return stage.share.at(year) * scale * (1 + life)


def _of_group(group: Group) -> Iterator[Figure]:
    for year in range(FIRST, HORIZON + 1):
        yield from _summed(population_id(group), year, people(group, year))
    for year in YEARS:
        stages = clients(group, year)
        for stage in group.stages:
            yield from _of_stage(stage, stages[stage.id], year)
        for handover in group.handovers:
            yield from _of_handover(handover, stages[handover.start], year)


def _of_stage(stage: Stage, here: Counted, year: int) -> Iterator[Figure]:
    yield from _summed(f"{stage.id}-clients", year, here)
    costs = {
        county: round(stage.cost.at(year) * (1 + 0.03 * chance(stage.id, "cost", county)), -1)
        for county in COUNTIES
    }
    yield from _weighed(f"{stage.id}-cost", year, costs, here, decimals=0)
    for name, line in (("capacity", stage.room), ("reentries", stage.back)):
        if line is not None:
            spread = 0.02 if name == "capacity" else 0.1
            yield from _summed(
                f"{stage.id}-{name}",
                year,
                {
                    county: _told(
                        here[county] * line.at(year) * (1 + spread * chance(stage.id, name, county))
                    )
                    for county in COUNTIES
                },
            )


def _of_handover(handover: HandOver, here: Counted, year: int) -> Iterator[Figure]:
    flows = {
        county: _told(
            here[county] * handover.flow * (1 + 0.06 * chance(handover.start, handover.end, county, year))
        )
        for county in COUNTIES
    }
    yield from _summed(flow_id(handover), year, flows)
    name = days_id(handover)
    days = {county: round(handover.days.at(year) * _place(name, county, 0.12)) for county in COUNTIES}
    for region, value in _regions(days, round(handover.days.at(year))):
        yield Figure(name, region, year, value)


def _ways_in() -> Iterator[Figure]:
    for year in YEARS:
        contacts = {
            county: RESIDENTS[county] * CONTACTS_A_RESIDENT.at(year) * (1 + 0.05 * chance("contacts", county))
            for county in COUNTIES
        }
        for way in WAYS_IN:
            yield from _summed(
                f"contacts-{way.id}",
                year,
                {county: round(contacts[county] * way.share.at(year) / 100, -1) for county in COUNTIES},
            )
    for way in WAYS_IN:
        yield from _by_county(f"first-contact-{way.id}", way.days, spread=0.15, decimals=1)


def _veterans() -> Iterator[Figure]:
    """Those of every municipality; they add up to their county, and the counties to the whole region."""
    county_of = _municipalities()
    for year in YEARS:
        here = {code: round(line.at(year)) for code, line in VETERANS_BY_MUNICIPALITY.items()}
        by_county = dict.fromkeys(COUNTIES, 0)
        for code, number in here.items():
            by_county[county_of[code]] += number
        yield from _summed(VETERANS, year, by_county)
        for code, number in here.items():
            if code != HELSINKI:
                yield Figure(VETERANS, code, year, number)


def _everywhere(indicator: str, line: Line, *, spread: float, decimals: int) -> Iterator[Figure]:
    """The whole region, its counties and its municipalities, each about a county's level."""
    yield from _by_county(indicator, line, spread=spread, decimals=decimals)
    for code, county in _municipalities().items():
        if code == HELSINKI:
            continue
        place = _place(indicator, county, spread) * (1 + spread * chance(indicator, code))
        for year in YEARS:
            yield Figure(indicator, code, year, round(line.at(year) * place, decimals))


def _by_county(indicator: str, line: Line, *, spread: float, decimals: int) -> Iterator[Figure]:
    for year in YEARS:
        levels = {
            county: round(line.at(year) * _place(indicator, county, spread), decimals) for county in COUNTIES
        }
        for region, value in _regions(levels, round(line.at(year), decimals)):
            yield Figure(indicator, region, year, value)


def _place(indicator: str, county: str, spread: float) -> float:
    """How a county's level is against the whole region's; residents of all weighed, about as one."""
    mean = sum(chance(indicator, each) * RESIDENTS[each] for each in COUNTIES) / sum(RESIDENTS.values())
    return 1 + spread * (chance(indicator, county) - mean)


def _summed(indicator: str, year: int, counted: Counted) -> Iterator[Figure]:
    for region, value in _regions(counted, sum(counted.values())):
        yield Figure(indicator, region, year, value)


def _weighed(
    indicator: str, year: int, levels: Counted, weights: Counted, *, decimals: int
) -> Iterator[Figure]:
    mean = sum(levels[county] * weights[county] for county in COUNTIES) / sum(weights.values())
    for region, value in _regions(levels, round(mean, decimals)):
        yield Figure(indicator, region, year, value)


def _regions(counties: Counted, whole: float) -> Iterable[tuple[str, float]]:
    return (REGION, whole), *counties.items(), (HELSINKI, counties[HELSINKI_COUNTY])


def _told(value: float) -> int:
    """A number of people, none too few to be told."""
    return max(round(value), SMALLEST)


def _between(levels: Mapping[int, float], year: int) -> float:
    for start, end in pairwise(sorted(levels)):
        if start <= year <= end:
            return levels[start] + (levels[end] - levels[start]) * (year - start) / (end - start)
    raise ValueError(f"No level is given about {year}.")


def _municipalities() -> dict[str, str]:
    """Municipality → county, of the product's own register."""
    entries = own_entries()
    return {
        code: parent
        for code, entry in entries.items()
        if entry.category == Category.MUNICIPALITY
        for parent in entry.parents
        if entries[parent].category == Category.COUNTY
    }
