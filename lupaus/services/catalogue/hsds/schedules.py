"""Opening hours as HSDS schedules, whose fields are those of a recurring event (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from lupaus.services.catalogue.hsds.ids import uuid_of
from lupaus.services.points.hours import Rule, rules_of

DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
#: Clocks in Finland are turned twice a year, so that no one offset holds: times are as on the door.
TIME_ZONE: Final = "Europe/Helsinki"


def schedules(hours: object, *, link: str, linked: str, language: str) -> Iterator[dict[str, Any]]:
    """A schedule for each rule. `link` is the field that names what they belong to, `linked` its id."""
    for number, rule in enumerate(rules_of(hours)):
        yield {
            "id": uuid_of("schedule", linked, str(number)),
            link: linked,
            "freq": "WEEKLY",
            "interval": 1,
            "wkst": "MO",
            "byday": ",".join(DAYS[day - 1] for day in sorted(rule.days)),
            **_times(rule),
            **({"valid_from": rule.valid_from.isoformat()} if rule.valid_from != date.min else {}),
            **({"valid_to": rule.valid_to.isoformat()} if rule.valid_to != date.max else {}),
            **({"description": words} if (words := rule.note.words(language)) else {}),
            "notes": _notes(rule),
        }


def _times(rule: Rule) -> dict[str, str]:
    if rule.always:
        return {"opens_at": "00:00", "closes_at": "24:00"}
    if rule.begins is None or rule.ends is None:
        return {}
    return {"opens_at": f"{rule.begins:%H:%M}", "closes_at": f"{rule.ends:%H:%M}"}


def _notes(rule: Rule) -> str:
    said = [f"Times in {TIME_ZONE}."]
    if rule.closed:
        said.insert(0, "Closed.")
    elif rule.exception:
        said.insert(0, "Exception: on these days instead of the ordinary hours.")
    if rule.appointment:
        said.insert(0, "By appointment.")
    return " ".join(said)
