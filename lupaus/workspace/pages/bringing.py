"""The pages of bringing a file: what may be brought, and every change it would make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

from lupaus.web.address import Address
from lupaus.web.clock import Clock
from lupaus.web.refusals import Problem
from lupaus.web.texts import Text
from lupaus.workspace import queries
from lupaus.workspace.operations import offers
from lupaus.workspace.pages.compared import Compared, compared
from lupaus.workspace.pages.opened import Opened

#: Problems told at once: a table of a million rows can have as many.
MOST_TOLD = 200


class PlacedProblem(NamedTuple):
    """What is wrong with a file: where (line, sheet and cell, or part), and what."""

    place: str
    message: str


@dataclass(frozen=True, slots=True)
class BringPage:
    opened: Opened
    title: Text
    forms: tuple[tuple[str, str, str], ...]  # (name, label, address of the version as such a file)
    problems: tuple[PlacedProblem, ...]
    untold: int


@dataclass(frozen=True, slots=True)
class CheckPage:
    """`seen` is the digest of the draft that the changes are told against."""

    opened: Opened
    file_name: str
    seen: str
    found: Compared


def bring_page(opened: Opened, problems: Sequence[Problem]) -> BringPage:
    told = problems[:MOST_TOLD]
    return BringPage(
        opened=opened,
        title=opened.title,
        forms=tuple(
            (form.name, str(form.label()), opened.address("take", form.name)) for form in opened.kind.files
        ),
        problems=tuple(PlacedProblem(_place(problem), problem.message) for problem in told),
        untold=len(problems) - len(told),
    )


def check_page(opened: Opened, clock: Clock, address: Address) -> CheckPage:
    """Against the draft as it is now. Raises `NotFound` when nothing waits."""
    offer = offers.offer_of(actor=opened.actor, clock=clock, work=opened.work.pk, number=opened.number)
    now = queries.content(opened.version)
    found = compared(
        now,
        offers.offered(offer),
        opened.kind,
        attributes=opened.attributes,
        only=address.value("kind") or "",
        page=int(address.value("page") or 1),
    )
    return CheckPage(opened, offer.file_name, now.digest, found)


def _place(problem: Problem) -> str:
    """Where in the file; its name is known to who brought it."""
    line = _("line %(line)d") % {"line": problem.line} if problem.line else ""
    return ": ".join(part for part in (line, problem.path) if part and part != "file")
