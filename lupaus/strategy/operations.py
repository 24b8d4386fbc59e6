"""What may be written about strategies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.db import connection, transaction
from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor, require
from lupaus.accounts.models import Role
from lupaus.indicators.definitions import IndicatorDefinition
from lupaus.indicators.operations import save_indicators
from lupaus.strategy.files import read_document
from lupaus.strategy.files.document import IndicatorEntry, StrategyEntry
from lupaus.strategy.files.rules import check, known_now
from lupaus.strategy.files.saving import Change, Saving
from lupaus.strategy.files.stored import stored_document
from lupaus.strategy.models import Strategy
from lupaus.strategy.writing.mapping import parts_of, read_content
from lupaus.strategy.writing.names import POINT, STRATEGY
from lupaus.web.clock import Clock
from lupaus.web.refusals import Problem, Refused
from lupaus.workspace.attributes import internal
from lupaus.workspace.changes import changes as content_changes
from lupaus.workspace.content import Content, PartValue
from lupaus.workspace.models import Deed, State, Version, Work
from lupaus.workspace.operations import put_in_force
from lupaus.workspace.queries import content as content_of

#: What is named as the decision on what had been loaded before there were versions.
BEFORE_VERSIONS: Final = "– (loaded before versions were kept)"

#: The lock that loads take in PostgreSQL: any number nobody else uses.
_ONE_LOAD_AT_A_TIME = 0x4C75_7061


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a file brought. Counts are by kind: `indicator`, `strategy`, `focus-area`, `goal`, `target`, …

    `notes` say what a planner should know though it stopped nothing, such as words still missing in Swedish.
    """

    strategy: str
    changes: tuple[Change, ...]
    unchanged: Mapping[str, int]
    notes: tuple[Problem, ...]
    version: int | None = None  # its number, if the file says something new

    @property
    def added(self) -> dict[str, int]:
        return self._count("add")

    @property
    def changed(self) -> dict[str, int]:
        return self._count("change")

    @property
    def retired(self) -> dict[str, int]:
        return self._count("retire")

    def _count(self, verb: str) -> dict[str, int]:
        kinds = [change.kind for change in self.changes if change.verb == verb]
        return {kind: kinds.count(kind) for kind in dict.fromkeys(kinds)}


def load_file(*, actor: Actor, clock: Clock, path: Path, decision: str = "", dry_run: bool = False) -> Loaded:
    """Make the stored strategy what the file says, whole or not at all, as a new published version.

    The file is written, approved and published at once: the actor needs the rights to all three, and
    `decision` names who decided (without one, the file itself is named). A second load of the same file
    changes nothing and records nothing. Parts are known by their ids: what changed is updated, what the file
    no longer has is retired and kept, what comes back is taken up again. The file's indicators join the
    catalogue, which strategies share: a file never retires one.

    With `dry_run` everything happens but the last step, so that the answer is exact and nothing is kept.
    Raises `Refused` with every problem of the file at once, `NotReady` while a version is on its way,
    `NotAllowed` unless the actor is a planner who may also write, approve and publish for the organisation.
    """
    require(actor, Role.PLANNER)
    document, report = read_document(path)
    with transaction.atomic():
        _wait_for_other_loads()
        check(document, known_now(), report)
        report.raise_problems()
        saved = save_indicators(
            actor=actor, clock=clock, definitions=[definition_of(entry) for entry in document.indicators]
        )
        organisation = _organisation_of(document.strategy)
        before = _published(document.strategy.id)
        saving = Saving(actor, clock)
        version = _publish_at_once(
            actor, clock, document.strategy, organisation, file=path.name, decision=decision
        )
        saving.strategy(_public(document.strategy, organisation))
        transaction.set_rollback(dry_run)
    indicators = [Change("add", "indicator", name) for name in saved.added]
    indicators += [Change("change", "indicator", name) for name in saved.changed]
    beyond = _beyond_rows(before, Content(parts_of(document.strategy)), saving.changes)
    return Loaded(
        strategy=document.strategy.id,
        changes=(*indicators, *saving.changes, *beyond),
        unchanged=Counter(indicator=len(saved.unchanged)) + saving.unchanged,
        notes=tuple(report.notes),
        version=version.number if version else None,
    )


