"""Lines of lists: items with the first words of their decision, meetings with what is known of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from django.db.models import Count
from django.utils.translation import gettext as _

from lupaus.decisions.models import Item, Meeting
from lupaus.decisions.reading.names import hours
from lupaus.decisions.reading.plain import excerpt
from lupaus.web.texts import Text


class ItemLine(NamedTuple):
    item: Item
    said: Text  # the first words of the decision, empty where there is none
    corrected_on: date | None = None


class MeetingLine(NamedTuple):
    """`state`: coming, agenda (held, without minutes yet), minutes, cancelled; `items` how many it has."""

    meeting: Meeting
    state: str
    word: str
    hours: str
    items: int


def item_lines(items: Iterable[Item], begin: Mapping[int, Text]) -> list[ItemLine]:
    """`begin` holds the beginnings of decisions. An item that is a stone says nothing."""
    return [ItemLine(each, Text() if each.is_gone else excerpt(begin.get(each.pk, Text()))) for each in items]


def meeting_lines(meetings: Iterable[Meeting], today: date) -> list[MeetingLine]:
    """One query for all of them."""
    chosen = list(meetings)
    counts = dict(
        Item.objects.filter(meeting__in=[each.pk for each in chosen], gone_at=None)
        .order_by()
        .values_list("meeting")
        .annotate(Count("pk"))
    )
    return [_line(each, today, counts.get(each.pk, 0)) for each in chosen]


def _line(meeting: Meeting, today: date, count: int) -> MeetingLine:
    state = state_of(meeting, today)
    return MeetingLine(meeting, state, state_word(state), hours(meeting), count)


def state_of(meeting: Meeting, today: date) -> str:
    if meeting.cancelled:
        return "cancelled"
    if meeting.has_minutes:
        return "minutes"
    return "coming" if meeting.date >= today else "agenda"


def state_word(state: str) -> str:
    return {
        "cancelled": _("cancelled"),
        "minutes": _("minutes"),
        "coming": _("agenda"),
        "agenda": _("agenda, minutes not published yet"),
    }[state]
