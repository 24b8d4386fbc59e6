"""What publishing a version of a meeting writes: the tables that every public door reads.

The same content published twice changes nothing. An item keeps its row, and so its address, through all
versions; what is no longer in the content becomes a stone, never a 404.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.utils import translation
from django.utils.translation import gettext, gettext_noop

from lupaus.decisions.changes import tell_changes
from lupaus.decisions.meeting.declared import (
    ITEM,
    NAME,
    time_of,
)
from lupaus.decisions.meeting.published_items import known_items, make_room, plain, save_item
from lupaus.decisions.models import (
    Attendance,
    AttendanceRole,
    Body,
    Correction,
    FormerPlace,
    Item,
    Meeting,
    Stage,
)
from lupaus.web.clock import HELSINKI
from lupaus.web.texts import LANGUAGES, Text
from lupaus.workspace.content import Content, Values
from lupaus.workspace.models import Version, Work

WITHDRAWN: Final = gettext_noop("The item was withdrawn before the meeting decided on it.")


def write_public(work: Work, version: Version, content: Content, *, at: datetime) -> None:
    """Write what is public of a meeting. Called inside the transaction that publishes the version.

    The verb that publishes has asked who may, and tells the audit trail.
    """
    head = content.of_kind(NAME)[0].content
    was = Meeting.objects.filter(work=work.pk).values_list("body_id", "date", "stage").first()
    meeting, had_minutes = _meeting(head, work, version, at)
    _attendance(meeting, head)
    before = known_items(meeting)
    changed = []
    make_room(before.values())
    taken = {slug for known in before.values() for slug in (known.slug, *known.item.former_slugs)}
    for part in content.under(ITEM):
        item = save_item(meeting, part, content, was=before.pop(part.slug, None), taken=taken, at=at)
        if item.was is None or item.parts:
            changed.append(item.item)
        if item.was is not None and item.parts and had_minutes:
            Correction.objects.create(item=item.item, at=at, version=version.number, parts=item.parts)
    for known in before.values():
        if known.item.gone_at is None:
            leave_stone(known.item, at=at, why=_in_all_languages(WITHDRAWN))
            changed.append(known.item)
        Item.objects.filter(pk=known.item.pk).update(slug=known.slug)
    if was not in (None, (meeting.body_id, meeting.date, meeting.stage)):
        changed = list(meeting.items.all())  # who deals with them, and when, is part of what they say
    tell_changes(changed)


def leave_stone(item: Item, *, at: datetime, why: Text) -> None:
    """Take away what an item said, and leave word of it: its address answers for ever.

    Of a public file stays that one was there, so that whoever copied it hears of its removal.
    """
    for rows in (item.texts, item.votes, item.dissents, item.earlier, item.corrections):
        rows.all().delete()
    item.attachments.filter(public=False).delete()
    item.attachments.update(title=Text(), file=None, file_name="", source_url="", removed_at=at)
    item.presenter = item.preparers = ""
    item.assessment = []
    item.gone_at = item.changed_at = at
    item.gone_why = why
    item.save(update_fields=["presenter", "preparers", "assessment", "gone_at", "changed_at", "gone_why"])


def _in_all_languages(sentence: str) -> Text:
    found = {}
    for language in LANGUAGES:
        with translation.override(language):
            found[language] = gettext(sentence)
    return Text(**found)


def _meeting(head: Values, work: Work, version: Version, at: datetime) -> tuple[Meeting, bool]:
    """The meeting as it is now, saved, and whether its minutes had been published before."""
    body = Body.objects.get(pk=head["body"])
    held = date.fromisoformat(head["held_on"])
    meeting = Meeting.objects.filter(work=work.pk).first()
    if meeting is None:
        meeting = Meeting(work=work.pk, body=body, date=held, slug=_free_slug(body, held, None))
    elif (meeting.body_id, meeting.date) != (body.pk, held):
        FormerPlace.objects.get_or_create(body=meeting.body, slug=meeting.slug, defaults={"meeting": meeting})
        meeting.body, meeting.date, meeting.slug = body, held, _free_slug(body, held, meeting)
    had_minutes = meeting.stage == Stage.MINUTES
    meeting.stage = head["stage"]
    meeting.version = version.number
    meeting.number = head.get("number") or ""
    meeting.starts_at = _moment(held, head.get("starts"))
    meeting.ends_at = _moment(held, head.get("ends"))
    meeting.place = plain(head.get("place"))
    meeting.checked_on = date.fromisoformat(head["checked_on"]) if head.get("checked_on") else None
    meeting.cancelled = head.get("cancelled") == "yes"
    if meeting.stage == Stage.AGENDA:
        meeting.agenda_published_at = meeting.agenda_published_at or at
    else:
        meeting.minutes_published_at = meeting.minutes_published_at or at
    meeting.changed_at = at
    meeting.save()
    return meeting, had_minutes


def _free_slug(body: Body, held: date, meeting: Meeting | None) -> str:
    """The day, or with the first number behind it that no other meeting has or had. Two queries."""
    places = [
        *Meeting.objects.filter(body=body, date=held).values_list("pk", "slug"),
        *FormerPlace.objects.filter(body=body, slug__startswith=f"{held}").values_list("meeting", "slug"),
    ]
    taken = {slug for pk, slug in places if meeting is None or pk != meeting.pk}
    slugs = (f"{held}" if count == 1 else f"{held}-{count}" for count in range(1, len(taken) + 2))
    return next(slug for slug in slugs if slug not in taken)


def _moment(held: date, words: str | None) -> datetime | None:
    """A time of the meeting's day by Finnish clocks."""
    at = time_of(words or "")
    return datetime.combine(held, at, tzinfo=HELSINKI) if at else None


def _attendance(meeting: Meeting, head: Values) -> None:
    meeting.attendance.all().delete()
    Attendance.objects.bulk_create(
        Attendance(
            meeting=meeting,
            position=position,
            person=row["person"],
            role=row.get("role") or AttendanceRole.MEMBER,
            present=row.get("present") != "no",
            came=time_of(row.get("came") or ""),
            left=time_of(row.get("left") or ""),
            note=row.get("note") or "",
        )
        for position, row in enumerate(head.get("attendance") or ())
    )
