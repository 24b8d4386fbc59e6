"""Handbooks of the organisation Kaava, small and large, published or on their way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from lupaus.practices.declared import CHAPTER, NAME, SECTION
from lupaus.web.clock import Clock
from lupaus.workspace import operations
from lupaus.workspace.content import PartValue, Values
from lupaus.workspace.models import Version
from tests.conftest import NOW
from tests.world import PIRKKO

WORK: Final = "kaavan-kaytannot"
ORGANISATION: Final = "kaava"
GOAL: Final = "kaava-2030/work"
TODAY: Final = NOW.date()


def words(each: str) -> Values:
    return {"fi": f"{each} fi", "sv": f"{each} sv", "en": f"{each} en"}


def head(work: str = WORK, **more: Any) -> PartValue:
    content = {"title": words("Kaava handbook"), "organisation": words("Kaava"), "purpose": words("Purpose")}
    return PartValue(NAME, work, "", content | more)


def chapter(slug: str, place: int = 0, **more: Any) -> PartValue:
    return PartValue(CHAPTER, slug, "", {"title": words(f"Chapter {slug}")} | more, place)


def section(slug: str, parent: str, place: int = 0, **more: Any) -> PartValue:
    return PartValue(SECTION, slug, parent, {"title": words(f"Section {slug}")} | more, place)


def small() -> list[PartValue]:
    """Two chapters, the first with two sections, and a third that is not written."""
    return [
        head(),
        chapter(
            "roles",
            0,
            text=words("Who does what"),
            responsible=words("The office"),
            review_date=(TODAY - timedelta(days=1)).isoformat(),
            goals=[GOAL],
        ),
        section("organiser", "roles", 0, text=words("It answers"), goals=[GOAL, "kaava-2030/people"]),
        section("producer", "roles", 1, text=words("It gives"), review_date=TODAY.isoformat()),
        chapter("steering", 1, text=words("How it is steered"), review_date="2027-12-31"),
        chapter("unwritten", 2),
    ]


def of_size(chapters: int, sections: int, work: str = WORK) -> list[PartValue]:
    """Each chapter and section with a text, a goal and a day that is past."""
    more = {"text": words("Text"), "goals": [GOAL], "review_date": "2026-01-01"}
    made = [head(work)]
    for number in range(chapters):
        made.append(chapter(f"c{number}", number, **more))
        made += [section(f"s{number}-{each}", f"c{number}", each, **more) for each in range(sections)]
    return made


def publish(clock: Clock, parts: Sequence[PartValue] | None = None, work: str = WORK) -> Version:
    """Put a handbook in force at once."""
    version = operations.put_in_force(
        actor=PIRKKO.acts(),
        clock=clock,
        work=work,
        kind=NAME,
        organisation=ORGANISATION,
        parts=small() if parts is None else parts,
        decision="Kaava executive 1.2.2026 § 3",
    )
    assert version is not None
    return version


def begin(clock: Clock, work: str = WORK, **content: Any) -> Version:
    """A handbook of which nothing is published: its first draft with one chapter."""
    made = operations.open_work(
        actor=PIRKKO.acts(),
        clock=clock,
        kind=NAME,
        work=work,
        organisation=ORGANISATION,
        content={"title": words("Kaava handbook")},
    )
    operations.add_part(
        actor=PIRKKO.acts(),
        clock=clock,
        work=work,
        kind=CHAPTER,
        slug="secret",
        content={"title": words("Secret"), "text": words("Not yet for you")} | content,
    )
    return made
