"""What each verb of the secretary's desk is given, for the journey that tries them all: made by Pirkko."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from lupaus.decisions.desk import operations as desk
from lupaus.decisions.meeting.declared import ITEM
from lupaus.decisions.models import Matter
from lupaus.decisions.operations import open_matter
from lupaus.web.texts import Text
from lupaus.workspace.operations import add_part, move_part
from tests.conftest import NOW
from tests.decisions.few_meetings import DIARY, EXECUTIVE, ORGANISATION, WORK, agenda, bodies, minutes, words
from tests.world import PIRKKO

HELD: Final = date(2026, 11, 30)
FILE: Final = """\
meeting:
  id: executive-2026-11-30
  body: executive
  held_on: 2026-11-30
  items:
    - {id: budget, title: {fi: Talousarvio}}
"""


def _now() -> datetime:
    return NOW


def _drafted() -> str:
    """The work of a draft with one item."""
    bodies(_now)
    version = desk.new_meeting(actor=PIRKKO.acts(), clock=_now, body=EXECUTIVE, held_on=HELD)
    at: dict[str, Any] = {"actor": PIRKKO.acts(), "clock": _now, "work": version.work_id}
    add_part(**at, kind=ITEM, slug="first", content={"title": words("First")})
    return version.work_id


def add_matters(_folder: Path, _fake: object) -> dict[str, Any]:
    work = _drafted()
    opened = open_matter(
        actor=PIRKKO.acts(),
        clock=_now,
        organisation=ORGANISATION,
        diary_number=DIARY,
        title=Text.same("Budget"),
    )
    return {"work": work, "matters": [opened.slug]}


def begin_minutes(_folder: Path, _fake: object) -> dict[str, Any]:
    agenda(_now)
    return {"work": WORK}


def number_sections(_folder: Path, _fake: object) -> dict[str, Any]:
    agenda(_now)
    at: dict[str, Any] = {"actor": PIRKKO.acts(), "clock": _now, "work": WORK}
    desk.begin_minutes(**at)
    move_part(**at, kind=ITEM, slug="other", position=0)
    return {"work": WORK}


def new_meeting(_folder: Path, _fake: object) -> dict[str, Any]:
    bodies(_now)
    return {"body": EXECUTIVE, "held_on": HELD}


def publish_meeting(_folder: Path, _fake: object) -> dict[str, Any]:
    return {"work": _drafted(), "decision": "The chair"}


def bring_meeting_file(folder: Path, _fake: object) -> dict[str, Any]:
    bodies(_now)
    path = folder / "meeting.yaml"
    path.write_text(FILE, encoding="utf-8")
    return {"path": path}


def close_matter(_folder: Path, _fake: object) -> dict[str, Any]:
    minutes(_now)
    return {"matter": Matter.objects.get(diary_number=DIARY).slug, "closed_on": HELD}


AT_THE_DESK: Final[Mapping[str, Callable[[Path, Any], dict[str, Any]]]] = {
    each.__name__: each
    for each in (
        add_matters,
        begin_minutes,
        bring_meeting_file,
        close_matter,
        new_meeting,
        number_sections,
        publish_meeting,
    )
}
