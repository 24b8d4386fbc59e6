"""Bringing a handbook from a file. Everything else that is done to one, the workspace does."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor, require_somewhere
from lupaus.practices.declared import HANDBOOK, NAME
from lupaus.practices.kind import KIND
from lupaus.web.clock import Clock
from lupaus.web.refusals import Problem, Refused
from lupaus.workspace.content import Content
from lupaus.workspace.kinds import Checked
from lupaus.workspace.models import ON_ITS_WAY, Work
from lupaus.workspace.operations import Taken, begin_draft, open_work, take
from lupaus.workspace.rights import roles_of


class HandbookRefused(Refused):
    """The handbook cannot be brought like this."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What bringing a file did, or with a dry run would do; `version` is the number of the draft."""

    work: str
    version: int
    is_new: bool  # the work was begun
    taken: Taken
    checked: Checked


def bring_handbook(
    *, actor: Actor, clock: Clock, path: Path, organisation: str | None = None, dry_run: bool = False
) -> Brought:
    """Make the draft of a handbook what a file says, beginning the draft, and the handbook, if need be.

    Whole or not at all. `organisation` is due for a handbook that is new. Raises `HandbookRefused`, `Refused`
    with the lines or cells of the file, `NotAllowed`, `NotFound`, `WrongState`.
    """
    require_somewhere(actor, *roles_of("take"))
    handbook = HANDBOOK.read_file(path).practices
    parts = HANDBOOK.parts_of(handbook)
    with transaction.atomic():
        work = Work.objects.filter(pk=handbook.id).first()
        if work is None:
            if not organisation:
                raise HandbookRefused(
                    Problem(
                        _("There is no document %(id)s yet. Name the organisation it is of.")
                        % {"id": handbook.id}
                    )
                )
            content = {name: each for name, each in parts[0].content.items() if name != "attributes"}
            opened = open_work(
                actor=actor,
                clock=clock,
                kind=NAME,
                work=handbook.id,
                organisation=organisation,
                content=content,
            )
            number = opened.number
        else:
            if work.kind != NAME:
                raise HandbookRefused(
                    Problem(_("%(id)s is no practices document.") % {"id": handbook.id}, path="practices.id")
                )
            draft = work.versions.filter(state__in=ON_ITS_WAY).first()
            number = (draft or begin_draft(actor=actor, clock=clock, work=work.pk)).number
        taken = take(actor=actor, clock=clock, work=handbook.id, parts=parts)
        owner = work or Work.objects.get(pk=handbook.id)
        brought = Brought(handbook.id, number, work is None, taken, KIND.check(owner, Content(parts)))
        if dry_run:
            transaction.set_rollback(True)
        return brought
