"""A version opened for somebody who may read it: what its review pages have in common."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.urls import reverse

from lupaus.accounts.actors import Actor
from lupaus.web.refusals import Problem
from lupaus.web.texts import Text
from lupaus.workspace import queries
from lupaus.workspace.content import Content
from lupaus.workspace.kinds import WorkKind, kind_named
from lupaus.workspace.models import Attribute, State, Version, Work
from lupaus.workspace.pages.shown import Labels
from lupaus.workspace.rights import may, nothing_here


class LinkedProblem(NamedTuple):
    """One thing that is wrong, with the part it is about and where that is mended; "" for the whole."""

    message: str
    title: Text
    href: str


@dataclass(frozen=True)
class Opened:
    """A version, its work, its kind and its content, each read once."""

    actor: Actor
    version: Version
    kind: WorkKind
    content: Content

    @property
    def work(self) -> Work:
        return self.version.work

    @property
    def number(self) -> int:
        return self.version.number

    @property
    def state(self) -> State:
        return self.version.state_now

    @property
    def title(self) -> Text:
        return self.kind.title(self.content)

    @cached_property
    def attributes(self) -> Sequence[Attribute]:
        """Every attribute of the organisation, retired ones too: old values are still read. One query."""
        found = queries.attributes_of(actor=self.actor, organisation=self.work.organisation, retired=True)
        return tuple(found)

    @cached_property
    def labels(self) -> Labels:
        return Labels(self.kind, (self.content,), self.attributes)

    def may(self, verb: str) -> bool:
        """Whether the actor may do it in the state of this version."""
        return may(self.actor, verb, self.work.organisation, self.state)

    def address(self, page: str, *more: str | int) -> str:
        """The address of a page of this version by the name of its url."""
        return reverse(f"workspace:{page}", args=[self.work.pk, self.number, *more])

    @property
    def home(self) -> str:
        """The page of the version itself."""
        return self.address("version")

    def part_address(self, kind: str, slug: str) -> str:
        return self.address("part", kind, slug)

    def linked(self, problems: Iterable[Problem]) -> tuple[LinkedProblem, ...]:
        """Problems whose paths begin with `kind/slug`, each with the part it leads to."""
        return tuple(map(self._linked, problems))

    def _linked(self, problem: Problem) -> LinkedProblem:
        kind, _slash, rest = problem.path.partition("/")
        slug, _slash, field = rest.partition("/")
        part = self.content.get(kind, slug)
        if part is None:
            return LinkedProblem(problem.message, Text.same(rest), "")
        anchor = f"#f-{field}" if field else ""
        return LinkedProblem(problem.message, self.labels.title(part), self.part_address(kind, slug) + anchor)


def must_read_somewhere(actor: Actor) -> None:
    """Raise `NotFound` for who may read nothing anywhere: as for a stranger, there is nothing here."""
    if not actor.may_somewhere(*queries.READERS):
        raise nothing_here()


def opened(actor: Actor, work: str, number: int) -> Opened:
    """Three queries. Raises `NotFound` also for whoever may not read it."""
    must_read_somewhere(actor)
    version = queries.version(actor=actor, work=work, number=number)
    return Opened(actor, version, kind_named(version.work.kind), queries.content(version))
