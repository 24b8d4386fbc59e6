"""A small process map of the organisation Kaava."""

from __future__ import annotations

from typing import Any, Final

from lupaus.services.processes.declared import ENTRY, NAME, PROCESS
from lupaus.web.clock import Clock
from lupaus.workspace import operations
from lupaus.workspace.content import PartValue, Values
from lupaus.workspace.models import Version
from tests.world import PIRKKO

WORK: Final = "kaavan-prosessit"


def words(each: str) -> Values:
    return {"fi": f"{each} fi", "sv": f"{each} sv", "en": f"{each} en"}


def process(slug: str, place: int = 0, group: str = "core", **more: Any) -> PartValue:
    content = {"title": words(f"Process {slug}"), "group": group}
    return PartValue(PROCESS, slug, "", content | more, place)


def way(slug: str, channel: str, place: int = 0, **more: Any) -> PartValue:
    return PartValue(ENTRY, slug, "", {"title": words(f"Way {slug}"), "channel": channel} | more, place)


def head() -> PartValue:
    return PartValue(NAME, WORK, "", {"title": words("Map of Kaava")})


def put(clock: Clock, *parts: PartValue) -> Version:
    version = operations.put_in_force(
        actor=PIRKKO.acts(),
        clock=clock,
        work=WORK,
        kind=NAME,
        organisation="kaava",
        parts=[head(), *parts],
        decision="Executive 1.1.2026 § 1",
    )
    assert version is not None
    return version


def published(clock: Clock, count: int = 1) -> Version:
    processes = [process(f"help-{number}", number, owner=words("Office")) for number in range(count)]
    supporting = process("staff", count, "support", productivity=["nowhere-to-be-found"])
    ways = [way("walk-in", "place", 0), way("online", "digital", 1, url="https://example.org/")]
    return put(clock, *processes, supporting, *ways)
