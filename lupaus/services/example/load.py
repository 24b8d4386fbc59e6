"""Loading the example's services: figures, catalogue, points of population, matrix, chains and process map.

Each is brought at once, and left alone as soon as somebody else has written on it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any, Final

from django.db import transaction

from lupaus.accounts.actors import Actor, require
from lupaus.accounts.models import AuditRecord, Role
from lupaus.indicators.models import Indicator, Nature, Release
from lupaus.indicators.operations import Imported, ImportSource, Row, import_observations, save_indicators
from lupaus.indicators.queries import every_observation, illustrative_releases, newest_release
from lupaus.indicators.suppressing.sealing import sealed
from lupaus.services.catalogue.loading import Loaded, load_catalogue
from lupaus.services.chains.declared import DECLARED as CHAIN
from lupaus.services.example.definitions import LICENCE, definitions
from lupaus.services.example.files import CATALOGUE, CHILDREN, MATRIX, OLDER, PROCESSES
from lupaus.services.example.illustrative import Figure, illustrative_figures
from lupaus.services.example.population import spread_population
from lupaus.services.example.scenarios import CHAIN as CHAIN_OF_SCENARIOS
from lupaus.services.example.scenarios import keep_scenarios
from lupaus.services.example.shares import LAST
from lupaus.services.matrix.declared import DECLARED as SERVICE_MATRIX
from lupaus.services.processes.declared import DECLARED as PROCESS_MAP
from lupaus.web.clock import Clock
from lupaus.workspace.files.declared import Declared
from lupaus.workspace.models import Version
from lupaus.workspace.operations import put_in_force

ORGANISATION: Final = "uusimaa"

#: What the audit trail adds to the name of whoever loads an example.
MARK: Final = " (example)"

#: There was no such meeting: whoever reads the example must see that it is one.
DECISION: Final = "Esimerkki – exempel – example: Uudenmaan maakuntahallitus 12.10.2026 § 141"

SOURCE: Final = "Uusimaa 2030: illustrative series of services"

#: The works of the example, in the order they are made: the process map names the segments of the matrix.
WORKS: Final[Sequence[tuple[str, Declared[Any], Path]]] = (
    ("uudenmaan-matriisi", SERVICE_MATRIX, MATRIX),
    ("lastensuojelu", CHAIN, CHILDREN),
    ("ikaihmiset-kotona", CHAIN, OLDER),
    ("prosessikartta", PROCESS_MAP, PROCESSES),
)


@dataclass(frozen=True, slots=True)
class LoadedServices:
    """What loading did: `catalogue` and `figures` are None, and works are left out, where it did nothing."""

    figures: Imported | None
    catalogue: Loaded | None
    points: int
    works: tuple[Version, ...]
    scenarios: int


def load_services_example(*, actor: Actor, clock: Clock) -> LoadedServices:
    """Load the example's services with their figures. A second call changes nothing.

    Load the example strategy first: the matrix and the chains name its indicators, and the regions and the
    population come with it. Call it outside any transaction, as every import.
    """
    require(actor, Role.PLANNER)
    for role in (Role.EDITOR, Role.APPROVER, Role.PUBLISHER):
        require(actor, role, ORGANISATION)
    marked = replace(actor, name=actor.name + MARK)
    return LoadedServices(
        figures=_figures(marked, clock),
        catalogue=_catalogue(marked, clock),
        points=spread_population(actor=marked, clock=clock),
        works=_works(marked, clock),
        scenarios=0 if _others_write(CHAIN_OF_SCENARIOS) else keep_scenarios(actor=marked, clock=clock),
    )


def _figures(actor: Actor, clock: Clock) -> Imported | None:
    """The indicators and their figures, unless they are there already."""
    wanted = list(definitions())
    known = set(Indicator.objects.filter(pk__in=[each.id for each in wanted]).values_list("pk", flat=True))
    new = [each for each in wanted if each.id not in known]
    if new:
        save_indicators(actor=actor, clock=clock, definitions=new)
    figures = list(illustrative_figures())
    checksum = sha256(repr(figures).encode()).hexdigest()
    if Release.objects.filter(source=SOURCE, checksum__in=[checksum, sealed(checksum)]).exists():
        return None
    source = ImportSource(
        name=SOURCE,
        checksum=lambda: checksum,
        nature=Nature.ILLUSTRATIVE,
        licence=LICENCE,
        producer="Lupaus",
        counted="items",
    )
    held = _held({each.id for each in wanted})
    open_ = [figure for figure in figures if (figure.indicator, figure.region, str(figure.year)) not in held]
    return import_observations(actor=actor, clock=clock, rows=_rows(open_), source=source)


def _held(indicators: Collection[str]) -> frozenset[tuple[str, str, str]]:
    """What the bank has of these indicators from releases that are no illustration: it stays as it is."""
    illustrations = illustrative_releases()
    return frozenset(
        (each.indicator, each.region, each.period)
        for each in every_observation(release=newest_release(), indicators=indicators)
        if each.release not in illustrations
    )


def _rows(figures: Iterable[Figure]) -> Iterable[Row]:
    return (
        Row(
            number,
            figure.indicator,
            figure.region,
            year=figure.year,
            value=figure.value,
            status="F" if figure.year > LAST else "E",
        )
        for number, figure in enumerate(figures)
    )


def _catalogue(actor: Actor, clock: Clock) -> Loaded | None:
    """The catalogue, unless this very file was loaded last, or somebody else has loaded one."""
    told = AuditRecord.objects.filter(verb="load_catalogue", object_id=ORGANISATION)
    if told.exclude(actor__endswith=MARK).exists():
        return None
    last = told.order_by("-pk").first()
    with CATALOGUE.open("rb") as file:
        if last is not None and (last.after or {}).get("file") == file_digest(file, "sha256").hexdigest():
            return None
    return load_catalogue(actor=actor, clock=clock, path=CATALOGUE)


def _works(actor: Actor, clock: Clock) -> tuple[Version, ...]:
    with transaction.atomic():
        done = [_work(actor, clock, *work) for work in WORKS]
    return tuple(version for version in done if version is not None)


def _work(actor: Actor, clock: Clock, work: str, declared: Declared[Any], file: Path) -> Version | None:
    """Publish one work; None where it is there, or others write on it."""
    if _others_write(work):
        return None
    return put_in_force(
        actor=actor,
        clock=clock,
        work=work,
        kind=declared.name,
        organisation=ORGANISATION,
        parts=declared.parts_of(declared.head_of(declared.read_file(file))),
        decision=DECISION,
    )


def _others_write(work: str) -> bool:
    return Version.objects.filter(work=work).exclude(begun_by__endswith=MARK).exists()
