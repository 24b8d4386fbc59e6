"""Bringing the national service catalogue in."""

from __future__ import annotations

import re
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from lupaus.accounts import audit
from lupaus.accounts.actors import Actor, require
from lupaus.accounts.models import Role
from lupaus.services.catalogue.codes import write_concepts
from lupaus.services.catalogue.ptv.answers import CHANNEL, CONCEPT, DESCRIPTION, ORGANISATION, SERVICE
from lupaus.services.catalogue.ptv.network import NoAnswer, Ptv
from lupaus.services.catalogue.ptv.sources import ListChanged, Progress, Read, Reader, read_path
from lupaus.services.catalogue.ptv.stage import InDatabase, InMemory, Stage
from lupaus.services.catalogue.ptv.understanding import Understood, understand
from lupaus.services.catalogue.wanted import WantedCatalogue, WantedService
from lupaus.services.catalogue.writing import (
    Owner,
    Written,
    held_of,
    index,
    one_at_a_time,
    write_catalogue,
)
from lupaus.services.models import CatalogueImport, Channel, Entry, Service, Source
from lupaus.web.clock import Clock
from lupaus.web.refusals import Problem, Refused
from lupaus.workspace.files.report import shown

#: After this a broken reading begins anew: too much has changed meanwhile.
_LASTS: Final = timedelta(days=1)
_NATIONAL: Final = "national"


@dataclass(frozen=True, slots=True)
class Imported:
    """What a reading did, or with a dry run would do."""

    organisation: str
    written: Written
    strange: tuple[Problem, ...]  # what was not understood, with its place
    aside: tuple[str, ...]  # files that are known and not needed
    pages: int
    kept: int  # how many pages an earlier, broken reading had left


def import_ptv(
    *,
    actor: Actor,
    clock: Clock,
    source: str,
    organisation: str = "",
    of: str = "",
    opener: urllib.request.OpenerDirector | None = None,
    service: Ptv | None = None,
    strict: bool = False,
    dry_run: bool = False,
    resume: bool | None = None,
    progress: Progress | None = None,
) -> Imported:
    """Bring in what a source says: the https address of the open API, a folder of its answers, or a file.

    `organisation` is whose catalogue it becomes; an editor of it may. Code lists and general descriptions
    are everybody's: a planner brings them, and alone they need no organisation. `of` is the organisation's
    id in the national catalogue; without it the whole of Finland is read.

    Nothing is written before everything has been read. From an address, the pages of a broken reading are
    kept for a day and not asked for again (`resume=False` begins anew, `True` insists). What the same source
    says again is not written again; what is withdrawn, or gone from a whole list, is retired. What is not
    understood is left out and told with its place; with `strict` it refuses everything. Raises `Refused`.
    """
    require(actor, Role.EDITOR if organisation else Role.PLANNER, organisation)
    if organisation and not re.fullmatch(r"[a-z0-9]+(?:[_-][a-z0-9]+)*", organisation):
        raise Refused(_("%(id)s is not an organisation's id.") % {"id": shown(organisation)})
    asked = _Asked(actor, clock, source, organisation, of, strict=strict, dry_run=dry_run)
    if "://" not in source:
        return _write(asked, read_path(Path(source), progress))
    if not organisation:
        raise Refused(_name_the_organisation())
    if service is None and opener is None and not re.match(r"https://[^/?#\s\[\]]+", source):
        raise Refused(Problem(_("Only addresses that begin with https:// are read."), shown(source)))
    return _from_service(asked, service or Ptv(source, opener=opener), resume, progress)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Who asked for what."""

    actor: Actor
    clock: Clock
    source: str
    organisation: str
    of: str
    strict: bool
    dry_run: bool

    @property
    def owner(self) -> Owner:
        return Owner(self.organisation, Source.PTV)

    @property
    def adds_classes(self) -> bool:
        return self.actor.may(Role.PLANNER)


def _name_the_organisation() -> Problem:
    return Problem(_("Name the organisation whose catalogue this becomes."), path="organisation")


def _from_service(asked: _Asked, service: Ptv, resume: bool | None, progress: Progress | None) -> Imported:
    reading = None if asked.dry_run else _reading(asked, resume)
    stage: Stage = InMemory() if reading is None else InDatabase(reading)
    kept = 0 if reading is None else reading.pages.count()
    try:
        reader = Reader(service, stage, of=asked.of, progress=progress)
        read = _all(reader, asked)
    except ListChanged:
        if reading is not None:
            reading.delete()
        if not kept:
            raise
        return _from_service(asked, service, False, progress)
    except NoAnswer as trouble:
        if reading is not None and (pages := reading.pages.count()):
            sentence = _("What was read is kept (pages: %(pages)d): the same command goes on from there.")
            raise type(trouble)([*trouble.problems, Problem(sentence % {"pages": pages})]) from trouble
        raise
    try:
        return _write(asked, read, reading, kept)
    except Refused:
        if reading is not None:
            reading.delete()  # read to its end: what it said is refused, and is read anew
        raise


def _reading(asked: _Asked, resume: bool | None) -> CatalogueImport:
    """The reading to go on with, or a new one."""
    name = f"{asked.source} {asked.of}".strip()[:500]
    broken = CatalogueImport.objects.filter(source=name, organisation=asked.organisation, ended_at=None)
    usable = broken.filter(began_at__gte=asked.clock() - _LASTS).first()
    if resume and usable is None:
        raise Refused(_("There is no broken reading to go on with."))
    if usable is not None and resume is not False:
        return usable
    broken.delete()
    return CatalogueImport.objects.create(
        source=name,
        organisation=asked.organisation,
        began_at=asked.clock(),
        actor=asked.actor.name,
    )


def _all(reader: Reader, asked: _Asked) -> Read:
    """Everything; and of what is ours and was not in the lists, what the service says when asked by id.

    Lists move while they are read: an entry may slip from one page to another that was read already.
    """
    read = reader.all()
    models: Sequence[tuple[str, str, type[Service] | type[Channel]]] = (
        (SERVICE, "Service/list", Service),
        (CHANNEL, "ServiceChannel/list", Channel),
    )
    for kind, path, model in models:
        told = {str(each.value.get("id")).lower() for each in read.entries[kind]}
        missing = sorted(_in_use(model, asked.owner) - told)
        if missing and read.has_whole(kind):
            reader.confirm(kind, path, missing)
    return read


def _in_use(model: type[Entry], owner: Owner) -> set[str]:
    mine = model._default_manager.filter(
        organisation=owner.organisation, source=owner.source, retired_at=None
    )
    return set(mine.values_list("source_id", flat=True))


def _write(asked: _Asked, read: Read, reading: CatalogueImport | None = None, kept: int = 0) -> Imported:
    if not any(read.entries.values()):
        raise Refused(
            [
                Problem(_("There is nothing of the national service catalogue here."), asked.source),
                *read.strange.problems,
            ]
        )
    _require_for(asked, read)
    with transaction.atomic():
        one_at_a_time()
        understood = understand(read, asked.owner, adds_classes=asked.adds_classes)
        strange = read.strange.problems
        if asked.strict and strange:
            raise Refused(strange)
        written = _written(asked, understood)
        _record(asked, written, len(strange), reading)
        if asked.dry_run:
            transaction.set_rollback(True)
    return Imported(asked.organisation, written, strange, tuple(read.aside), read.pages, kept)


def _require_for(asked: _Asked, read: Read) -> None:
    """Who may bring what the source holds; from an address, everybody's lists come only by the way."""
    if any(read.entries[kind] for kind in (SERVICE, CHANNEL, ORGANISATION)) and not asked.organisation:
        raise Refused(_name_the_organisation())
    if "://" not in asked.source and any(read.entries[kind] for kind in (CONCEPT, DESCRIPTION)):
        require(asked.actor, Role.PLANNER)


