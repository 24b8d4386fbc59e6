"""Making the catalogue what a source says of it: what differs is written, what is gone is retired.

Inside the transaction of whoever calls; the queries grow with hundreds of entries, not with each.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, NamedTuple, TypeVar

from django.db.models import Model
from django.utils.translation import gettext as _

from lupaus.services.catalogue.wanted import Wanted, WantedCatalogue, WantedChange, WantedService
from lupaus.services.models import (
    Channel,
    Connection,
    Entry,
    PlannedChange,
    Provision,
    Service,
    ServiceOrganisation,
)
from lupaus.web.models import ContentVersion
from lupaus.web.refusals import Problem, Refused

#: How many entries a query names at once.
CHUNK: Final = 400
#: More ids than this are counted in the audit trail, not named.
NAMED: Final = 1000

T = TypeVar("T")
E = TypeVar("E", bound=Entry)
KINDS: Final = (
    ("organisations", ServiceOrganisation),
    ("channels", Channel),
    ("services", Service),
)


@dataclass
class Counts:
    """What became of the entries of a kind: ids, and how many stayed as they were."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)
    unchanged: int = 0

    @property
    def touched(self) -> list[str]:
        return [*self.added, *self.changed, *self.retired]

    def told(self) -> dict[str, Any]:
        """For the audit trail: the numbers, and the ids as far as they are not too many."""
        return {
            name: {"count": len(ids), "ids": ids[:NAMED]}
            for name, ids in (("added", self.added), ("changed", self.changed), ("retired", self.retired))
            if ids
        }


@dataclass
class Written:
    """By kind (`organisations`, `channels`, `services`, `changes`, `concepts`, `descriptions`)."""

    kinds: dict[str, Counts] = field(default_factory=dict)

    @property
    def is_anything(self) -> bool:
        return any(counts.touched for counts in self.kinds.values())

    def told(self) -> dict[str, Any]:
        return {kind: told for kind, counts in self.kinds.items() if (told := counts.told())}

    def numbers(self) -> dict[str, dict[str, int]]:
        """`{"services": {"added": 1, "changed": 0, "unchanged": 7, "retired": 0}, …}`."""
        return {
            kind: {
                "added": len(counts.added),
                "changed": len(counts.changed),
                "unchanged": counts.unchanged,
                "retired": len(counts.retired),
            }
            for kind, counts in self.kinds.items()
        }


class Owner(NamedTuple):
    """Whose entries are written, and where they come from."""

    organisation: str
    source: str


class Held(NamedTuple):
    """What the database has of an entry."""

    id: str
    organisation: str
    source: str
    checksum: str
    is_retired: bool


def one_at_a_time() -> None:
    """Wait for whoever is writing: two that compare and write at once would undo each other."""
    ContentVersion.objects.select_for_update().first()


def write_catalogue(
    wanted: WantedCatalogue,
    owner: Owner,
    now: datetime,
    *,
    retire: Collection[str],
    gone: Mapping[str, Collection[str]] | None = None,
) -> Written:
    """Write what differs. Of the kinds in `retire`, what is the owner's and not wanted is retired.

    `gone` holds ids by kind whose source says that they are withdrawn: they are retired in any case. Raises
    `Refused`, before anything is written, for ids that belong to somebody else.
    """
    families: dict[str, Sequence[Wanted]] = {
        "organisations": wanted.organisations,
        "channels": wanted.channels,
        "services": wanted.services,
    }
    held = {kind: held_of(model, [each.id for each in families[kind]]) for kind, model in KINDS}
    problems = [
        problem for kind, _model in KINDS for problem in _of_others(families[kind], held[kind], owner)
    ]
    if problems:
        raise Refused(problems)
    written = Written()
    for kind, model in KINDS:
        counts = _write(model, families[kind], held[kind], owner, now)
        in_use = ids_in_use(model, owner) - {each.id for each in families[kind]}
        withdrawn = in_use if kind in retire else in_use & set((gone or {}).get(kind, ()))
        counts.retired = _retire(model, withdrawn, now)
        written.kinds[kind] = counts
    services = written.kinds["services"]
    fresh = {*services.added, *services.changed}
    _write_relations([each for each in wanted.services if each.id in fresh], services.changed)
    named = Provision.objects.filter(organisation__in=written.kinds["organisations"].changed)
    index({*services.touched, *named.values_list("service", flat=True)})
    return written


def index(services: Collection[str] | None) -> None:
    """Make what the search knows of some services, or of all, anew."""
    from lupaus.services.catalogue import search  # noqa: PLC0415 - loads word lists, for those who write

    search.index(services)


