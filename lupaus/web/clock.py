"""Time is passed in. Operations take a `Clock`; only the outermost layer reaches for the real one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

#: Returns an aware time in UTC.
Clock = Callable[[], datetime]

HELSINKI = ZoneInfo("Europe/Helsinki")


def real_clock() -> datetime:
    return datetime.now(UTC)


def day_of(clock: Clock) -> date:
    """The calendar day it is in Finland."""
    return clock().astimezone(HELSINKI).date()


def year_of(clock: Clock) -> int:
    """The calendar year it is in Finland."""
    return day_of(clock).year
