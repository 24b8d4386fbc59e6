"""Bringing a whole meeting from a file: as a draft, or straight before the public."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor, require_somewhere
from lupaus.decisions.desk.operations.asking import DeskRefused
from lupaus.decisions.meeting.declared import DECLARED, NAME
from lupaus.decisions.meeting.kind import KIND
from lupaus.decisions.meeting.operations import bring_meeting
from lupaus.decisions.models import Body
from lupaus.web.clock import Clock
from lupaus.web.refusals import Problem
from lupaus.workspace.content import Content, PartValue
from lupaus.workspace.kinds import Checked
from lupaus.workspace.models import ON_ITS_WAY, Work
from lupaus.workspace.operations import Taken, begin_draft, open_work, take
from lupaus.workspace.rights import nothing_here, roles_of


@dataclass(frozen=True, slots=True)
class Brought:
    """What bringing a file did, or with a dry run would do. `version` is None where nothing changed.

    `taken` tells the changes of a draft; None where the file went straight before the public.
    """

    work: str
    version: int | None
    taken: Taken | None
    checked: Checked


def bring_meeting_file(
    *, actor: Actor, clock: Clock, path: Path, decision: str | None = None, dry_run: bool = False
) -> Brought:
    """Make the draft of a meeting what a file says, beginning the meeting if it is new.

    With `decision` (who decided so) it is published at once instead. Whole or not at all. The organisation is
    that of the body. Raises `DeskRefused`, `Refused` with the lines or cells of the file, `NotReady`,
    `NotAllowed`, `NotFound`, `WrongState`.
    """
    require_somewhere(actor, *roles_of("take"))
    meeting = DECLARED.read_file(path).meeting
    parts = DECLARED.parts_of(meeting)
    body = Body.objects.filter(pk=meeting.body).first()
    work = Work.objects.filter(pk=meeting.id).first()
    if work is not None and work.kind != NAME:
        raise DeskRefused(Problem(_("%(id)s is no meeting.") % {"id": meeting.id}, path="meeting.id"))
    if body is None:
        sentence = _("There is no such body: “%(id)s”. Make it first, or check the file.")
        raise DeskRefused(Problem(sentence % {"id": meeting.body}, path="meeting.body"))
    if work is not None and work.organisation != body.organisation:
        raise nothing_here()
    with transaction.atomic():
        taken = None
        if decision is not None:
            version = bring_meeting(
                actor=actor,
                clock=clock,
                work=meeting.id,
                organisation=body.organisation,
                parts=parts,
                decision=decision,
            )
            number = version.number if version else None
        else:
            number = _draft(actor, clock, work, parts[0], body.organisation)
            taken = take(actor=actor, clock=clock, work=meeting.id, parts=parts)
        checked = KIND.check(Work.objects.get(pk=meeting.id), Content(parts))
        if dry_run:
            transaction.set_rollback(True)
    return Brought(meeting.id, number, taken, checked)


def _draft(actor: Actor, clock: Clock, work: Work | None, head: PartValue, organisation: str) -> int:
    """The number of the version on its way, begun where there is none."""
    if work is None:
        content = {name: each for name, each in head.content.items() if name != "attributes"}
        opened = open_work(
            actor=actor, clock=clock, kind=NAME, work=head.slug, organisation=organisation, content=content
        )
        return opened.number
    draft = work.versions.filter(state__in=ON_ITS_WAY).first()
    return (draft or begin_draft(actor=actor, clock=clock, work=work.pk)).number