def _organisation_of(entry: StrategyEntry) -> str:
    """Whose the strategy is: its work's, else what the file says. Raises `Refused` where they differ."""
    owner = Work.objects.filter(pk=entry.id).first()
    if owner is None:
        return entry.organisation
    if entry.organiser.id not in ("", owner.organisation):
        raise Refused(
            Problem(
                _("The strategy belongs to the organisation %(organisation)s.")
                % {"organisation": owner.organisation},
                path=entry.organiser.at("id"),
            )
        )
    return owner.organisation


def _published(strategy: str) -> Content:
    version = Version.objects.filter(work=strategy, state=State.PUBLISHED).first()
    return content_of(version) if version else Content(())


def _publish_at_once(
    actor: Actor, clock: Clock, entry: StrategyEntry, organisation: str, *, file: str, decision: str
) -> Version | None:
    """The version that says what the file says; None if the published one says it already.

    Where no decision is named, the file is, with the beginning of the digest it will be known by. A strategy
    stored before there were versions first gets a version of what it was.
    """

    def publish(parts: list[PartValue], decided: str) -> Version | None:
        return put_in_force(
            actor=actor,
            clock=clock,
            work=entry.id,
            kind=STRATEGY,
            organisation=organisation,
            parts=parts,
            decision=decided,
        )

    is_older = Strategy.objects.filter(pk=entry.id).exists() and not Work.objects.filter(pk=entry.id).exists()
    if is_older:
        publish(parts_of(stored_document(entry.id).strategy), BEFORE_VERSIONS)
    parts = parts_of(entry)
    return publish(parts, decision or f"{file[:200]}, {Content(parts).digest[:16]}")


def _public(entry: StrategyEntry, organisation: str) -> StrategyEntry:
    """The strategy without what its organisation keeps to itself."""
    hidden = internal(organisation)
    content = Content(part.without_attributes(hidden) for part in parts_of(entry))
    document, _report, _places = read_content(content)
    return document.strategy


def _beyond_rows(before: Content, after: Content, told: Sequence[Change]) -> Iterator[Change]:
    """What only the version holds: answers to the matters to decide, attributes that are not public."""
    known = {(change.kind, change.id) for change in told}
    for change in content_changes(before, after):
        if change.part.key in known:
            continue
        if change.deed == Deed.ADDED and change.part.kind == POINT and change.part.content.get("answer"):
            yield Change("add", *change.part.key)
        elif change.deed == Deed.CHANGED and change.part.kind == POINT:
            yield Change("change", *change.part.key, ("answer",))
        elif change.deed == Deed.CHANGED and "attributes" in change.fields:
            yield Change("change", *change.part.key, ("attributes",))


def _wait_for_other_loads() -> None:
    """Two loads never interleave. SQLite has locked the whole file when the transaction began."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_LOAD_AT_A_TIME])


def definition_of(entry: IndicatorEntry) -> IndicatorDefinition:
    """What a file says of an indicator, as the catalogue takes it."""
    return IndicatorDefinition(
        id=entry.id,
        title=entry.title,
        description=entry.description,
        unit=entry.unit,
        decimals=entry.decimals,
        polarity=entry.polarity,
        producer=entry.producer,
        licence=entry.licence,
        source_kind=entry.source.kind,
        source_id=entry.source.id,
        source_url=entry.source.url,
        theme=entry.theme,
        derivation=entry.derivation.said if entry.derivation else None,
        organisation=entry.organisation or None,
        counts_people=entry.counts == "people" if entry.counts else None,
        least=entry.least,
        most=entry.most,
        rhythm_years=entry.rhythm.every,
        lag_years=entry.rhythm.lag,
    )
