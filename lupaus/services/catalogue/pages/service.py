"""One service: what it is, how to reach it, and whether what was promised about waiting is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lupaus.indicators.models import Indicator, Release
from lupaus.indicators.observations import Observation, SeriesKey
from lupaus.indicators.queries import illustrative_releases, series
from lupaus.regions.models import Region
from lupaus.regions.queries import parents_of, regions_by_code
from lupaus.services import verdicts
from lupaus.services.catalogue import queries, words
from lupaus.services.catalogue.queries import ServiceWhole
from lupaus.services.figures import release_of
from lupaus.services.models import (
    Area,
    Channel,
    ChannelKind,
    Charge,
    Concept,
    Connection,
    PlannedChange,
    Provision,
    ProvisionRole,
)
from lupaus.services.points import words as of_points
from lupaus.services.points.hours import Line, exceptions_in_words, week_in_words
from lupaus.services.points.status import Change, Site, standing
from lupaus.services.verdicts import Judged, Mark, Promised
from lupaus.web import clock, numbers
from lupaus.web.address import Address
from lupaus.web.texts import Text

COUNTRY: Final = "SSS"
#: Service points shown on the page of a service; more are behind a link.
MOST_PLACES: Final = 5


class Phone(NamedTuple):
    """A telephone number: as written, as dialled, and what a call costs ("": not told)."""

    number: str
    dialled: str
    charge: str


class Way(NamedTuple):
    """A way to the service. `href` is empty where it has no page of its own on the web."""

    channel: Channel
    href: str
    phones: Sequence[Phone]
    note: Text
    week: Sequence[Line]
    exceptions: Sequence[Line]
    languages: str
    municipality: Text | None
    address: Text
    state: str  # what is to be known of a point that is not simply in use
    coming: Sequence[str]  # planned changes
    accessibility: str


class Ways(NamedTuple):
    """The ways of one kind; `hidden` more are not shown."""

    kind: str
    label: str
    ways: Sequence[Way]
    hidden: int


@dataclass(frozen=True)
class Waiting:
    """What was promised about waiting, and the newest figure of how long people wait.

    `kept` is None where there is nothing to compare.
    """

    sentence: str
    promised_days: int | None
    kept: bool | None
    mark: Mark | None
    indicator: Indicator | None
    release: int | None
    illustrative: bool


@dataclass(frozen=True)
class ServicePage:
    whole: ServiceWhole
    ways: Sequence[Ways]
    waiting: Waiting | None
    judged: Sequence[Judged]
    promises: Sequence[Promised]
    facts: Sequence[tuple[str, str]]
    organisers: Sequence[Provision]
    producers: Sequence[tuple[Provision, str]]  # with how
    regions: Sequence[Region]
    ended: date | datetime | None
    source: str
    licence: str
    licence_address: str

    @property
    def name(self) -> Text:
        name: Text = self.whole.service.name
        return name

    def concepts(self, scheme: str) -> list[Concept]:
        return self.whole.of_scheme(scheme)


def service_page(address: Address, id: str) -> ServicePage:  # noqa: A002 - the field's own name
    """The queries do not depend on how many channels, classes or regions there are. Raises `NotFound`."""
    whole = queries.service(id)
    service = whole.service
    today = clock.day_of(clock.real_clock)
    given = regions_by_code(service.regions) if service.area == Area.LIMITED else {}
    indicators = [service.wait_indicator_id] if service.wait_indicator_id else []
    return ServicePage(
        whole=whole,
        ways=list(_ways(whole, address, today)),
        waiting=_waiting(whole, address, list(given)),
        judged=verdicts.judged(address, indicators).of.get(indicators[0], ()) if indicators else (),
        promises=verdicts.promised(address, indicators),
        facts=_facts(whole, given, address.language),
        organisers=whole.of_role(ProvisionRole.ORGANISER),
        producers=[(each, words.provision_kind(each.kind)) for each in whole.of_role(ProvisionRole.PRODUCER)],
        regions=[given[code] for code in service.regions if code in given],
        ended=service.retired_at,
        source=words.source(service.source),
        licence=(licence := words.LICENCES.get(service.source, "")),
        licence_address=words.LICENCE_ADDRESSES.get(licence, ""),
    )


def _facts(whole: ServiceWhole, given: dict[str, Region], language: str) -> list[tuple[str, str]]:
    """The service in short: names and values."""
    service = whole.service
    rows = []
    if kind := words.service_type(service.type):
        rows.append((_("Kind"), kind))
    if service.charge != Charge.UNKNOWN:
        rows.append((_("Charge"), words.charge(service.charge)))
    if service.languages:
        rows.append((_("Language of the service"), of_points.languages(service.languages)))
    where = words.area(service.area) or ", ".join(
        given[code].name.words(language) for code in service.regions if code in given
    )
    if where:
        rows.append((_("Where it is given"), where))
    return rows


def _ways(whole: ServiceWhole, address: Address, today: date) -> Iterator[Ways]:
    """Digital first; of places, those in the reader's own municipality first."""
    for kind in queries.ORDER:
        connections = whole.of_kind(kind)
        if kind == ChannelKind.PLACE:
            connections = sorted(connections, key=lambda each: _nearness(each.channel, address))
        if connections:
            shown = connections[:MOST_PLACES]
            yield Ways(
                kind.value,
                of_points.channel_kind(kind.value),
                [_way(each, address.language, today) for each in shown],
                len(connections) - len(shown),
            )


