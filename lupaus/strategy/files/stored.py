"""From the database to a document: what is stored, in the planner's order, without what is retired."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from django.utils.translation import gettext as _

from lupaus.indicators.models import Indicator
from lupaus.strategy.files import document as written
from lupaus.strategy.files.rules import Names
from lupaus.strategy.models import FocusArea, Goal, Measure, Promise, Strategy, Target
from lupaus.web.refusals import NotFound

P = TypeVar("P", Goal, Target, Measure)


def stored_document(strategy_id: str) -> written.Document:
    """The document of a strategy and the indicators its targets use. Nine queries; raises `NotFound`."""
    strategy = Strategy.objects.filter(id=strategy_id).first() if "\x00" not in strategy_id else None
    if strategy is None:
        names = Names(Strategy.objects.values_list("id", flat=True))
        raise NotFound(_("There is no strategy “%(id)s”.") % {"id": strategy_id} + names.near(strategy_id))
    targets = _by_parent(strategy.targets.filter(retired_at=None), "goal_id")
    measures = _by_parent(strategy.measures.filter(retired_at=None), "goal_id")
    goals = _by_parent(strategy.goals.filter(retired_at=None), "focus_area_id")
    areas = tuple(
        _focus_area(area, [_goal(goal, targets[goal.pk], measures[goal.pk]) for goal in goals[area.pk]])
        for area in strategy.focus_areas.filter(retired_at=None)
    )
    body = written.StrategyEntry(
        id=strategy.id,
        organiser=written.Organiser(name=strategy.organiser_name, region=strategy.organiser_region_id),
        title=strategy.title,
        vision=strategy.vision,
        mission=strategy.mission,
        period=written.Period(start=strategy.start_year, end=strategy.end_year),
        focus_areas=areas,
    )
    promises = strategy.promises.filter(retired_at=None).prefetch_related("evidence", "goals")
    body = replace(body, promises=tuple(_promise(promise, body) for promise in promises))
    return written.Document(indicators=_indicators(body), strategy=body)


def _by_parent(parts: Iterable[P], parent: str) -> Mapping[int, list[P]]:
    """Parts by the key of the part they belong to, in their order."""
    found: dict[int, list[P]] = defaultdict(list)
    for part in parts:
        found[getattr(part, parent)].append(part)
    return found


def _focus_area(area: FocusArea, goals: Iterable[written.GoalEntry]) -> written.FocusAreaEntry:
    return written.FocusAreaEntry(
        id=area.slug, title=area.title, description=area.description, goals=tuple(goals)
    )


def _goal(goal: Goal, targets: Iterable[Target], measures: Iterable[Measure]) -> written.GoalEntry:
    return written.GoalEntry(
        id=goal.slug,
        number=goal.number,
        title=goal.title,
        description=goal.description,
        targets=tuple(map(_target, targets)),
        measures=tuple(map(_measure, measures)),
    )


def _target(target: Target) -> written.TargetEntry:
    level = None
    if target.target_year is not None and target.target_value is not None:
        level = written.Level(year=target.target_year, value=target.target_value)
    return written.TargetEntry(
        id=target.slug,
        title=target.title,
        indicator=target.indicator_id,
        region=target.region_id,
        gender=target.gender,
        method=target.method,
        baseline=written.Baseline(year=target.baseline_year, value=target.baseline_value),
        target=level,
        direction=target.direction,
    )


def _measure(measure: Measure) -> written.MeasureEntry:
    return written.MeasureEntry(
        id=measure.slug,
        title=measure.title,
        responsible=measure.responsible,
        start=measure.start,
        end=measure.end,
        status=measure.status,
    )


def _promise(promise: Promise, body: written.StrategyEntry) -> written.PromiseEntry:
    """Evidence has no order of its own: it is written in the order of the document."""
    evidence = {target.slug for target in promise.evidence.all()}
    goals = {goal.slug for goal in promise.goals.all()}
    return written.PromiseEntry(
        id=promise.slug,
        title=promise.title,
        description=promise.description,
        life_stage=promise.life_stage,
        evidence=tuple(target.id for target in body.targets if target.id in evidence),
        goals=tuple(goal.id for goal in body.goals if goal.id in goals),
    )


def _indicators(body: written.StrategyEntry) -> tuple[written.IndicatorEntry, ...]:
    """The indicators of the targets, in the order they are first used."""
    used = list(dict.fromkeys(target.indicator for target in body.targets))
    found = Indicator.objects.in_bulk(used)
    return tuple(_indicator(found[name]) for name in used)


def _indicator(indicator: Indicator) -> written.IndicatorEntry:
    return written.IndicatorEntry(
        id=indicator.id,
        title=indicator.title,
        description=indicator.description or None,
        unit=indicator.unit or None,
        decimals=indicator.decimals,
        polarity=indicator.polarity,
        producer=indicator.producer or None,
        licence=indicator.licence or None,
        source=written.Source(
            kind=indicator.source_kind, id=indicator.source_id, url=indicator.source_url or None
        ),
        theme=indicator.theme or None,
        rhythm=written.Rhythm(every=indicator.rhythm_years, lag=indicator.lag_years),
    )
