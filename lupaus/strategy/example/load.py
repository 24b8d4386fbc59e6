"""Loading the example: regions, strategy, real figures, then illustrative ones where those are missing."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from typing import Final

from lupaus.accounts.actors import Actor, require
from lupaus.accounts.models import AuditRecord, Role
from lupaus.indicators.models import Nature
from lupaus.indicators.observations import Observation
from lupaus.indicators.operations import Imported, ImportSource, Row, import_observations
from lupaus.indicators.queries import (
    every_observation,
    illustrative_releases,
    indicators_by_id,
    newest_release,
)
from lupaus.regions.operations import load_register
from lupaus.strategy.example.attributes import save_attributes
from lupaus.strategy.example.figures import Figure, real_figures
from lupaus.strategy.example.files import STRATEGY
from lupaus.strategy.example.illustrative import illustrative_figures
from lupaus.strategy.operations import Loaded, load_file
from lupaus.web.clock import Clock
from lupaus.workspace.models import Version

STRATEGY_ID: Final = "uusimaa-2030"

#: Where the preparation stood when the executive took note of it. It has not decided on the example itself.
DECISION: Final = "Esimerkki / Exempel / Example: Uudenmaan maakuntahallitus 4.6.2018 § 122"

#: What the audit trail adds to the name of whoever loads the example.
MARK: Final = " (example)"

#: Names an observation: indicator, region, gender, year.
Key = tuple[str, str, str, int]


@dataclass(frozen=True, slots=True)
class LoadedExample:
    """What loading did. `strategy` is `None` where a planner has changed the example: then it stays theirs;
    an import is `None` where there was nothing to bring."""

    strategy: Loaded | None
    statistics: Imported | None
    illustrative: Imported | None

    @property
    def changed(self) -> bool:
        """Whether anything is otherwise than before."""
        imports = (self.statistics, self.illustrative)
        return bool(self.strategy and self.strategy.changes) or any(done and done.release for done in imports)


def load_example(*, actor: Actor, clock: Clock) -> LoadedExample:
    """Load Uusimaa 2030 with its figures. A second call changes nothing; a planner may.

    It only fills in: a strategy that a planner has changed, and figures that another import has brought, stay
    as they are. Call it outside any transaction, as every import.
    """
    require(actor, Role.PLANNER)
    load_register(actor=actor, clock=clock)
    strategy = None
    if not _changed_by_a_planner():
        marked = replace(actor, name=actor.name + MARK)
        save_attributes(actor=marked, clock=clock)
        strategy = load_file(actor=marked, clock=clock, path=STRATEGY, decision=DECISION)
    bring = partial(_bring, actor=actor, clock=clock)
    real = tuple(real_figures())
    held = _held()
    statistics = bring(
        real, but=held, source=_source("Sotkanet 1990–2012, population until 2024", Nature.STATISTIC)
    )
    made = illustrative_figures(real)
    illustrative = bring(
        made, but=held, source=_source("Uusimaa 2030: illustrative series", Nature.ILLUSTRATIVE)
    )
    return LoadedExample(strategy, statistics, illustrative)


def _changed_by_a_planner() -> bool:
    """Whether somebody has loaded a file of their own over it, or written a version. Two queries."""
    if Version.objects.filter(work=STRATEGY_ID).exclude(begun_by__endswith=MARK).exists():
        return True
    told = AuditRecord.objects.filter(verb="load_file", object_id=STRATEGY_ID)
    parts = AuditRecord.objects.filter(verb="load_file", object_id__startswith=f"{STRATEGY_ID}/")
    return (told | parts).exclude(actor__endswith=MARK).exists()


def _held() -> frozenset[Key]:
    """What the bank has from releases that are no illustration."""
    illustrations = illustrative_releases()
    return frozenset(
        _key(observation)
        for observation in every_observation(release=newest_release())
        if observation.release not in illustrations
    )


def _key(observation: Observation) -> Key:
    return observation.indicator, observation.region, observation.gender, observation.year


def _source(name: str, nature: Nature) -> ImportSource:
    """An illustration is ours alone: it must not go out under the name of whoever makes the statistic."""
    if nature is Nature.STATISTIC:
        return ImportSource(
            name=name, checksum=str, nature=nature, url="https://sotkanet.fi/", counted="items"
        )
    return ImportSource(
        name=name, checksum=str, nature=nature, licence="CC0 1.0", producer="Lupaus", counted="items"
    )


def _bring(
    figures: Iterable[Figure], *, but: Collection[Key], source: ImportSource, actor: Actor, clock: Clock
) -> Imported | None:
    """Import the figures of known indicators that are not among `but`; `None` where none are left."""
    known = indicators_by_id()
    wanted = [figure for figure in figures if figure.indicator in known and figure[:4] not in but]
    if not wanted:
        return None
    status = "E" if source.nature == Nature.ILLUSTRATIVE else "A"
    rows = [
        Row(number, *figure[:4], value=figure.value, status=status) for number, figure in enumerate(wanted)
    ]
    checksum = sha256(repr(wanted).encode()).hexdigest()
    return import_observations(
        actor=actor, clock=clock, rows=rows, source=replace(source, checksum=lambda: checksum)
    )
