"""The front of decisions: what is coming, what was decided lately, and by whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from lupaus.decisions import queries
from lupaus.decisions.models import Body, BodyKind, Item, Stage
from lupaus.decisions.reading.pages.lines import ItemLine, MeetingLine, item_lines, meeting_lines
from lupaus.web import clock, panels
from lupaus.web.address import Address
from lupaus.web.texts import Text

MOST_COMING: Final = 6
MOST_MINUTES: Final = 8
MOST_ALONE: Final = 6
#: So many days of office-holders are looked at for them: what is past its appeal time is gone.
DAYS_ALONE: Final = 30


@dataclass(frozen=True)
class Bodies:
    """The bodies of an organisation, and its office-holders; `ended` those that no longer decide."""

    organisation: Text
    bodies: Sequence[Body]
    office_holders: Sequence[Body]
    ended: Sequence[Body]


@dataclass(frozen=True)
class FrontPage:
    today: date
    coming: Sequence[MeetingLine]  # the nearest first
    minutes: Sequence[MeetingLine]  # the newest first
    alone: Sequence[ItemLine]  # what office-holders decided, the newest first
    groups: Sequence[Bodies]

    @property
    def is_empty(self) -> bool:
        return not self.groups


def front_page(address: Address) -> FrontPage:
    """The queries do not depend on how much there is."""
    del address
    today = clock.day_of(clock.real_clock)
    meetings = queries.meetings().exclude(body__kind=BodyKind.OFFICE_HOLDER)
    ahead = meetings.filter(date__gte=today, stage=Stage.AGENDA, cancelled=False).order_by("date", "body")
    coming = list(ahead[:MOST_COMING])
    minutes = list(meetings.filter(stage=Stage.MINUTES)[:MOST_MINUTES])
    lines = meeting_lines([*coming, *minutes], today)
    alone = _alone()
    begin = queries.decisions_begin(Item.objects.filter(pk__in=[each.pk for each in alone])) if alone else {}
    return FrontPage(
        today=today,
        coming=lines[: len(coming)],
        minutes=lines[len(coming) :],
        alone=item_lines(alone, begin),
        groups=_groups(queries.bodies()),
    )


def _alone() -> list[Item]:
    """What office-holders decided last. Their newest days are found first: of items there are very many."""
    days = queries.meetings().filter(body__kind=BodyKind.OFFICE_HOLDER, stage=Stage.MINUTES)
    newest = [each.pk for each in days[:DAYS_ALONE]]
    found = Item.objects.filter(meeting__in=newest, gone_at=None).select_related("meeting__body")
    return list(found.order_by("-meeting__date", "-meeting", "position")[:MOST_ALONE])


def _groups(bodies: Sequence[Body]) -> list[Bodies]:
    slugs = sorted({body.organisation for body in bodies})
    names = panels.organisation_names(slugs) if slugs else ()
    return [
        Bodies(
            name,
            [each for each in bodies if _of(each, slug) and not each.is_office_holder],
            [each for each in bodies if _of(each, slug) and each.is_office_holder],
            [each for each in bodies if each.organisation == slug and each.ended],
        )
        for slug, name in zip(slugs, names, strict=True)
    ]


def _of(body: Body, organisation: str) -> bool:
    return body.organisation == organisation and body.ended is None
