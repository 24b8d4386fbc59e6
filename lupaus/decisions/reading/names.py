"""What items, meetings and their parts are called on the pages, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time
from typing import Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lupaus.decisions import words
from lupaus.decisions.models import Item, Meeting, TextKind
from lupaus.decisions.reading.plain import shortened
from lupaus.web.clock import HELSINKI
from lupaus.web.dates import day
from lupaus.web.marks import without_marks
from lupaus.web.texts import LANGUAGES, Text


def language() -> str:
    return get_language() or LANGUAGES[0]


def seen(text: Text) -> Text:
    """A title or another short text as everybody sees it: without the marks of personal data."""
    return Text(*(without_marks(getattr(text, each)) for each in LANGUAGES))


def place_of(item: Item) -> str:
    """“§ 98”; before it has a section “Item 3”."""
    if item.section is not None:
        return f"§\u00a0{item.section}"
    return _("Item %(number)s") % {"number": item.number or item.position + 1}


def meeting_name(meeting: Meeting) -> str:
    """“County executive 5 October 2026”. The meeting has its body."""
    return f"{meeting.body.name.words(language())} {day(meeting.date, language())}"


def at_clock(moment: datetime | time) -> str:
    """A time of day: 9.00 in Finnish and Swedish, 9:00 in English."""
    at = moment.astimezone(HELSINKI) if isinstance(moment, datetime) else moment
    return f"{at.hour}{':' if language() == 'en' else '.'}{at.minute:02}"


def hours(meeting: Meeting) -> str:
    """“9.00–11.15”, empty where neither is told."""
    begins, ends = meeting.starts_at, meeting.ends_at
    if begins and ends:
        return f"{at_clock(begins)}–{at_clock(ends)}"
    return at_clock(begins) if begins else f"–{at_clock(ends)}" if ends else ""


_CORRECTED: Final[Mapping[str, Callable[[], str]]] = {
    "title": lambda: _("title"),
    "section": lambda: _("number of the section"),
    "matter": lambda: _("diary number"),
    "presenter": lambda: _("presenter"),
    "preparers": lambda: _("preparers"),
    "appeal": lambda: _("how to appeal"),
    "concerns": lambda: _("what it concerns"),
    "assessment": lambda: _("impact assessment"),
    "votes": lambda: _("votes"),
    "dissents": lambda: _("dissenting opinions"),
    "attachments": lambda: _("attachments"),
    "gone": lambda: _("publication"),
}


def corrected_part(name: str) -> str:
    """What a correction touched: “decision”, “attachments”; an unknown name as it is."""
    if name in _CORRECTED:
        return _CORRECTED[name]()
    if name in TextKind.values:
        return words.text_heading(name).lower()
    return name


def only_in(shown: str) -> str:
    """Said before texts that are in another language than the page."""
    return {
        "fi": _("Not translated: the text is in Finnish."),
        "sv": _("Not translated: the text is in Swedish."),
        "en": _("Not translated: the text is in English."),
    }[shown]


def corrected_parts(parts: Sequence[str]) -> str:
    return ", ".join(corrected_part(each) for each in parts)


def short(title: Text, most: int = 200) -> Text:
    """A title for lists; the whole one stands on its own page."""
    return Text(*(shortened(getattr(seen(title), each), most) for each in LANGUAGES))


def short_title(title: Text, most: int = 120) -> str:
    """A title for places that have little room, as plain words."""
    return shortened(without_marks(title.words(language())), most)
