"""When things happen in the example: weeks counted from the week of the clock that is passed in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from lupaus.decisions.appeals import is_working_day
from lupaus.web.clock import HELSINKI

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday")
_NOON: Final = time(12)


def day_in(week: int, weekday: str, today: date) -> date:
    """A working day of a week, 0 being the week of `today`. A Finnish holiday gives way to the next day."""
    monday = today - timedelta(days=today.weekday())
    day = monday + timedelta(weeks=week, days=WEEKDAYS.index(weekday))
    return working_day(day)


def working_day(day: date) -> date:
    """The day itself, or the first one after it on which offices are open."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def noon(day: date, *, not_after: datetime) -> datetime:
    """Noon of a day by Finnish clocks, or the given moment where that comes first. In UTC."""
    return min(datetime.combine(day, _NOON, tzinfo=HELSINKI).astimezone(UTC), not_after)


class Counter:
    """Numbers that begin anew each calendar year, as those of sections and meetings do."""

    def __init__(self, first: int) -> None:
        self._next = first
        self._year: int | None = None

    def take(self, day: date) -> int:
        """The next number. Days are asked in their order."""
        if self._year is not None and day.year != self._year:
            self._next = 1
        self._year = day.year
        number, self._next = self._next, self._next + 1
        return number


def terms_begin(days: Iterable[date]) -> date:
    """The term of office in which all meetings of the example fall: it began on a 1 June before the first."""
    first = min(days)
    return date(first.year if first >= date(first.year, 6, 1) else first.year - 1, 6, 1)
