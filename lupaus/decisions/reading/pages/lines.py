"""Lines of lists: items with the first words of their decision, meetings with what is known of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from lupaus.decisions.models import Item, Meeting
from lupaus.decisions.reading.names import hours, short
from lupaus.decisions.reading.plain import excerpt
from lupaus.web.texts import Text

#: So many titles tell what a meeting is about.
TITLES: Final = 3
_TITLE: Final = 90


class ItemLine(NamedTuple):
    item: Item
    said: Text  # the first words of the decision, empty where there is none
    corrected_on: date | None = None


class MeetingLine(NamedTuple):
    """`state`: coming, agenda (held, without minutes yet), minutes, cancelled; `items` how many it has.

    `about` names some of them, those of a matter where there are such: a meeting begins with its formalities.
    """

    meeting: Meeting
    state: str
    word: str
    hours: str
    items: int
    about: Sequence[Text]


def item_lines(items: Iterable[Item], begin: Mapping[int, Text]) -> list[ItemLine]:
    """`begin` holds the beginnings of decisions. An item that is a stone says nothing."""
    return [ItemLine(each, Text() if each.is_gone else excerpt(begin.get(each.pk, Text()))) for each in items]


def meeting_lines(meetings: Iterable[Meeting], today: date) -> list[MeetingLine]:
    """One query for all of them."""
    chosen = list(meetings)
    titles: dict[int, list[tuple[bool, int, Text]]] = {each.pk: [] for each in chosen}
    rows = Item.objects.filter(meeting__in=titles, gone_at=None).order_by()
    for meeting, matter, position, title in rows.values_list("meeting", "matter", "position", "title"):
        titles[meeting].append((matter is None, position, title))
    return [_line(each, today, titles[each.pk]) for each in chosen]


def _line(meeting: Meeting, today: date, items: Sequence[tuple[bool, int, Text]]) -> MeetingLine:
    state = state_of(meeting, today)
    in_order = sorted(items, key=lambda item: item[:2])
    matters = [item for item in in_order if not item[0]] or in_order
    about = [short(title, _TITLE) for _formal, _place, title in matters[:TITLES]]
    return MeetingLine(meeting, state, state_word(state), hours(meeting), len(items), about)


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
