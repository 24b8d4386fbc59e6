"""What a work has to decide: its fixed questions, each answered or still open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from lupaus.web.texts import Text
from lupaus.workspace.content import Content
from lupaus.workspace.kinds import WorkKind
from lupaus.workspace.models import Attribute
from lupaus.workspace.pages.document import ShownField
from lupaus.workspace.pages.document import document as document_of


class Point(NamedTuple):
    """One question. `answers` are the fields that hold something; none of them: the question is open."""

    kind: str
    slug: str
    title: Text
    answers: tuple[ShownField, ...]

    @property
    def is_answered(self) -> bool:
        return bool(self.answers)


@dataclass(frozen=True, slots=True)
class Checklist:
    points: tuple[Point, ...]

    @property
    def answered(self) -> int:
        return sum(point.is_answered for point in self.points)


def fixed_kinds(kind: WorkKind) -> frozenset[str]:
    """The kinds of part that make up a checklist."""
    return frozenset(part.name for part in kind.parts if part.fixed)


def checklist(kind: WorkKind, content: Content, attributes: tuple[Attribute, ...] = ()) -> Checklist:
    """The questions in their order; none where the kind of work has none. No query."""
    fixed = fixed_kinds(kind)
    alone = Content(part for part in content.parts if part.kind in fixed or part.kind == kind.head.name)
    return Checklist(
        tuple(
            Point(part.kind, part.slug, part.title, part.fields)
            for group in document_of(kind, alone, attributes).groups
            for part in group.parts
        )
    )
