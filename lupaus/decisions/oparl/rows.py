"""What OParl asks of the public tables: rows in a lasting order, with when each was made and last changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.db.models import Case, Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce, Greatest

from lupaus.decisions.models import (
    Attachment,
    Attendance,
    AttendanceRole,
    Item,
    ItemText,
    Matter,
    Meeting,
    Membership,
    TextKind,
)

#: What an agenda item shows beside itself: three queries however many there are.
INSIDE_ITEMS: Final = (
    Prefetch("texts", ItemText.objects.filter(kind=TextKind.DECISION), to_attr="decided"),
    Prefetch(
        "attachments", Attachment.objects.filter(public=True).select_related("file"), to_attr="public_files"
    ),
    "concerns",
)


def meetings() -> QuerySet[Meeting]:
    """Published meetings with when they were first published and when an item last changed."""
    last = Item.objects.filter(meeting=OuterRef("pk")).order_by("-changed_at").values("changed_at")[:1]
    return (
        Meeting.objects.select_related("body")
        .annotate(
            first_published=Coalesce("agenda_published_at", "minutes_published_at", "changed_at"),
            item_changed=Subquery(last),
        )
        .order_by("pk")
    )


def items() -> QuerySet[Item]:
    """Items, stones too, with their place among those of the meeting that are there, from 0."""
    before = Item.objects.filter(
        meeting=OuterRef("meeting"), position__lt=OuterRef("position"), gone_at=None
    ).order_by()
    place = before.values("meeting").annotate(count=Count("pk")).values("count")
    return _items().annotate(place=Coalesce(Subquery(place), 0)).order_by("pk")


def _items() -> QuerySet[Item]:
    of_meeting = Item.objects.select_related("meeting__body", "matter")
    return of_meeting.annotate(first_published=Coalesce("published_at", "changed_at"))


def papers() -> QuerySet[Matter]:
    """Public matters with when something was first published of them and when an item last changed."""
    of = Item.objects.filter(matter=OuterRef("pk"))
    first = of.annotate(at=Coalesce("published_at", "changed_at")).order_by("at").values("at")[:1]
    last = of.order_by("-changed_at").values("changed_at")[:1]
    return (
        Matter.objects.public()
        .annotate(first_published=Subquery(first), item_changed=Subquery(last))
        .order_by("pk")
    )


def prints() -> QuerySet[Item]:
    """Items as documents, stones too, with when anything that stands in the document last changed."""
    whole = Case(
        When(gone_at=None, then=Greatest("changed_at", "meeting__changed_at")), default=F("changed_at")
    )
    return _items().annotate(print_changed=whole).order_by("pk")


def files() -> QuerySet[Attachment]:
    """Public files, removed ones too."""
    return (
        Attachment.objects.filter(public=True)
        .filter(Q(file__isnull=False) | ~Q(source_url="") | Q(removed_at__isnull=False))
        .select_related("file", "item__meeting__body", "item__matter")
        .annotate(
            first_published=Coalesce("item__published_at", "item__changed_at"),
            item_changed=F("item__changed_at"),
        )
        .order_by("pk")
    )


def first_published(row: Any) -> datetime:
    """When a row was first published, of those above."""
    at: datetime = row.first_published
    return at


def last_changed(row: Any) -> datetime:
    """When a meeting, a matter or what stands inside it last changed."""
    own: datetime = row.changed_at
    inside: datetime | None = row.item_changed
    return max(own, inside) if inside else own


def order_of(item: Item) -> int:
    """Its place among the items that are there, as `items` counted it."""
    place: int = vars(item)["place"]
    return place


def agendas(found: Sequence[Meeting]) -> dict[int, list[Item]]:
    """The items of meetings that are there, in order. Four queries."""
    inside: dict[int, list[Item]] = {each.pk: [] for each in found}
    living = _items().filter(meeting__in=inside, gone_at=None).order_by("meeting", "position")
    for item in living.prefetch_related(*INSIDE_ITEMS):
        vars(item)["place"] = len(inside[item.meeting_id])
        inside[item.meeting_id].append(item)
    return inside


def present(found: Sequence[Meeting]) -> dict[int, list[str]]:
    """Who was at each meeting, of those who have a term in its organisation. At most two queries."""
    of = {each.pk: each.body.organisation for each in found if each.has_minutes}
    were = Attendance.objects.filter(meeting__in=of, present=True).exclude(role=AttendanceRole.OFFICIAL)
    rows = list(were.order_by("meeting", "position").values_list("meeting_id", "person"))
    members = Membership.objects.filter(
        body__organisation__in=set(of.values()), person__in={person for _meeting, person in rows}
    )
    known = set(members.order_by().values_list("body__organisation", "person")) if rows else set()
    there: dict[int, list[str]] = {}
    for pk, person in rows:
        if (of[pk], person) in known and person not in there.setdefault(pk, []):
            there[pk].append(person)
    return there
