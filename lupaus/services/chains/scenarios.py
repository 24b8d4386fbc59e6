"""Scenarios: what-ifs of a chain that an editor keeps, to be compared. Results are always computed anew."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from itertools import count
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor, not_allowed, require_somewhere
from lupaus.accounts.audit import record
from lupaus.accounts.models import Role
from lupaus.indicators.queries import newest_release
from lupaus.services.chains.asked import Asked, answered
from lupaus.services.chains.declared import NAME
from lupaus.services.chains.figures import follow
from lupaus.services.chains.queries import chain
from lupaus.services.models import Scenario
from lupaus.web.clock import Clock
from lupaus.web.refusals import Problem, Refused
from lupaus.web.texts import LANGUAGES, Text
from lupaus.workspace.models import Work
from lupaus.workspace.rights import may_read, nothing_here

#: Beyond so many nobody finds the one that matters.
MOST: Final = 50
#: So many stand side by side.
MOST_COMPARED: Final = 6
_TITLE: Final = 120
_NOTE: Final = 2_000
_KIND: Final = "scenario"


class ScenarioRefused(Refused):
    """The scenario cannot be kept like this: every reason at once."""


def scenarios(work: str) -> list[Scenario]:
    """Those kept of a chain, the oldest first. One query."""
    return list(Scenario.objects.filter(work=work, removed_at=None).order_by("made_at", "slug"))


def chosen(kept: Sequence[Scenario], slugs: Collection[str]) -> Sequence[Scenario]:
    """The named ones of those kept, or without names the newest; as many as can be compared."""
    found = [each for each in kept if each.slug in slugs] if slugs else kept[-MOST_COMPARED:]
    return found[:MOST_COMPARED]


def editable(actor: Actor, work: str) -> Work:
    """The chain whose scenarios the actor may keep and remove. One query.

    Raises `NotFound` for who may not even know of it, `NotAllowed` for who only reads.
    """
    require_somewhere(actor, Role.EDITOR)
    found = Work.objects.filter(pk=work, kind=NAME).first() if "\x00" not in work else None
    if found is None or not may_read(actor, found.organisation):
        raise nothing_here()
    if not actor.may(Role.EDITOR, found.organisation):
        raise not_allowed(actor, Role.EDITOR)
    return found


def save_scenario(
    *, actor: Actor, clock: Clock, work: str, title: Text, asked: Asked, note: Text | None = None
) -> Scenario:
    """Keep a what-if of a chain in force under a title; everybody may read it.

    Raises `ScenarioRefused`, `WishRefused` when it cannot be computed, `NotAllowed`, `NotFound`.
    """
    require_somewhere(actor, Role.EDITOR)
    owner = editable(actor, work)
    note = note or Text()
    problems = list(_problems(work, title, note))
    if problems:
        raise ScenarioRefused(problems)
    found = chain(work)
    answered(follow(found, region=None, release=newest_release()), asked)
    with transaction.atomic():
        scenario = Scenario.objects.create(
            work=owner,
            slug=_free_slug(work, title),
            title=title,
            note=note,
            assumptions={"stages": [stage.id for stage in found.stages], **asked.as_kept()},
            made_by=actor.name,
            made_at=clock(),
        )
        _tell(actor, clock, "save_scenario", scenario, before=None, after=_state(scenario))
    return scenario


def remove_scenario(*, actor: Actor, clock: Clock, work: str, slug: str) -> None:
    """Keep a scenario no longer. Raises `NotAllowed`, `NotFound`."""
    require_somewhere(actor, Role.EDITOR)
    editable(actor, work)
    with transaction.atomic():
        rows = Scenario.objects.select_for_update()
        found = rows.filter(work=work, slug=slug, removed_at=None).first() if "\x00" not in slug else None
        if found is None:
            raise nothing_here()
        before = _state(found)
        found.removed_at = clock()
        found.save(update_fields=["removed_at"])
        _tell(actor, clock, "remove_scenario", found, before=before, after=None)


def asked_of(scenario: Scenario, stages: Collection[str]) -> Asked | None:
    """What a scenario asks of the chain as it is now; None where the chain has other stages since."""
    kept: dict[str, Any] = scenario.assumptions
    return Asked.kept(kept) if list(kept.get("stages") or ()) == list(stages) else None


def _problems(work: str, title: Text, note: Text) -> list[Problem]:
    found = []
    if not title:
        found.append(Problem(_("Give the scenario a name, in one language at least."), path="title"))
    if any(len(getattr(title, language)) > _TITLE for language in LANGUAGES):
        sentence = _("The name has room for %(count)d characters.")
        found.append(Problem(sentence % {"count": _TITLE}, path="title"))
    if any(len(getattr(note, language)) > _NOTE for language in LANGUAGES):
        sentence = _("The note has room for %(count)d characters.")
        found.append(Problem(sentence % {"count": _NOTE}, path="note"))
    if Scenario.objects.filter(work=work, removed_at=None).count() >= MOST:
        sentence = _("The chain has %(count)d scenarios already: remove one that is not needed any more.")
        found.append(Problem(sentence % {"count": MOST}))
    return found


def _free_slug(work: str, title: Text) -> str:
    """An id made of the title, never one that was used before: an address never leads to something else."""
    plain = unicodedata.normalize("NFKD", title.words("fi")).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or _KIND
    used = frozenset(Scenario.objects.filter(work=work).values_list("slug", flat=True))
    names = (base if number == 1 else f"{base}-{number}" for number in count(1))
    return next(name for name in names if name not in used)


def _state(scenario: Scenario) -> dict[str, Any]:
    return {
        "title": scenario.title.as_dict(),
        "note": scenario.note.as_dict(),
        "assumptions": scenario.assumptions,
    }


def _tell(
    actor: Actor,
    clock: Clock,
    verb: str,
    scenario: Scenario,
    *,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
) -> None:
    record(
        actor=actor,
        clock=clock,
        verb=verb,
        kind=_KIND,
        object_id=f"{scenario.work_id}/{scenario.slug}",
        before=before,
        after=after,
        public=True,
    )
