"""The page that sets two versions of a work side by side."""

from __future__ import annotations

from dataclasses import dataclass

from lupaus.accounts.actors import Actor
from lupaus.web.address import Address
from lupaus.workspace import queries
from lupaus.workspace.models import Version
from lupaus.workspace.pages.compared import Compared, compared
from lupaus.workspace.pages.opened import Opened, opened


@dataclass(frozen=True, slots=True)
class ComparisonPage:
    """`older` and `newer` in the order of the address; `versions` holds every version one may choose."""

    newer: Opened
    older: Version
    versions: tuple[Version, ...]
    found: Compared


def comparison(actor: Actor, work: str, older: int, newer: int, address: Address) -> ComparisonPage:
    """Eight queries, and those of the fields' options. Raises `NotFound`."""
    after = opened(actor, work, newer)
    before = queries.version(actor=actor, work=work, number=older)
    found = compared(
        queries.content(before),
        after.content,
        after.kind,
        attributes=after.attributes,
        only=address.value("kind") or "",
        page=int(address.value("page") or 1),
    )
    return ComparisonPage(after, before, tuple(queries.versions(actor=actor, work=work)), found)
