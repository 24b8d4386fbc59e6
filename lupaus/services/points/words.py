"""Words of channels and service points in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from babel import Locale
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lupaus.services.models import Accessibility, ChangeKind, ChannelKind
from lupaus.services.points.hours import Timetable
from lupaus.services.points.hours.words import span_in_words, time_in_words
from lupaus.services.points.status import CLOSED, DIGITAL, OPEN, PLANNED, Change, Standing
from lupaus.web.clock import HELSINKI
from lupaus.web.dates import day as day_in_words
from lupaus.web.numbers import number
from lupaus.web.texts import LANGUAGES


def reader_language() -> str:
    return get_language() or LANGUAGES[0]


def channel_kind(code: str) -> str:
    return {
        ChannelKind.PLACE.value: _("Service point"),
        ChannelKind.PHONE.value: _("By telephone"),
        ChannelKind.E_SERVICE.value: _("E-service"),
        ChannelKind.WEB_PAGE.value: _("Web page"),
        ChannelKind.FORM.value: _("Form"),
    }.get(code, code)


def accessibility(code: str) -> str:
    return {
        Accessibility.UNKNOWN.value: _("Accessibility has not been told."),
        Accessibility.ACCESSIBLE.value: _("Accessible: no steps, and an accessible toilet."),
        Accessibility.PARTLY.value: _("Accessible in part, or with help."),
        Accessibility.NOT.value: _("Not accessible."),
    }[code]


def state(code: str) -> str:
    return {
        OPEN: _("in use"),
        PLANNED: _("not open yet"),
        CLOSED: _("closed down"),
        DIGITAL: _("become digital"),
    }[code]


def change_kind(code: str) -> str:
    return {
        ChangeKind.OPENS.value: _("opens"),
        ChangeKind.CLOSES.value: _("closes down"),
        ChangeKind.MOVES.value: _("moves"),
        ChangeKind.DIGITAL.value: _("becomes digital"),
    }[code]


def coming_change(change: Change) -> str:
    """`Closes down on 1.6.2027.`"""
    day = {"day": day_in_words(change.on, reader_language())}
    return {
        ChangeKind.OPENS.value: _("Opens on %(day)s."),
        ChangeKind.CLOSES.value: _("Closes down on %(day)s."),
        ChangeKind.MOVES.value: _("Moves on %(day)s."),
        ChangeKind.DIGITAL.value: _("Becomes digital on %(day)s."),
    }[change.kind] % day


def past_change(change: Change) -> str:
    """`Closed down on 1.6.2025.`"""
    day = {"day": day_in_words(change.on, reader_language())}
    return {
        ChangeKind.OPENS.value: _("Opened on %(day)s."),
        ChangeKind.CLOSES.value: _("Closed down on %(day)s."),
        ChangeKind.MOVES.value: _("Moved here on %(day)s."),
        ChangeKind.DIGITAL.value: _("Became digital on %(day)s."),
    }[change.kind] % day


def standing(now: Standing) -> str:
    """What is to be known of a point that is not simply in use; "" for one that is."""
    if now.state == OPEN:
        return past_change(now.last) if now.last and now.moved and now.last.to else ""
    if now.state == PLANNED:
        return _("Not open yet.")
    return past_change(now.last) if now.last else _("Closed down.")


def languages(codes: Sequence[str]) -> str:
    """`suomi, ruotsi`: Finnish, Swedish and English first, in the reader's language."""
    names = Locale(reader_language()).languages
    ordered = [code for code in LANGUAGES if code in codes] + sorted(set(codes) - set(LANGUAGES))
    return ", ".join(names.get(code, code) for code in ordered)


def open_now(table: Timetable, at: datetime) -> str:
    """`Open until 16.`, `Closed now. Opens on 23.11.2026 at 8.`; "" where no hours are told."""
    language = reader_language()
    is_open = table.is_open(at)
    if is_open is None:
        return _("By appointment.") if table.only_by_appointment(at.astimezone(HELSINKI).date()) else ""
    if is_open:
        until = table.open_until(at)
        return _open_until(until, at, language) if until else _("Open now.")
    opens = table.next_opening(at)
    return _opens(opens, at, language) if opens else _("Closed now.")


def _open_until(until: datetime, at: datetime, language: str) -> str:
    days, values = _moment(until, at, language)
    if days == 0 or (days == 1 and values["time"] in ("0", "0:00")):
        values["time"] = "24" if days else values["time"]
        return _("Open until %(time)s.") % values
    if days == 1:
        return _("Open until %(time)s tomorrow.") % values
    return _("Open until %(time)s on %(day)s.") % values


def _opens(opens: datetime, at: datetime, language: str) -> str:
    days, values = _moment(opens, at, language)
    if days == 0:
        return _("Closed now, opens today at %(time)s.") % values
    if days == 1:
        return _("Closed now, opens tomorrow at %(time)s.") % values
    return _("Closed now, opens on %(day)s at %(time)s.") % values


def _moment(when: datetime, at: datetime, language: str) -> tuple[int, dict[str, str]]:
    """How many days ahead a moment is, and how it is written."""
    local, here = when.astimezone(HELSINKI), at.astimezone(HELSINKI)
    values = {"day": day_in_words(local, language), "time": time_in_words(local.time(), language)}
    return (local.date() - here.date()).days, values


def hours_of(table: Timetable, day: date) -> str:
    """When it is open on a day: `8–16`, `closed`; "" where it is not told."""
    language = reader_language()
    if not table.told_of(day):
        return _("by appointment") if table.only_by_appointment(day) else ""
    spans = [
        (span.start.astimezone(HELSINKI), span.end.astimezone(HELSINKI)) for span in table.joined_on(day)
    ]
    return ", ".join(span_in_words(start.time(), end.time(), language) for start, end in spans) or _("closed")


def day_and_time(at: datetime) -> str:
    """A moment by Finnish clocks: `22.11.2026 klo 8.30`."""
    language = reader_language()
    time = time_in_words(at.astimezone(HELSINKI).time(), language)
    return _("%(day)s at %(time)s") % {"day": day_in_words(at, language), "time": time}


def distance(kilometres: float) -> str:
    """`under 1 km`, `4 km`, `12 km`."""
    if kilometres < 1:
        return _("under 1 km")
    return _("%(distance)s km") % {"distance": number(kilometres, reader_language())}
