"""Loading a file of an organiser's own catalogue."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from django.db import transaction

from lupaus.accounts import audit
from lupaus.accounts.actors import Actor, require, require_somewhere
from lupaus.accounts.models import Role
from lupaus.services.catalogue.checking import SCHEMES, Known, check, concepts_of, known_to
from lupaus.services.catalogue.codes import Concepts, write_concepts
from lupaus.services.catalogue.declared import (
    CatalogueEntry,
    ChangeEntry,
    ChannelEntry,
    OrganisationEntry,
    ServiceEntry,
)
from lupaus.services.catalogue.file import read_catalogue
from lupaus.services.catalogue.wanted import (
    Wanted,
    WantedCatalogue,
    WantedChange,
    WantedConcept,
    WantedConnection,
    WantedProvision,
    WantedService,
)
from lupaus.services.catalogue.writing import (
    KINDS,
    Owner,
    Written,
    one_at_a_time,
    write_catalogue,
    write_changes,
)
from lupaus.services.models import (
    Area,
    Source,
)
from lupaus.web.clock import Clock
from lupaus.web.refusals import Problem
from lupaus.workspace.files.records import Located
from lupaus.workspace.files.report import Report


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading a file did, or with a dry run would do."""

    organisation: str
    written: Written
    notes: tuple[Problem, ...]  # words that lack a language


def load_catalogue(*, actor: Actor, clock: Clock, path: Path, dry_run: bool = False) -> Loaded:
    """Make an organisation's own catalogue what a file says; an editor of the organisation may.

    Whole or not at all, and the same file again changes nothing. Services, channels and organisations the
    file no longer has are retired; a planned change it no longer has was called off and goes. Classes
    (`concepts`) that are not known yet are added, which a planner may. Raises `Refused` with every problem
    and its line.
    """
    require_somewhere(actor, Role.EDITOR)
    catalogue, report = read_catalogue(path)
    report.raise_problems()
    require(actor, Role.EDITOR, catalogue.organisation)
    with transaction.atomic():
        one_at_a_time()
        known = known_to(catalogue)
        check(catalogue, known, report)
        report.raise_problems()
        added = [each for each in concepts_of(catalogue) if each.uri not in known.concepts.stored]
        if added:
            require(actor, Role.PLANNER)
        written = _write(catalogue, added, known, report, clock)
        if written.is_anything:
            audit.record(
                actor=actor,
                clock=clock,
                verb="load_catalogue",
                kind="catalogue",
                object_id=catalogue.organisation,
                after={"file": _checksum(path), **written.told()},
            )
        if dry_run:
            transaction.set_rollback(True)
    return Loaded(catalogue.organisation, written, tuple(report.notes))


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write(
    catalogue: CatalogueEntry, added: Sequence[WantedConcept], known: Known, report: Report, clock: Clock
) -> Written:
    now = clock()
    concepts = write_concepts(added, now=now, whole=())
    wanted = WantedCatalogue(
        organisations=[_organisation(each, report) for each in catalogue.organisations],
        channels=[_channel(each, report) for each in catalogue.channels],
        services=[_service(each, known.concepts, report) for each in catalogue.services],
    )
    owner = Owner(catalogue.organisation, Source.OWN)
    written = write_catalogue(wanted, owner, now, retire=[kind for kind, _model in KINDS])
    written.kinds["changes"] = write_changes(
        [_change(each) for each in catalogue.changes], owner.organisation
    )
    written.kinds["concepts"] = concepts
    return written


def _place(entry: Located, report: Report) -> Problem:
    path = entry.at("id")
    return Problem("", report.file, report.line_of(path), path)


def _organisation(entry: OrganisationEntry, report: Report) -> Wanted:
    values = {"name": entry.name, "business_id": entry.business_id, "sector": entry.sector}
    return Wanted(entry.id, values, place=_place(entry, report))


def _channel(entry: ChannelEntry, report: Report) -> Wanted:
    values = _values(entry, but=("id", "municipality", "phones"))
    values["municipality_id"] = entry.municipality
    values["phones"] = [
        {name: words for name, words in _values(phone).items() if words} for phone in entry.phones
    ]
    return Wanted(entry.id, values, place=_place(entry, report))


def _service(entry: ServiceEntry, concepts: Concepts, report: Report) -> WantedService:
    apart = ("id", "wait_indicator", "provisions", "channels", *(name for _scheme, name in SCHEMES))
    values = _values(entry, but=apart)
    values["wait_indicator_id"] = entry.wait_indicator
    values["area"] = entry.area or (Area.LIMITED if entry.regions else Area.COUNTRY)
    return WantedService(
        entry.id,
        values,
        place=_place(entry, report),
        concepts=tuple(
            concepts.by_code[scheme, code] for scheme, name in SCHEMES for code in getattr(entry, name)
        ),
        provisions=tuple(
            WantedProvision(of.organisation, of.role, of.kind, of.regions) for of in entry.provisions
        ),
        connections=tuple(WantedConnection(by.channel, by.note, by.hours) for by in entry.channels),
    )


def _change(entry: ChangeEntry) -> WantedChange:
    values = _values(entry, but=("id", "channel", "municipality", "replaced_by"))
    values |= {"municipality_id": entry.municipality, "replaced_by_id": entry.replaced_by}
    return WantedChange(entry.id, entry.channel, values)


def _values(entry: Located, but: Collection[str] = ()) -> dict[str, Any]:
    """The keys of a record by name; lists as the database keeps them."""
    return {name: list(each) if isinstance(each, tuple) else each for name, each in _keys(entry, but)}


def _keys(entry: Any, but: Collection[str]) -> Iterator[tuple[str, Any]]:
    for each in fields(entry):
        if "kind" in each.metadata and each.name not in but:
            yield each.name, getattr(entry, each.name)
