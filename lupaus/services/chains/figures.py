"""The figures of a chain: where the clients are, how that changes, what it costs, which hand-overs are kept.

All of it is computed here, once, from what was read; pages, API, files and commands only say it. Figures of
few people are suppressed (`suppression`), and so is whatever would give them away: a total that other figures
can be subtracted from, costs and the mean step where a number of clients is not told.

The *mean step* says where the weight is: stages are numbered from 1, the lightest need, and the mean of the
numbers is taken over all clients: Σ number × clients / Σ clients. It falls when the weight moves to lighter
services.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from lupaus.indicators.models import Indicator, Release
from lupaus.regions.models import Region
from lupaus.services.chains.counted import ALL, Counted, counted_of
from lupaus.services.chains.figured import (
    UNKNOWN,
    ChainFigures,
    HandoverFigures,
    StageFigures,
    TargetFigures,
    Value,
    weakness,
)
from lupaus.services.chains.queries import Chain, Handover, Stage, Target

_Rule = Callable[[float, float], float | None]

#: The picture and the table go back so many years at most.
MOST_YEARS: Final = 10
#: The change is told against the oldest year that is at most so many years earlier.
LOOKS_BACK: Final = 5
#: A smaller move of the mean step is no move.
STILL: Final = 0.005


@dataclass(frozen=True, slots=True)
class Mix:
    """Where the clients are in a year: number and share (per cent) by stage; `step` is the mean step."""

    year: int
    clients: Mapping[str, Value]
    shares: Mapping[str, Value]
    total: Value
    step: float | None


@dataclass(frozen=True, slots=True)
class StageCost:
    """Of one stage: the clients times the cost of one, and how much of its room they take (per cent)."""

    in_all: Value
    used: Value
    returned: Value  # re-entries, per cent of the clients


@dataclass(frozen=True, slots=True)
class Saving:
    """What it would save in a year to serve one per cent of all clients one step lighter.

    `euros` is below zero where the lighter stage costs more. Assumes that each of them costs what a client of
    the lighter stage costs on average, and that nothing else changes.
    """

    from_stage: str
    to_stage: str
    people: float
    euros: float


@dataclass(frozen=True, slots=True)
class Following:
    """Everything the page of the figures says. `mixes` holds the years that know the same stages, oldest
    first; `now` is the year shown, `before` the earlier year it is told against."""

    chain: Chain
    region: Region | None
    release: Release | None
    indicators: Mapping[str, Indicator]
    mixes: tuple[Mix, ...]
    now: Mix | None
    before: Mix | None
    costs: Mapping[str, StageCost]
    cost: Value  # of all stages together
    savings: tuple[Saving, ...]
    population: Mapping[int, Value]  # people of the client group by year, forecasts too
    figures: ChainFigures

    @property
    def moved(self) -> float | None:
        """How far the mean step has moved; below zero: to lighter services."""
        if self.now is None or self.before is None or self.now.step is None or self.before.step is None:
            return None
        return self.now.step - self.before.step

    @property
    def lacking(self) -> tuple[Stage, ...]:
        """The stages whose number of clients nobody knows in the year shown."""
        known = self.now.clients if self.now else {}
        return tuple(stage for stage in self.chain.stages if stage.id not in known)

    @property
    def suppressed(self) -> bool:
        """Whether anything is not told for the sake of few people."""
        told = [value for mix in self.mixes for value in (*mix.clients.values(), mix.total)]
        told += [each.reentries for each in self.figures.stages.values()]
        told += [value for each in self.figures.handovers.values() for value in (each.flow, each.days)]
        return any(value.suppressed for value in told)

    def mix(self, year: int) -> Mix | None:
        return next((each for each in self.mixes if each.year == year), None)


def follow(
    chain: Chain,
    *,
    region: str | None,
    release: Release | None,
    year: int | None = None,
    since: int | None = None,
    until: int | None = None,
) -> Following:
    """The figures of a chain in a region, of a year (else the newest that knows the most stages).

    `since` is the earlier year to compare with, `until` the year the reader looks back from. Raises
    `NotFound` for a region nobody knows. Six queries and one of the store.
    """
    seen = counted_of(chain, wanted=region, release=release, until=until)
    mixes = _mixes(seen)
    now = next((each for each in mixes if each.year == year), mixes[-1] if mixes else None)
    before = _before(mixes, now, since)
    newest = {stage.id: _stage(seen, stage, now, before, chain) for stage in chain.stages}
    costs = {stage.id: _costs(newest[stage.id]) for stage in chain.stages}
    handovers = {each.id: _handover(seen, each, year) for each in chain.handovers}
    targets = {each.id: _target(each, chain, now) for each in chain.targets}
    population = {each.year: each for each in seen.series(chain.population) if each.year is not None}
    values = [
        *(value for mix in mixes for value in mix.clients.values()),
        *(value for each in newest.values() for value in (each.cost, each.capacity, each.reentries)),
        *(value for each in handovers.values() for value in (each.days, each.flow)),
    ]
    return Following(
        chain=chain,
        region=seen.region,
        release=release,
        indicators=seen.indicators,
        mixes=mixes,
        now=now,
        before=before,
        costs=costs,
        cost=_cost_in_all(now, newest, costs),
        savings=tuple(_savings(chain, now, newest)),
        population=population,
        figures=ChainFigures(
            stages=newest,
            handovers=handovers,
            targets=targets,
            year=now.year if now else None,
            clients=now.total if now else UNKNOWN,
            illustrative=any(value.illustrative for value in values),
        ),
    )


def _mixes(seen: Counted) -> tuple[Mix, ...]:
    """The years that know as many stages as the fullest does, and the same as the newest of them."""
    stages = [stage for stage in seen.chain.stages if stage.clients]
    known: dict[int, frozenset[str]] = {}
    for year in {year for stage in stages for year in seen.years(stage.clients)}:
        known[year] = frozenset(stage.id for stage in stages if year in seen.years(stage.clients))
    if not known:
        return ()
    most = max(map(len, known.values()))
    newest = max(year for year, ids in known.items() if len(ids) == most)
    years = sorted(year for year, ids in known.items() if ids == known[newest])
    return tuple(_mix(seen, year, known[newest]) for year in years[-MOST_YEARS:])


def _mix(seen: Counted, year: int, known: Collection[str]) -> Mix:
    stages = [stage for stage in seen.chain.stages if stage.id in known]
    clients = {stage.id: seen.at(stage.clients, year) for stage in stages}
    made_up = any(value.illustrative for value in clients.values())
    hidden = seen.is_hidden(ALL, year)
    whole = sum(seen.seen[stage.clients, seen.code][year].value or 0.0 for stage in stages)
    total = Value(None if hidden else whole, year, suppressed=hidden, illustrative=made_up)
    return Mix(
        year=year,
        clients=clients,
        shares={id_: _share(value, total) for id_, value in clients.items()},
        total=total,
        step=_step(stages, clients, total),
    )


def _share(part: Value, whole: Value) -> Value:
    """A share is told only where both its parts are: anything else would give one of them away."""
    if part.value is None or not whole.value:
        return Value(None, part.year, part.suppressed or whole.suppressed, part.illustrative)
    return Value(100 * part.value / whole.value, part.year, illustrative=part.illustrative)


def _step(stages: Collection[Stage], clients: Mapping[str, Value], total: Value) -> float | None:
    weights = [(stage.number, clients[stage.id].value) for stage in stages]
    if not total.value or any(count is None for _number, count in weights):
        return None
    return sum(number * (count or 0.0) for number, count in weights) / total.value


def _before(mixes: tuple[Mix, ...], now: Mix | None, since: int | None) -> Mix | None:
    """The year asked for, if it is an earlier one; else the oldest within reach, else the one before."""
    earlier = [each for each in mixes if now and each.year < now.year]
    chosen = [each for each in earlier if each.year == since]
    if now and not chosen:
        chosen = [each for each in earlier if each.year >= now.year - LOOKS_BACK] or earlier[-1:]
    return next(iter(chosen), None)


def _stage(seen: Counted, stage: Stage, now: Mix | None, before: Mix | None, chain: Chain) -> StageFigures:
    until = now.year if now else None
    levels = [each for each in chain.targets if each.share is not None]
    alone = next((each for each in levels if each.stages == (stage.id,)), None)
    return StageFigures(
        clients=now.clients.get(stage.id, UNKNOWN) if now else UNKNOWN,
        share=now.shares.get(stage.id, UNKNOWN) if now else UNKNOWN,
        cost=seen.newest(stage.cost, until),
        capacity=seen.newest(stage.capacity, until),
        reentries=seen.newest(stage.reentries, until),
        share_before=before.shares.get(stage.id, UNKNOWN) if before else UNKNOWN,
        target_share=alone.share if alone else None,
        target_year=alone.year if alone else None,
    )


def _costs(stage: StageFigures) -> StageCost:
    clients = stage.clients
    returned = stage.reentries if stage.reentries.year == clients.year else UNKNOWN
    return StageCost(
        in_all=_of(clients, stage.cost, lambda count, euros: count * euros),
        used=_of(clients, stage.capacity, lambda count, room: 100 * count / room if room else None),
        returned=_of(clients, returned, lambda count, back: 100 * back / count if count else None),
    )


def _cost_in_all(
    now: Mix | None, stages: Mapping[str, StageFigures], costs: Mapping[str, StageCost]
) -> Value:
    """Not told where a number of clients is not: with the cost of each it would be one more equation."""
    if now is None or now.total.value is None:
        return UNKNOWN
    if any(value.suppressed for value in now.clients.values()):
        return Value(None, now.year, suppressed=True)
    parts = [costs[id_].in_all for id_ in now.clients]
    if not parts or any(part.value is None for part in parts):
        return UNKNOWN
    made_up = any(part.illustrative for part in parts)
    return Value(sum(part.value or 0.0 for part in parts), now.year, illustrative=made_up)


def _savings(chain: Chain, now: Mix | None, stages: Mapping[str, StageFigures]) -> list[Saving]:
    """One for each step down; where fewer than one per cent of the clients stand there, there is none."""
    if now is None or now.total.value is None:
        return []
    people = now.total.value / 100
    found = []
    for lighter, heavier in pairwise(chain.stages):
        cheap, dear = stages[lighter.id].cost.value, stages[heavier.id].cost.value
        share = now.shares.get(heavier.id, UNKNOWN).value
        if cheap is not None and dear is not None and share is not None and share >= 1:
            found.append(Saving(heavier.id, lighter.id, people, people * (dear - cheap)))
    return found


def _handover(seen: Counted, handover: Handover, until: int | None) -> HandoverFigures:
    """The median of few people tells of each of them: it is told as far as their number is."""
    flow, days = seen.newest(handover.flow, until), seen.newest(handover.days, until)
    if days.year is not None and handover.flow and seen.is_hidden(handover.flow, days.year):
        days = Value(None, days.year, suppressed=True, illustrative=days.illustrative)
    promised = handover.promise_days
    kept = None if promised is None or days.value is None else days.value <= promised
    weak = weakness(responsible=bool(handover.responsible), promise_days=promised, days=days)
    return HandoverFigures(days=days, flow=flow, promise_days=promised, kept=kept, weak=weak)


def _target(target: Target, chain: Chain, now: Mix | None) -> TargetFigures:
    """The share its stages have together, and whether it is where the goal wants it."""
    shares = [now.shares.get(id_, UNKNOWN) for id_ in target.stages] if now else []
    if not shares or any(share.value is None for share in shares):
        return TargetFigures(Value(suppressed=any(share.suppressed for share in shares)))
    share = sum(share.value or 0.0 for share in shares)
    made_up = any(each.illustrative for each in shares)
    reached = None
    if target.share is not None:
        reached = share >= target.share if _wants_more(target, chain) else share <= target.share
    return TargetFigures(Value(share, now.year if now else None, illustrative=made_up), reached)


def _wants_more(target: Target, chain: Chain) -> bool:
    """A goal for lighter stages wants at least its share of the clients there, for heavier ones at most."""
    if target.direction:
        return target.direction == "increase"
    inside = [stage.number for stage in chain.stages if stage.id in target.stages]
    others = [stage.number for stage in chain.stages if stage.id not in target.stages]
    return not others or sum(inside) / max(len(inside), 1) < sum(others) / len(others)


def _of(first: Value, second: Value, rule: _Rule) -> Value:
    """A figure made of two; not told where one of them is not."""
    if first.value is None or second.value is None:
        hidden = first.suppressed or second.suppressed
        return Value(None, first.year, suppressed=hidden) if hidden else UNKNOWN
    value = rule(first.value, second.value)
    if value is None:
        return UNKNOWN
    return Value(value, first.year, illustrative=first.illustrative or second.illustrative)
