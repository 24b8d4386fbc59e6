"""An item of a published meeting, as its row and the rows below it say it.

Marks of personal data stay in the longer texts, which every door shows through `web.prose`; titles, names and
other short words are written without them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lupaus.decisions.matters import matter_of
from lupaus.decisions.meeting.declared import ATTACHMENT, DISSENT, OPTION, TEXTS, VOTE
from lupaus.decisions.models import (
    Attachment,
    Concerned,
    Dissent,
    Item,
    ItemText,
    Matter,
    Meeting,
    StoredFile,
    Upload,
    Vote,
)
from lupaus.web.marks import without_marks
from lupaus.web.texts import LANGUAGES, Text
from lupaus.workspace.content import Content, PartValue, Values


@dataclass(frozen=True, slots=True)
class KnownItem:
    """An item as it was published before, and what it said."""

    item: Item
    slug: str
    said: Mapping[str, Any]


def known_items(meeting: Meeting) -> dict[str, KnownItem]:
    """The items of a meeting by the id of their part. Seven queries, however many there are."""
    below = ("texts", "concerns", "votes", "dissents", "attachments")
    said = {item.pk: told(item) for item in meeting.items.prefetch_related(*below)}
    return {item.source_id: KnownItem(item, item.slug, said[item.pk]) for item in meeting.items.all()}


@dataclass(slots=True)
class SavedItem:
    item: Item
    was: KnownItem | None
    parts: list[str] = field(default_factory=list)  # what is different from what was published


def told(item: Item) -> dict[str, Any]:
    """What an item says, by the name of the part: two of them show what was corrected. Five queries."""
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


def make_room(known: Iterable[KnownItem]) -> None:
    """Move the items out of the way, so that numbers and places may change hands."""
    for each in known:
        Item.objects.filter(pk=each.item.pk).update(
            slug=f"moving-{each.item.pk}"[:20], position=1_000_000 + each.item.position
        )


def save_item(
    meeting: Meeting,
    part: PartValue,
    content: Content,
    *,
    was: KnownItem | None,
    taken: set[str],
    at: datetime,
) -> SavedItem:
    """Write an item and what stands below it, and find what it says otherwise than before.

    `taken` are the slugs items of the meeting have or had; a slug that is given is added to it.
    """
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
    item.title = plain(values.get("title"))
    item.presenter = without_marks(values.get("presenter") or "")
    item.preparers = without_marks(values.get("preparers") or "")
    item.appeal = values.get("appeal") or ""
    item.appeal_note = Text.of(values.get("appeal_note"))
    item.assessment = [_option(each) for each in content.under(OPTION, part.slug)]
    item.gone_at, item.gone_why = None, Text()
    item.changed_at = item.changed_at or at
    item.save()
    if was is not None:
        _clear(item)
    _rows(item, part, content, at)
    saved = SavedItem(item, was)
    if was is not None:
        now = told(item)
        saved.parts = [name for name, value in now.items() if was.said[name] != value]
    if was is None or saved.parts:
        Item.objects.filter(pk=item.pk).update(changed_at=at)
    return saved


def _slug_of_item(section: int | None, was: KnownItem | None, taken: set[str]) -> str:
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
    return matter_of(meeting.body.organisation, number, title=plain(values.get("title")), at=at)


def _option(part: PartValue) -> dict[str, Any]:
    return {
        "id": part.slug,
        "title": plain(part.content.get("title")).as_dict(),
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


def _clear(item: Item) -> None:
    for rows in (item.texts, item.votes, item.dissents, item.attachments, item.concerns):
        rows.all().delete()


def _rows(item: Item, part: PartValue, content: Content, at: datetime) -> None:
    """What stands below an item."""
    Concerned.objects.bulk_create(
        Concerned(item=item, position=position, name=name)
        for position, name in enumerate(part.content.get("concerns") or ())
    )
    ItemText.objects.bulk_create(_texts(item, part.content))
    Vote.objects.bulk_create(
        Vote(
            item=item,
            position=each.position,
            question=plain(each.content.get("question")),
            outcome=plain(each.content.get("outcome")),
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
    if not parts:
        return
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
            title=plain(each.content.get("title")),
            public=public,
            file=file,
            file_name=names.get(file.pk, "") if file else "",
            personal=each.content.get("personal") == "yes",
            removed_at=(known.deleted_at or at) if known and file is None else None,
        )


def plain(value: Any) -> Text:
    """Words that are shown as they are: without marks of personal data, whose words stay."""
    text = Text.of(value)
    return Text(**{language: without_marks(getattr(text, language)) for language in LANGUAGES})