def _written(asked: _Asked, understood: Understood) -> Written:
    now = asked.clock()
    concepts = write_concepts(understood.concepts, now=now, whole=understood.whole_schemes)
    if concepts.changed:
        index(None)  # what a class is called is a word of every service in it
    written = Written({"concepts": concepts})
    if asked.adds_classes:
        nobody = Owner("", Source.DESCRIPTION)
        descriptions = write_catalogue(
            WantedCatalogue(services=_of_nobody(understood, nobody)),
            nobody,
            now,
            retire=["services"] if "descriptions" in understood.whole else [],
            gone={"services": understood.gone.get("descriptions", ())},
        )
        written.kinds["descriptions"] = descriptions.kinds["services"]
    if asked.organisation:
        written.kinds |= write_catalogue(
            understood.catalogue, asked.owner, now, retire=understood.whole, gone=understood.gone
        ).kinds
    return written


def _of_nobody(understood: Understood, nobody: Owner) -> list[WantedService]:
    """The general descriptions; the classes they name are there by now."""
    held = held_of(Service, [each.id for each in understood.descriptions])
    taken = {id_ for id_, each in held.items() if (each.organisation, each.source) != nobody}
    return [each for each in understood.descriptions if each.id not in taken]


def _record(asked: _Asked, written: Written, strange: int, reading: CatalogueImport | None) -> None:
    """Leave what the reading did; its pages have served."""
    now = asked.clock()
    counts = {**written.numbers(), "not_understood": strange}
    if reading is None:
        reading = CatalogueImport(
            source=asked.source[:500],
            organisation=asked.organisation,
            began_at=now,
            actor=asked.actor.name,
        )
    else:
        reading.pages.all().delete()
    reading.ended_at, reading.counts = now, counts
    reading.save()
    audit.record(
        actor=asked.actor,
        clock=asked.clock,
        verb="import_ptv",
        kind="catalogue",
        object_id=asked.organisation or _NATIONAL,
        after={"source": asked.source[:500], "not_understood": strange, **written.told()},
        public=written.is_anything,
    )
