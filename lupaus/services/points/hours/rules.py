"""A rule of opening hours, and the moments of Finnish clocks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, NamedTuple

from lupaus.web.clock import HELSINKI
from lupaus.web.texts import Text

ONE_DAY: Final = timedelta(days=1)
_TIME: Final = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")


class Span(NamedTuple):
    """Open from a moment (inclusive) to a moment (exclusive), both in UTC."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as read. Without times it is `always`, an appointment or a closed exception."""

    days: frozenset[int] = frozenset(range(1, 8))
    begins: time | None = None
    ends: time | None = None
    always: bool = False
    appointment: bool = False
    exception: bool = False
    closed: bool = False
    valid_from: date = date.min
    valid_to: date = date.max
    note: Text = field(default_factory=Text)

    def speaks_of(self, day: date) -> bool:
        """Whether the rule is in force on a day, whatever weekday it is."""
        return self.valid_from <= day <= self.valid_to

    def falls_on(self, day: date) -> bool:
        return self.speaks_of(day) and day.isoweekday() in self.days

    @property
    def length(self) -> int:
        """How many days the rule is told for."""
        return (self.valid_to - self.valid_from).days

    def opening(self, day: date) -> Span | None:
        """When it is open by this rule, beginning on a day it falls on."""
        if self.always:
            return Span(moment_of(day), moment_of(day + ONE_DAY))
        if self.begins is None or self.ends is None or self.appointment:
            return None
        last = day if self.ends > self.begins else day + ONE_DAY
        span = Span(moment_of(day, self.begins), moment_of(last, self.ends))
        return span if span.start < span.end else None  # the hour that is left out in spring


def moment_of(day: date, at: time = time()) -> datetime:
    """The moment (UTC) when clocks in Finland show a time on a day."""
    wall = datetime.combine(day, at)
    moment = wall.replace(tzinfo=HELSINKI).astimezone(UTC)
    if moment.astimezone(HELSINKI).replace(tzinfo=None) != wall:  # left out; clocks change on the full hour
        return moment.replace(minute=0)
    return moment


def time_of(words: object) -> time | None:
    """A time as written in a rule (`08:00`); None where it is none."""
    found = _TIME.fullmatch(words) if isinstance(words, str) else None
    return time(int(found[1]), int(found[2])) if found else None


def date_of(words: object) -> date | None:
    """A day as written in a rule (`2026-12-24`); None where it is none."""
    if not isinstance(words, str) or len(words) != 10:
        return None
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None
