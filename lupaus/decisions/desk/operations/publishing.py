"""Publishing in one step, for who is editor, approver and publisher at once."""

from __future__ import annotations

from django.db import transaction

from lupaus.accounts.actors import Actor, require, require_somewhere
from lupaus.accounts.models import Role
from lupaus.decisions.desk.operations.asking import newest_version
from lupaus.web.clock import Clock
from lupaus.workspace import operations
from lupaus.workspace.models import State, Version


def publish_meeting(*, actor: Actor, clock: Clock, work: str, decision: str) -> Version:
    """Hand the version to the review, approve it and publish it: the steps that are still before it.

    `decision` says who decided so: “The chair and the secretary, 12.10.2026”. Each step is in the audit
    trail. Raises `NotReady`, `PartRefused`, `NotFound`, `NotAllowed`, `WrongState`.
    """
    require_somewhere(actor, Role.PUBLISHER)
    version = newest_version(actor, work)
    for role in (Role.EDITOR, Role.APPROVER, Role.PUBLISHER):
        require(actor, role, version.work.organisation)
    with transaction.atomic():
        if version.state == State.DRAFT:
            version = operations.submit(actor=actor, clock=clock, work=work, number=version.number)
        if version.state == State.IN_REVIEW:
            version = operations.approve(
                actor=actor, clock=clock, work=work, number=version.number, decision=decision
            )
        return operations.publish(actor=actor, clock=clock, work=work, number=version.number)
