"""Taking words and files out of the public tables, and leaving stones."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q

from lupaus.decisions.meeting.publishing import leave_stone
from lupaus.decisions.models import Attachment, Item, Matter, Meeting
from lupaus.decisions.removal.wishes import Masks, Wish
from lupaus.decisions.removal.words import Mask


def take_out_of_published(meeting: Meeting, masks: Masks, wish: Wish, at: datetime) -> list[Item]:
    """The items that changed."""
    place = masks.all.text(meeting.place)
    if place != meeting.place:
        Meeting.objects.filter(pk=meeting.pk).update(place=place, changed_at=at)
    changed: list[Item] = []
    for item in meeting.items.select_related("matter"):
        own = [*(each.text for each in item.texts.all()), *(each.text for each in item.dissents.all())]
        mask = masks.of_item(item, [*own, item.appeal_note])
        differs = _item(item, mask) | _rows(item, mask)
        differs |= _attachments(item, wish, at)
        if item.pk in wish.stones:
            leave_stone(item, at=at, why=wish.stones[item.pk])
            differs = True
        if differs:
            Item.objects.filter(pk=item.pk).update(changed_at=at)
            changed.append(item)
    matters = {item.matter_id for item in meeting.items.all() if item.matter_id}
    for matter in Matter.objects.filter(pk__in=matters):
        _saved(matter, title=masks.all.text(matter.title))
    return changed


def _item(item: Item, mask: Mask) -> bool:
    return _saved(
        item,
        title=mask.text(item.title),
        appeal_note=mask.text(item.appeal_note),
        presenter=mask.line(item.presenter)[:300],
        preparers=mask.line(item.preparers)[:1000],
        assessment=mask.value(item.assessment),
    )


def _rows(item: Item, mask: Mask) -> bool:
    """What stands below an item; whether anything changed."""
    changed = [
        _saved(each, heading=mask.text(each.heading), text=mask.text(each.text)) for each in item.texts.all()
    ]
    changed += [
        _saved(
            each,
            question=mask.text(each.question),
            outcome=mask.text(each.outcome),
            choices=mask.value(each.choices),
        )
        for each in item.votes.all()
    ]
    changed += [
        _saved(each, person=mask.line(each.person, of_trust=True), text=mask.text(each.text))
        for each in item.dissents.all()
    ]
    changed += [
        _saved(each, title=mask.text(each.title), file_name=mask.line(each.file_name)[:200])
        for each in item.attachments.all()
    ]
    changed += [_saved(each, words=mask.line(each.words)[:300]) for each in item.earlier.all()]
    return any(changed)


def _saved(row: Any, **values: Any) -> bool:
    """Save those fields of a row that differ; whether any did."""
    differing = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in differing.items():
        setattr(row, name, value)
    if differing:
        row.save(update_fields=list(differing))
    return bool(differing)


def _attachments(item: Item, wish: Wish, at: datetime) -> bool:
    """Take the files from published attachments; their titles say that something was here."""
    gone = Q(file__in=wish.files) | Q(pk__in=wish.attachments)
    rows = Attachment.objects.filter(gone, item=item, removed_at=None)
    return bool(rows.update(file=None, file_name="", source_url="", removed_at=at))
