"""Bringing a whole meeting at once: what a secretary, a checker and a publisher do, in one step."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from lupaus.accounts.actors import Actor, require
from lupaus.accounts.models import Role
from lupaus.decisions.meeting.declared import NAME
from lupaus.decisions.meeting.kind import check
from lupaus.decisions.meeting.publishing import write_public
from lupaus.web.clock import Clock
from lupaus.web.refusals import Refused
from lupaus.workspace import operations, queries
from lupaus.workspace.content import PartValue
from lupaus.workspace.models import Version


class MeetingRefused(Refused):
    """A meeting breaks a rule of agendas or minutes."""


def bring_meeting(
    *,
    actor: Actor,
    clock: Clock,
    work: str,
    organisation: str,
    parts: Sequence[PartValue],
    decision: str,
) -> Version | None:
    """Publish a whole agenda or whole minutes. None where that is what is published already.

    Raises `MeetingRefused`, `PartRefused`, `NotAllowed`, `NotFound`; `NotReady` while a version is written.
    """
    for role in (Role.EDITOR, Role.APPROVER, Role.PUBLISHER):
        require(actor, role, organisation)
    with transaction.atomic():
        version = operations.put_in_force(
            actor=actor,
            clock=clock,
            work=work,
            kind=NAME,
            organisation=organisation,
            parts=parts,
            decision=decision,
        )
        if version is None:
            return None
        content = queries.content(version)
        checked = check(version.work, content)
        if checked.problems:
            raise MeetingRefused(checked.problems)
        write_public(version.work, version, content, at=clock())
    return version
