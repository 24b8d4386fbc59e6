"""One item whole, as the API tells it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import translation
from ninja import Schema

from lupaus.decisions.api.words import file_page, html, item_page, line, plain
from lupaus.decisions.appeals import NOTICE, last_day, published_on
from lupaus.decisions.models import Attachment, Item, ItemText, Stage, TextKind, Vote
from lupaus.decisions.words import text_heading
from lupaus.web.api.shapes import Words
from lupaus.web.marks import without_marks
from lupaus.web.texts import LANGUAGES, Text


class ItemTextOut(Schema):
    """A part of an item: `text` in plain words, line by line, `html` with headings, lists and tables."""

    kind: TextKind
    heading: Words
    text: Words
    html: Words


class VoteChoiceOut(Schema):
    id: str
    label: Words
    count: int | None


class BallotOut(Schema):
    """Who chose what; `choice` is the id of a choice."""

    person: str
    choice: str


class VoteOut(Schema):
    question: Words
    outcome: Words
    choices: list[VoteChoiceOut]
    ballots: list[BallotOut]


class DissentOut(Schema):
    """A dissenting opinion that was entered in the minutes."""

    person: str
    text: Words


class AttachmentOut(Schema):
    """A file of an item. One that is not public, or was removed, is listed by its title; it has no `url`."""

    title: Words
    public: bool
    file_name: str
    media_type: str
    size: int | None
    sha256: str
    url: str
    removed_at: datetime | None


class EarlierOut(Schema):
    """An earlier handling as it is told; `item` is its id where it is here."""

    words: str
    body: str
    date: date | None
    section: int | None
    item: str | None


class EffectOut(Schema):
    """`on` is whom or what it touches, `effect` from `much-worse` to `much-better`, `none` or `unknown`."""

    on: str
    effect: str
    words: Words


class AssessedOptionOut(Schema):
    """One of the choices an ex-ante impact assessment compares."""

    id: str
    title: Words
    effects: list[EffectOut]


class CorrectionOut(Schema):
    """What was corrected after the minutes were published: `parts` are names of keys."""

    at: datetime
    version: int
    parts: list[str]


class AppealOut(Schema):
    """How the decision may be contested; `kind` is empty where it is not told.

    `last_day` is the last day to contest it, counted from the publication of the minutes; null where the kind
    has no time. `note` is the organiser's own sentence.
    """

    kind: str
    published_on: date | None
    notice_on: date | None
    last_day: date | None
    note: Words


class ItemWhole(Schema):
    """An item of an agenda or a section of minutes. `id` is `body/meeting/slug`, `matter` the id of a matter.

    `concerns` are names such as `goal:uusimaa-2030/employment`. Presenter and preparers are offices.
    """

    id: str
    body: str
    meeting: str
    slug: str
    former_slugs: list[str]
    date: date
    stage: Stage
    section: int | None
    number: str
    title: Words
    matter: str | None
    diary_number: str
    presenter: str
    preparers: str
    texts: list[ItemTextOut]
    votes: list[VoteOut]
    dissents: list[DissentOut]
    attachments: list[AttachmentOut]
    assessment: list[AssessedOptionOut]
    earlier: list[EarlierOut]
    concerns: list[str]
    corrections: list[CorrectionOut]
    appeal: AppealOut
    source_url: str
    published_at: datetime | None
    changed_at: datetime
    pages: Words


def item_whole(item: Item) -> dict[str, Any]:
    """The item as `queries.item` finds it."""
    meeting = item.meeting
    same = ("slug", "former_slugs", "section", "number", "source_url", "published_at", "changed_at")
    return {
        "id": f"{meeting.body_id}/{meeting.slug}/{item.slug}",
        "body": meeting.body_id,
        "meeting": f"{meeting.body_id}/{meeting.slug}",
        "date": meeting.date,
        "stage": meeting.stage,
        **{name: getattr(item, name) for name in same},
        "presenter": without_marks(item.presenter),
        "preparers": without_marks(item.preparers),
        "title": line(item.title),
        "matter": item.matter.slug if item.matter else None,
        "diary_number": item.matter.diary_number if item.matter else "",
        "texts": [_text(each) for each in item.texts.all()],
        "votes": [_vote(each) for each in item.votes.all()],
        "dissents": [
            {"person": without_marks(each.person), "text": plain(each.text)} for each in item.dissents.all()
        ],
        "attachments": [_attachment(each) for each in item.attachments.all()],
        "assessment": [_option(each) for each in item.assessment],
        "earlier": [_earlier(each) for each in item.earlier.all()],
        "concerns": [each.name for each in item.concerns.all()],
        "corrections": [
            {"at": each.at, "version": each.version, "parts": each.parts} for each in item.corrections.all()
        ],
        "appeal": _appeal(item),
        "pages": item_page(item),
    }


def heading_of(text: ItemText) -> Text:
    """The heading of a part: as its source wrote it, else the usual one in each language."""
    if text.heading:
        return line(text.heading)
    found = {}
    for language in LANGUAGES:
        with translation.override(language):
            found[language] = text_heading(text.kind)
    return Text(**found)


def _text(text: ItemText) -> dict[str, Any]:
    return {
        "kind": text.kind,
        "heading": heading_of(text),
        "text": plain(text.text),
        "html": html(text.text),
    }


def _vote(vote: Vote) -> dict[str, Any]:
    return {
        "question": line(vote.question),
        "outcome": line(vote.outcome),
        "choices": [
            {"id": each["id"], "label": line(Text.of(each["label"])), "count": each.get("count")}
            for each in vote.choices
        ],
        "ballots": [
            {"person": without_marks(each["person"]), "choice": each["choice"]} for each in vote.ballots
        ],
    }


def _attachment(each: Attachment) -> dict[str, Any]:
    url = file_page(each)
    file = each.file if url or each.source_url else None
    return {
        "title": line(each.title),
        "public": each.public,
        "file_name": each.file_name if each.removed_at is None else "",
        "media_type": file.media_type if file else "",
        "size": file.size if file else None,
        "sha256": file.pk if file else "",
        "url": url or (each.source_url if each.public and each.removed_at is None else ""),
        "removed_at": each.removed_at,
    }


def _option(option: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": option["id"],
        "title": line(Text.of(option["title"])),
        "effects": [
            {"on": each["on"], "effect": each["effect"], "words": line(Text.of(each.get("words")))}
            for each in option["effects"]
        ],
    }


def _earlier(each: Any) -> dict[str, Any]:
    found: Item | None = each.found
    same = {name: getattr(each, name) for name in ("words", "body", "date", "section")}
    there = f"{found.meeting.body_id}/{found.meeting.slug}/{found.slug}" if found else None
    return {**same, "item": there}


def _appeal(item: Item) -> dict[str, Any]:
    published = published_on(item.meeting) if item.meeting.has_minutes else None
    last = last_day(item.appeal, published) if published else None
    return {
        "kind": item.appeal,
        "published_on": published,
        "notice_on": published + NOTICE if published and last else None,
        "last_day": last,
        "note": plain(item.appeal_note),
    }
