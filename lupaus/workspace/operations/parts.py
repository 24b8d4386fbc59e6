"""Writing the parts of a draft: add, change, move, take out, bring back. Nothing is ever lost."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lupaus.accounts.actors import Actor, not_allowed, require_somewhere
from lupaus.accounts.models import Role
from lupaus.web.clock import Clock
from lupaus.web.refusals import Problem, Refused
from lupaus.workspace.attributes import in_force, read_attributes
from lupaus.workspace.content import Values
from lupaus.workspace.kinds import PartKind
from lupaus.workspace.models import Assignment, Deed, Part, Revision, Version
from lupaus.workspace.operations.asking import kind_of, tell, version_for
from lupaus.workspace.operations.order import after, close_gap, count_under, set_order, siblings
from lupaus.workspace.rights import may, nothing_here, roles_of

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")


class PartRefused(Refused):
    """A part cannot be like this: every reason at once, each with its field."""


class Collision(Refused):
    """Somebody else changed the same part in between. Carries all three so that nothing is lost.

    `base` is what the writer began from, `theirs` what stands now, `yours` what was about to be written.
    """

    status = 409

    def __init__(
        self, *, base: Values, theirs: Values, yours: Values, by: str, at: datetime, revision: int
    ) -> None:
        super().__init__(
            _("%(name)s changed this while you were writing. Nothing was overwritten: compare and choose.")
            % {"name": by}
        )
        self.base, self.theirs, self.yours = base, theirs, yours
        self.by, self.at, self.revision = by, at, revision


def add_part(
    *,
    actor: Actor,
    clock: Clock,
    work: str,
    kind: str,
    slug: str,
    content: Mapping[str, Any],
    parent: str = "",
) -> Part:
    """Put a new part last under its parent, in the draft. Raises `PartRefused`, `WrongState`, `NotFound`."""
    require_somewhere(actor, *roles_of("add_part"))
    with transaction.atomic():
        version = version_for(actor, "add_part", work)
        declared = _declared(version, kind)
        if declared.fixed or declared is kind_of(version.work).head:
            raise PartRefused(_("Parts of this kind are fixed: none comes and none goes."))
        values = read_content(version, kind, content, also=_slug_problems(version, kind, slug))
        _check_parent(version, declared, parent)
        part = Part(
            version=version,
            kind=kind,
            slug=slug,
            parent=parent,
            position=siblings(version, kind, parent).count(),
            content=values,
        )
        return _kept(actor, clock, part, Deed.ADDED, "add_part", before=None)


def change_part(
    *,
    actor: Actor,
    clock: Clock,
    work: str,
    kind: str,
    slug: str,
    revision: int,
    content: Mapping[str, Any],
) -> Part:
    """Write a part anew. `revision` is that of the part the writer began from.

    A responsible person may write the parts they answer for. What is as it was is not written again.
    Raises `Collision` when the part has been changed since, `PartRefused`, `NotAllowed`, `WrongState`,
    `NotFound`.
    """
    require_somewhere(actor, *roles_of("change_part"))
    with transaction.atomic():
        version = version_for(actor, "change_part", work)
        declared = _declared(version, kind)
        part = _part(version, kind, slug)
        _check_responsible(actor, version, declared, slug)
        values = _with_retired(version, part, read_content(version, kind, content))
        if values == part.content:
            return part
        if revision != part.revision:
            raise _collision(part, revision, values)
        before = state(part)
        part.content = values
        return _kept(actor, clock, part, Deed.CHANGED, "change_part", before=before)


def move_part(
    *,
    actor: Actor,
    clock: Clock,
    work: str,
    kind: str,
    slug: str,
    position: int,
    parent: str | None = None,
) -> Part:
    """Put a part at a place among its siblings (0 is first; beyond the end: last), or under another parent.

    Raises `PartRefused`, `WrongState`, `NotFound`.
    """
    require_somewhere(actor, *roles_of("move_part"))
    with transaction.atomic():
        version = version_for(actor, "move_part", work)
        declared = _declared(version, kind)
        part = _part(version, kind, slug)
        if declared.fixed:
            raise PartRefused(_("Parts of this kind are fixed: none comes and none goes."))
        to = part.parent if parent is None else parent
        _check_parent(version, declared, to)
        before = state(part)
        others = list(siblings(version, kind, to).exclude(pk=part.pk))
        place = max(0, min(position, len(others)))
        if to == part.parent and others[place:] == after(part):
            return part
        set_order(others, leave_free=place)
        left, part.parent, part.position = part.parent, to, place
        kept = _kept(actor, clock, part, Deed.MOVED, "move_part", before=before)
        close_gap(part, left)
        return kept


def remove_part(*, actor: Actor, clock: Clock, work: str, kind: str, slug: str, revision: int) -> Part:
    """Take a part out of the draft; it can be brought back. Raises `PartRefused` if others stand under it."""
    require_somewhere(actor, *roles_of("remove_part"))
    with transaction.atomic():
        version = version_for(actor, "remove_part", work)
        declared = _declared(version, kind)
        part = _part(version, kind, slug)
        if declared.fixed or declared is kind_of(version.work).head:
            raise PartRefused(_("Parts of this kind are fixed: none comes and none goes."))
        if revision != part.revision:
            raise _collision(part, revision, {})
        _check_nothing_under(part)
        before = state(part)
        part.removed_at = clock()
        kept = _kept(actor, clock, part, Deed.REMOVED, "remove_part", before=before)
        set_order(list(siblings(version, kind, part.parent)))
        return kept


def restore_part(
    *, actor: Actor, clock: Clock, work: str, kind: str, slug: str, to: int, revision: int
) -> Part:
    """Make a part what it was after one of its revisions: undo, and bring back what was taken out.

    `revision` is the newest the writer has seen. Raises `Collision`, `PartRefused`, `WrongState`, `NotFound`.
    """
    require_somewhere(actor, *roles_of("restore_part"))
    with transaction.atomic():
        version = version_for(actor, "restore_part", work)
        declared = _declared(version, kind)
        part = _part(version, kind, slug, removed_too=True)
        old = part.revisions.filter(number=to).first()
        if old is None:
            raise nothing_here()
        if revision != part.revision:
            raise _collision(part, revision, old.content)
        if old.removed:
            _check_nothing_under(part)
        else:
            _check_parent(version, declared, old.parent)
        before = state(part)
        others = list(siblings(version, kind, old.parent).exclude(pk=part.pk))
        left, part.content, part.parent = part.parent, old.content, old.parent
        part.position = min(old.position, len(others))
        part.removed_at = clock() if old.removed else None
        set_order(others, leave_free=None if old.removed else part.position)
        kept = _kept(actor, clock, part, Deed.RESTORED, "restore_part", before=before)
        close_gap(part, left)
        return kept


def read_content(
    version: Version, kind: str, given: Mapping[str, Any], *, also: tuple[Problem, ...] = ()
) -> Values:
    """What was written as it is kept. Raises `PartRefused` with everything that is wrong."""
    own = {name: value for name, value in given.items() if name != "attributes"}
    read = kind_of(version.work).read(kind, own)
    attributes, wrong = read_attributes(in_force(version.work.organisation, kind), given.get("attributes"))
    problems = [*also, *read.problems, *wrong]
    if problems:
        raise PartRefused(problems)
    return read.content | ({"attributes": attributes} if attributes else {})


def _with_retired(version: Version, part: Part, values: Values) -> Values:
    """What is written, with the values that nobody is asked for any more: they stay where they were."""
    asked = {attribute.slug for attribute in in_force(version.work.organisation, part.kind)}
    held = part.content.get("attributes") or {}
    retired = {slug: value for slug, value in held.items() if slug not in asked}
    return values | {"attributes": retired | values.get("attributes", {})} if retired else values


def state(part: Part) -> Values:
    """A part as the audit trail keeps it."""
    return {
        "parent": part.parent,
        "position": part.position,
        "content": part.content,
        "removed": part.removed_at is not None,
    }


def revision_of(part: Part, deed: Deed) -> Revision:
    """The row of the history that tells how the part stands now."""
    return Revision(
        part=part,
        number=part.revision,
        deed=deed,
        at=part.changed_at,
        by=part.changed_by,
        parent=part.parent,
        position=part.position,
        content=part.content,
        removed=part.removed_at is not None,
    )


def _kept(actor: Actor, clock: Clock, part: Part, deed: Deed, verb: str, *, before: Values | None) -> Part:
    part.revision = part.revision + 1 if before is not None else 1
    part.changed_at, part.changed_by = clock(), actor.name
    part.save(force_insert=before is None)
    revision_of(part, deed).save(force_insert=True)
    tell(actor, clock, verb, part.version, part=f"{part.kind}/{part.slug}", before=before, after=state(part))
    return part


def _declared(version: Version, kind: str) -> PartKind:
    declared = kind_of(version.work).part(kind)
    if declared is None:
        raise nothing_here()
    return declared


def _part(version: Version, kind: str, slug: str, *, removed_too: bool = False) -> Part:
    found = version.parts.filter(kind=kind, slug=slug).first() if "\x00" not in slug else None
    if found is None or (found.removed_at is not None and not removed_too):
        raise nothing_here()
    found.version = version
    return found


def _check_responsible(actor: Actor, version: Version, declared: PartKind, slug: str) -> None:
    """Who is not an editor may write only what they answer for."""
    organisation = version.work.organisation
    if actor.may(Role.EDITOR, organisation):
        return
    answers = declared.by_responsible and Assignment.objects.filter(
        work=version.work_id, kind=declared.name, slug=slug, user=actor.user_id
    )
    if actor.user_id is None or not answers or not answers.exists():
        raise not_allowed(actor, Role.EDITOR)


def may_change(actor: Actor, version: Version, declared: PartKind, answers_for: bool) -> bool:
    """Whether a page shows the actor a part as a form: an editor, or a responsible person of this part."""
    if not may(actor, "change_part", version.work.organisation, version.state_now):
        return False
    return actor.may(Role.EDITOR, version.work.organisation) or (declared.by_responsible and answers_for)


def _check_nothing_under(part: Part) -> None:
    under = count_under(part)
    if under:
        raise PartRefused(
            ngettext(
                "%(count)d part stands under this one. Move it or take it out first.",
                "%(count)d parts stand under this one. Move them or take them out first.",
                under,
            )
            % {"count": under}
        )


def _check_parent(version: Version, declared: PartKind, parent: str) -> None:
    if declared.parent is None or declared.parent == kind_of(version.work).head.name:
        wrong = bool(parent)
    else:
        wrong = not version.parts.filter(kind=declared.parent, slug=parent, removed_at=None).exists()
    if wrong:
        raise PartRefused(Problem(_("What it should stand under is not in this version."), path="parent"))


def _slug_problems(version: Version, kind: str, slug: str) -> tuple[Problem, ...]:
    if not _SLUG.fullmatch(slug):
        sentence = _("An id has small letters a–z, digits and hyphens, at most 80.")
    elif version.parts.filter(kind=kind, slug=slug).exists():
        sentence = _("There is already a part with the id %(id)s; it may have been taken out.") % {"id": slug}
    else:
        return ()
    return (Problem(sentence, path="id"),)


def _collision(part: Part, revision: int, yours: Values) -> Collision:
    began = part.revisions.filter(number=revision).first()
    return Collision(
        base=began.content if began else {},
        theirs=part.content,
        yours=yours,
        by=part.changed_by,
        at=part.changed_at,
        revision=part.revision,
    )
