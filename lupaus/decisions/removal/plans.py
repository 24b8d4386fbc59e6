"""What goes, and when: the marked names, the marked attachments, and what office-holders decided.

Read from what was published. A plan is made anew inside the transaction that carries it out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast

from lupaus.decisions.appeals import final_on, last_day
from lupaus.decisions.meeting.declared import ATTACHMENT, ITEM, NAME
from lupaus.decisions.models import (
    Appeal,
    Attachment,
    BodyKind,
    Dissent,
    Item,
    ItemText,
    Meeting,
    Stage,
    Upload,
)
from lupaus.decisions.removal.words import phrases_in
from lupaus.web.texts import Text
from lupaus.workspace.models import PUBLIC, Part

_BRACES: Final = "{{"
_PERSONAL: Final = '"personal": "yes"'
_LONGEST: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """A marked attachment: its file by checksum, "" where it never had one here."""

    title: Text
    file: str


@dataclass(slots=True)
class Planned:
    """What goes of one item, on the day `due`; None as long as no minutes are published."""

    item: Item
    due: date | None
    names: set[str] = field(default_factory=set)
    files: list[PlannedFile] = field(default_factory=list)
    is_stone: bool = False  # an office-holder's decision goes whole

    @property
    def is_empty(self) -> bool:
        return not (self.names or self.files or self.is_stone)

    def is_due(self, day: date) -> bool:
        return self.due is not None and self.due <= day


@dataclass(slots=True)
class MeetingPlan:
    """What goes of a meeting, item by item; `place` are marked words of the meeting itself."""

    meeting: Meeting
    items: list[Planned]
    own_names: set[str] = field(default_factory=set)

    def due(self, day: date) -> list[Planned]:
        return [each for each in self.items if each.is_due(day) and not each.is_empty]

    def own_due(self, day: date) -> set[str]:
        """Marked words of the meeting itself go with its last item."""
        known = [each.due for each in self.items]
        over = bool(known) and all(due is not None and due <= day for due in known)
        return self.own_names if over else set()


def due_on(item: Item) -> date | None:
    """The first day on which the personal data of an item goes. Reads its meeting, no more.

    The day after the last one to appeal. What was read in from another service may not tell when its minutes
    were published: the day they were checked, or of the meeting, stands for it.
    """
    day = final_on(item)
    meeting = item.meeting
    if day is not None or meeting.stage != Stage.MINUTES:
        return day
    began = meeting.checked_on or meeting.date
    last = last_day(item.appeal, began) or last_day(Appeal.COURT.value, began)
    return last + _LONGEST if last else None


def meetings_to_look_at(chosen: Q | None = None) -> list[Meeting]:
    """The meetings of which something may have to go, the oldest first. Six queries."""
    found = Meeting.objects.filter(chosen) if chosen is not None else Meeting.objects.all()
    parts = Part.objects.filter(version__work__kind=NAME, version__state__in=PUBLIC)
    parts = parts.annotate(raw=_raw("content")).filter(
        Q(raw__contains=_BRACES) | Q(raw__contains=_PERSONAL, kind=ATTACHMENT)
    )
    works = set(parts.values_list("version__work", flat=True))
    texts = ItemText.objects.annotate(raw=_raw("text")).filter(raw__contains=_BRACES)
    dissents = Dissent.objects.annotate(raw=_raw("text")).filter(raw__contains=_BRACES)
    notes = Item.objects.annotate(raw=_raw("appeal_note")).filter(raw__contains=_BRACES)
    files = Attachment.objects.filter(personal=True, removed_at=None)
    items = {
        *texts.values_list("item__meeting", flat=True),
        *dissents.values_list("item__meeting", flat=True),
        *notes.values_list("meeting", flat=True),
        *files.values_list("item__meeting", flat=True),
        *Item.objects.filter(meeting__body__kind=BodyKind.OFFICE_HOLDER, gone_at=None).values_list(
            "meeting", flat=True
        ),
    }
    ids = items | set(found.exclude(work="").filter(work__in=works).values_list("pk", flat=True))
    in_order = found.select_related("body").order_by("date", "pk")
    return [each for each in in_order if each.pk in ids] if ids else []


def _raw(name: str) -> Cast:
    return Cast(name, models.TextField())


def plan_of(meeting: Meeting) -> MeetingPlan:
    """What goes of a meeting. Some six queries."""
    rows = meeting.items.select_related("matter").prefetch_related("texts", "dissents", "attachments")
    items = [_planned(meeting, item) for item in rows.order_by("position")]
    plan = MeetingPlan(meeting, items)
    if meeting.work:
        _add_parts(plan)
    return plan


def _planned(meeting: Meeting, item: Item) -> Planned:
    item.meeting = meeting
    planned = Planned(item, due_on(item))
    for each in item.texts.all():
        planned.names |= phrases_in([each.text, each.heading])
    planned.names |= phrases_in([each.text for each in item.dissents.all()])
    planned.names |= phrases_in([item.title, item.appeal_note, item.presenter, item.preparers])
    planned.files = [
        PlannedFile(each.title, each.file_id or "")
        for each in item.attachments.all()
        if each.personal and each.removed_at is None and each.public
    ]
    planned.is_stone = meeting.body.is_office_holder and not item.is_gone
    return planned


def _add_parts(plan: MeetingPlan) -> None:
    """Add what the published versions of the work hold: marks stand there in every field, in agendas too."""
    of_item = {each.item.source_id: each for each in plan.items}
    here = set(
        Upload.objects.filter(work=plan.meeting.work, file__deleted_at=None).values_list("file", flat=True)
    )
    rows = Part.objects.filter(version__work=plan.meeting.work, version__state__in=PUBLIC)
    for part in rows.order_by("version__number", "pk"):
        planned = of_item.get(part.slug if part.kind == ITEM else part.parent)
        names = phrases_in(part.content)
        if planned is None:
            plan.own_names |= names
            continue
        planned.names |= names
        file = part.content.get("file") or ""
        known = {each.file for each in planned.files}
        is_marked = part.kind == ATTACHMENT and part.content.get("personal") == "yes"
        if is_marked and file in here and file not in known:
            planned.files.append(PlannedFile(Text.of(part.content.get("title")), file))


def by_day(plans: Iterable[MeetingPlan]) -> list[Planned]:
    """What goes, the first to go first; what has no day yet last."""
    days: dict[date | None, list[Planned]] = defaultdict(list)
    for plan in plans:
        for each in plan.items:
            if not each.is_empty:
                days[each.due].append(each)
    in_order = sorted((day for day in days if day is not None), key=lambda day: day)
    return [each for day in (*in_order, None) for each in days.get(day, [])]
