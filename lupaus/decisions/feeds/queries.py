"""The newest items and meetings, a page at a time. Only what is published is in the tables that are asked.

Newest is what came out last: the minutes when they were published, else the agenda, else the day itself (of
meetings read in from another service). The meetings are put in order first, for there are few of them; then
only the items of those a page can reach. So a page costs the same however many items there are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Generic, TypeVar

from django.db.models import DateTimeField, Exists, OuterRef, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, Substr

from lupaus.decisions import queries
from lupaus.decisions.models import BodyKind, Item, ItemText, Meeting, TextKind
from lupaus.decisions.reading.plain import READ_FOR_EXCERPT
from lupaus.web.texts import LANGUAGES, Text

T = TypeVar("T")

#: How many entries a page has, and how many pages a feed goes back.
PER_PAGE: Final = 50
MOST_PAGES: Final = 200
#: Of what a calendar tells: meetings of a year back, and as many as a calendar can bear.
CALENDAR_BACK: Final = timedelta(days=366)
MOST_IN_CALENDAR: Final = 1000

#: What an entry says of an item, the best first: once there are minutes, and before.
_SAID: Final[Mapping[bool, Sequence[str]]] = {
    True: (TextKind.DECISION, TextKind.SUMMARY, TextKind.PROPOSAL, TextKind.ACCOUNT),
    False: (TextKind.SUMMARY, TextKind.PROPOSAL, TextKind.ACCOUNT),
}


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What a feed is narrowed to; empty: not at all.

    Decisions of office-holders have a feed of their own (`official`). One that is narrowed leaves nothing
    out: who follows a goal sees everything that was decided of it. `lasting`: only what was not removed.
    """

    official: bool = False
    body: str = ""
    concern: str = ""
    lasting: bool = False

    def meetings(self) -> QuerySet[Meeting]:
        found = Meeting.objects.all()
        if self.body:
            found = found.filter(body=self.body)
        if self.official:
            return found.filter(body__kind=BodyKind.OFFICE_HOLDER)
        return found if self.body or self.concern else found.exclude(body__kind=BodyKind.OFFICE_HOLDER)

    def items(self) -> QuerySet[Item]:
        """The items that fit, of whatever meeting."""
        found = Item.objects.filter(gone_at=None) if self.lasting else Item.objects.all()
        return found.filter(concerns__name=self.concern) if self.concern else found


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A page of what was found, and whether there is more behind it."""

    rows: Sequence[T]
    more: bool


def _came_out(prefix: str = "") -> Coalesce:
    return Coalesce(
        f"{prefix}minutes_published_at",
        f"{prefix}agenda_published_at",
        Cast(f"{prefix}date", DateTimeField()),
    )


def newest_items(narrowed: Narrowed, *, start: int = 0, count: int = PER_PAGE) -> Found[Item]:
    """Items from a place on, with meeting, body and matter. Two queries."""
    reach = start + count + 1
    fitting = narrowed.items()
    meetings = narrowed.meetings().filter(Exists(fitting.filter(meeting=OuterRef("pk"))))
    within = meetings.order_by(_came_out().desc(), "-pk").values("pk")[:reach]  # each has at least one item
    places = fitting.filter(meeting__in=within).order_by(
        _came_out("meeting__").desc(), "-meeting", "position"
    )
    keys = list(places.values_list("pk", flat=True)[start:reach])
    return Found(queries.by_ids(keys[:count]), len(keys) > count)


def newest_meetings(narrowed: Narrowed, *, start: int = 0, count: int = PER_PAGE) -> Found[Meeting]:
    """Meetings from a place on, with their bodies. One query."""
    found = narrowed.meetings().select_related("body").order_by(_came_out().desc(), "-pk")
    rows = list(found[start : start + count + 1])
    return Found(rows[:count], len(rows) > count)


def said_of(items: Sequence[Item]) -> dict[int, Text]:
    """The beginning of what an entry says of each item: what was decided, or is proposed. One query."""
    wanted = {kind for kinds in _SAID.values() for kind in kinds}
    rows = ItemText.objects.filter(item__in=[item.pk for item in items], kind__in=wanted).order_by(
        "-position"
    )
    begin = (Substr(KeyTextTransform(language, "text"), 1, READ_FOR_EXCERPT) for language in LANGUAGES)
    there: dict[tuple[int, str], Text] = {}
    for item, kind, *said in rows.values_list("item", "kind", *begin):
        there[item, kind] = Text(*(words or "" for words in said))
    return {item.pk: _best(item, there) for item in items}


def _best(item: Item, there: Mapping[tuple[int, str], Text]) -> Text:
    said = (there.get((item.pk, kind)) for kind in _SAID[item.meeting.has_minutes])
    return next((text for text in said if text), Text())


def calendar(body: str, today: date) -> list[Meeting]:
    """The meetings a calendar tells, with their bodies, the oldest first. One query."""
    found = Narrowed(body=body).meetings().filter(date__gte=today - CALENDAR_BACK).select_related("body")
    return list(found.order_by("-date", "-slug")[:MOST_IN_CALENDAR])[::-1]
