"""Meetings, and the last day to appeal, as calendars (RFC 5545)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event, vText

from lupaus.decisions.appeals import HowToAppeal
from lupaus.decisions.feeds.entries import changed, id_of_item, id_of_meeting
from lupaus.decisions.feeds.telling import (
    address_of_item,
    address_of_meeting,
    state_of,
    title_of,
)
from lupaus.decisions.feeds.xml import clean
from lupaus.decisions.models import Appeal, Item, Meeting
from lupaus.decisions.reading.names import language, meeting_name, place_of
from lupaus.web.marks import without_marks

MEDIA_TYPE: Final = "text/calendar; charset=utf-8"

_EVERY: Final = timedelta(hours=12)
_WARNED: Final = timedelta(days=-3)


def calendar_of_meetings(meetings: Sequence[Meeting], *, title: str, origin: str) -> bytes:
    """The meetings with their bodies, told in the reader's language. `origin` stands before addresses."""
    calendar = _calendar(title)
    calendar.add("refresh-interval", _EVERY, {"VALUE": "DURATION"})  # RFC 7986
    for meeting in meetings:
        calendar.add_component(_meeting(meeting, origin))
    return _written(calendar)


def _meeting(meeting: Meeting, origin: str) -> Event:
    event = _event(id_of_meeting(meeting), changed(meeting, meeting.changed_at))
    event.add("summary", _text(_summary(meeting)))
    if meeting.starts_at is None:
        _whole_day(event, meeting.date)
    else:
        event.add("dtstart", meeting.starts_at.astimezone(UTC))
        if meeting.ends_at is not None and meeting.ends_at > meeting.starts_at:
            event.add("dtend", meeting.ends_at.astimezone(UTC))
    if meeting.place:
        event.add("location", _text(without_marks(meeting.place.words(language()))))
    event.add("description", _text(state_of(meeting)))
    event.add("url", origin + address_of_meeting(meeting))
    event.add("status", "CANCELLED" if meeting.cancelled else "CONFIRMED")
    event.add("sequence", meeting.version or 0)
    return event


def _summary(meeting: Meeting) -> str:
    name = meeting.body.name.words(language())
    return f"{name} {meeting.number}".strip() + (f" ({state_of(meeting)})" if meeting.cancelled else "")


def calendar_of_appeal(item: Item, told: HowToAppeal, last: date, *, origin: str) -> bytes:
    """The last day to contest an item, with a reminder three days before. `last` is that of `told`."""
    what = _("Last day to appeal") if told.kind == Appeal.COURT else _("Last day to claim a revised decision")
    title = f"{what}: {title_of(item)}"
    event = _event(f"{id_of_item(item)}:appeal", changed(item.meeting, item.changed_at))
    event.add("summary", _text(title))
    _whole_day(event, last)
    address = origin + address_of_item(item)
    named = f"{meeting_name(item.meeting)} {place_of(item)}"
    event.add("description", _text("\n".join((named, told.sentence, told.counted, address))))
    event.add("url", address)
    event.add("transp", "TRANSPARENT")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _text(title))
    alarm.add("trigger", _WARNED)
    event.add_component(alarm)
    calendar = _calendar(title)
    calendar.add_component(event)
    return _written(calendar)


def _calendar(title: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Lupaus//Decisions//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _text(title))
    calendar.add("name", _text(title))  # RFC 7986
    return calendar


def _event(uid: str, at: datetime) -> Event:
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", at.astimezone(UTC))
    event.add("last-modified", at.astimezone(UTC))
    return event


def _whole_day(event: Event, day: date) -> None:
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))


def _text(words: str) -> vText:
    """User text is text: it begins no line of the calendar and holds no signs that end one."""
    return vText(clean(words.replace("\r\n", "\n").replace("\r", "\n")))


def _written(calendar: Calendar) -> bytes:
    written: bytes = calendar.to_ical()
    return written
