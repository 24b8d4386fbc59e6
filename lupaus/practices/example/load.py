"""Loading the example: published at once, and left alone as soon as somebody writes on it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

from django.db import transaction

from lupaus.accounts.actors import Actor, require
from lupaus.accounts.models import Role
from lupaus.practices.declared import HANDBOOK, NAME
from lupaus.strategy.example.load import MARK
from lupaus.web.clock import Clock
from lupaus.workspace.models import Version
from lupaus.workspace.operations import put_in_force

HANDBOOK_ID: Final = "uudenmaan-kaytannot"
ORGANISATION: Final = "uusimaa"
FILE: Final = Path(__file__).resolve().parent / "uudenmaan-kaytannot.yaml"

#: There was no such meeting: whoever reads the example must see that it is one.
DECISION: Final = "Esimerkki – exempel – example: Uudenmaan maakuntahallitus 14.9.2026 § 120"


def load_practices_example(*, actor: Actor, clock: Clock) -> Version | None:
    """Publish the example handbook. None where nothing had to be done: it is there, or others write on it."""
    for role in (Role.EDITOR, Role.APPROVER, Role.PUBLISHER):
        require(actor, role, ORGANISATION)
    with transaction.atomic():
        if Version.objects.filter(work=HANDBOOK_ID).exclude(begun_by__endswith=MARK).exists():
            return None
        handbook = HANDBOOK.read_file(FILE).practices
        return put_in_force(
            actor=replace(actor, name=actor.name + MARK),
            clock=clock,
            work=HANDBOOK_ID,
            kind=NAME,
            organisation=ORGANISATION,
            parts=HANDBOOK.parts_of(handbook),
            decision=DECISION,
        )
