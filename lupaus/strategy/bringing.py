"""Bringing a strategy's file into its draft: shown before it happens, published by nobody yet."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor, require, require_somewhere
from lupaus.accounts.models import Role
from lupaus.indicators.operations import save_indicators
from lupaus.strategy.files import read_document
from lupaus.strategy.files.rules import check, known_now
from lupaus.strategy.operations import definition_of
from lupaus.strategy.writing.kind import KIND
from lupaus.strategy.writing.mapping import parts_of
from lupaus.strategy.writing.names import STRATEGY
from lupaus.web.clock import Clock
from lupaus.web.refusals import Problem, Refused
from lupaus.workspace.changes import Change
from lupaus.workspace.comparing import field_differences
from lupaus.workspace.content import Content, PartValue
from lupaus.workspace.kinds import Checked
from lupaus.workspace.models import ON_ITS_WAY, Work
from lupaus.workspace.operations import Taken, begin_draft, open_work, take
from lupaus.workspace.queries import work as work_for
from lupaus.workspace.rights import nothing_here, roles_of


@dataclass(frozen=True, slots=True)
class Brought:
    """What bringing a file did, or with a dry run would do; `version` is the number of the draft."""

    work: str
    version: int
    taken: Taken
    checked: Checked

    def fields_of(self, change: Change) -> list[tuple[str, Any, Any]]:
        """Each field of a change that is different, with its value before and after (None: none)."""
        before = change.before.content if change.before else {}
        after = change.after.content if change.after else {}
        return [
            (".".join(filter(None, (each.field, each.language))), *each.values)
            for each in field_differences(before, after, KIND, change.part.kind)
        ]


def bring_file(
    *,
    actor: Actor,
    clock: Clock,
    work: str,
    data: bytes,
    name: str,
    dry_run: bool = False,
    seen: str | None = None,
) -> Brought:
    """Make the draft of a strategy what a file says (yaml, json or xlsx by its name), whole or not at all.

    Begins the draft if no version is on its way. `seen` is the digest that a dry run told (`taken.digest`):
    if the draft is another one by now, nothing is done. Raises `Refused` with every problem and its place in
    the file, `PartRefused`, `Collision`, `WrongState`, `NotAllowed`, `NotFound`.
    """
    require_somewhere(actor, *roles_of("take"))
    owner = work_for(actor=actor, work=work)
    if owner.kind != STRATEGY:
        raise nothing_here()
    ending = name.rpartition(".")[2].lower().replace("yml", "yaml")
    form = next((each for each in KIND.files if each.name == ending), None)
    if form is None:
        raise Refused(
            Problem(
                _("A file of this kind cannot be read. Bring one of: %(forms)s.")
                % {"forms": ", ".join(f".{each.name}" for each in KIND.files)},
                name,
            )
        )
    parts = list(form.read(owner, data, name))
    with transaction.atomic():
        brought = _into_draft(actor, clock, owner, parts, seen)
        transaction.set_rollback(dry_run)
    return brought


def draft_file(*, actor: Actor, clock: Clock, path: Path, dry_run: bool = False) -> Brought:
    """Bring a planner's file into the draft instead of publishing it; a strategy that is new is begun.

    The file's indicators join the catalogue at once. Raises as `bring_file` does, `NotAllowed` unless the
    actor is a planner who may write for the organisation.
    """
    require(actor, Role.PLANNER)
    document, report = read_document(path)
    entry = document.strategy
    with transaction.atomic():
        check(document, known_now(), report)
        report.raise_problems()
        save_indicators(actor=actor, clock=clock, definitions=list(map(definition_of, document.indicators)))
        parts = parts_of(entry)
        owner = Work.objects.filter(pk=entry.id).first()
        if owner is None:
            head = {name: value for name, value in parts[0].content.items() if name != "attributes"}
            owner = open_work(
                actor=actor,
                clock=clock,
                kind=STRATEGY,
                work=entry.id,
                organisation=entry.organisation,
                content=head,
            ).work
        brought = _into_draft(actor, clock, owner, parts, None)
        transaction.set_rollback(dry_run)
    return brought


def _into_draft(actor: Actor, clock: Clock, owner: Work, parts: list[PartValue], seen: str | None) -> Brought:
    draft = owner.versions.filter(state__in=ON_ITS_WAY).first()
    if draft is None:
        draft = begin_draft(actor=actor, clock=clock, work=owner.pk)
    taken = take(actor=actor, clock=clock, work=owner.pk, parts=parts, seen=seen)
    return Brought(owner.pk, draft.number, taken, KIND.check(owner, Content(parts)))
