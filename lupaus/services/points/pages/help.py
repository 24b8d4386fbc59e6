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

from lupaus.services.chains import queries as chains
from lupaus.services.chains.declared import NAME as CHAIN
from lupaus.services.chains.declared import SERVICE as CHAIN_SERVICE
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
from lupaus.web.texts import Text
from lupaus.workspace.models import Part, State

#: Services shown with their ways; more are a link to the catalogue.
MOST: Final = 12
MOST_CHAINS: Final = 2
#: The life stage of a chain that is for a target group.
LIFE_STAGE_OF: Final = {"KR1.1": "older", "KR1.2": "children", "KR1.3": "children"}


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


class ChainStep(NamedTuple):
    title: Text
    need: Text
    here: bool  # whether one of the services found is given in it


class ShownChain(NamedTuple):
    """A chain; its steps only where it is known to be for whoever needs help."""

    title: Text
    client_group: Text
    href: str
    steps: Sequence[ChainStep]


@dataclass(frozen=True)
class HelpPage:
    situation: Situation
    choices: Choices
    answer: str
    first: Sequence[ShownWay]
    services: Sequence[HelpingService]
    total: int
    chains: Sequence[ShownChain]
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
        chains=_chains(address, situation, [each.pk for each in found]),
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


def _chains(address: Address, situation: Situation, services: Sequence[str]) -> list[ShownChain]:
    """The chains in force that hold most of the services, at most two. Seven queries at most."""
    if not services:
        return []
    held = Part.objects.filter(
        removed_at=None,
        version__state=State.PUBLISHED,
        version__work__kind=CHAIN,
        kind=CHAIN_SERVICE,
        content__service__in=services,
    ).values_list("version__work_id", flat=True)
    count: dict[str, int] = {}
    for work in held:
        count[work] = count.get(work, 0) + 1
    fitting = sorted(count, key=lambda work: (-count[work], work))[:MOST_CHAINS]
    stage = LIFE_STAGE_OF.get(situation.group or "")
    found = [_chain(address, work, frozenset(services), stage) for work in fitting]
    return [each for each in found if each is not None]


def _chain(
    address: Address, work: str, services: frozenset[str], life_stage: str | None
) -> ShownChain | None:
    """None for a chain that is for others; without steps while it is not known whom help is for."""
    chain = chains.chain(work)
    if life_stage and chain.life_stage not in (life_stage, "all"):
        return None
    is_sure = bool(life_stage) or chain.life_stage == "all"
    return ShownChain(
        chain.title,
        chain.client_group,
        address.link(reverse("services:chain", args=[work])),
        [
            ChainStep(stage.title, stage.need, any(each.service in services for each in stage.services))
            for stage in chain.stages
            if is_sure
        ],
    )
