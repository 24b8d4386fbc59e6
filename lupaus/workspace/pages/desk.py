"""A version and one kind of its parts, and who stands before them: what the pages of parts have in common."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor
from lupaus.web.texts import Text
from lupaus.workspace import outline, queries
from lupaus.workspace.attributes import in_force
from lupaus.workspace.content import Content
from lupaus.workspace.kinds import PartKind, WorkKind, kind_named
from lupaus.workspace.models import ON_ITS_WAY, Attribute, Part, Version
from lupaus.workspace.pages.shown import Labels
from lupaus.workspace.rights import may, nothing_here


class Step(NamedTuple):
    """A place above a part: what it is called and where it is."""

    title: Text
    href: str


@dataclass(frozen=True)
class Desk:
    """The content of the version waits to be asked for."""

    actor: Actor
    version: Version
    kind: WorkKind
    declared: PartKind

    @cached_property
    def content(self) -> Content:
        return queries.content_when_asked(self.version)

    @cached_property
    def attributes(self) -> list[Attribute]:
        """The organisation's own attributes of this kind of part, those in use. One query."""
        return in_force(self.version.work.organisation, self.declared.name)

    @cached_property
    def labels(self) -> Labels:
        return Labels(self.kind, (self.content,), self.attributes)

    @property
    def is_on_its_way(self) -> bool:
        return self.version.state in ON_ITS_WAY

    def may(self, verb: str) -> bool:
        """Whether the actor may do it with parts of this version now."""
        return may(self.actor, verb, self.version.work.organisation, self.version.state_now)

    def may_assign(self) -> bool:
        return self.declared.by_responsible and may(self.actor, "assign", self.version.work.organisation)

    def may_add(self, declared: PartKind | None = None) -> bool:
        chosen = declared or self.declared
        return not chosen.fixed and chosen is not self.kind.head and self.may("add_part")

    def may_move(self) -> bool:
        return not self.declared.fixed and self.declared is not self.kind.head and self.may("move_part")

    def address(self, name: str, *more: str) -> str:
        return reverse(f"workspace:{name}", args=[self.version.work_id, self.version.number, *more])

    @cached_property
    def version_title(self) -> Text:
        """What the work is called: its head's title. One query."""
        heads = outline.values(self.version, self.kind.head.name)
        return self.kind.title(Content(heads.values())) if heads else Text.same(self.version.work_id)

    def trail(self) -> list[Step]:
        """The works and the version: where every page beneath stands."""
        return [
            Step(Text.same(_("Works")), reverse("workspace:works")),
            Step(self.version_title, self.address("version")),
        ]

    def kind_step(self) -> Step:
        return Step(
            Text.same(sentence_case(str(self.declared.plural()))), self.address("kind", self.declared.name)
        )


def desk(actor: Actor, work: str, number: int, kind: str) -> Desk:
    """Two queries. Raises `NotFound`, also for a kind of part that the work does not have."""
    version = queries.version(actor=actor, work=work, number=number)
    work_kind = kind_named(version.work.kind)
    declared = work_kind.part(kind)
    if declared is None:
        raise nothing_here()
    return Desk(actor, version, work_kind, declared)


def stored(desk: Desk, slug: str) -> Part:
    """The part, also one that was taken out. One query. Raises `NotFound`."""
    rows = desk.version.parts.filter(kind=desk.declared.name, slug=slug)
    found = rows.first() if "\x00" not in slug else None
    if found is None:
        raise nothing_here()
    return found


def sentence_case(words: str) -> str:
    """The words with a capital letter first."""
    return words[:1].upper() + words[1:]
