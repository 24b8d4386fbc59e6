"""One version: its way, its head, its structure, what it lacks, what may be done with it now."""

from __future__ import annotations

from dataclasses import dataclass

from lupaus.accounts.actors import Actor
from lupaus.web.texts import Text
from lupaus.workspace.pages.opened import Opened, opened


@dataclass(frozen=True, slots=True)
class VersionPage:
    opened: Opened
    title: Text


def version(actor: Actor, work: str, number: int) -> VersionPage:
    """Raises `NotFound`."""
    found = opened(actor, work, number)
    return VersionPage(found, found.title)
