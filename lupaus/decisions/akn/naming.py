"""What agendas and minutes are called: `/akn/fi/debate/minutes/<body>/<date>/<number>/fin@<day>`.

The naming convention of Akoma Ntoso 1.0 (OASIS): country, kind, subtype, who made it, date and number name
the work; language and day of the version the expression; `.xml` the manifestation.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from lupaus.decisions.models import Meeting
from lupaus.web.clock import HELSINKI

#: Our languages as ISO 639-2 names them.
CODES: Final[Mapping[str, str]] = {"fi": "fin", "sv": "swe", "en": "eng"}
LANGUAGES: Final[Mapping[str, str]] = {code: language for language, code in CODES.items()}
#: Element and subtype of each stage of a meeting.
KINDS: Final[Mapping[str, tuple[str, str]]] = {"agenda": ("doc", "agenda"), "minutes": ("debate", "minutes")}

_SLUG: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:-([0-9]{1,5}))?")


@dataclass(frozen=True, slots=True)
class Name:
    """A work and its expression in one language on one day; each the address it is fetched from."""

    work: str
    expression: str

    @property
    def manifestation(self) -> str:
        return f"{self.expression}.xml"


def name_of(meeting: Meeting, language: str, changed_on: date) -> Name:
    """The names of a meeting's agenda or minutes, from the root of the service."""
    work = work_of(meeting, meeting.stage)
    return Name(work, f"{work}/{CODES[language]}@{changed_on}")


def work_of(meeting: Meeting, stage: str) -> str:
    element, subtype = KINDS[stage]
    day, number = _parts(meeting.slug)
    return f"/akn/fi/{element}/{subtype}/{meeting.body_id}/{day}/{number}"


def latest(meeting: Meeting, language: str) -> str:
    """The address of the newest version in a language."""
    return f"{work_of(meeting, meeting.stage)}/{CODES[language]}"


def slug_of(day: str, number: str) -> str:
    """The slug of a meeting by the last parts of its name."""
    return day if number == "1" else f"{day}-{number}"


def _parts(slug: str) -> tuple[str, str]:
    found = _SLUG.fullmatch(slug)
    return (found[1], found[2] or "1") if found else (slug, "1")


def day_of(meeting: Meeting) -> date:
    """The day its public content last changed: that of the expression. The meeting as `document.meeting`."""
    changed = max(meeting.changed_at, vars(meeting).get("item_changed") or meeting.changed_at)
    return changed.astimezone(HELSINKI).date()
