"""A decision-making body: when it meets, what it decided, who sits in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from lupaus.decisions import queries
from lupaus.decisions.models import Body, Item, Membership, Stage
from lupaus.decisions.reading.pages.lines import ItemLine, MeetingLine, item_lines, meeting_lines
from lupaus.web import clock, panels
from lupaus.web.address import Address
from lupaus.web.refusals import NotFound
from lupaus.web.texts import Text

#: Decisions of an office-holder on a page.
PER_PAGE: Final = 100


@dataclass(frozen=True)
class Decided:
    """Decisions of an office-holder in a year, the newest first; pages count from 1."""

    lines: Sequence[ItemLine] = ()
    page: int = 1
    pages: int = 1
    total: int = 0


@dataclass(frozen=True)
class BodyPage:
    body: Body
    organisation: Text
    today: date
    coming: Sequence[MeetingLine]  # the nearest first
    last_minutes: MeetingLine | None
    meetings: Sequence[MeetingLine]  # of the year, without the coming ones, the newest first
    decided: Decided  # of an office-holder
    year: int | None
    years: Sequence[int]  # in which it met, the newest first
    members: Sequence[Membership]
    later_members: Sequence[Membership]
    former_members: Sequence[Membership]
    below: Sequence[Body]


def body_page(address: Address, body: Body) -> BodyPage:
    """Queries do not depend on how many meetings or members there are. Raises `NotFound`."""
    today = clock.day_of(clock.real_clock)
    years = [first.year for first in body.meetings.dates("date", "year", order="DESC")]
    year = _year(address, years)
    of_body = queries.meetings(body)
    ahead = of_body.filter(date__gte=today, stage=Stage.AGENDA, cancelled=False)
    coming = list(ahead.order_by("date", "slug"))
    newest = of_body.filter(stage=Stage.MINUTES).first()
    held = [] if body.is_office_holder or year is None else list(of_body.filter(date__year=year))
    lines = {
        line.meeting.pk: line
        for line in meeting_lines({each.pk: each for each in (*coming, *held)}.values(), today)
    }
    terms = list(body.memberships.all())
    return BodyPage(
        body=body,
        organisation=panels.organisation_names([body.organisation])[0],
        today=today,
        coming=[lines[each.pk] for each in coming],
        last_minutes=next(iter(meeting_lines([newest], today)), None) if newest else None,
        meetings=[lines[each.pk] for each in held if each not in coming],
        decided=_decided(address, body, year) if body.is_office_holder else Decided(),
        year=year,
        years=years,
        members=[each for each in terms if _begun(each, today) and not _over(each, today)],
        later_members=[each for each in terms if not _begun(each, today)],
        former_members=[each for each in terms if _over(each, today)],
        below=list(body.below.order_by("ended", "position", "pk")),
    )


def _year(address: Address, years: Sequence[int]) -> int | None:
    """The year asked for, else the newest one."""
    asked = address.value("year")
    if asked is None:
        return years[0] if years else None
    if int(asked) not in years:
        raise NotFound(_("Nothing of the year %(year)s has been published here.") % {"year": asked})
    return int(asked)


def _decided(address: Address, body: Body, year: int | None) -> Decided:
    """Three queries; beyond the last page, the last one."""
    if year is None:
        return Decided()
    items = Item.objects.filter(meeting__body=body, meeting__date__year=year)
    total = items.count()
    pages = max(1, -(-total // PER_PAGE))
    page = min(int(address.value("page") or 1), pages)
    ordered = items.select_related("meeting__body").order_by("-meeting__date", "-meeting__slug", "position")
    shown = list(ordered[(page - 1) * PER_PAGE : page * PER_PAGE])
    begin = queries.decisions_begin(Item.objects.filter(pk__in=[each.pk for each in shown]))
    return Decided(item_lines(shown, begin), page, pages, total)


def _begun(term: Membership, today: date) -> bool:
    return term.since is None or term.since <= today


def _over(term: Membership, today: date) -> bool:
    return term.until is not None and term.until < today