def held_of(model: type[E], ids: Sequence[str]) -> dict[str, Held]:
    """What the database has of some entries."""
    found = {}
    for some in chunks(ids):
        rows = model._default_manager.filter(pk__in=some).values_list(
            "pk", "organisation", "source", "checksum", "retired_at"
        )
        found.update(
            {pk: Held(pk, owner, source, sum_, at is not None) for pk, owner, source, sum_, at in rows}
        )
    return found


def _of_others(wanted: Sequence[Wanted], held: dict[str, Held], owner: Owner) -> Iterator[Problem]:
    for each in wanted:
        there = held.get(each.id)
        if there is None or (there.organisation, there.source) == owner:
            continue
        if there.organisation != owner.organisation:
            sentence = _("The id “%(id)s” is taken: it belongs to another organisation.")
        else:
            sentence = _("The id “%(id)s” is taken: it comes from another source.")
        place = each.place
        yield Problem(sentence % {"id": each.id}, place.file, place.line, place.path)


def _write(
    model: type[E], wanted: Sequence[Wanted], held: dict[str, Held], owner: Owner, now: datetime
) -> Counts:
    counts = Counts()
    rows: list[E] = []
    for each in wanted:
        there = held.get(each.id)
        if there and there.checksum == each.checksum and not there.is_retired:
            counts.unchanged += 1
            continue
        (counts.changed if there else counts.added).append(each.id)
        rows.append(_row(model, each, owner, now))
    upsert(model, rows)
    return counts


def _row(model: type[E], wanted: Wanted, owner: Owner, now: datetime) -> E:
    return model(
        id=wanted.id,
        organisation=owner.organisation,
        source=owner.source,
        source_id=wanted.source_id,
        source_modified=wanted.source_modified,
        checksum=wanted.checksum,
        changed_at=now,
        retired_at=None,
        **wanted.values,
    )


def upsert(model: type[Model], rows: Sequence[Any]) -> None:
    """Add rows; those whose key is there already are made what they say."""
    if not rows:
        return
    fields = [each.name for each in model._meta.concrete_fields if not each.primary_key]
    key = model._meta.pk
    model._default_manager.bulk_create(
        rows, batch_size=CHUNK, update_conflicts=True, unique_fields=[key.name], update_fields=fields
    )


def ids_in_use(model: type[E], owner: Owner) -> set[str]:
    """What is the owner's and not retired."""
    mine = model._default_manager.filter(
        organisation=owner.organisation, source=owner.source, retired_at=None
    )
    return set(mine.values_list("pk", flat=True))


def _retire(model: type[E], ids: Collection[str], now: datetime) -> list[str]:
    gone = sorted(ids)
    for some in chunks(gone):
        model._default_manager.filter(pk__in=some).update(retired_at=now, changed_at=now)
    return gone


def _write_relations(services: Sequence[WantedService], changed: Sequence[str]) -> None:
    """The classes, the organisations and the channels of services that were written."""
    links = Service.concepts.through
    related: tuple[type[Model], ...] = (links, Provision, Connection)
    for some in chunks(changed):
        for model in related:
            model._default_manager.filter(service__in=some).delete()
    bulk(links, (links(service_id=each.id, concept_id=uri) for each in services for uri in each.concepts))
    bulk(
        Provision,
        (
            Provision(
                service_id=each.id,
                organisation_id=of.organisation,
                role=of.role,
                kind=of.kind,
                regions=list(of.regions),
            )
            for each in services
            for of in each.provisions
        ),
    )
    bulk(
        Connection,
        (
            Connection(service_id=each.id, channel_id=by.channel, note=by.note, hours=list(by.hours))
            for each in services
            for by in each.connections
        ),
    )


def bulk(model: type[Model], rows: Iterable[Any]) -> None:
    model._default_manager.bulk_create(list(rows), batch_size=CHUNK)


def write_changes(wanted: Sequence[WantedChange], organisation: str) -> Counts:
    """Planned changes of the points of an organisation: what is gone was called off, and is deleted."""
    counts = Counts()
    held = {each.pk: each for each in PlannedChange.objects.filter(channel__organisation=organisation)}
    fields = [each.attname for each in PlannedChange._meta.concrete_fields]
    rows = []
    for each in wanted:
        row = PlannedChange(id=each.id, channel_id=each.channel, **each.values)
        there = held.get(each.id)
        if there and all(getattr(there, name) == getattr(row, name) for name in fields):
            counts.unchanged += 1
            continue
        (counts.changed if there else counts.added).append(each.id)
        rows.append(row)
    upsert(PlannedChange, rows)
    counts.retired = sorted(set(held) - {each.id for each in wanted})
    for some in chunks(counts.retired):
        PlannedChange.objects.filter(pk__in=some).delete()
    return counts


def chunks(ids: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]
