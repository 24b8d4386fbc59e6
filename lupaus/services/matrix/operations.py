"""Editing a matrix service by service: into a cell, out of it, from one to another.

Each is one or two writes of the workspace in one transaction: its rights, its collisions, its history and its
audit trail are those of `change_part` and `add_part`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from typing import Final, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor, require_somewhere
from lupaus.services.matrix.declared import CELL, NAME, TAKEN
from lupaus.services.matrix.layout import Layout, Place, PlaceName
from lupaus.services.models import Service
from lupaus.web.clock import Clock
from lupaus.web.refusals import Problem, Refused
from lupaus.workspace.attributes import in_force
from lupaus.workspace.content import PartValue
from lupaus.workspace.models import Part, Version
from lupaus.workspace.operations import add_part, change_part
from lupaus.workspace.operations.asking import version_for
from lupaus.workspace.queries import content as content_of
from lupaus.workspace.rights import nothing_here, roles_of

_LONGEST_ID: Final = 80


class ServiceRefused(Refused):
    """The service cannot be put there."""


class Moved(NamedTuple):
    """The cells that hold a service after a move or were left by it; the new revision of each."""

    cell: str
    revisions: Mapping[str, int]


def move_service(
    *,
    actor: Actor,
    clock: Clock,
    work: str,
    number: int,
    service: str,
    from_cell: str,
    to: PlaceName,
    revisions: Mapping[str, int],
) -> Moved:
    """Take a service out of one cell and put it last into the place `to`, with a new cell where none is.

    `revisions` are those of the cells the writer has seen. Raises `Collision` when one was changed since,
    `ServiceRefused`, `NotAllowed`, `WrongState`, `NotFound`.
    """
    require_somewhere(actor, *roles_of("change_part"))
    with transaction.atomic():
        version, layout = _draft(actor, work, number)
        source, target = _cell(layout, from_cell), _place(layout, to)
        if target.cell is not None and target.cell.id == from_cell:
            return Moved(from_cell, {})
        _check_is_in(service, source)
        writer = _Writer(actor, clock, version, revisions)
        left, came = writer.take_out(source, service), writer.put(layout, target, service)
        return Moved(came.slug, {from_cell: left.revision, came.slug: came.revision})


def add_service(
    *,
    actor: Actor,
    clock: Clock,
    work: str,
    number: int,
    service: str,
    to: PlaceName,
    revisions: Mapping[str, int],
) -> Moved:
    """Put a service of the catalogue last into a place. Raises as `move_service`."""
    require_somewhere(actor, *roles_of("change_part"))
    with transaction.atomic():
        version, layout = _draft(actor, work, number)
        target = _place(layout, to)
        if "\x00" in service or not Service.objects.filter(pk=service, retired_at=None).exists():
            sentence = _("There is no service %(id)s in the catalogue.") % {"id": service[:_LONGEST_ID]}
            raise ServiceRefused(Problem(sentence, path="service"))
        came = _Writer(actor, clock, version, revisions).put(layout, target, service)
        return Moved(came.slug, {came.slug: came.revision})


def remove_service(
    *,
    actor: Actor,
    clock: Clock,
    work: str,
    number: int,
    service: str,
    from_cell: str,
    revisions: Mapping[str, int],
) -> Moved:
    """Take a service out of a cell, which stays, empty or not. Raises as `move_service`."""
    require_somewhere(actor, *roles_of("change_part"))
    with transaction.atomic():
        version, layout = _draft(actor, work, number)
        source = _cell(layout, from_cell)
        _check_is_in(service, source)
        left = _Writer(actor, clock, version, revisions).take_out(source, service)
        return Moved(from_cell, {from_cell: left.revision})


def _draft(actor: Actor, work: str, number: int) -> tuple[Version, Layout]:
    """The draft of a matrix, locked. Raises `NotFound`, `NotAllowed`, `WrongState`."""
    version = version_for(actor, "change_part", work, number)
    if version.work.kind != NAME:
        raise nothing_here()
    return version, Layout(content_of(version))


def _cell(layout: Layout, slug: str) -> PartValue:
    found = layout.content.get(CELL, slug)
    if found is None:
        raise nothing_here()
    return found


def _place(layout: Layout, name: PlaceName) -> Place:
    found = layout.place(name)
    if found is None:
        raise ServiceRefused(Problem(_("There is no such place in the matrix."), path="to"))
    return found


def _services(cell: PartValue) -> list[str]:
    return list(cell.content.get("services") or ())


def _check_is_in(service: str, cell: PartValue) -> None:
    if service not in _services(cell):
        sentence = _("The service is no longer in this cell: somebody took it out or moved it.")
        raise ServiceRefused(Problem(sentence, path="service"))


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes cells of one draft for somebody; `revisions` are those they have seen."""

    actor: Actor
    clock: Clock
    version: Version
    revisions: Mapping[str, int]

    def give(self, cell: PartValue, services: list[str]) -> Part:
        """The cell with these services and everything else as it stands."""
        content = {name: value for name, value in cell.content.items() if name != "services"}
        if "attributes" in content:  # nobody is asked for retired ones any more; they stay where they are
            asked = {each.slug for each in in_force(self.version.work.organisation, CELL)}
            held = content["attributes"].items()
            content["attributes"] = {name: value for name, value in held if name in asked}
        return change_part(
            actor=self.actor,
            clock=self.clock,
            work=self.version.work_id,
            kind=CELL,
            slug=cell.slug,
            revision=self.revisions.get(cell.slug, 0),
            content=content | ({"services": services} if services else {}),
        )

    def take_out(self, cell: PartValue, service: str) -> Part:
        return self.give(cell, [id_ for id_ in _services(cell) if id_ != service])

    def put(self, layout: Layout, place: Place, service: str) -> Part:
        """The service last in the cell of a place, which is made where there is none."""
        if place.cell is not None:
            cell = _cell(layout, place.cell.id)
            if service in _services(cell):
                raise ServiceRefused(Problem(_("The service is in this cell already."), path="service"))
            return self.give(cell, [*_services(cell), service])
        entity, segment, task = place.name
        where = {"entity": entity, "task": task} | ({"segment": segment} if segment else {})
        return add_part(
            actor=self.actor,
            clock=self.clock,
            work=self.version.work_id,
            kind=CELL,
            slug=_free_id(self.version.work_id, place.name),
            content={**where, "services": [service]},
        )


def _free_id(work: str, name: PlaceName) -> str:
    """An id made of the place; parts that were taken out keep theirs."""
    base = "-".join(filter(None, (name.task, name.entity, name.segment))).replace("_", "-")
    taken = set(Part.objects.filter(version__work=work, kind=CELL).values_list("slug", flat=True))
    for number in count(1):
        tail = f"-{number}" if number > 1 else ""
        slug = f"{base[: _LONGEST_ID - len(tail)].rstrip('-')}{tail}"
        if slug not in taken and slug not in TAKEN:
            break
    return slug
