"""The ways to some services: digital first, then by telephone, then the nearest place."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from lupaus.services.models import Channel, ChannelKind, Connection, PlannedChange
from lupaus.services.points import queries
from lupaus.services.points.helping.choosing import Around, Situation, average, middle_of
from lupaus.services.points.queries import Point, changes_by_channel, names_of
from lupaus.services.points.reach.distances import kilometres
from lupaus.services.points.shown import ORDER, ShownChannel, shown
from lupaus.services.points.status import OPEN


@dataclass(frozen=True, slots=True)
class Way:
    """One way to some of the services; `services` counts them, `kilometres` is None where it is not known."""

    channel: ShownChannel
    services: int
    kilometres: float | None = None


@dataclass(frozen=True)
class Ways:
    """`first` are the ways to begin with: at most one digital, one by telephone and one place.

    `of` are those of each service, and `others` counts how many more places it has. `from_people`: distances
    begin where the people of the municipality live; else in the middle of its points.
    """

    first: Sequence[Way]
    of: Mapping[str, Sequence[Way]]
    others: Mapping[str, int]
    from_people: bool
    has_origin: bool


def ways_to(services: Sequence[str], situation: Situation, where: Around, language: str, today: date) -> Ways:
    """At most nine queries, however many services and points there are."""
    connections = list(
        Connection.objects.filter(service__in=services, channel__retired_at=None)
        .exclude(channel__kind=ChannelKind.PLACE)
        .select_related("channel")
        .order_by("service", "pk")
    )
    near = _nearest(services, situation, where, today)
    places = Channel.objects.in_bulk({each.id for found in near.by_service.values() for each, _km in found})
    changes = changes_by_channel(PlannedChange.objects.filter(channel__in=places))
    names = names_of({each.municipality_id or "" for each in places.values()})
    card = {
        each.pk: shown(
            each, language=language, today=today, changes=changes.get(each.pk, ()), municipalities=names
        )
        for each in (*places.values(), *(one.channel for one in connections))
    }
    of: dict[str, list[Way]] = defaultdict(list)
    for one in connections:
        if where.touches(one.channel.regions) and card[one.channel_id].state == OPEN:
            of[one.service_id].append(Way(card[one.channel_id], 1))
    for service, found in near.by_service.items():
        of[service] += [Way(card[point.id], 1, km) for point, km in found]
    chosen = {
        service: sorted(_in_language(ways, situation.language), key=_order) for service, ways in of.items()
    }
    return Ways(_first(chosen), chosen, near.others, near.from_people, near.has_origin)


def _order(way: Way) -> tuple[int, float]:
    return ORDER.index(way.channel.kind), way.kilometres if way.kilometres is not None else 0.0


def _in_language(ways: Sequence[Way], language: str | None) -> Sequence[Way]:
    """Those where one is served in the language, or all where none tells so: some way is better than none."""
    if language is None:
        return ways
    fitting = [
        each for each in ways if not each.channel.language_codes or language in each.channel.language_codes
    ]
    return fitting or ways


def _first(of: Mapping[str, Sequence[Way]]) -> list[Way]:
    """The ways to begin with: digital and by telephone what leads to most services, and the nearest place."""
    count = Counter(id_ for ways in of.values() for id_ in {way.channel.id for way in ways})
    every = {way.channel.id: way for ways in of.values() for way in ways}
    web = (ChannelKind.E_SERVICE, ChannelKind.WEB_PAGE)

    def leads(way: Way) -> tuple[int, int, str]:
        return -count[way.channel.id], ORDER.index(way.channel.kind), way.channel.id

    def near(way: Way) -> tuple[float, int, int, str]:
        return way.kilometres if way.kilometres is not None else math.inf, *leads(way)

    best = (
        min((way for way in every.values() if way.channel.kind in web), key=leads, default=None),
        min(
            (way for way in every.values() if way.channel.kind == ChannelKind.PHONE), key=leads, default=None
        ),
        min((way for way in every.values() if way.channel.is_place), key=near, default=None),
    )
    return [Way(each.channel, count[each.channel.id], each.kilometres) for each in best if each]


@dataclass(frozen=True)
class _Near:
    by_service: Mapping[str, Sequence[tuple[Point, float | None]]]
    others: Mapping[str, int]
    from_people: bool
    has_origin: bool


def _nearest(services: Sequence[str], situation: Situation, where: Around, today: date) -> _Near:
    """The nearest open point of each service, from where people live, else from the middle of the points.

    Without a municipality those of the region come first, and no distance is told.
    """
    points = {
        each.id: each
        for each in queries.points(services=services, detailed=situation.language is not None)
        if each.on(today).is_open
    }
    pairs = Connection.objects.filter(service__in=services, channel__in=points).values_list(
        "service_id", "channel_id"
    )
    of: dict[str, list[Point]] = defaultdict(list)
    for service, channel in pairs:
        of[service].append(points[channel])
    people = middle_of(where)
    origin = people
    if origin is None and where.code and where.code.startswith("KU"):
        here = (each.on(today).site for each in points.values())
        origin = average(
            [site.coordinates for site in here if site.municipality == where.code and site.coordinates]
        )

    def far(point: Point) -> float | None:
        coordinates = point.on(today).site.coordinates
        return kilometres(origin, coordinates) if origin and coordinates else None

    def order(point: Point) -> tuple[bool, bool, bool, float, str]:
        km, inside = far(point), point.on(today).site.municipality in where.municipalities
        speaks = situation.language is None or situation.language in point.languages
        return not speaks, origin is None and not inside, km is None, km or 0.0, point.id

    nearest = {service: sorted(found, key=order) for service, found in of.items()}
    return _Near(
        {service: [(found[0], far(found[0]))] for service, found in nearest.items()},
        {service: len(found) - 1 for service, found in nearest.items()},
        people is not None,
        origin is not None,
    )
