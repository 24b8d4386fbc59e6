"""What publishing a version of a meeting writes: the tables that every public door reads.

The same content published twice changes nothing. An item keeps its row, and so its address, through all
versions; what is no longer in the content becomes a stone, never a 404.

Marks of personal data stay in the longer texts, which every door shows through `web.prose`; titles, names and
other short words are written without them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from django.utils import translation
from django.utils.translation import gettext, gettext_noop

from lupaus.decisions.changes import tell_changes
from lupaus.decisions.matters import matter_of
from lupaus.decisions.meeting.declared import (
    ATTACHMENT,
    DISSENT,
    ITEM,
    NAME,
    OPTION,
    TEXTS,
    VOTE,
    time_of,
)
from lupaus.decisions.models import (
    Attachment,
    Attendance,
    AttendanceRole,
    Body,
    Concerned,
    Correction,
    Dissent,
    FormerPlace,
    Item,
    ItemText,
    Matter,
    Meeting,
    Stage,
    StoredFile,
    Upload,
    Vote,
)
from lupaus.web.clock import HELSINKI
from lupaus.web.marks import without_marks
from lupaus.web.texts import LANGUAGES, Text
from lupaus.workspace.content import Content, PartValue, Values
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
    before = {item.source_id: _Known(item) for item in meeting.items.all()}
    changed = []
    _make_room(before.values())
    taken = {slug for known in before.values() for slug in (known.slug, *known.item.former_slugs)}
    for part in content.under(ITEM):
        item = _item(meeting, part, content, was=before.pop(part.slug, None), taken=taken, at=at)
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
    meeting.place = _plain(head.get("place"))
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


# Items


class _Known:
    """An item as it was published before, and what it said."""

    def __init__(self, item: Item) -> None:
        self.item = item
        self.slug = item.slug
        self.said = told(item)


@dataclass(slots=True)
class _Saved:
    item: Item
    was: _Known | None
    parts: list[str] = field(default_factory=list)  # what is different from what was published


def told(item: Item) -> dict[str, Any]:
    """What an item says, by the name of the part: two of them show what was corrected. Six queries."""
    texts = {each.kind: each.text for each in item.texts.all()}
    return {
        "title": item.title,
        "section": item.section,
        "matter": item.matter_id,
        "presenter": item.presenter,
        "preparers": item.preparers,
        "appeal": (item.appeal, item.appeal_note),
        "concerns": [each.name for each in item.concerns.all()],
        "assessment": item.assessment,
        **{kind: texts.get(kind, Text()) for kind in TEXTS},
        "votes": [(each.question, each.outcome, each.choices, each.ballots) for each in item.votes.all()],
        "dissents": [(each.person, each.text) for each in item.dissents.all()],
        "attachments": [
            (each.title, each.public, each.file_id, each.personal) for each in item.attachments.all()
        ],
        "gone": item.gone_at is not None,
    }


def _make_room(known: Any) -> None:
    """Move the items out of the way, so that numbers and places may change hands."""
    for each in known:
        Item.objects.filter(pk=each.item.pk).update(
            slug=f"moving-{each.item.pk}"[:20], position=1_000_000 + each.item.position
        )


def _item(
    meeting: Meeting, part: PartValue, content: Content, *, was: _Known | None, taken: set[str], at: datetime
) -> _Saved:
    values = part.content
    item = was.item if was else Item(meeting=meeting, source_id=part.slug, published_at=at)
    section = values.get("section")
    slug = _slug_of_item(section, was, taken)
    if was and slug != was.slug:
        item.former_slugs = [*(each for each in item.former_slugs if each != slug), was.slug]
    item.slug = slug
    item.position = part.position
    item.section = section
    item.matter = _matter(meeting, values, at)
    item.title = _plain(values.get("title"))
    item.presenter = without_marks(values.get("presenter") or "")
    item.preparers = without_marks(values.get("preparers") or "")
    item.appeal = values.get("appeal") or ""
    item.appeal_note = Text.of(values.get("appeal_note"))
    item.assessment = [_option(each) for each in content.under(OPTION, part.slug)]
    item.gone_at, item.gone_why = None, Text()
    item.changed_at = item.changed_at or at
    item.save()
    _rows(item, part, content, at)
    saved = _Saved(item, was)
    if was is not None:
        now = told(item)
        saved.parts = [name for name, value in now.items() if was.said[name] != value]
    if was is None or saved.parts:
        Item.objects.filter(pk=item.pk).update(changed_at=at)
    return saved


def _slug_of_item(section: int | None, was: _Known | None, taken: set[str]) -> str:
    """The number of the section; before there is one, the next free `item-3`, once and for all."""
    if section is not None:
        return str(section)
    if was is not None and was.slug.startswith("item-"):
        return was.slug
    slug = next(name for count in range(1, len(taken) + 2) if (name := f"item-{count}") not in taken)
    taken.add(slug)
    return slug


def _matter(meeting: Meeting, values: Values, at: datetime) -> Matter | None:
    number = values.get("diary_number")
    if not number:
        return None
    return matter_of(meeting.body.organisation, number, title=_plain(values.get("title")), at=at)


def _option(part: PartValue) -> dict[str, Any]:
    return {
        "id": part.slug,
        "title": _plain(part.content.get("title")).as_dict(),
        "effects": [
            {
                "on": row["on"],
                "effect": row["effect"],
                "words": {
                    language: without_marks(row[language]) for language in LANGUAGES if row.get(language)
                },
            }
            for row in part.content.get("effects") or ()
        ],
    }


def _rows(item: Item, part: PartValue, content: Content, at: datetime) -> None:
    """What stands below an item, written anew."""
    for rows in (item.texts, item.votes, item.dissents, item.attachments, item.concerns):
        rows.all().delete()
    Concerned.objects.bulk_create(
        Concerned(item=item, position=position, name=name)
        for position, name in enumerate(part.content.get("concerns") or ())
    )
    ItemText.objects.bulk_create(_texts(item, part.content))
    Vote.objects.bulk_create(
        Vote(
            item=item,
            position=each.position,
            question=_plain(each.content.get("question")),
            outcome=_plain(each.content.get("outcome")),
            choices=_choices(each.content),
            ballots=list(each.content.get("ballots") or ()),
        )
        for each in content.under(VOTE, part.slug)
    )
    Dissent.objects.bulk_create(
        Dissent(
            item=item,
            position=each.position,
            person=without_marks(each.content.get("person") or ""),
            text=Text.of(each.content.get("text")),
        )
        for each in content.under(DISSENT, part.slug)
    )
    Attachment.objects.bulk_create(_attachments(item, content.under(ATTACHMENT, part.slug), at))


def _texts(item: Item, values: Values) -> Iterator[ItemText]:
    for position, kind in enumerate(TEXTS):
        text = Text.of(values.get(kind))
        if text:
            yield ItemText(item=item, position=position, kind=kind, text=text)


def _choices(values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The choices of a vote with their counts: those that were told, else counted from the ballots."""
    ballots = [each["choice"] for each in values.get("ballots") or ()]
    return [
        {
            "id": each["id"],
            "label": without_marks(each["label"]),
            "count": each["count"] if each.get("count") is not None else ballots.count(each["id"]),
        }
        for each in values.get("choices") or ()
    ]


def _attachments(item: Item, parts: Sequence[PartValue], at: datetime) -> Iterator[Attachment]:
    """The attachments of an item. A file that is not public stays in the workspace. Two queries.

    A file that the work once brought and has no more was removed for the personal data in it.
    """
    work = item.meeting.work
    names = dict(Upload.objects.filter(work=work, file__deleted_at=None).values_list("file_id", "name"))
    files = StoredFile.objects.in_bulk([each.content.get("file") or "" for each in parts])
    for each in parts:
        public = each.content.get("public") != "no"
        known = files.get(each.content.get("file") or "") if public else None
        file = known if known and known.pk in names else None
        yield Attachment(
            item=item,
            position=each.position,
            title=_plain(each.content.get("title")),
            public=public,
            file=file,
            file_name=names.get(file.pk, "") if file else "",
            personal=each.content.get("personal") == "yes",
            removed_at=(known.deleted_at or at) if known and file is None else None,
        )


def _plain(value: Any) -> Text:
    """Words that are shown as they are: without marks of personal data, whose words stay."""
    text = Text.of(value)
    return Text(**{language: without_marks(getattr(text, language)) for language in LANGUAGES})
