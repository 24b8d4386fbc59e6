"""The page “What helps in my situation”. It stores nothing, and its answers are kept nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup

from lupaus.services.models import Service
from lupaus.services.points import finding, words
from lupaus.services.points.helping.choosing import Choices, Situation, around, choices, services_for
from lupaus.services.points.helping.waits import Wait, waits
from lupaus.services.points.helping.ways import Way, Ways, ways_to
from lupaus.services.points.hours import Timetable
from lupaus.services.points.pages.choices import place
from lupaus.services.verdicts import Promised, promised
from lupaus.web import clock
from lupaus.web.address import Address
from lupaus.web.panels import panels

#: Services shown with their ways; more are a link to the catalogue.
MOST: Final = 12


class ShownWay(NamedTuple):
    """A way, with how far it is and whether it is open, in words."""

    way: Way
    distance: str
    now: str


class HelpingService(NamedTuple):
    service: Service
    href: str
    ways: Sequence[ShownWay]
    others: str
    others_href: str
    wait: Wait | None


@dataclass(frozen=True)
class HelpPage:
    situation: Situation
    choices: Choices
    answer: str
    first: Sequence[ShownWay]
    services: Sequence[HelpingService]
    total: int
    promises: Sequence[Promised]
    panels: Sequence[Markup]
    distance_note: str
    at: str
    day: date


def help_page(address: Address) -> HelpPage:
    """Raises `NotFound` for a region and `BadAddress`."""
    today = clock.day_of(clock.real_clock)
    situation = Situation(
        address.value("event"), address.value("group"), address.region, address.value("language")
    )
    at = finding.moment(address.value("at"))
    where = around(situation.region)
    found = services_for(situation, where)
    shown = found[:MOST]
    ways = ways_to([each.pk for each in shown], situation, where, address.language, today)
    told = waits(shown, address)
    indicators = sorted({each.wait_indicator_id for each in shown if each.wait_indicator_id})
    return HelpPage(
        situation=situation,
        choices=choices(address.language),
        answer=_answer(address, situation, len(found)),
        first=[_shown(way, today, at) for way in ways.first],
        services=[_service(address, each, ways, told.get(each.pk), (today, at)) for each in shown],
        total=len(found),
        promises=promised(address, indicators),
        panels=panels("help", address, situation.event or ""),
        distance_note=_distance_note(address, ways),
        at=words.day_and_time(at) if at else "",
        day=today,
    )


def _answer(address: Address, situation: Situation, count: int) -> str:
    if not situation.is_told:
        return _("Choose your situation, and you see how to get help: digitally, by telephone and nearby.")
    if not count:
        return _("The catalogue has no service for this situation with these choices.")
    return ngettext(
        "%(place)s: %(count)s service helps in this situation.",
        "%(place)s: %(count)s services help in this situation.",
        count,
    ) % {"place": place(address), "count": count}


def _distance_note(address: Address, ways: Ways) -> str:
    if not ways.has_origin:
        return ""
    if ways.from_people:
        sentence = _("Distances are as the crow flies from where people of %(place)s live on average.")
    else:
        sentence = _("Distances are as the crow flies from the middle of the service points of %(place)s.")
    return sentence % {"place": place(address)}


def _service(
    address: Address, service: Service, ways: Ways, wait: Wait | None, when: tuple[date, datetime | None]
) -> HelpingService:
    others = ways.others.get(service.pk, 0)
    return HelpingService(
        service,
        address.link(reverse("services:service", args=[service.pk])),
        [_shown(way, *when) for way in ways.of.get(service.pk, ())],
        ngettext("%(count)s other place", "%(count)s other places", others) % {"count": others}
        if others
        else "",
        address.link(reverse("services:points"), service=service.pk),
        wait,
    )


def _shown(way: Way, today: date, at: datetime | None) -> ShownWay:
    """Open or closed at the moment asked for, else the hours of today."""
    table = Timetable(way.channel.hours)
    if at:
        now = words.open_now(table, at)
    else:
        hours = words.hours_of(table, today)
        now = _("Today: %(hours)s.") % {"hours": hours} if hours else ""
    return ShownWay(way, words.distance(way.kilometres) if way.kilometres is not None else "", now)
