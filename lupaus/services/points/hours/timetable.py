"""Hours read once and asked for moments: open or not, until when, and when next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

from lupaus.services.points.hours.form import rules_of
from lupaus.services.points.hours.rules import ONE_DAY, Rule, Span, moment_of
from lupaus.web.clock import HELSINKI

#: How far ahead the next opening is looked for, in days.
HORIZON: Final = 400


class Timetable:
    """Hours read once, to be asked for many moments."""

    def __init__(self, hours: object) -> None:
        rules = rules_of(hours)
        self.ordinary = tuple(rule for rule in rules if not rule.exception)
        self.exceptions = tuple(rule for rule in rules if rule.exception)

    def exceptions_of(self, day: date) -> tuple[Rule, ...]:
        """The exceptions that speak on a day: those told for the shortest time."""
        found = [rule for rule in self.exceptions if rule.falls_on(day)]
        shortest = min((rule.length for rule in found), default=0)
        return tuple(rule for rule in found if rule.length == shortest)

    def beginning_on(self, day: date) -> list[Span]:
        """The openings that begin on a day, earliest first."""
        exceptions = self.exceptions_of(day)
        rules = exceptions or [rule for rule in self.ordinary if rule.falls_on(day)]
        spans = [span for span in (rule.opening(day) for rule in rules) if span]
        if not exceptions and spans and self.exceptions_of(day + ONE_DAY):
            midnight = moment_of(day + ONE_DAY)
            spans = [Span(start, min(end, midnight)) for start, end in spans]
        return sorted(spans)

    def told_of(self, day: date) -> bool:
        """Whether anything is known of a day's hours."""
        return bool(self.exceptions_of(day)) or any(
            rule.speaks_of(day) and not rule.appointment for rule in self.ordinary
        )

    def joined(self, first: date, last: date) -> Iterator[Span]:
        """The openings beginning on the days of a span, those that touch made one; earliest first."""
        current: Span | None = None
        for number in range((last - first).days + 1):
            for span in self.beginning_on(first + number * ONE_DAY):
                if current and span.start <= current.end:
                    current = Span(current.start, max(current.end, span.end))
                    continue
                if current:
                    yield current
                current = span
        if current:
            yield current

    def joined_on(self, day: date) -> list[Span]:
        """The openings that begin on a day, those that touch made one."""
        return list(self.joined(day, day))

    def is_open(self, at: datetime) -> bool | None:
        """Open at a moment; None where nothing is told of that day."""
        day = at.astimezone(HELSINKI).date()
        for begun in (day, day - ONE_DAY):
            if any(start <= at < end for start, end in self.beginning_on(begun)):
                return True
        return False if self.told_of(day) else None

    def next_opening(self, at: datetime) -> datetime | None:
        """The first moment after `at` when closed doors open; None where none is told in `HORIZON` days."""
        day = at.astimezone(HELSINKI).date()
        spans = self.joined(day - ONE_DAY, day + HORIZON * ONE_DAY)
        return next((span.start for span in spans if span.start > at), None)

    def open_until(self, at: datetime) -> datetime | None:
        """When the opening that goes on at a moment ends; None where there is none, or no end in a week."""
        day = at.astimezone(HELSINKI).date()
        spans = self.joined(day - ONE_DAY, day + 8 * ONE_DAY)
        end = next((span.end for span in spans if span.start <= at < span.end), None)
        return end if end and end - at < timedelta(days=7) else None

    def only_by_appointment(self, day: date) -> bool:
        """Whether appointments are all that is told of a day's hours."""
        return not self.told_of(day) and any(
            rule.appointment and rule.speaks_of(day) for rule in self.ordinary
        )
