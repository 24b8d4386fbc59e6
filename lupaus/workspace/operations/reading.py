"""Reading a whole content that somebody brings, as strictly as if it were written part by part."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from lupaus.web.refusals import Problem
from lupaus.workspace.attributes import in_force, read_attributes
from lupaus.workspace.content import Content, PartValue
from lupaus.workspace.kinds import WorkKind
from lupaus.workspace.models import Attribute, Work
from lupaus.workspace.operations.asking import kind_of
from lupaus.workspace.operations.parts import PartRefused
from lupaus.workspace.rights import nothing_here

_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")  # as in a planner's file


def with_fixed_parts(work: Work, parts: Sequence[PartValue], now: Content) -> list[PartValue]:
    """What is brought, with the fixed parts it leaves out as they stand: none of those comes or goes."""
    brought = {part.key for part in parts}
    standing = [
        now.get(kind, slug) or PartValue(kind, slug, content=content)
        for kind, slug, content in kind_of(work).fixed_parts()
    ]
    return [*parts, *(part for part in standing if part.key not in brought)]


def read_whole(work: Work, parts: Sequence[PartValue]) -> Content:
    """Everything read as if written part by part. Raises `PartRefused` with paths `kind/slug/field`."""
    kind = kind_of(work)
    known: dict[str, list[Attribute]] = {each.name: [] for each in kind.parts}
    for attribute in in_force(work.organisation):
        known.setdefault(attribute.kind, []).append(attribute)
    problems = list(_places(work, kind, parts))
    read_parts = []
    for part in parts:
        own = {name: value for name, value in part.content.items() if name != "attributes"}
        read = kind.read(part.kind, own)
        attributes, wrong = read_attributes(known[part.kind], part.content.get("attributes"))
        problems += [_at(part, each.path, each.message) for each in (*read.problems, *wrong)]
        content = read.content | ({"attributes": attributes} if attributes else {})
        read_parts.append(PartValue(part.kind, part.slug, part.parent, content, part.position))
    if problems:
        raise PartRefused(problems)
    return Content(read_parts)


def _places(work: Work, kind: WorkKind, parts: Sequence[PartValue]) -> Iterator[Problem]:
    """What is wrong with ids and places. Raises `NotFound` for an unknown kind of part."""
    keys = Counter(part.key for part in parts)
    fixed = {(name, slug) for name, slug, _content in kind.fixed_parts()}
    if not keys[kind.head.name, work.pk]:
        yield Problem(_("The head of the work is missing."), path=f"{kind.head.name}/{work.pk}/id")
    for part in parts:
        declared = kind.part(part.kind)
        if declared is None:
            raise nothing_here()
        if not _SLUG.fullmatch(part.slug):
            yield _at(part, "id", _("An id has small letters a–z, digits and hyphens, at most 80."))
        if keys[part.key] > 1:
            yield _at(part, "id", _("There are two parts with this id."))
        if (declared.fixed and part.key not in fixed) or (declared is kind.head and part.slug != work.pk):
            yield _at(part, "id", _("Parts of this kind are fixed: none comes and none goes."))
        if declared.parent is None or declared.parent == kind.head.name:
            is_wrong = bool(part.parent)
        else:
            is_wrong = not keys[declared.parent, part.parent]
        if is_wrong:
            yield _at(part, "parent", _("What it should stand under is not in this version."))


def _at(part: PartValue, field: str, message: str) -> Problem:
    return Problem(message, path=f"{part.kind}/{part.slug[:80]}/{field}")
