"""Bringing a whole content at once: into a draft, or, from a planner's file, straight before the public."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor, require, require_somewhere
from lupaus.accounts.models import Role
from lupaus.web.clock import Clock
from lupaus.workspace.attributes import internal
from lupaus.workspace.changes import Change, changes
from lupaus.workspace.content import Content, PartValue
from lupaus.workspace.models import ON_ITS_WAY, Deed, Part, Revision, State, Version, Work
from lupaus.workspace.operations.asking import tell, version_for
from lupaus.workspace.operations.parts import Collision, revision_of
from lupaus.workspace.operations.reading import read_whole, with_fixed_parts
from lupaus.workspace.operations.states import NotReady, check_decision, keep_parts, state, supersede
from lupaus.workspace.queries import content as content_of
from lupaus.workspace.rights import may_read, nothing_here, roles_of


@dataclass(frozen=True, slots=True)
class Taken:
    """What bringing a content did, or with a dry run would do. `digest` is the draft's before it."""

    changes: tuple[Change, ...]
    unchanged: int
    digest: str


def take(
    *,
    actor: Actor,
    clock: Clock,
    work: str,
    parts: Sequence[PartValue],
    dry_run: bool = False,
    seen: str | None = None,
) -> Taken:
    """Make the draft what is brought, whole or not at all; what it no longer has is taken out.

    `seen` is the digest of the draft that a dry run told: if the draft is another one by now, nothing is
    done. Raises `Collision`, `PartRefused`, `WrongState`, `NotFound`.
    """
    require_somewhere(actor, *roles_of("take"))
    with transaction.atomic():
        version = version_for(actor, "take", work)
        now = content_of(version)
        if seen is not None and seen != now.digest:
            raise _changed_since(version, now)
        wanted = read_whole(version.work, with_fixed_parts(version.work, parts, now))
        found = tuple(changes(now, wanted))
        if found and not dry_run:
            _apply(actor, clock, version, found, wanted)
        touched = {change.part.key for change in found}
        return Taken(found, sum(part.key not in touched for part in wanted.parts), now.digest)


def put_in_force(
    *,
    actor: Actor,
    clock: Clock,
    work: str,
    kind: str,
    organisation: str,
    parts: Sequence[PartValue],
    decision: str,
) -> Version | None:
    """Make a content the published version of a work at once, beginning the work if it is new.

    Does what an editor, an approver and a publisher do, so it needs all three roles. Saves the version only:
    what stands for it elsewhere is the caller's, in the same transaction. None if nothing is different.
    Raises `NotReady` while a version is on its way, `PartRefused`, `NotAllowed`, `NotFound`.
    """
    require_somewhere(actor, *roles_of("put_in_force"))
    if not may_read(actor, organisation):
        raise nothing_here()
    for role in (Role.EDITOR, Role.APPROVER, Role.PUBLISHER):
        require(actor, role, organisation)
    with transaction.atomic():
        owner, _is_new = Work.objects.select_for_update().get_or_create(
            pk=work, defaults={"kind": kind, "organisation": organisation, "created_at": clock()}
        )
        if (owner.kind, owner.organisation) != (kind, organisation):
            raise nothing_here()
        newest = owner.versions.order_by("-number").first()
        if newest is not None and newest.state in ON_ITS_WAY:
            raise NotReady(
                _("Version %(number)d is %(state)s: finish it first.")
                % {"number": newest.number, "state": newest.state_now.label}
            )
        now = content_of(newest) if newest else Content(())
        wanted = read_whole(owner, with_fixed_parts(owner, parts, now))
        if newest is not None and now.digest == wanted.digest:
            return None
        return _published_at_once(actor, clock, owner, newest, wanted, decision=check_decision(decision))


def _apply(actor: Actor, clock: Clock, version: Version, found: Sequence[Change], wanted: Content) -> None:
    """Write the changes in a few queries, each part with its line of history; one audit record tells all."""
    at = clock()
    rows = {(part.kind, part.slug): part for part in version.parts.all()}
    new: list[Part] = []
    changed: list[Part] = []
    history = []
    for change in found:
        part = rows.get(change.part.key) or Part(
            version=version, kind=change.part.kind, slug=change.part.slug, revision=0
        )
        _set(part, change, at, actor.name)
        (changed if part.pk else new).append(part)
    Part.objects.bulk_create(new, batch_size=500)
    _update(changed)
    for change, part in zip(found, _in_order(found, [*new, *changed]), strict=True):
        history.append(revision_of(part, Deed.RESTORED if _was_out(change, rows) else change.deed))
    Revision.objects.bulk_create(history, batch_size=500)
    _slide(version, wanted)
    told = [
        {"deed": change.deed.value, "part": f"{change.part.kind}/{change.part.slug}", **_contents(change)}
        for change in found
    ]
    tell(actor, clock, "take", version, before=None, after={"changes": told})


def _set(part: Part, change: Change, at: datetime, by: str) -> None:
    after = change.after
    if after is not None:
        part.parent, part.position, part.content = after.parent, after.position, after.content
    part.removed_at = None if after is not None else at
    part.revision += 1
    part.changed_at, part.changed_by = at, by


def _update(parts: list[Part]) -> None:
    fields = ["parent", "position", "content", "removed_at", "revision", "changed_at", "changed_by"]
    Part.objects.bulk_update(parts, fields, batch_size=200)


def _in_order(found: Sequence[Change], parts: Sequence[Part]) -> list[Part]:
    by_key = {(part.kind, part.slug): part for part in parts}
    return [by_key[change.part.key] for change in found]


def _was_out(change: Change, rows: dict[tuple[str, str], Part]) -> bool:
    return change.deed == Deed.ADDED and change.part.key in rows


def _slide(version: Version, wanted: Content) -> None:
    """Siblings that only slid get their places, without a line in their history."""
    slid = []
    for part in version.parts.filter(removed_at=None):
        place = wanted.by_key[part.kind, part.slug].position
        if part.position != place:
            part.position = place
            slid.append(part)
    Part.objects.bulk_update(slid, ["position"], batch_size=500)


def _contents(change: Change) -> dict[str, Any]:
    return {
        "before": change.before.content if change.before else None,
        "after": change.after.content if change.after else None,
    }


def _published_at_once(
    actor: Actor, clock: Clock, work: Work, newest: Version | None, wanted: Content, *, decision: str
) -> Version:
    at = clock()
    supersede(actor, clock, work)
    version = Version.objects.create(
        work=work,
        number=newest.number + 1 if newest else 1,
        based_on=newest.number if newest else None,
        state=State.PUBLISHED,
        begun_at=at,
        begun_by=actor.name,
        submitted_at=at,
        submitted_by=actor.name,
        approved_at=at,
        approved_by=actor.name,
        decision=decision,
        published_at=at,
        published_by=actor.name,
        digest=wanted.digest,
        internal=sorted(internal(work.organisation)),
    )
    keep_parts(
        version,
        (
            Part(
                version=version,
                kind=part.kind,
                slug=part.slug,
                parent=part.parent,
                position=part.position,
                content=part.content,
            )
            for part in wanted.parts
        ),
    )
    tell(actor, clock, "put_in_force", version, before=None, after=state(version))
    return version


def _changed_since(version: Version, now: Content) -> Collision:
    newest = max(version.parts.all(), key=lambda part: part.changed_at)
    return Collision(
        base={}, theirs={}, yours={}, by=newest.changed_by, at=newest.changed_at, revision=len(now.parts)
    )
