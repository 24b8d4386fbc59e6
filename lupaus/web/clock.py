"""Time is passed in. Operations take a `Clock`; only the outermost layer reaches for the real one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

#: Returns an aware time in UTC.
Clock = Callable[[], datetime]

HELSINKI = ZoneInfo("Europe/Helsinki")


def real_clock() -> datetime:
    return datetime.now(UTC)


def year_of(clock: Clock) -> int:
    """The calendar year it is in Finland."""
    return clock().astimezone(HELSINKI).year
