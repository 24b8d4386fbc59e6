"""One version: its way, its head, its structure, what it lacks, and what may be done with it now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor
from lupaus.web import dates
from lupaus.web.texts import LANGUAGES, Text
from lupaus.workspace import outline, queries
from lupaus.workspace.kinds import PartKind
from lupaus.workspace.languages import lacking
from lupaus.workspace.models import State, Version
from lupaus.workspace.pages.desk import Desk
from lupaus.workspace.pages.opened import LinkedProblem, Opened, opened
from lupaus.workspace.pages.part import ShownValue, shown_values
from lupaus.workspace.pages.steps import Way, way_to_begin, ways

#: In a larger version the check waits until it is asked for.
MOST_CHECKED_UNASKED = 600
#: What is wrong with a version, and what it lacks, as far as a page tells it: nobody reads a thousand lines.
MOST_TOLD = 200


class Passed(NamedTuple):
    """A step on the way of a version: `note` says who and when, where it has happened."""

    state: str
    word: str
    note: str


class KindLine(NamedTuple):
    """One kind of part: how many there are, and in how many of them each language is missing."""

    name: str
    plural: str
    label: str
    total: int
    href: str
    new: str
    missing: tuple[tuple[str, int, str], ...]  # language, parts, address of those


class Count(NamedTuple):
    words: str
    total: int
    href: str


@dataclass(frozen=True, slots=True)
class Node:
    """A part in the structure; what stands under it is told as nodes, or only counted."""

    title: Text
    href: str
    lacks: tuple[str, ...]
    nodes: tuple[Node, ...]
    counts: tuple[Count, ...]
    new: tuple[tuple[str, str], ...]  # words, address


@dataclass(frozen=True, slots=True)
class Tree:
    plural: str
    nodes: tuple[Node, ...]


class Other(NamedTuple):
    number: int
    state: str
    word: str
    href: str


@dataclass(frozen=True, slots=True)
class VersionPage:
    opened: Opened
    title: Text
    steps: tuple[Passed, ...]
    ways: tuple[Way, ...]
    head: tuple[ShownValue, ...]
    head_href: str
    head_lacks: tuple[str, ...]
    kinds: tuple[KindLine, ...]
    trees: tuple[Tree, ...]
    own: tuple[tuple[Text, str], ...]
    open_remarks: int
    checked: bool
    problems: tuple[LinkedProblem, ...]
    notes: tuple[LinkedProblem, ...]
    found: tuple[int, int]  # how many problems and notes there are; at most MOST_TOLD of each are told
    others: tuple[Other, ...]
    has_checklist: bool
    may_write: bool
    may_bring: bool
    public: str  # where everybody reads it; empty while nobody does


def version(actor: Actor, work: str, number: int, *, check: bool = False) -> VersionPage:
    """The same number of queries whatever the version holds. Raises `NotFound`."""
    found = opened(actor, work, number)
    kind, head = found.kind, found.content.get(found.kind.head.name, found.work.pk)
    desk = Desk(actor, found.version, kind, kind.head)
    versions = queries.versions(actor=actor, work=work)
    is_checked = check or len(found.content.parts) <= MOST_CHECKED_UNASKED
    checked = kind.check(found.work, found.content) if is_checked else None
    newest = versions[0]
    begin = way_to_begin(actor, newest) if newest.number == number else None
    return VersionPage(
        opened=found,
        title=found.title or Text.same(work),
        steps=_steps(found.version),
        ways=(*ways(actor, found.version), *((begin,) if begin else ())),
        head=shown_values(found.labels, kind.head, head, found.attributes) if head else (),
        head_href=found.part_address(kind.head.name, found.work.pk),
        head_lacks=lacking(kind.head, head.content) if head else (),
        kinds=tuple(_line(found, desk, each) for each in kind.parts[1:]),
        trees=_trees(found, desk),
        own=_own(found),
        open_remarks=queries.open_remarks([found.version]).get(found.version.pk, 0),
        checked=is_checked,
        problems=found.linked(checked.problems[:MOST_TOLD]) if checked else (),
        notes=found.linked(checked.notes[:MOST_TOLD]) if checked else (),
        found=(len(checked.problems), len(checked.notes)) if checked else (0, 0),
        others=tuple(
            Other(
                each.number,
                each.state,
                str(each.state_now.label),
                reverse("workspace:version", args=[work, each.number]),
            )
            for each in versions
            if each.number != number
        ),
        has_checklist=any(part.fixed for part in kind.parts[1:]),
        may_write=found.may("change_part"),
        may_bring=found.may("take") and bool(kind.files),
        public=_public(found),
    )


def _steps(version: Version) -> tuple[Passed, ...]:
    language = get_language() or LANGUAGES[0]

    def note(at: datetime | None, by: str) -> str:
        if at is None:
            return ""
        day = dates.day(at, language)
        return _("%(name)s, %(day)s") % {"name": by, "day": day} if by else day

    steps = [
        (State.DRAFT, note(version.begun_at, version.begun_by)),
        (State.IN_REVIEW, note(version.submitted_at, version.submitted_by)),
        (State.APPROVED, note(version.approved_at, version.approved_by)),
        (State.PUBLISHED, note(version.published_at, version.published_by)),
    ]
    if version.state == State.SUPERSEDED:
        steps.append((State.SUPERSEDED, note(version.superseded_at, "")))
    return tuple(Passed(state.value, str(state.label), words) for state, words in steps)


def _public(found: Opened) -> str:
    if not found.version.is_public or found.kind.public_address is None:
        return ""
    return found.kind.public_address(found.work, found.version, get_language() or LANGUAGES[0])


def _line(found: Opened, desk: Desk, kind: PartKind) -> KindLine:
    href = found.address("kind", kind.name)
    parts = found.content.of_kind(kind.name)
    missing = Counter(language for part in parts for language in lacking(kind, part.content))
    plural = str(kind.plural())
    chain = outline.ancestors(found.kind, kind)
    return KindLine(
        name=kind.name,
        plural=plural[:1].upper() + plural[1:],
        label=str(kind.label()),
        total=len(parts),
        href=href,
        new=found.address("new-part", kind.name) if desk.may_add(kind) and not chain else "",
        missing=tuple(
            (language, missing[language], f"{href}?lacks={language}")
            for language in LANGUAGES
            if missing[language]
        ),
    )


def _trees(found: Opened, desk: Desk) -> tuple[Tree, ...]:
    """What stands under the head and has parts of its own, with what stands under it."""
    return tuple(
        Tree(plural[:1].upper() + plural[1:], _nodes(found, desk, kind, ""))
        for kind in outline.standing_under(found.kind, found.kind.head)
        if outline.standing_under(found.kind, kind) and (plural := str(kind.plural()))
    )


def _nodes(found: Opened, desk: Desk, kind: PartKind, parent: str) -> tuple[Node, ...]:
    """Addresses are put together here: asking for each by its name takes longer than all the rest."""
    children = outline.standing_under(found.kind, kind)
    lists = {child.name: found.address("kind", child.name) for child in children}
    branching = [child for child in children if outline.standing_under(found.kind, child)]
    return tuple(
        Node(
            title=found.labels.title(part),
            href=f"{found.home}{kind.name}/{part.slug}/",
            lacks=lacking(kind, part.content),
            nodes=tuple(node for child in branching for node in _nodes(found, desk, child, part.slug)),
            counts=tuple(
                Count(
                    str(child.plural()),
                    len(found.content.under(child.name, part.slug)),
                    f"{lists[child.name]}?parent={part.slug}",
                )
                for child in children
                if child not in branching
            ),
            new=tuple(
                (
                    _("Add: %(kind)s") % {"kind": child.label()},
                    f"{found.home}new/{child.name}/?parent={part.slug}",
                )
                for child in branching
                if desk.may_add(child)
            ),
        )
        for part in found.content.under(kind.name, parent)
    )


def _own(found: Opened) -> tuple[tuple[Text, str], ...]:
    """The parts of this version that the reader answers for, with where they are written."""
    own: Mapping[str, list[tuple[str, str]]] = queries.own_parts(actor=found.actor)
    parts = (found.content.get(kind, slug) for kind, slug in own.get(found.work.pk, ()))
    return tuple(
        (found.labels.title(part), found.part_address(part.kind, part.slug)) for part in parts if part
    )
