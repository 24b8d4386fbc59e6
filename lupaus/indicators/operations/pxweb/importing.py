"""Bringing observations in from Statistics Finland's tables, chosen by a mapping.

A table's variables and values are looked up anew on every run, for ids and codes change. Where the list of
its folder says when it changed, and that was not since the last run, its figures are not asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor, require
from lupaus.accounts.models import Role
from lupaus.indicators.definitions import IndicatorDefinition
from lupaus.indicators.fetched import Fetched, going_through
from lupaus.indicators.models import Indicator, ReleaseContent, SourceKind, SourceVisit
from lupaus.indicators.operations.catalogue import save_indicators
from lupaus.indicators.operations.importing import import_observations
from lupaus.indicators.operations.pxweb.asking import Asking, Found, found
from lupaus.indicators.operations.pxweb.looking import Service, of_table
from lupaus.indicators.operations.rows import Imported, ImportSource, Progress
from lupaus.indicators.pxweb import NoAnswer, NoSuchTable, PxWeb, read_map
from lupaus.indicators.pxweb.mapping import TableMap, Wanted
from lupaus.indicators.store import Scope
from lupaus.indicators.visits import GONE, IMPORTED, REFUSED, UNCHANGED
from lupaus.web.clock import Clock
from lupaus.web.refusals import Problem, Refused
from lupaus.web.texts import Text

SERVICE_NAME: Final = "Statistics Finland PxWeb"
PRODUCER: Final = Text("Tilastokeskus", "Statistikcentralen", "Statistics Finland")
LICENCE: Final = "CC BY 4.0"


@dataclass(frozen=True, slots=True)
class PxTableDone:
    """What came of a table. `imported` is None where Statistics Finland says that nothing changed there;
    `left_out` names areas of the table that are not known here."""

    table: str
    imported: Imported | None
    left_out: tuple[str, ...] = ()


@dataclass
class PxImported:
    """What came of a mapping: of each table that could be read, and why others could not."""

    tables: list[PxTableDone] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)
    #: Tables that were not asked for, because the service stopped answering.
    not_asked: int = 0


def import_pxweb(
    *,
    actor: Actor,
    clock: Clock,
    path: Path,
    service: Service | None = None,
    again: bool = False,
    skip_bad: bool = False,
    progress: Progress | None = None,
) -> PxImported:
    """Import the tables of a mapping (see `pxweb.mapping`), each as one release.

    What the bank has of the indicators, years, areas and genders asked for and the answer has not, is
    withdrawn. A table that has not changed since the last run of the same mapping is not asked for, unless
    `again`. A table that cannot be read is told and stops no other one; what it had brought stays. Where the
    service stops answering, the tables after it are not asked for. `progress` is told questions answered of
    one table. Raises `AlreadyRunning`.
    """
    require(actor, Role.PLANNER)
    said = read_map(path)
    asking = service(said.language) if service else PxWeb(language=said.language)
    done = PxImported()
    with going_through(settings.OBSERVATIONS, SourceKind.PXWEB) as folder:
        fetched = Fetched(folder / "answers")
        going = _Going(asking, fetched, by=actor, clock=clock, again=again, skip_bad=skip_bad)
        for place, wanted in enumerate(said.tables):
            try:
                done.tables.append(going.bring(wanted, progress))
            except Refused as refused:
                done.refused += [of_table(problem, place) for problem in refused.problems]
                going.remember_refusal(wanted, refused)
                if isinstance(refused, NoAnswer) and refused.is_of_the_service:
                    done.not_asked = len(said.tables) - place - 1
                    break
        else:
            fetched.close()
    return done


class _Going:
    """Goes through the tables of one mapping."""

    def __init__(
        self, service: PxWeb, fetched: Fetched, *, by: Actor, clock: Clock, again: bool, skip_bad: bool
    ) -> None:
        self._service, self._fetched = service, fetched
        self._actor, self._clock = by, clock
        self._again, self._skip_bad = again, skip_bad

    def bring(self, wanted: TableMap, progress: Progress | None) -> PxTableDone:
        """Import one table. Raises `Refused`, with nothing changed."""
        what = found(wanted, self._service)
        first = what.plans[0]
        if first.strange and not self._skip_bad:
            raise Refused(first.strange)
        _refuse_nameless(wanted.indicators)
        visit_id = f"{what.name}#{what.fingerprint[:16]}"
        imported = None
        checksum = self._unchanged(visit_id, what, wanted)
        if checksum is not None:
            self._describe(wanted, what)
        else:
            asking = Asking(what, self._service, self._fetched)
            asking.ask(progress, skip_bad=self._skip_bad)
            self._describe(wanted, what)
            imported = self._import(wanted, what, asking)
            checksum = asking.checksum()
            asking.forget()
        has_changed = imported is not None and imported.release is not None
        outcome = IMPORTED if has_changed else UNCHANGED
        self._remember(visit_id, outcome, updated=what.updated, checksum=checksum)
        SourceVisit.objects.filter(source=SourceKind.PXWEB, source_id__in=wanted.tables).delete()  # refusals
        return PxTableDone(what.name, imported, first.left_out)

    def _unchanged(self, visit_id: str, what: Found, wanted: TableMap) -> str | None:
        """The checksum of the last answer, where the table says it has not changed since, and nobody else
        brought figures of these indicators in; else None."""
        if self._again or not what.updated:
            return None
        visit = SourceVisit.objects.filter(
            source=SourceKind.PXWEB,
            source_id=visit_id,
            outcome__in=(IMPORTED, UNCHANGED),
            updated=what.updated,
        ).first()
        if visit is None:
            return None
        since = ReleaseContent.objects.filter(
            indicator__in=[each.id for each in wanted.indicators], release__retrieved_at__gt=visit.asked_at
        )
        return None if since.exists() else visit.checksum

    def _import(self, wanted: TableMap, what: Found, asking: Asking) -> Imported:
        meaning = what.plans[0].meaning
        source = ImportSource(
            name=SERVICE_NAME,
            checksum=asking.checksum,
            url=what.table.address,
            licence=LICENCE,
            producer=PRODUCER.en,
            counted="items",
        )
        return import_observations(
            actor=self._actor,
            clock=self._clock,
            rows=asking.rows(),
            source=source,
            scope=Scope(
                frozenset(each.id for each in wanted.indicators),
                frozenset(meaning.years.values()),
                frozenset(meaning.regions.values()),
                frozenset(meaning.genders.values()),
            ),
            skip_bad=self._skip_bad,
        )

    def _describe(self, wanted: TableMap, what: Found) -> None:
        """Tell the catalogue of the indicators; one that is there keeps what the mapping does not say."""
        known = Indicator.objects.in_bulk([each.id for each in wanted.indicators])
        save_indicators(
            actor=self._actor,
            clock=self._clock,
            definitions=[
                _definition(each, known.get(each.id), what.name, what.table.address)
                for each in wanted.indicators
            ],
        )

    def remember_refusal(self, wanted: TableMap, refused: Refused) -> None:
        outcome = GONE if isinstance(refused, NoSuchTable) else REFUSED
        self._remember(wanted.tables[0], outcome, told=str(refused.problems[0]))

    def _remember(
        self, source_id: str, outcome: str, *, told: str = "", updated: str = "", checksum: str = ""
    ) -> None:
        SourceVisit.objects.update_or_create(
            source=SourceKind.PXWEB,
            source_id=source_id,
            defaults={
                "asked_at": self._clock(),
                "outcome": outcome,
                "told": told[:2000],
                "updated": updated,
                "checksum": checksum,
            },
        )


def _refuse_nameless(indicators: Sequence[Wanted]) -> None:
    """An indicator the catalogue has not needs a title."""
    known = Indicator.objects.in_bulk([wanted.id for wanted in indicators])
    nameless = [wanted.id for wanted in indicators if not wanted.title and wanted.id not in known]
    if nameless:
        sentence = _("The catalogue has no indicator %(id)s: give it a title in the mapping.")
        raise Refused(Problem(sentence % {"id": name}) for name in nameless)


def _definition(wanted: Wanted, entry: Indicator | None, table: str, address: str) -> IndicatorDefinition:
    is_theirs = entry is not None and entry.source_kind != SourceKind.PXWEB
    return IndicatorDefinition(
        id=wanted.id,
        title=wanted.title or (entry.title if entry else Text()),
        source_kind=entry.source_kind if entry is not None and is_theirs else SourceKind.PXWEB,
        source_id=entry.source_id if entry is not None and is_theirs else table,
        polarity=wanted.polarity,
        unit=wanted.unit,
        decimals=wanted.decimals,
        description=wanted.description,
        producer=wanted.producer or (None if entry and entry.producer else PRODUCER),
        licence=wanted.licence or (None if entry and entry.licence else LICENCE),
        source_url=None if is_theirs else address,
        theme=wanted.theme,
    )
