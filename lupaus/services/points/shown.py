"""A channel as a page shows it: `services/points/channel.html` lays it out, here and on pages of services."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from lupaus.services.models import Channel, ChannelKind, Connection, PlannedChange
from lupaus.services.points import words
from lupaus.services.points.hours import Line, exceptions_in_words, week_in_words
from lupaus.services.points.queries import changes_by_channel, connections_of, names_of
from lupaus.services.points.status import OPEN, PLANNED, Change, Site, Standing, standing
from lupaus.web.texts import Text

#: The order in which ways to a service are told: digital first, then by telephone, then places.
ORDER: Final = (
    ChannelKind.E_SERVICE.value,
    ChannelKind.WEB_PAGE.value,
    ChannelKind.FORM.value,
    ChannelKind.PHONE.value,
    ChannelKind.PLACE.value,
)
#: Exceptions of opening hours are told this long before.
SOON: Final = timedelta(days=60)


class Phone(NamedTuple):
    number: str
    href: str  # "" where it cannot be dialled
    charge: str
    language: str


@dataclass(frozen=True, slots=True)
class ShownChannel:
    """One way to a service. `closed` says that it is not in use; `coming` tells what will change."""

    id: str
    kind: str
    kind_word: str
    name: Text
    summary: Text
    note: Text
    description: Text
    languages: str
    language_codes: Sequence[str]
    url: str
    phones: Sequence[Phone]
    emails: Sequence[str]
    week: Sequence[Line]
    exceptions: Sequence[Line]
    site: Site
    postal: str  # "08100 Lohja"
    municipality: Text
    accessibility: str  # "" but for places
    accessibility_note: Text
    state: str
    closed: str
    coming: Sequence[tuple[str, Change]]
    standing: Standing
    hours: Sequence[Mapping[str, Any]] = field(default=())

    @property
    def is_place(self) -> bool:
        return self.kind == ChannelKind.PLACE


def shown(
    channel: Channel,
    *,
    language: str,
    today: date,
    changes: Sequence[Change] = (),
    municipalities: Mapping[str, Text] | None = None,
    note: Text | None = None,
    hours: Sequence[Mapping[str, Any]] = (),
) -> ShownChannel:
    """A channel for a reader. `hours` are those of one service; `municipalities` names regions by code."""
    site = Site(channel.address, channel.municipality_id or "", channel.latitude, channel.longitude)
    now = standing(channel.status, site, changes, today)
    own = hours or channel.hours
    is_place = channel.kind == ChannelKind.PLACE
    return ShownChannel(
        id=channel.id,
        kind=channel.kind,
        kind_word=words.channel_kind(channel.kind),
        name=channel.name,
        summary=channel.summary,
        note=note or Text(),
        description=channel.description,
        languages=words.languages(channel.languages),
        language_codes=channel.languages,
        url=safe_link(channel.url.words(language)),
        phones=_phones(channel.phones, language),
        emails=channel.emails,
        week=week_in_words(own, language, today),
        exceptions=exceptions_in_words(own, language, today, today + SOON),
        site=now.site,
        postal="" if now.moved else f"{channel.postal_code} {channel.post_office.words(language)}".strip(),
        municipality=(municipalities or {}).get(now.site.municipality, Text()),
        accessibility=words.accessibility(channel.accessibility) if is_place else "",
        accessibility_note=channel.accessibility_note,
        state=now.state,
        closed="" if now.state == OPEN else words.standing(now),
        coming=[(words.coming_change(each), each) for each in now.coming],
        standing=now,
        hours=own,
    )


def channels_of(services: Collection[str], *, language: str, today: date) -> dict[str, list[ShownChannel]]:
    """The ways to each of some services, digital first, without points that are closed. Three queries.

    A point that is not open yet is there only when its opening is planned.
    """
    connections = connections_of(services)
    every = [each for found in connections.values() for each in found]
    changes = changes_by_channel(
        PlannedChange.objects.filter(channel__in={each.channel_id for each in every})
    )
    codes = {each.channel.municipality_id or "" for each in every}
    codes |= {change.to.municipality for told in changes.values() for change in told if change.to}
    municipalities = names_of(codes)
    return {
        service: in_order(
            _of(each, changes.get(each.channel_id, ()), municipalities, language, today) for each in found
        )
        for service, found in connections.items()
    }


def in_order(channels: Iterable[ShownChannel]) -> list[ShownChannel]:
    kept = (each for each in channels if each.state == OPEN or (each.state == PLANNED and each.coming))
    return sorted(kept, key=lambda each: (ORDER.index(each.kind), each.state != OPEN))


def _of(
    connection: Connection,
    changes: Sequence[Change],
    municipalities: Mapping[str, Text],
    language: str,
    today: date,
) -> ShownChannel:
    return shown(
        connection.channel,
        language=language,
        today=today,
        changes=changes,
        municipalities=municipalities,
        note=connection.note,
        hours=connection.hours,
    )


def safe_link(address: str) -> str:
    """An address of the web; "" for what is none: a catalogue may hold anything."""
    return address if re.match(r"https?://[^\s]+\Z", address) else ""


def _phones(told: Iterable[Mapping[str, str]], language: str) -> list[Phone]:
    """Those for everybody and for speakers of the reader's language; all, where that leaves none."""
    phones = [
        Phone(each["number"], _dialled(each["number"]), each.get("charge", ""), each.get("language", ""))
        for each in told
    ]
    return [phone for phone in phones if phone.language in ("", language)] or phones


def _dialled(number: str) -> str:
    digits = re.sub(r"[^0-9+]", "", number)
    return f"tel:{digits}" if re.fullmatch(r"\+?[0-9]{2,20}", digits) else ""
