"""The share of residents who live near a point, by municipality, today and after planned changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from lupaus.services.points import finding, queries
from lupaus.services.points.finding import Wanted
from lupaus.services.points.queries import Point
from lupaus.services.points.reach.distances import nearest, share
from lupaus.services.points.reach.population import Living, living
from lupaus.services.points.status import end_of
from lupaus.web.texts import Text

#: Kilometres one may choose.
DISTANCES: Final = (1, 3, 5, 10, 20)
USUAL: Final = 5


class ReachLine(NamedTuple):
    """A municipality: its residents, and how many of them live near enough to a point, now and then."""

    code: str
    name: Text
    residents: float
    now: float
    then: float
    illustrative: bool

    @property
    def share(self) -> float | None:
        """Per cent of residents today."""
        return share(self.now, self.residents)

    @property
    def share_then(self) -> float | None:
        return share(self.then, self.residents)

    @property
    def change(self) -> float | None:
        """In percentage points; below zero: fewer than today."""
        if self.share is None or self.share_then is None:
            return None
        return self.share_then - self.share


@dataclass(frozen=True)
class Reach:
    """The answer. `untold` are municipalities without squares; `unplaced` counts points of unknown place."""

    kilometres: int
    day: date
    then: date
    lines: Sequence[ReachLine]
    untold: Sequence[tuple[str, Text]]
    points: int
    points_then: int
    unplaced: int
    years: Sequence[int]
    living: Living

    @property
    def total(self) -> ReachLine:
        """All municipalities of the answer together."""
        return ReachLine(
            "",
            Text(),
            sum(each.residents for each in self.lines),
            sum(each.now for each in self.lines),
            sum(each.then for each in self.lines),
            any(each.illustrative for each in self.lines),
        )


def reach(wanted: Wanted, kilometres: int) -> Reach:
    """The shares in the municipalities of `wanted.region`, or in all; at most seven queries.

    Points count wherever they are: people cross the borders of municipalities. Without `wanted.then`, the
    later day is the end of the last year for which a change is planned. Raises `NotFound` for a region.
    """
    places = queries.municipalities_of(wanted.region)
    points = finding.candidates(wanted)
    years = finding.years_of(points, wanted.day)
    then = wanted.then or end_of(years[-1])
    told = living(places)
    population = told.population
    now, later = _open(points, wanted.day), _open(points, then)
    near_now = population.within(nearest(population, now), kilometres)
    near_then = population.within(nearest(population, later), kilometres)
    known = set(population.codes)
    towns = places if places is not None else {each.site.municipality for each in points} - {""}
    names = queries.names_of(known | towns)
    residents = population.residents
    lines = [
        ReachLine(
            code,
            names.get(code, Text.same(code)),
            float(residents[index]),
            float(near_now[index]),
            float(near_then[index]),
            code in told.illustrative,
        )
        for index, code in enumerate(population.codes)
    ]
    return Reach(
        kilometres,
        wanted.day,
        then,
        lines,
        [(code, names[code]) for code in sorted(towns - known) if code in names],
        sum(point.on(wanted.day).is_open for point in points),
        sum(point.on(then).is_open for point in points),
        sum(
            point.on(wanted.day).is_open and point.on(wanted.day).site.coordinates is None for point in points
        ),
        years,
        told,
    )


def _open(points: Sequence[Point], day: date) -> list[tuple[float, float]]:
    """Where the points are that are in use on a day."""
    standings = (point.on(day) for point in points)
    return [
        standing.site.coordinates for standing in standings if standing.is_open and standing.site.coordinates
    ]
