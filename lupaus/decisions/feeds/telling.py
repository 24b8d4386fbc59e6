"""Items and meetings as entries of a feed, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from lupaus.decisions import words
from lupaus.decisions.feeds.entries import Entry, Words, came_out, changed, id_of_item, id_of_meeting
from lupaus.decisions.feeds.queries import said_of
from lupaus.decisions.models import Item, Meeting
from lupaus.decisions.reading.names import hours, language, meeting_name, place_of
from lupaus.decisions.reading.plain import shortened
from lupaus.web import prose
from lupaus.web.marks import without_marks
from lupaus.web.texts import Text

_SUMMARY: Final = 600


def item_entries(items: Sequence[Item], origin: str) -> list[Entry]:
    """`origin` stands before the addresses: `https://example.fi`. One query."""
    said = said_of(items)
    return [_item(item, said[item.pk], origin) for item in items]


def title_of(item: Item) -> str:
    """What the matter is called, in plain words."""
    return without_marks(item.title.words(language()))


def address_of_item(item: Item, in_language: str | None = None) -> str:
    """The path of an item's page."""
    path = reverse("decisions:item", args=[item.meeting.body_id, item.meeting.slug, item.slug])
    return path if in_language is None else _in(path, in_language)


def address_of_meeting(meeting: Meeting, in_language: str | None = None) -> str:
    path = reverse("decisions:meeting", args=[meeting.body_id, meeting.slug])
    return path if in_language is None else _in(path, in_language)


def _in(path: str, wanted: str) -> str:
    return f"/{wanted}/{path.split('/', 2)[2]}"


def _item(item: Item, said: Text, origin: str) -> Entry:
    meeting = item.meeting
    shown = item.title.shown(language())
    return Entry(
        id=id_of_item(item),
        state="gone" if item.is_gone else str(meeting.stage),
        title=Words(f"{meeting_name(meeting)} {place_of(item)}: {title_of(item)}", shown.language),
        summary=_summary(item.gone_why if item.is_gone else said),
        address=origin + address_of_item(item),
        author=meeting.body.name.words(language()),
        categories=list(_categories(meeting, item)),
        published=came_out(meeting),
        updated=changed(meeting, item.changed_at),
    )


def _summary(text: Text) -> Words:
    """The beginning of a text in plain words. What was cut may have left half a mark: its braces go too."""
    shown = text.shown(language())
    plain = prose.words(without_marks(shown.words).replace("{{", ""))
    return Words(shortened(" ".join(plain.split()), _SUMMARY), shown.language)


def _categories(meeting: Meeting, item: Item | None = None) -> Iterator[str]:
    yield meeting.body.name.words(language())
    yield words.stage(meeting.stage)
    if item is not None and item.matter is not None:
        yield item.matter.diary_number


def meeting_entries(meetings: Sequence[Meeting], origin: str) -> list[Entry]:
    """No query: each meeting has its body."""
    return [_meeting(meeting, origin) for meeting in meetings]


def _meeting(meeting: Meeting, origin: str) -> Entry:
    return Entry(
        id=id_of_meeting(meeting),
        state="cancelled" if meeting.cancelled else str(meeting.stage),
        title=Words(f"{meeting_name(meeting)}: {state_of(meeting)}", language()),
        summary=Words(" · ".join(_facts(meeting)), language()),
        address=origin + address_of_meeting(meeting),
        author=meeting.body.name.words(language()),
        categories=list(_categories(meeting)),
        published=came_out(meeting),
        updated=changed(meeting, meeting.changed_at),
    )


def state_of(meeting: Meeting) -> str:
    """“agenda”, “minutes” or “cancelled”, in the reader's language."""
    return _("cancelled") if meeting.cancelled else words.stage(meeting.stage)


def _facts(meeting: Meeting) -> Iterator[str]:
    """What is known of a meeting beside its day: its number, when and where."""
    if meeting.number:
        yield _("Meeting %(number)s") % {"number": meeting.number}
    if at := hours(meeting):
        yield at
    if meeting.place:
        yield without_marks(meeting.place.words(language()))
