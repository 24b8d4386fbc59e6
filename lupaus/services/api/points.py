"""Service points and how near they are, over the API: the figures of the pages, from the same questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any, Final, Literal

from django.http import HttpRequest, JsonResponse
from ninja import Query, Router, Schema
from pydantic import Field

from lupaus.services.api.services import PhoneOut
from lupaus.services.models import Channel, ChannelKind, PlannedChange
from lupaus.services.points import finding, queries
from lupaus.services.points.finding import Found, Wanted
from lupaus.services.points.reach.queries import ReachLine, reach
from lupaus.services.points.status import Change, Site, Standing, end_of, standing
from lupaus.web import clock
from lupaus.web.api.shapes import JSON_STYLE, Language, Page, Paging, RegionCode, Slug, Words, Year, page
from lupaus.web.texts import Text

router = Router()

ClassCode = Annotated[str, Field(pattern=r"^[A-Z]{1,4}[0-9]{1,3}(\.[0-9]{1,3})*$", examples=["P4.3"])]
Moment = Annotated[
    str,
    Field(
        pattern=r"^20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]$",
        examples=["2026-11-23T10:30"],
        description="Open at this moment, by Finnish clocks.",
    ),
]


class SiteOut(Schema):
    """Where a point is. `municipality` is a code of a region; coordinates are WGS84 in degrees."""

    address: Words
    municipality: str | None
    latitude: float | None
    longitude: float | None


class PlannedChangeOut(Schema):
    """A planned change: `kind` is opens, closes, moves or digital; it holds from the day `on`."""

    id: str
    kind: str
    on: date
    why: Words
    decision: Words
    decision_url: str | None
    to: SiteOut | None
    replaced_by: str | None


class PointOut(Schema):
    """A service point. `state` is open, planned, closed or digital, on the day asked for.

    `open` tells whether it is open at the moment asked for; null where none was asked for, or it is not told.
    """

    id: str
    name: Words
    state: str
    site: SiteOut
    languages: list[str]
    accessibility: str | None
    open: bool | None
    changes: list[PlannedChangeOut]


class PointPage(Page):
    """`day` is the day for which states are told."""

    day: date
    items: list[PointOut]


class PointWhole(PointOut):
    """Opening hours are a list of rules in Finnish time; see the documentation of the catalogue file."""

    summary: Words
    description: Words
    url: Words
    phones: list[PhoneOut]
    emails: list[str]
    hours: list[dict[str, Any]]
    postal_code: str
    post_office: Words
    accessibility_note: Words
    services: list[str]


class PointFilters(Schema):
    region: RegionCode | None = Field(None, description="In this region: a municipality, a county, …")
    service: Slug | None = Field(None, description="Where this service is given.")
    class_: ClassCode | None = Field(
        None, alias="class", description="Where a service of this class is given."
    )
    language: Language | None = Field(None, description="Where one is served in this language.")
    accessible: bool = Field(False, description="Only accessible points.")
    at: Moment | None = None
    year: Year | None = Field(None, description="As it is at the end of this year; else today.")
    format: Literal["json", "geojson"] = Field(
        "json", description="`geojson` holds every point whose place is known, in one part."
    )


_GEOJSON_IN_SCHEMA: Final = {
    "responses": {200: {"content": {"application/geo+json": {"schema": {"type": "object"}}}}}
}


@router.get(
    "/service-points",
    response=PointPage,
    summary="Service points",
    url_name="service-points",
    openapi_extra=_GEOJSON_IN_SCHEMA,
)
def service_points(request: HttpRequest, filters: Query[PointFilters], paging: Query[Paging]) -> Any:
    """The points of the page of service points, by id, with the same filters."""
    wanted = _wanted(filters)
    found = finding.look(wanted, detailed=True).found
    if filters.format == "geojson":
        return _geojson(found, wanted)
    part = found[paging.offset : paging.offset + paging.limit]
    return page(
        request,
        (_point(each, wanted) for each in part),
        total=len(found),
        limit=paging.limit,
        offset=paging.offset,
        day=wanted.then or wanted.day,
    )


@router.get(
    "/service-points/{id}", response=PointWhole, summary="A service point, whole", url_name="service-point"
)
def service_point(request: HttpRequest, id: str) -> dict[str, Any]:  # noqa: A002 - the field's own name
    """As it is today, with every change that is planned or has come."""
    channel = queries.channel(id, ChannelKind.PLACE)
    changes = queries.changes_by_channel(PlannedChange.objects.filter(channel=channel.pk)).get(channel.pk, [])
    return _whole(
        channel, changes, [service for service, _name, _connection in queries.services_of(channel.pk)]
    )


class ReachLineOut(Schema):
    """A municipality; shares in per cent of its residents, null where nobody lives there."""

    municipality: str
    name: Words
    residents: float
    share: float | None
    share_then: float | None
    illustrative: bool


class ReachOut(Schema):
    """`untold` are municipalities of which it is not known where people live. `then` is the later day."""

    distance: int
    day: date
    then: date
    share: float | None
    share_then: float | None
    points: int
    points_then: int
    attributions: list[str]
    items: list[ReachLineOut]
    untold: list[str]


class ReachFilters(Schema):
    region: RegionCode | None = Field(None, description="The municipalities of this region.")
    distance: Literal["1", "3", "5", "10", "20"] = Field("5", description="Kilometres, as the crow flies.")
    service: Slug | None = Field(None, description="To the points of this service.")
    class_: ClassCode | None = Field(
        None, alias="class", description="To the points of services of this class."
    )
    language: Language | None = Field(None, description="To points where one is served in this language.")
    accessible: bool = Field(False, description="To accessible points only.")
    year: Year | None = Field(
        None, description="Compared with the end of this year; else of the last year with a planned change."
    )


@router.get("/reach", response=ReachOut, summary="Residents near a service point", url_name="reach")
def reach_(request: HttpRequest, filters: Query[ReachFilters]) -> dict[str, Any]:
    """The share of residents within a distance of an open point, by municipality, today and later.

    As the crow flies from the centre of each square of the population grid; not travel time.
    """
    today = clock.day_of(clock.real_clock)
    found = reach(
        Wanted(
            today,
            region=filters.region,
            service=filters.service,
            service_class=filters.class_,
            language=filters.language,
            accessible=filters.accessible,
            then=max(end_of(filters.year), today) if filters.year else None,
        ),
        int(filters.distance),
    )
    total = found.total
    return {
        "distance": found.kilometres,
        "day": found.day,
        "then": found.then,
        "share": total.share,
        "share_then": total.share_then,
        "points": found.points,
        "points_then": found.points_then,
        "attributions": list(found.living.attributions),
        "items": [_reach_line(line) for line in found.lines],
        "untold": [code for code, _name in found.untold],
    }


def _reach_line(line: ReachLine) -> dict[str, Any]:
    return {
        "municipality": line.code,
        "name": line.name,
        "residents": line.residents,
        "share": line.share,
        "share_then": line.share_then,
        "illustrative": line.illustrative,
    }


def _wanted(filters: PointFilters) -> Wanted:
    today = clock.day_of(clock.real_clock)
    return Wanted(
        today,
        region=filters.region,
        service=filters.service,
        service_class=filters.class_,
        language=filters.language,
        accessible=filters.accessible,
        at=finding.moment(filters.at),
        then=max(end_of(filters.year), today) if filters.year else None,
    )


def _point(found: Found, wanted: Wanted) -> dict[str, Any]:
    point = found.point
    return {
        "id": point.id,
        "name": point.name,
        "state": found.shown.state,
        "site": _site(found.shown.site),
        "languages": list(point.languages),
        "accessibility": point.accessibility or None,
        "open": point.timetable.is_open(wanted.at) if wanted.at else None,
        "changes": [_change(each) for each in point.changes],
    }


def _whole(channel: Channel, changes: Iterable[Change], services: list[str]) -> dict[str, Any]:
    told = list(changes)
    now: Standing = standing(
        channel.status,
        Site(channel.address, channel.municipality_id or "", channel.latitude, channel.longitude),
        told,
        clock.day_of(clock.real_clock),
    )
    return {
        "id": channel.pk,
        "name": channel.name,
        "state": now.state,
        "site": _site(now.site),
        "languages": channel.languages,
        "accessibility": channel.accessibility or None,
        "open": None,
        "changes": [_change(each) for each in told],
        "summary": channel.summary,
        "description": channel.description,
        "url": channel.url,
        "phones": [_phone(each) for each in channel.phones],
        "emails": channel.emails,
        "hours": channel.hours,
        "postal_code": channel.postal_code,
        "post_office": channel.post_office,
        "accessibility_note": channel.accessibility_note,
        "services": services,
    }


def _phone(each: Mapping[str, str]) -> dict[str, str]:
    return {name: str(each.get(name) or "") for name in ("number", "charge", "language")}


def _site(site: Site) -> dict[str, Any]:
    return {
        "address": site.address,
        "municipality": site.municipality or None,
        "latitude": site.latitude,
        "longitude": site.longitude,
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "id": change.id,
        "kind": change.kind,
        "on": change.on,
        "why": change.why,
        "decision": change.decision,
        "decision_url": change.decision_url or None,
        "to": _site(change.to) if change.to else None,
        "replaced_by": change.replaced_by or None,
    }


def _geojson(found: Iterable[Found], wanted: Wanted) -> JsonResponse:
    """A FeatureCollection (RFC 7946); points of unknown place have no geometry and are left out."""
    features = [
        {
            "type": "Feature",
            "id": each.point.id,
            "geometry": {"type": "Point", "coordinates": [coordinates[1], coordinates[0]]},
            "properties": {
                "name": _words(each.point.name),
                "state": each.shown.state,
                "municipality": each.shown.site.municipality or None,
                "address": _words(each.shown.site.address),
                "languages": list(each.point.languages),
                "accessibility": each.point.accessibility or None,
                "open": each.point.timetable.is_open(wanted.at) if wanted.at else None,
                "changes": [
                    {"kind": change.kind, "on": change.on.isoformat()} for change in each.point.changes
                ],
            },
        }
        for each in found
        if (coordinates := each.shown.site.coordinates) is not None
    ]
    return JsonResponse(
        {"type": "FeatureCollection", "features": features},
        content_type="application/geo+json",
        json_dumps_params=JSON_STYLE,
    )


def _words(text: Text) -> dict[str, str]:
    return {"fi": text.fi, "sv": text.sv, "en": text.en}
