"""What a feed says, whichever its syntax: entries with lasting ids, and the links to the pages beside it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Final

from lupaus.decisions.models import Item, Meeting, Source

#: Under which the ids of feeds are made. It never changes, or every reader would see everything anew.
_NAMESPACE: Final = uuid.UUID("5a1d3f0e-6c0b-5b51-9f0c-0f6f3b1f8a77")
_LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Words:
    """Plain words and the language they are in."""

    words: str
    language: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One item or one meeting.

    `id` stays the same for good. `state` tells the agenda from the minutes, for readers of RSS, which knows
    no entry that was changed: there the minutes are an entry of their own.
    """

    id: str  # urn:uuid:…
    state: str
    title: Words
    summary: Words
    address: str  # absolute
    author: str
    categories: Sequence[str]
    published: datetime
    updated: datetime


@dataclass(frozen=True, slots=True)
class Feed:
    """A page of a feed. Addresses are absolute; `previous` and `next` are None at an end (RFC 5005).

    The address of the first page is the id of the feed: it is permanent.
    """

    title: str
    subtitle: str
    language: str
    address: str  # of this page
    first: str
    previous: str | None
    next: str | None
    page: str  # of what a person reads instead
    entries: Sequence[Entry]

    @property
    def updated(self) -> datetime:
        """When the newest change happened; long ago where the feed is empty."""
        return max((entry.updated for entry in self.entries), default=_LONG_AGO)


def id_of_item(item: Item) -> str:
    """The lasting id of an item: of what it is where it was written, not of its row or its address."""
    meeting = item.meeting
    return _id("item", _origin(meeting), item.source_id or str(item.pk))


def id_of_meeting(meeting: Meeting) -> str:
    return _id("meeting", _origin(meeting))


def _origin(meeting: Meeting) -> str:
    where = meeting.work if meeting.source == Source.OWN else meeting.source_id
    return f"{meeting.body.organisation} {meeting.source} {where or meeting.pk}"


def _id(*parts: str) -> str:
    return uuid.uuid5(_NAMESPACE, "\n".join(parts)).urn


def came_out(meeting: Meeting) -> datetime:
    """When what is published of a meeting now came out; its day where that is not known."""
    known = meeting.minutes_published_at or meeting.agenda_published_at
    return known or datetime.combine(meeting.date, time(), tzinfo=UTC)


def changed(meeting: Meeting, at: datetime) -> datetime:
    """When something of a meeting last changed. What was read in from elsewhere did not change when read."""
    return max(at, came_out(meeting)) if meeting.source == Source.OWN else came_out(meeting)
