"""The page of one service point: where it is, when it is open, what is given there, what is planned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from markupsafe import Markup

from lupaus.regions import queries as regions
from lupaus.services.models import Channel, ChannelKind, PlannedChange
from lupaus.services.points import drawing, finding, queries, words
from lupaus.services.points.hours import Line, Timetable, exceptions_in_words, week_in_words
from lupaus.services.points.shown import ShownChannel, shown
from lupaus.services.points.status import Change, Site
from lupaus.web import clock
from lupaus.web.address import Address
from lupaus.web.texts import Text


class ServiceLine(NamedTuple):
    """A service given here. `week` are hours of this service alone."""

    name: Text
    href: str
    note: Text
    week: Sequence[Line]


class PlannedLine(NamedTuple):
    """A change, past or to come, and what it leads to."""

    sentence: str
    change: Change
    to: str
    replaced_by: Text
    replaced_href: str


@dataclass(frozen=True)
class PointPage:
    point: ShownChannel
    answer: str
    hours_today: str
    exceptions: Sequence[Line]
    services: Sequence[ServiceLine]
    coming: Sequence[PlannedLine]
    last: PlannedLine | None
    chart: Markup | None
    attributions: Sequence[str]
    at: str
    now: str
    all_href: str


def point_page(address: Address, id_: str) -> PointPage:
    """Raises `NotFound` and `BadAddress`."""
    today = clock.day_of(clock.real_clock)
    channel = queries.channel(id_, ChannelKind.PLACE)
    changes = queries.changes_by_channel(PlannedChange.objects.filter(channel=id_)).get(id_, [])
    codes = {channel.municipality_id or ""} | {each.to.municipality for each in changes if each.to}
    names = queries.names_of(codes)
    point = shown(channel, language=address.language, today=today, changes=changes, municipalities=names)
    at = finding.moment(address.value("at"))
    table = Timetable(channel.hours)
    replaced = _replacing(changes)
    now = point.standing

    def moved(change: Change) -> str:
        return _where(change.to, now.site.municipality, names, address.language)

    return PointPage(
        point=point,
        answer=_answer(point, table, today, at),
        hours_today=words.hours_of(table, today),
        exceptions=exceptions_in_words(channel.hours, address.language, today),
        services=[
            ServiceLine(
                name,
                address.link(reverse("services:service", args=[service])),
                connection.note,
                week_in_words(connection.hours, address.language, today),
            )
            for service, name, connection in queries.services_of(id_)
        ],
        coming=[
            _planned(address, each, words.coming_change(each), moved(each), replaced) for each in now.coming
        ],
        last=_planned(address, now.last, words.past_change(now.last), moved(now.last), replaced)
        if now.last
        else None,
        chart=_chart(address, point),
        attributions=regions.attributions([now.site.municipality]) if now.site.coordinates else (),
        at=words.day_and_time(at) if at else "",
        now=words.open_now(table, at) if at and now.is_open else "",
        all_href=address.link(
            reverse("services:points"), **({"region": now.site.municipality} if now.site.municipality else {})
        ),
    )


def _answer(point: ShownChannel, table: Timetable, today: date, at: datetime | None) -> str:
    """What somebody who wants to go there has to know first."""
    now = point.standing
    if not now.is_open:
        return words.standing(now)
    if at:
        return words.open_now(table, at) or _("Opening hours have not been told.")
    hours = words.hours_of(table, today)
    if not hours:
        return _("Opening hours have not been told.")
    if not table.joined_on(today):
        return _("Closed today.")
    return _("Open today: %(hours)s.") % {"hours": hours}


def _replacing(changes: Sequence[Change]) -> dict[str, Channel]:
    """The channels that take a place's place. One query where there are any."""
    wanted = {each.replaced_by for each in changes} - {""}
    return Channel.objects.in_bulk(wanted) if wanted else {}


def _planned(
    address: Address, change: Change, sentence: str, to: str, replaced: dict[str, Channel]
) -> PlannedLine:
    channel = replaced.get(change.replaced_by)
    return PlannedLine(
        sentence,
        change,
        to,
        channel.name if channel else Text(),
        _way_to(address, channel) if channel else "",
    )


def _where(site: Site | None, town: str, names: dict[str, Text], language: str) -> str:
    """The new address, in the municipality it has been in where no other is told."""
    if site is None:
        return ""
    name = names.get(site.municipality or town, Text()).words(language)
    return ", ".join(filter(None, (site.address.words(language), name)))


def _way_to(address: Address, channel: Channel) -> str:
    """The page of a point, the address of what is digital; "" where there is none."""
    if channel.kind == ChannelKind.PLACE:
        return address.link(reverse("services:point", args=[channel.id]))
    return shown(channel, language=address.language, today=clock.day_of(clock.real_clock)).url


def _chart(address: Address, point: ShownChannel) -> Markup | None:
    """The point within its municipality; None where the place of one of them is not known. One query."""
    site, language = point.standing.site, address.language
    outlines = regions.outlines([site.municipality]) if site.municipality else {}
    if site.coordinates is None or not outlines:
        return None  # a mark on an empty sheet tells nothing
    state = drawing.USED if point.standing.is_open else drawing.CLOSED
    if point.standing.will_change:
        state = drawing.CHANGING
    name = point.name.words(language)
    latitude, longitude = site.coordinates
    return drawing.points_map(
        drawing.PointsMap(
            id="point",
            title=_("%(name)s on a map") % {"name": name},
            description=point.municipality.words(language),
            language=language,
            marks=[drawing.Mark(point.id, longitude, latitude, state)],
            outlines=outlines,
            names={},
            words={
                drawing.USED: _("in use"),
                drawing.CHANGING: _("will change"),
                drawing.CLOSED: _("closed or digital"),
            },
            empty="",
            named=lambda _mark: (name, "#contact"),
            led=lambda _cluster: "#contact",
            counted=lambda _cluster: name,
        )
    )