def _nearness(channel: Channel, address: Address) -> tuple[bool, str]:
    here = channel.municipality_id is not None and channel.municipality_id == address.region
    return not here, channel.name.words(address.language).casefold()


def _way(connection: Connection, language: str, today: date) -> Way:
    channel = connection.channel
    hours = connection.hours or channel.hours
    site = Site(channel.address, channel.municipality_id or "", channel.latitude, channel.longitude)
    changes = [_change(each) for each in channel.changes.all()]
    now = standing(channel.status, site, changes, today)
    is_place = channel.kind == ChannelKind.PLACE
    return Way(
        channel=channel,
        href=_web_address(channel.url, language),
        phones=[
            Phone(number, re.sub(r"[^0-9+*#]", "", number), str(each.get("charge") or ""))
            for each in channel.phones
            if (number := str(each.get("number") or ""))
        ],
        note=connection.note,
        week=week_in_words(hours, language, today),
        exceptions=exceptions_in_words(hours, language, today)[:6],
        languages=of_points.languages(channel.languages),
        municipality=channel.municipality.name if channel.municipality else None,
        address=now.site.address,
        state=of_points.standing(now) if is_place else "",
        coming=[of_points.coming_change(each) for each in now.coming] if is_place else [],
        accessibility=of_points.accessibility(channel.accessibility)
        if is_place and channel.accessibility
        else "",
    )


def _web_address(url: Text, language: str) -> str:
    """An address of the web; whatever else a source says is no link."""
    words = url.words(language).strip()
    return words if words.startswith(("https://", "http://")) else ""


def _change(planned: PlannedChange) -> Change:
    to = None
    if planned.latitude is not None or planned.address:
        to = Site(planned.address, planned.municipality_id or "", planned.latitude, planned.longitude)
    return Change(
        planned.pk,
        planned.kind,
        planned.on,
        planned.why,
        planned.decision,
        planned.decision_url,
        to,
        planned.replaced_by_id or "",
    )


def _waiting(whole: ServiceWhole, address: Address, given: Sequence[str]) -> Waiting | None:
    """None where nothing was promised and nothing is measured."""
    service = whole.service
    days, indicator = service.promised_days, service.wait_indicator
    if days is None and indicator is None:
        return None
    promised = (
        ngettext("Promised: at most %(days)d day.", "Promised: at most %(days)d days.", days) % {"days": days}
        if days is not None
        else _("Nothing was promised about how long one waits.")
    )
    if indicator is None:
        unknown = _("How long people really wait is not followed yet.")
        return Waiting(f"{promised} {unknown}", days, None, None, None, None, False)
    release = release_of(address)
    seen = _newest(indicator.pk, address, given, release)
    if seen is None:
        unknown = _("There are no figures yet of how long people really wait.")
        return Waiting(f"{promised} {unknown}", days, None, None, indicator, None, False)
    observation, place = seen
    kept = observation.value <= days if days is not None and observation.value is not None else None
    figure = _("%(place)s: the wait was %(wait)s in %(year)s.") % {
        "place": place.words(address.language),
        "wait": numbers.with_unit(
            observation.value, indicator.unit.words(address.language), address.language, indicator.decimals
        ),
        "year": observation.period,
    }
    return Waiting(
        f"{figure} {promised}",
        days,
        kept,
        _mark(kept=kept),
        indicator,
        release.pk if release else None,
        observation.release in illustrative_releases(),
    )


def _mark(*, kept: bool | None) -> Mark | None:
    """The shape and colour of a verdict, the word of a promise."""
    if kept is None:
        return None
    return Mark("on_track", _("is being kept")) if kept else Mark("off_track", _("is not being kept"))


def _newest(
    indicator: str, address: Address, given: Sequence[str], release: Release | None
) -> tuple[Observation, Text] | None:
    """The newest figure of the nearest region that has one, and what the region is called.

    The reader's own region, else what lies around it; without one, where the service is given, else the
    country. Four queries.
    """
    if address.region:
        candidates = [address.region, *(each.code for each in parents_of(address.region))]
    else:
        candidates = [*given, COUNTRY]
    keys = [SeriesKey(indicator, code) for code in candidates]
    until = str(address.as_of) if address.as_of else "9999"
    by_key = series(keys, release=release)
    for key in keys:
        told = [each for each in by_key[key] if each.value is not None and each.period[:4] <= until]
        if told:
            known = regions_by_code([key.region])
            return told[-1], known[key.region].name if key.region in known else Text.same(key.region)
    return None
