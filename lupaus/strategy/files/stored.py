"""From the database to a document: what is stored, in the planner's order, without what is retired."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lupaus.indicators.models import Indicator
from lupaus.indicators.queries import indicators_by_id, parts_said
from lupaus.strategy import queries
from lupaus.strategy.files import document as written
from lupaus.strategy.models import Measure, Promise, Target


def stored_document(strategy_id: str) -> written.Document:
    """The document of a strategy and the indicators its targets use. A fixed number of queries.

    Raises `NotFound`.
    """
    outline = queries.outline(queries.strategy(strategy_id))
    strategy = outline.strategy
    return written.Document(
        indicators=_indicators(outline),
        strategy=written.StrategyEntry(
            id=strategy.id,
            organiser=written.Organiser(name=strategy.organiser_name, region=strategy.organiser_region_id),
            title=strategy.title,
            vision=strategy.vision,
            mission=strategy.mission,
            period=written.Period(start=strategy.start_year, end=strategy.end_year),
            focus_areas=tuple(map(_focus_area, outline.focus_areas)),
            promises=tuple(_promise(each.promise, outline) for each in outline.promises),
        ),
    )


def _focus_area(outline: queries.FocusAreaOutline) -> written.FocusAreaEntry:
    area = outline.focus_area
    return written.FocusAreaEntry(
        id=area.slug,
        title=area.title,
        attributes=area.attributes or None,
        description=area.description,
        goals=tuple(map(_goal, outline.goals)),
    )


def _goal(outline: queries.GoalOutline) -> written.GoalEntry:
    goal = outline.goal
    return written.GoalEntry(
        id=goal.slug,
        number=goal.number,
        title=goal.title,
        attributes=goal.attributes or None,
        description=goal.description,
        targets=tuple(map(_target, outline.targets)),
        measures=tuple(map(_measure, outline.measures)),
    )


def _target(target: Target) -> written.TargetEntry:
    level = None
    if target.target_year is not None and target.target_value is not None:
        level = written.Level(year=target.target_year, value=target.target_value)
    return written.TargetEntry(
        id=target.slug,
        title=target.title,
        attributes=target.attributes or None,
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
        attributes=measure.attributes or None,
        responsible=measure.responsible,
        start=measure.start,
        end=measure.end,
        status=measure.status,
    )


def _promise(promise: Promise, outline: queries.Outline) -> written.PromiseEntry:
    """Evidence has no order of its own: it is written in the order of the document."""
    evidence = {target.pk for target in promise.evidence.all()}
    goals = {goal.pk for goal in promise.goals.all()}
    return written.PromiseEntry(
        id=promise.slug,
        title=promise.title,
        attributes=promise.attributes or None,
        description=promise.description,
        life_stage=promise.life_stage,
        evidence=tuple(target.slug for target in outline.targets if target.pk in evidence),
        goals=tuple(each.goal.slug for each in outline.goals if each.goal.pk in goals),
    )


def _indicators(outline: queries.Outline) -> tuple[written.IndicatorEntry, ...]:
    """The indicators of the targets, in the order they are first used, and those they are made of."""
    used = {target.indicator_id: target.indicator for target in outline.targets}
    return tuple(map(indicator_entry, with_parts(used).values()))


def with_parts(used: dict[str, Indicator]) -> dict[str, Indicator]:
    """Some indicators and all they are worked out from. One query for each level of derivation."""
    found = dict(used)
    missing = _parts(found.values())
    while missing - found.keys():
        fresh = indicators_by_id(missing - found.keys())
        if not fresh:
            break
        found |= fresh
        missing = _parts(fresh.values())
    return found


def _parts(indicators: Iterable[Indicator]) -> set[str]:
    return {part.indicator for each in indicators for part in parts_said(each)}


def _derivation(indicator: Indicator) -> written.DerivationEntry | None:
    if not parts_said(indicator) or indicator.derivation is None:
        return None
    said: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in indicator.derivation.items()
    }
    return written.DerivationEntry(**said)


def indicator_entry(indicator: Indicator) -> written.IndicatorEntry:
    """What a file says of an indicator of the catalogue."""
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
        derivation=_derivation(indicator),
        organisation=indicator.organisation,
        counts="people" if indicator.counts_people else "",
        least=indicator.least,
        most=indicator.most,
        theme=indicator.theme or None,
        rhythm=written.Rhythm(every=indicator.rhythm_years, lag=indicator.lag_years),
    )
