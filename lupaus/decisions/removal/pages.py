"""What the pages of removal show: what goes and when, and removing from one item now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language

from lupaus.accounts.actors import Actor
from lupaus.accounts.models import Role
from lupaus.decisions.models import Attachment, Item
from lupaus.decisions.removal.plans import Planned, by_day, due_on, meetings_to_look_at, plan_of
from lupaus.web import dates
from lupaus.web.texts import LANGUAGES, Text
from lupaus.workspace.pages.opened import must_read_somewhere
from lupaus.workspace.rights import nothing_here

_WORKING = (Role.RESPONSIBLE, Role.EDITOR, Role.APPROVER, Role.PUBLISHER)
#: Items told on one page; the others follow when these are gone.
_MOST = 200


class GoingLine(NamedTuple):
    """What goes of one item."""

    title: Text
    place: str  # “§ 98, 5 October 2026”
    body: Text
    href: str
    names: tuple[str, ...]
    files: tuple[Text, ...]
    is_stone: bool
    remove: str  # address of the page that removes it now; "" for who may not


class GoingDay(NamedTuple):
    """A day and what goes on it; without a day what waits for its minutes."""

    day: str
    is_over: bool
    lines: tuple[GoingLine, ...]


@dataclass(frozen=True, slots=True)
class GoingPage:
    days: tuple[GoingDay, ...]
    total: int
    untold: int


@dataclass(frozen=True, slots=True)
class RemovePage:
    item: Item
    line: GoingLine
    due: str
    attachments: tuple[tuple[str, str], ...]  # (position, title) of those with a file

    def address(self) -> str:
        return reverse("decisions:remove", args=[self.item.pk])


def going_page(actor: Actor, today: date) -> GoingPage:
    """What goes from the meetings of the organisations the actor works in, the first to go first."""
    must_read_somewhere(actor)
    found = by_day(plan_of(each) for each in meetings_to_look_at(_works_in(actor)))
    told = found[:_MOST]
    return GoingPage(tuple(_days(actor, told, today)), len(found), len(found) - len(told))


def remove_page(actor: Actor, item: int) -> RemovePage:
    """One item. Raises `NotFound` for whoever does not publish there."""
    must_read_somewhere(actor)
    found = Item.objects.select_related("meeting__body").filter(pk=item).first()
    if found is None or not actor.may(Role.PUBLISHER, found.meeting.body.organisation):
        raise nothing_here()
    planned = next(each for each in plan_of(found.meeting).items if each.item.pk == found.pk)
    due = due_on(found)
    return RemovePage(
        item=found,
        line=_line(actor, planned),
        due=_day(due) if due else "",
        attachments=tuple(
            (str(each.position), each.title.words(_language()))
            for each in Attachment.objects.filter(item=found, removed_at=None, public=True)
        ),
    )


def _works_in(actor: Actor) -> Q:
    """The organisations the actor works in, readers and partners left out."""
    held = {scope for role, scope in actor.grants if role in (*_WORKING, Role.ADMINISTRATOR)}
    return Q() if "" in held else Q(body__organisation__in=held)


def _days(actor: Actor, found: Iterable[Planned], today: date) -> Iterable[GoingDay]:
    lines: dict[date | None, list[GoingLine]] = {}
    for each in found:
        lines.setdefault(each.due, []).append(_line(actor, each))
    for due, going in lines.items():
        yield GoingDay(_day(due) if due else "", due is not None and due <= today, tuple(going))


def _line(actor: Actor, planned: Planned) -> GoingLine:
    item, meeting = planned.item, planned.item.meeting
    section = f"§ {item.section}, " if item.section else ""
    may = actor.may(Role.PUBLISHER, meeting.body.organisation)
    return GoingLine(
        title=item.title,
        place=f"{section}{_day(meeting.date)}",
        body=meeting.body.name,
        href=reverse("decisions:item", args=[meeting.body_id, meeting.slug, item.slug]),
        names=tuple(sorted(planned.names)),
        files=tuple(each.title for each in planned.files),
        is_stone=planned.is_stone,
        remove=reverse("decisions:remove", args=[item.pk]) if may else "",
    )


def _day(day: date) -> str:
    return dates.day(day, _language())


def _language() -> str:
    return get_language() or LANGUAGES[0]
