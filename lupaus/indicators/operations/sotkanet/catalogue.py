"""Putting Sotkanet's whole list of indicators into the catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from lupaus.accounts.actors import Actor, require
from lupaus.accounts.models import Role
from lupaus.indicators.definitions import Saved
from lupaus.indicators.operations.sotkanet.importing import contents_of
from lupaus.indicators.operations.sotkanet.understanding import describe, entries_of
from lupaus.indicators.sotkanet import Sotkanet
from lupaus.indicators.sotkanet.metadata import Listed, catalogue_of
from lupaus.web.clock import Clock
from lupaus.web.refusals import Problem


@dataclass(frozen=True, slots=True)
class Catalogued:
    """What came of a list: what was saved, and which of our entries of Sotkanet it has not (their ids)."""

    listed: int
    saved: Saved
    gone: tuple[str, ...]
    strange: tuple[Problem, ...]


def save_sotkanet_catalogue(
    *, actor: Actor, clock: Clock, service: Sotkanet | None = None, path: Path | None = None
) -> Catalogued:
    """Add every indicator of Sotkanet's list that the catalogue lacks, from the service or from a saved
    answer of its address `indicators`. Entries that are there keep what they say. All or nothing.

    An entry that Sotkanet no longer lists is told, and stays with its figures. Of an indicator the list
    gives title and producer; unit, decimals and description come when its figures are imported.
    """
    require(actor, Role.PLANNER)
    if path is not None:
        listed = catalogue_of(contents_of(path), path.name)
    else:
        answer = (service or Sotkanet()).catalogue()
        listed = catalogue_of(answer.body, answer.url)
    return catalogued(listed, by=actor, clock=clock)


def catalogued(listed: Listed, *, by: Actor, clock: Clock) -> Catalogued:
    """Save a list that was read."""
    _entries, saved = describe(listed.indicators, by=by, clock=clock)
    gone = [
        name for number, names in entries_of().items() if number not in listed.indicators for name in names
    ]
    return Catalogued(len(listed.indicators), saved, tuple(sorted(gone)), listed.strange)
