"""An organisation's own observations: brought in by its editors, for its own indicators alone.

They are a release like any other, of the nature `own`. What must not be told of few people is kept back when
figures are read (`queries`), never when they are written.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor, require, require_somewhere
from lupaus.accounts.models import Role
from lupaus.indicators import bank, queries
from lupaus.indicators.models import Indicator, Nature, SourceKind
from lupaus.indicators.observations import MISSING, Observation, SeriesKey
from lupaus.indicators.operations.importing import Guard, bring_in
from lupaus.indicators.operations.rows import Imported, ImportSource, Row, Scope
from lupaus.indicators.store import Snapshot
from lupaus.web.clock import Clock
from lupaus.web.refusals import Problem, Refused
from lupaus.workspace.rights import may_read, nothing_here

#: Figures one act may touch: what a person can look through before saying yes, and more.
MOST: int = 20_000


class FigureKey(NamedTuple):
    """Names one figure."""

    indicator: str
    region: str
    gender: str
    period: str


class Collided(NamedTuple):
    """A figure that somebody else wrote meanwhile: what stood there in the beginning, and what stands now."""

    key: FigureKey
    began: Observation | None
    now: Observation | None


class OwnCollision(Refused):
    """Somebody else wrote some of the figures meanwhile. Nothing was changed; both figures are here."""

    status = 409

    def __init__(self, collided: Sequence[Collided]) -> None:
        self.collided = tuple(collided)
        super().__init__(
            Problem(
                _("Somebody else wrote this figure meanwhile: it is %(now)s now.") % {"now": told(each.now)},
                path=" ".join(each.key),
            )
            for each in self.collided
        )


def require_own(actor: Actor, organisation: str) -> None:
    """Raise unless the actor writes the observations of the organisation.

    A stranger to it is told nothing, not even that it has indicators.
    """
    require_somewhere(actor, Role.EDITOR)
    if not organisation or not may_read(actor, organisation):
        raise nothing_here()
    require(actor, Role.EDITOR, organisation)


def own_indicators(organisation: str) -> dict[str, Indicator]:
    """The indicators an organisation brings figures of itself, in use, by id. One query."""
    found = Indicator.objects.filter(
        organisation=organisation, source_kind=SourceKind.OWN, retired_at=None
    ).exclude(organisation="")
    return {entry.pk: entry for entry in found}


def record_own_observations(
    *,
    actor: Actor,
    clock: Clock,
    organisation: str,
    rows: Iterable[Row | Problem],
    withdraw: Collection[FigureKey] = (),
    base: int | None = None,
    source: ImportSource | None = None,
    replace: bool = False,
) -> Imported:
    """Write figures of an organisation's own indicators as one release, and withdraw others; all or nothing.

    `base` is the release the writer had before them (0: there was none): where somebody else has written one
    of the figures since, raises `OwnCollision` and changes nothing. Without it whatever stands is written
    over. `replace`: the rows are the whole of their indicators. Raises `NotAllowed`, `NotFound` for a
    stranger, `Refused` with every bad row.
    """
    require_own(actor, organisation)
    written = list(rows)
    if len(written) + len(withdraw) > MOST:
        raise Refused(_("More than %(most)s figures at once: bring them in parts.") % {"most": MOST})
    source = source or typed_source(organisation, written, withdraw)
    own = own_indicators(organisation)
    strange = sorted({key.indicator for key in withdraw} - own.keys())
    if strange:
        raise Refused(Problem(_not_own(name), path=name) for name in strange)
    keys = {_key(row): row for row in written if isinstance(row, Row)} | dict.fromkeys(withdraw)
    return bring_in(
        only_own(written, own, source),
        source,
        by=actor,
        clock=clock,
        scope=Scope(keys=frozenset(withdraw)),
        replace=replace,
        guard=None if base is None else _guard(base, keys),
        verb="record_own_observations",
    )


def withdraw_own_observations(
    *, actor: Actor, clock: Clock, organisation: str, keys: Collection[FigureKey], base: int | None = None
) -> Imported:
    """Withdraw figures of an organisation's own indicators; older releases still tell them."""
    require_own(actor, organisation)
    return record_own_observations(
        actor=actor, clock=clock, organisation=organisation, rows=(), withdraw=keys, base=base
    )


def only_own(
    rows: Iterable[Row | Problem], own: Collection[str], source: ImportSource
) -> Iterator[Row | Problem]:
    """The rows, with a `Problem` in the place of each that is of another indicator."""
    for row in rows:
        if isinstance(row, Row) and row.indicator not in own:
            yield source.problem(row.line, _not_own(row.indicator), "indicator")
        else:
            yield row


def typed_source(
    organisation: str, rows: Iterable[Row | Problem], withdraw: Iterable[FigureKey] = ()
) -> ImportSource:
    """The source of figures that came from no file: typed on a page, or sent by a program."""
    told_rows = json.dumps([list(rows), sorted(withdraw)], default=str)
    return ImportSource(
        name=_("Own observations of %(organisation)s") % {"organisation": organisation},
        checksum=lambda: hashlib.sha256(told_rows.encode()).hexdigest(),
        nature=Nature.OWN,
        counted="items",
    )


def figures_at(snapshot: Snapshot, keys: Collection[FigureKey]) -> dict[FigureKey, Observation]:
    """What a version of the bank says of some figures. One query of the store and one of the database."""
    series = {SeriesKey(*key[:3]) for key in keys}
    buckets = bank.buckets_of({key.indicator for key in keys})
    wanted = {each for each in series if each.indicator in buckets}
    if not wanted:
        return {}
    found = {FigureKey(*seen[:4]): seen for seen in snapshot.series(wanted, buckets)}
    return {key: found[key] for key in keys if key in found}


def told(seen: Observation | None) -> str:
    """A figure in a word, for a sentence."""
    if seen is None:
        return _("not there")
    return _("missing") if seen.value is None else f"{seen.value:.10g}"


def _guard(base: int, keys: dict[FigureKey, Row | None]) -> Guard:
    release = queries.release(base) if base else None
    began = figures_at(bank.snapshot(release), keys) if release else {}

    def guard(current: Snapshot) -> None:
        now = figures_at(current, keys)
        collided = [
            Collided(key, began.get(key), now.get(key))
            for key, row in keys.items()
            if _figure(began.get(key)) != _figure(now.get(key)) and not _says(row, now.get(key))
        ]
        if collided:
            raise OwnCollision(collided)

    return guard


def _says(row: Row | None, now: Observation | None) -> bool:
    """Whether the bank says already what was to be written."""
    if row is None or now is None:
        return row is None and now is None
    try:
        value = None if row.value is None or row.value == "" else float(row.value)
    except ValueError:
        return False
    return (value, row.status or ("A" if value is not None else MISSING)) == (now.value, now.status)


def _figure(seen: Observation | None) -> tuple[object, ...] | None:
    return None if seen is None else (seen.value, seen.numerator, seen.denominator, seen.status)


def _key(row: Row) -> FigureKey:
    return FigureKey(row.indicator, row.region, row.gender, str(row.year).strip())


def _not_own(indicator: str) -> str:
    return _("“%(id)s” is no indicator of the organisation's own.") % {"id": indicator[:80]}
