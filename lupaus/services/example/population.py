"""The people of each municipality spread over twenty points inside it, for shares within a distance.

The number of people is real (it stands in the indicator bank); where in the municipality they live is not.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from django.db import transaction

from lupaus.accounts import audit
from lupaus.accounts.actors import Actor, require
from lupaus.accounts.models import Role
from lupaus.indicators.observations import TOTAL
from lupaus.indicators.queries import cross_section, newest_release
from lupaus.regions.queries import known_codes
from lupaus.services.example.files import POPULATION_POINTS
from lupaus.services.models import PopulationCell
from lupaus.web.clock import Clock

POPULATION: Final = "population"
YEAR: Final = 2024
ATTRIBUTION: Final = "Statistics Finland (population), National Land Survey of Finland (outlines): CC BY 4.0"


class Point(NamedTuple):
    """A point of a municipality, and the share of its people that the example puts there."""

    municipality: str
    latitude: float
    longitude: float
    share: float


def points() -> list[Point]:
    """The points of every municipality, as the file has them."""
    with POPULATION_POINTS.open(encoding="utf-8", newline="") as lines:
        return [
            Point(row["municipality"], float(row["latitude"]), float(row["longitude"]), float(row["share"]))
            for row in csv.DictReader(lines)
        ]


def spread(people: int, shares: Sequence[float]) -> list[int]:
    """Whole people by share: rounded down, and those left over to the largest remainders."""
    everyone = sum(shares)
    exact = [people * share / everyone for share in shares]
    found = [int(each) for each in exact]
    first = sorted(range(len(shares)), key=lambda place: (found[place] - exact[place], place))
    for place in first[: people - sum(found)]:
        found[place] += 1
    return found


def cells(people: Mapping[str, float]) -> list[PopulationCell]:
    """The points of the municipalities whose people are known, with how many live about each."""
    by_municipality: dict[str, list[Point]] = defaultdict(list)
    for point in points():
        by_municipality[point.municipality].append(point)
    return [
        PopulationCell(
            municipality_id=code,
            latitude=point.latitude,
            longitude=point.longitude,
            people=number,
            year=YEAR,
            illustrative=True,
            attribution=ATTRIBUTION,
        )
        for code, here in sorted(by_municipality.items())
        if code in people
        for point, number in zip(
            here, spread(round(people[code]), [point.share for point in here]), strict=True
        )
    ]


def spread_population(*, actor: Actor, clock: Clock) -> int:
    """Write the example's points; how many. 0 where there are points already, whosoever."""
    require(actor, Role.PLANNER)
    with transaction.atomic():
        if PopulationCell.objects.exists():
            return 0
        codes = {point.municipality for point in points()} & known_codes()
        wanted = (POPULATION, TOTAL, str(YEAR))
        found = cells(cross_section([wanted], release=newest_release(), regions=codes)[wanted])
        if found:
            PopulationCell.objects.bulk_create(found, batch_size=500)
            audit.record(
                actor=actor,
                clock=clock,
                verb="spread_population",
                kind="population-cells",
                object_id=str(YEAR),
                after={"points": len(found), "people": sum(cell.people for cell in found)},
            )
        return len(found)
