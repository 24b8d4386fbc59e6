"""Days as a reader writes them: 4.6.2018 in Finnish and Swedish, 4 June 2018 in English."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from lupaus.web.clock import HELSINKI

_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def day(moment: date | datetime, language: str) -> str:
    """The calendar day in Finland of a time or a date."""
    if isinstance(moment, datetime):
        moment = moment.astimezone(HELSINKI)
    if language == "en":
        return f"{moment.day}\u00a0{_MONTHS[moment.month - 1]} {moment.year}"
    return f"{moment.day}.{moment.month}.{moment.year}"
