"""What may be asked about handbooks. The public sees published versions and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from lupaus.practices.addresses import anchor
from lupaus.practices.declared import CHAPTER, NAME, SECTION
from lupaus.web.refusals import NotFound
from lupaus.web.texts import Text
from lupaus.workspace import queries as workspace
from lupaus.workspace.content import Content, PartValue
from lupaus.workspace.models import Part, State, Version


@dataclass(frozen=True, slots=True)
class Section:
    """A section, or what a chapter and a section share. `number` is "2" or "2.3"."""

    id: str
    number: str
    title: Text
    text: Text
    review_date: date | None
    goals: tuple[str, ...]

    @property
    def anchor(self) -> str:
        return anchor(self.id)


@dataclass(frozen=True, slots=True)
class Chapter(Section):
    responsible: Text
    sections: tuple[Section, ...]

    @property
    def is_written(self) -> bool:
        return bool(self.text) or any(section.text for section in self.sections)

    @property
    def all_goals(self) -> tuple[str, ...]:
        """The goals the chapter or one of its sections serves, each once."""
        return tuple(dict.fromkeys([*self.goals, *(goal for each in self.sections for goal in each.goals)]))


@dataclass(frozen=True)
class Handbook:
    """A published version of a handbook, whole, and what is known of its other published versions."""

    version: Version
    versions: tuple[Version, ...]  # the newest first
    content: Content

    @property
    def id(self) -> str:
        return self.version.work_id

    @property
    def in_force(self) -> Version | None:
        return next((each for each in self.versions if each.state == State.PUBLISHED), None)

    @cached_property
    def head(self) -> PartValue:
        return self.content.of_kind(NAME)[0]

    @cached_property
    def title(self) -> Text:
        return Text.of(self.head.content.get("title"))

    @cached_property
    def organisation(self) -> Text:
        return Text.of(self.head.content.get("organisation"))

    @cached_property
    def purpose(self) -> Text:
        return Text.of(self.head.content.get("purpose"))

    @cached_property
    def chapters(self) -> tuple[Chapter, ...]:
        return tuple(
            _chapter(part, number, self.content.under(SECTION, part.slug))
            for number, part in enumerate(self.content.under(CHAPTER), 1)
        )

    def chapter(self, slug: str) -> Chapter:
        """Raises `NotFound`."""
        for chapter in self.chapters:
            if chapter.id == slug:
                return chapter
        raise nothing_here()


class HandbookLine(NamedTuple):
    """A handbook in force, for a list."""

    id: str
    title: Text
    organisation: Text
    purpose: Text
    version: Version


def handbooks() -> list[HandbookLine]:
    """The handbooks in force. One query."""
    heads = Part.objects.filter(
        kind=NAME, removed_at=None, version__state=State.PUBLISHED, version__work__kind=NAME
    ).select_related("version")
    return [
        HandbookLine(
            part.version.work_id,
            Text.of(part.content.get("title")),
            Text.of(part.content.get("organisation")),
            Text.of(part.content.get("purpose")),
            part.version,
        )
        for part in heads.order_by("version__work_id")
    ]


def handbook(work: str, number: int | None = None) -> Handbook:
    """A published version of a handbook; without a number, the one in force. Three queries.

    Raises `NotFound`, one sentence for what is not there and for what is not published.
    """
    versions = tuple(v for v in workspace.public_versions(work) if v.work.kind == NAME)
    for version in versions:
        if version.number == number or (number is None and version.state == State.PUBLISHED):
            return Handbook(version, versions, workspace.public_content(version))
    raise nothing_here()


def published_versions(work: str) -> tuple[Version, ...]:
    """Every published version of a handbook, the newest first. One query. Raises `NotFound`."""
    versions = tuple(v for v in workspace.public_versions(work) if v.work.kind == NAME)
    if not versions:
        raise nothing_here()
    return versions


class ServingChapter(NamedTuple):
    """A chapter in force that serves a goal, itself or with one of its sections."""

    handbook: str
    handbook_title: Text
    chapter: str
    title: Text
    sections: tuple[tuple[str, Text], ...]  # id and title of the sections that serve it


def chapters_that_serve(goal: str) -> list[ServingChapter]:
    """The chapters in force that concern a goal (`strategy/slug`), in the order of the handbooks. One query.

    Of each part only what is shown is read, never its text: a handbook may be long.
    """
    rows = Part.objects.filter(removed_at=None, version__state=State.PUBLISHED, version__work__kind=NAME)
    parts = [
        _Row(*row)
        for row in rows.order_by("version__work_id", "position", "pk").values_list(
            "version__work_id", "kind", "slug", "parent", "content__title", "content__goals"
        )
    ]
    titles = {row.work: Text.of(row.title) for row in parts if row.kind == NAME}
    concerned = [row for row in parts if goal in (row.goals or ())]
    return [
        ServingChapter(row.work, titles.get(row.work, Text()), row.slug, Text.of(row.title), inner)
        for row in parts
        if row.kind == CHAPTER and ((inner := _sections_of(row, concerned)) or row in concerned)
    ]


class _Row(NamedTuple):
    work: str
    kind: str
    slug: str
    parent: str
    title: dict[str, str] | None
    goals: list[str] | None


def _sections_of(chapter: _Row, rows: Iterable[_Row]) -> tuple[tuple[str, Text], ...]:
    return tuple(
        (row.slug, Text.of(row.title))
        for row in rows
        if (row.work, row.kind, row.parent) == (chapter.work, SECTION, chapter.slug)
    )


def nothing_here() -> NotFound:
    return NotFound(_("There is no such practices document, or it has not been published."))


def day_of(value: Any) -> date | None:
    """A day as a content keeps it."""
    return date.fromisoformat(value) if value else None


def _chapter(part: PartValue, number: int, sections: Sequence[PartValue]) -> Chapter:
    return Chapter(
        **_shared(part, str(number)),
        responsible=Text.of(part.content.get("responsible")),
        sections=tuple(
            Section(**_shared(section, f"{number}.{place}")) for place, section in enumerate(sections, 1)
        ),
    )


def _shared(part: PartValue, number: str) -> dict[str, Any]:
    return {
        "id": part.slug,
        "number": number,
        "title": Text.of(part.content.get("title")),
        "text": Text.of(part.content.get("text")),
        "review_date": day_of(part.content.get("review_date")),
        "goals": tuple(part.content.get("goals") or ()),
    }
