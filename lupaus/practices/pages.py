"""What the public pages of handbooks show, put together; the templates only lay it out.

Each page is a function of its address, the content version and the day. Nothing here knows who reads: a
responsible person's name is personal data and stays in the workspace; readers see the office or body.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.urls import reverse

from lupaus.practices.addresses import Place
from lupaus.practices.declared import CHAPTER, SECTION
from lupaus.practices.goals import goals_in_force
from lupaus.practices.kind import KIND
from lupaus.practices.queries import (
    Chapter,
    Handbook,
    HandbookLine,
    handbook,
    handbooks,
    nothing_here,
    published_versions,
)
from lupaus.practices.words import untranslated
from lupaus.strategy.pages import name_in_address
from lupaus.strategy.pages.front import Mark, mark
from lupaus.strategy.pages.judged import judged
from lupaus.web import clock
from lupaus.web.address import Address
from lupaus.web.texts import Text
from lupaus.workspace.attributes import in_force
from lupaus.workspace.models import Version
from lupaus.workspace.pages.compared import Compared, compared
from lupaus.workspace.pages.shown import Labels


class GoalLine(NamedTuple):
    """A goal a text serves: where it is followed, and how it goes there."""

    title: Text
    number: int | None
    href: str
    verdict: Mark
    strategy: Text  # what its strategy is called; empty where that goes without saying


@dataclass(frozen=True)
class ContentsPage:
    handbook: Handbook
    place: Place
    today: date

    @staticmethod
    def untranslated(language: str) -> str:
        return untranslated(language)


@dataclass(frozen=True)
class ChapterPage(ContentsPage):
    chapter: Chapter
    goals: Mapping[str, GoalLine]  # by id; one that is no longer in a strategy is not there
    area: Text  # the area the goals are judged for; empty: the whole region
    own: Mapping[str, Sequence[tuple[str, str]]]  # public attributes by section; of the chapter under ""
    previous: Chapter | None
    next: Chapter | None

    def serves(self, goals: Iterable[str]) -> list[GoalLine]:
        """The goals of the chapter or of a section that are still there."""
        return [self.goals[goal] for goal in goals if goal in self.goals]


@dataclass(frozen=True)
class VersionsPage:
    title: Text
    versions: tuple[Version, ...]
    place: Place


@dataclass(frozen=True)
class ComparePage:
    older: Handbook
    newer: Handbook
    compared: Compared


def handbooks_page() -> list[HandbookLine]:
    return handbooks()


def contents_page(address: Address, work: str, number: int | None = None) -> ContentsPage:
    """Raises `NotFound`."""
    return ContentsPage(handbook(work, number), Place(address, work, number), today())


def chapter_page(address: Address, work: str, slug: str, number: int | None = None) -> ChapterPage:
    """Raises `NotFound`."""
    found = handbook(work, number)
    chapter = found.chapter(slug)
    at = found.chapters.index(chapter)
    goals, area = goal_lines(address, chapter.all_goals)
    return ChapterPage(
        handbook=found,
        place=Place(address, work, number),
        today=today(),
        chapter=chapter,
        goals=goals,
        area=area,
        own=_own(found, chapter),
        previous=found.chapters[at - 1] if at else None,
        next=found.chapters[at + 1] if at + 1 < len(found.chapters) else None,
    )


def _own(found: Handbook, chapter: Chapter) -> Mapping[str, Sequence[tuple[str, str]]]:
    """Names and values of the public attributes of a chapter and its sections. One query."""
    public = [each for each in in_force(found.version.work.organisation) if each.is_public]
    labels = Labels(KIND, (found.content,), public)
    known = {(each.kind, each.slug) for each in public}
    parts = [found.content.by_key[CHAPTER, chapter.id], *found.content.under(SECTION, chapter.id)]
    return {
        (part.slug if part.kind == SECTION else ""): [
            labels.attribute(part.kind, name, value)
            for name, value in (part.content.get("attributes") or {}).items()
            if (part.kind, name) in known
        ]
        for part in parts
    }


def goal_lines(address: Address, wanted: Iterable[str]) -> tuple[Mapping[str, GoalLine], Text]:
    """The goals among `wanted` that are in force, judged as the address asks, and for which area.

    The queries depend on how many strategies they belong to, not on how many goals. Raises `NotFound`.
    """
    known = goals_in_force()
    named = [known[goal] for goal in dict.fromkeys(wanted) if goal in known]
    lines: dict[str, GoalLine] = {}
    area = Text()
    for strategy in dict.fromkeys(goal.strategy for goal in named):
        whole = judged(address.with_(strategy=strategy))
        area = whole.region.name if whole.region else Text()
        verdicts = {each.id: each.status for each in whole.assessment.goals}
        scope = name_in_address(strategy)
        for goal in named:
            if goal.strategy == strategy and goal.slug in verdicts:
                href = address.link(reverse("strategy:goal", args=[goal.slug]), strategy=scope)
                whose = goal.strategy_title if scope else Text()
                lines[goal.id] = GoalLine(goal.title, goal.number, href, mark(verdicts[goal.slug]), whose)
    return lines, area


def versions_page(address: Address, work: str) -> VersionsPage:
    """Raises `NotFound`."""
    versions = published_versions(work)
    newest = handbook(work, versions[0].number)
    return VersionsPage(newest.title, versions, Place(address, work))


def compare_page(address: Address, work: str, older: int, newer: int) -> ComparePage:
    """What differs from one published version to another, in whichever order. Raises `NotFound`."""
    if older == newer:
        raise nothing_here()
    first, second = handbook(work, older), handbook(work, newer)
    shown = compared(
        first.content,
        second.content,
        KIND,
        attributes=[each for each in in_force(second.version.work.organisation) if each.is_public],
        page=int(address.value("page") or 1),
    )
    return ComparePage(first, second, shown)


def today() -> date:
    return clock.day_of(clock.real_clock)
