"""The first lines of every verb: may they, and which version is it about. Call inside the transaction."""

from __future__ import annotations

from typing import Any

from lupaus.accounts.actors import Actor
from lupaus.accounts.audit import record
from lupaus.web.clock import Clock
from lupaus.workspace.kinds import WorkKind, kind_named
from lupaus.workspace.models import ON_ITS_WAY, State, Version, Work
from lupaus.workspace.rights import allow, may_read, nothing_here


def work_for(actor: Actor, verb: str, name: str) -> Work:
    """The work, locked against other writers, if the actor may do the verb there.

    Raises `NotFound`, `NotAllowed`.
    """
    found = Work.objects.select_for_update().filter(pk=name).first() if "\x00" not in name else None
    if found is None or not may_read(actor, found.organisation):
        raise nothing_here()
    allow(actor, verb, found.organisation)
    return found


def version_for(actor: Actor, verb: str, name: str, number: int | None = None) -> Version:
    """A version of a work, locked, if the actor may do the verb in its state; without a number, the one on
    its way. Raises `NotFound`, `NotAllowed`, `WrongState`.
    """
    if "\x00" in name:
        raise nothing_here()
    rows = Version.objects.select_for_update(of=("self",)).select_related("work").filter(work=name)
    rows = rows.filter(state__in=ON_ITS_WAY) if number is None else rows.filter(number=number)
    found = rows.first()
    if found is None or not may_read(actor, found.work.organisation):
        raise nothing_here()
    allow(actor, verb, found.work.organisation, State(found.state))
    return found


def kind_of(work: Work) -> WorkKind:
    return kind_named(work.kind)


def tell(
    actor: Actor,
    clock: Clock,
    verb: str,
    version: Version,
    *,
    part: str = "",
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
) -> None:
    """Write the audit record of something done in a version: `work/number` or `work/number/kind/slug`.

    Only what was done to a version that is public now makes the ready pages old: a draft is in none of them.
    """
    name = f"{version.work_id}/{version.number}"
    record(
        actor=actor,
        clock=clock,
        verb=verb,
        kind=f"{version.work.kind}-part" if part else f"{version.work.kind}-version",
        object_id=f"{name}/{part}" if part else name,
        before=before,
        after=after,
        public=version.is_public,
    )
