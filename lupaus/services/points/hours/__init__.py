"""Opening hours: their form, whether it is open at a moment, when it opens next.

Hours are a list of rules, stored as JSON, all in Finnish time:

- `{"days": [1, 2, 3, 4, 5], "from": "08:00", "to": "16:00"}`: 1 is Monday; a `to` that is not after `from`
  is of the following day;
- `{"always": true}`: day and night;
- `{"appointment": true}`, with `days` and times where they are known: only those with an appointment come in;
- `{"exception": true, "valid_from": …, "valid_to": …, "closed": true}`, or with `from` and `to`.

Any rule may have `valid_from` and `valid_to` (ISO days, both inclusive) and a `note` by language.

What holds:

- An opening belongs to the day on which it begins, and goes on past midnight if it must.
- On a day that has an exception no ordinary rule speaks, also not the night that began the day before. Of
  several exceptions of one day the one told for the shortest time wins; of equally long ones all openings do.
- Public holidays are not guessed: only exceptions count.
- A day for which no rule is told, or only appointments, is *not told* (None): that is not the same as closed.
- When the clock is turned back, a time that comes twice is its first one; when it is turned forward, a time
  that never comes is the moment of the change.
"""

from __future__ import annotations

from datetime import datetime

from lupaus.services.points.hours.form import problems_of, rules_of
from lupaus.services.points.hours.rules import Rule, Span, moment_of
from lupaus.services.points.hours.timetable import Timetable
from lupaus.services.points.hours.words import Line, exceptions_in_words, week_in_words

__all__ = [
    "Line",
    "Rule",
    "Span",
    "Timetable",
    "exceptions_in_words",
    "is_open",
    "moment_of",
    "next_opening",
    "open_until",
    "problems_of",
    "rules_of",
    "week_in_words",
]


def is_open(hours: object, at: datetime) -> bool | None:
    """Whether it is open at a moment (aware): True, False, or None where it is not told."""
    return Timetable(hours).is_open(at)


def next_opening(hours: object, at: datetime) -> datetime | None:
    """The first moment (UTC) after `at` when closed doors open, None where none is told."""
    return Timetable(hours).next_opening(at)


def open_until(hours: object, at: datetime) -> datetime | None:
    """When the opening that goes on at a moment ends (UTC); None where there is none, or no end near."""
    return Timetable(hours).open_until(at)
