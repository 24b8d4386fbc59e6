"""What may be asked about service points and other channels, and how many queries each question costs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from lupaus.regions import queries as regions
from lupaus.regions.models import Category
from lupaus.services.models import (
    Channel,
    ChannelKind,
    Connection,
    PlannedChange,
    PopulationCell,
    Service,
)
from lupaus.services.points.hours import Timetable
from lupaus.services.points.status import Change, Site, Standing, standing
from lupaus.web.refusals import NotFound
from lupaus.web.texts import Text

_SLIM: Final = ("id", "name", "status", "municipality_id", "latitude", "longitude", "accessibility")
_DETAILS: Final = ("address", "languages", "hours")
_CHANGE: Final = (
    *("channel_id", "id", "kind", "on", "why", "decision", "decision_url"),
    *("address", "municipality_id", "latitude", "longitude", "replaced_by_id"),
)


@dataclass(frozen=True)
class Point:
    """A service point as lists and maps need it; address, languages and hours only where asked for."""

    id: str
    name: Text
    status: str
    site: Site  # before all changes
    accessibility: str
    languages: Sequence[str] = ()
    hours: Sequence[Mapping[str, Any]] = ()
    changes: Sequence[Change] = ()

    def on(self, day: date) -> Standing:
        """What it is on a day."""
        return standing(self.status, self.site, self.changes, day)

    @cached_property
    def timetable(self) -> Timetable:
        return Timetable(self.hours)


def points(
    *,
    services: Collection[str] | None = None,
    places: Collection[str] | None = None,
    detailed: bool = False,
) -> list[Point]:
    """All service points that have not been withdrawn, by id; those of some services. Two queries.

    Also those that are closed or not open yet: what they are on a day, `Point.on` says. With `places`, codes
    of municipalities, those that are there and all that will change: a change may move them there. Without
    `detailed` they lack address, languages and hours, which cost as much time as all the rest: see
    `with_details`.
    """
    chosen = Channel.objects.filter(kind=ChannelKind.PLACE, retired_at=None)
    if services is not None:
        connected = Connection.objects.filter(service__in=services, service__retired_at=None)
        chosen = chosen.filter(pk__in=connected.values("channel"))
    if places is not None:
        chosen = chosen.filter(Q(municipality__in=places) | Q(pk__in=PlannedChange.objects.values("channel")))
    changes = changes_by_channel(PlannedChange.objects.filter(channel__retired_at=None))
    rows = chosen.order_by("pk").values_list(*_SLIM, *(_DETAILS if detailed else ()))
    return [_point(row, changes) for row in rows]


def _point(row: tuple[Any, ...], changes: Mapping[str, Sequence[Change]]) -> Point:
    id_, name, status, municipality, latitude, longitude, accessibility, *details = row
    address, languages, hours = details or (Text(), (), ())
    site = Site(address, municipality or "", latitude, longitude)
    return Point(id_, name, status, site, accessibility, languages, hours, changes.get(id_, ()))


def with_details(slim: Sequence[Point]) -> list[Point]:
    """The same points with address, languages and hours. One query."""
    rows = Channel.objects.filter(pk__in=[each.id for each in slim]).values_list("id", *_DETAILS)
    details = {id_: more for id_, *more in rows}
    return [
        replace(each, site=each.site._replace(address=address), languages=languages, hours=hours)
        for each in slim
        for address, languages, hours in [details[each.id]]
    ]


def changes_by_channel(chosen: QuerySet[PlannedChange]) -> dict[str, list[Change]]:
    """Planned changes by the id of their channel, the first to come first. One query."""
    found: dict[str, list[Change]] = defaultdict(list)
    for (
        channel,
        id_,
        kind,
        on,
        why,
        decision,
        url,
        address,
        municipality,
        latitude,
        longitude,
        by,
    ) in chosen.order_by("on", "id").values_list(*_CHANGE):
        moves = Site(address, municipality or "", latitude, longitude) if latitude is not None else None
        found[channel].append(Change(id_, kind, on, why, decision, url, moves, by or ""))
    return dict(found)


def channel(id_: str, kind: str | None = None) -> Channel:
    """A channel that has not been withdrawn. One query; raises `NotFound`."""
    chosen = Channel.objects.filter(pk=id_, retired_at=None)
    found = (chosen if kind is None else chosen.filter(kind=kind)).first()
    if found is None:
        raise NotFound(
            _("There is no service point “%(id)s”.") % {"id": id_}
            if kind == ChannelKind.PLACE
            else _("There is no channel “%(id)s”.") % {"id": id_}
        )
    return found


def services_of(channel: str) -> list[tuple[str, Text, Connection]]:
    """The services that a channel leads to, by name: id, name, and how they are connected. One query."""
    found = Connection.objects.filter(channel=channel, service__retired_at=None).select_related("service")
    rows = [(each.service_id, each.service.name, each) for each in found]
    return sorted(rows, key=lambda row: (row[1].words("fi").casefold(), row[0]))


def connections_of(services: Collection[str]) -> dict[str, list[Connection]]:
    """How each of some services is reached: its connections with their channels. One query."""
    found: dict[str, list[Connection]] = defaultdict(list)
    chosen = Connection.objects.filter(service__in=services, channel__retired_at=None)
    for each in chosen.select_related("channel").order_by("service", "pk"):
        found[each.service_id].append(each)
    return dict(found)


def with_concept(code: str, scheme: str) -> frozenset[str]:
    """Ids of the services in a class of a national code list, or in one below it. One query."""
    below = [f"concepts__{'broader__' * depth}code" for depth in range(4)]
    scheme_of = [f"concepts__{'broader__' * depth}scheme" for depth in range(4)]
    where = Q()
    for a_code, a_scheme in zip(below, scheme_of, strict=True):
        where |= Q(**{a_code: code, a_scheme: scheme})
    return frozenset(
        Service.objects.filter(where, retired_at=None).order_by().values_list("pk", flat=True).distinct()
    )


def municipalities_of(code: str | None) -> frozenset[str] | None:
    """The municipalities of a region, itself if it is one; None without a region. Two queries.

    Raises `NotFound`.
    """
    if code is None:
        return None
    if regions.region(code).category == Category.MUNICIPALITY:
        return frozenset((code,))
    return frozenset(regions.codes_of(Category.MUNICIPALITY, within=code))


def names_of(codes: Iterable[str]) -> dict[str, Text]:
    """Names of regions by code. One query."""
    wanted = {code for code in codes if code}
    return {code: region.name for code, region in regions.regions_by_code(wanted).items()} if wanted else {}


#: More squares than this are a grid of the whole country: too many dots for a map.
MOST_HOMES = 3000


def homes() -> list[tuple[float, float, float, str]]:
    """Longitude, latitude, people and municipality of the population squares; none where there are too many.

    One query.
    """
    rows = PopulationCell.objects.order_by("pk").values_list(
        "longitude", "latitude", "people", "municipality_id"
    )[: MOST_HOMES + 1]
    found = list(rows)
    return found if len(found) <= MOST_HOMES else []
