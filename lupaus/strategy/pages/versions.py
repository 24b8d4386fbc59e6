"""The published versions of a strategy: each at its own address, for ever, as it was approved.

What is internal to the organisation is taken out before anything else is done with a version: page,
comparison, print, PDF and files are all made of `Public.content`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final, NamedTuple

from django.urls import reverse

from lupaus.web.address import Address
from lupaus.web.clock import HELSINKI
from lupaus.web.printing import Report
from lupaus.web.texts import Text
from lupaus.workspace import attributes, queries
from lupaus.workspace.content import Content, canonical, value_at
from lupaus.workspace.kinds import WorkKind, kind_named
from lupaus.workspace.models import Attribute, State, Version
from lupaus.workspace.pages.checklist import Checklist, checklist, fixed_kinds
from lupaus.workspace.pages.compared import Compared, compared
from lupaus.workspace.pages.document import Document, document
from lupaus.workspace.pages.printed import report
from lupaus.workspace.rights import nothing_here

KIND: Final = "strategy"


@dataclass(frozen=True)
class Public:
    """A published version, and the newest published one of the same strategy."""

    version: Version
    newest: Version

    @property
    def kind(self) -> WorkKind:
        return kind_named(self.version.work.kind)

    @cached_property
    def content(self) -> Content:
        """What everybody may see of it. Two queries."""
        return queries.public_content(self.version)

    @cached_property
    def attributes(self) -> Sequence[Attribute]:
        return attributes.public(self.version.work.organisation)

    @property
    def title(self) -> Text:
        return self.kind.title(self.content)

    @property
    def organiser(self) -> Text:
        head = next(iter(self.content.of_kind(self.kind.head.name)))
        return Text.of(value_at(head.content, "organiser.name"))

    @property
    def is_superseded(self) -> bool:
        return self.version.state == State.SUPERSEDED


@dataclass(frozen=True, slots=True)
class VersionsPage:
    work: str
    title: Text
    versions: tuple[Version, ...]  # the newest first


@dataclass(frozen=True, slots=True)
class VersionPage:
    """`older` is the number of the published version before it; None for the first one."""

    public: Public
    document: Document
    checklist: Checklist
    older: int | None
    files: tuple[tuple[str, str], ...]  # (name, label) of the forms it can be taken in


@dataclass(frozen=True, slots=True)
class ComparedPage:
    older: Public
    newer: Public
    versions: tuple[Version, ...]
    found: Compared


class InForce(NamedTuple):
    """The version a strategy stands in now, as its front page tells."""

    number: int
    decision: str
    approved_at: datetime | None
    href: str


def versions(work: str) -> VersionsPage:
    """Every published version. Four queries. Raises `NotFound` where there is none."""
    found = _published(work)
    return VersionsPage(work, Public(found[0], found[0]).title, tuple(found))


def version(work: str, number: int) -> VersionPage:
    """One version as it was published. Four queries and those of its labels. Raises `NotFound`."""
    found = _published(work)
    chosen = _chosen(found, number)
    fixed = fixed_kinds(chosen.kind)
    text = Content(part for part in chosen.content.parts if part.kind not in fixed)
    older = [each.number for each in found if each.number < number]
    return VersionPage(
        public=chosen,
        document=document(chosen.kind, text, chosen.attributes),
        checklist=checklist(chosen.kind, chosen.content, tuple(chosen.attributes)),
        older=older[0] if older else None,
        files=tuple((form.name, str(form.label())) for form in chosen.kind.files),
    )


def compared_versions(address: Address, work: str, number: int, other: int) -> ComparedPage:
    """Two published versions side by side. Raises `NotFound`."""
    found = _published(work)
    older, newer = (_chosen(found, each) for each in sorted((number, other)))
    differences = compared(
        older.content,
        newer.content,
        newer.kind,
        attributes=newer.attributes,
        only=address.value("kind") or "",
        page=int(address.value("page") or 1),
    )
    return ComparedPage(older, newer, tuple(found), differences)


def public(work: str, number: int) -> Public:
    """A published version. Raises `NotFound`."""
    return _chosen(_published(work), number)


def pair(work: str, address: Address) -> tuple[int, int] | None:
    """The two published versions a form chose; None where it chose others. Raises `NotFound`."""
    known = {each.number for each in _published(work)}
    chosen = [int(each) for name in ("from", "to") if (each := address.value(name) or "").isdigit()]
    if len(chosen) != 2 or not known.issuperset(chosen):
        return None
    return min(chosen), max(chosen)


def printed(chosen: Public, address: str, now: datetime) -> Report:
    """A published version to print. Its time is the day's: within a day the same bytes."""
    today = now.astimezone(HELSINKI).replace(hour=0, minute=0, second=0, microsecond=0)
    author = str(chosen.organiser)
    return report(
        chosen.version,
        chosen.kind,
        chosen.content,
        chosen.attributes,
        address=address,
        author=author,
        made_at=today,
    )


def sealed(chosen: Public) -> bytes:
    """The bytes whose SHA-256 is the seal the page tells: every public part in its one form."""
    return canonical(chosen.content.rows).encode()


def in_force(strategy: str) -> InForce | None:
    """The version a strategy stands in; None where it was never published as one. One query."""
    found = queries.public_versions(strategy)
    if not found or found[0].work.kind != KIND:
        return None
    newest = found[0]
    href = reverse("strategy:version", args=[strategy, newest.number])
    return InForce(newest.number, newest.decision, newest.approved_at, href)


def _published(work: str) -> list[Version]:
    """The newest first. One query. Raises `NotFound`."""
    found = queries.public_versions(work)
    if not found or found[0].work.kind != KIND:
        raise nothing_here()
    return found


def _chosen(found: Sequence[Version], number: int) -> Public:
    for each in found:
        if each.number == number:
            return Public(each, found[0])
    raise nothing_here()
