"""Strategies and their goals over the API."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema

from lupaus.indicators.models import Gender
from lupaus.strategy import queries
from lupaus.strategy.api.levels import LevelOut
from lupaus.strategy.models import Direction, LifeStage, Measure, MeasureStatus, Method, Strategy, Target
from lupaus.web.api.shapes import Page, Paging, Words, page
from lupaus.web.refusals import NotFound

router = Router()


class OrganiserOut(Schema):
    name: Words
    region: str


class PeriodOut(Schema):
    start: int
    end: int


class StrategyOut(Schema):
    """What an organiser has promised to reach in a period."""

    id: str
    title: Words
    vision: Words
    mission: Words
    organiser: OrganiserOut
    period: PeriodOut
    retired: bool


class StrategyPage(Page):
    items: list[StrategyOut]


class TargetOut(Schema):
    """The level an indicator should reach, or the direction alone. A baseline without a value is read
    from the statistics."""

    id: str
    title: Words
    indicator: str
    region: str
    gender: Gender
    method: Method
    baseline: LevelOut
    target: LevelOut | None
    direction: Direction | None


class MeasureOut(Schema):
    id: str
    title: Words
    responsible: Words
    start: date | None
    end: date | None
    status: MeasureStatus


class GoalOut(Schema):
    id: str
    number: int | None
    title: Words
    description: Words
    targets: list[TargetOut]
    measures: list[MeasureOut]


class FocusAreaOut(Schema):
    id: str
    title: Words
    description: Words
    goals: list[GoalOut]


class PromiseOut(Schema):
    """What residents can count on; `evidence` are the ids of the targets that show whether it holds."""

    id: str
    title: Words
    description: Words
    life_stage: LifeStage
    goals: list[str]
    evidence: list[str]


class StrategyWhole(StrategyOut):
    """A strategy as it stands now."""

    focus_areas: list[FocusAreaOut]
    promises: list[PromiseOut]


class GoalPage(Page):
    items: list[GoalOut]


@router.get(
    "/strategies", response=StrategyPage, tags=["strategies"], summary="Strategies", url_name="strategies"
)
def strategies(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """The strategies in force, the one begun last first."""
    found = queries.strategies()
    part = found[paging.offset : paging.offset + paging.limit]
    return page(request, map(_strategy, part), total=len(found), limit=paging.limit, offset=paging.offset)


@router.get(
    "/strategies/{id}",
    response=StrategyWhole,
    tags=["strategies"],
    summary="One strategy, whole",
    url_name="strategy",
)
def strategy(request: HttpRequest, id: str) -> dict[str, Any]:  # noqa: A002 - the field's own name
    """Focus areas, goals, targets, measures and promises, without what was retired."""
    chosen = queries.strategy(id)
    outline = queries.outline(chosen)
    return {
        **_strategy(chosen),
        "focus_areas": [
            {
                "id": area.focus_area.slug,
                "title": area.focus_area.title,
                "description": area.focus_area.description,
                "goals": [_goal(goal) for goal in area.goals],
            }
            for area in outline.focus_areas
        ],
        "promises": [
            {
                "id": each.promise.slug,
                "title": each.promise.title,
                "description": each.promise.description,
                "life_stage": each.promise.life_stage,
                "goals": [goal.slug for goal in each.goals],
                "evidence": [target.slug for target in each.targets],
            }
            for each in outline.promises
        ],
    }


@router.get("/strategies/{id}/goals", response=GoalPage, tags=["goals"], summary="Goals", url_name="goals")
def goals(request: HttpRequest, id: str, paging: Query[Paging]) -> dict[str, Any]:  # noqa: A002 - as above
    """The goals of a strategy in the planner's order."""
    found = queries.outline(queries.strategy(id)).goals
    part = found[paging.offset : paging.offset + paging.limit]
    return page(request, map(_goal, part), total=len(found), limit=paging.limit, offset=paging.offset)


@router.get(
    "/strategies/{id}/goals/{goal}", response=GoalOut, tags=["goals"], summary="One goal", url_name="goal"
)
def goal(request: HttpRequest, id: str, goal: str) -> dict[str, Any]:  # noqa: A002 - as above
    """A goal with its targets and measures."""
    for each in queries.outline(queries.strategy(id)).goals:
        if each.goal.slug == goal:
            return _goal(each)
    raise NotFound(_("There is no goal %(id)s.") % {"id": goal})


def _strategy(chosen: Strategy) -> dict[str, Any]:
    return {
        "id": chosen.id,
        "title": chosen.title,
        "vision": chosen.vision,
        "mission": chosen.mission,
        "organiser": {"name": chosen.organiser_name, "region": chosen.organiser_region_id},
        "period": {"start": chosen.start_year, "end": chosen.end_year},
        "retired": chosen.retired_at is not None,
    }


def _goal(each: queries.GoalOutline) -> dict[str, Any]:
    return {
        "id": each.goal.slug,
        "number": each.goal.number,
        "title": each.goal.title,
        "description": each.goal.description,
        "targets": [_target(target) for target in each.targets],
        "measures": [_measure(measure) for measure in each.measures],
    }


def _target(target: Target) -> dict[str, Any]:
    level = {"year": target.target_year, "value": target.target_value}
    return {
        "id": target.slug,
        "title": target.title,
        "indicator": target.indicator_id,
        "region": target.region_id,
        "gender": target.gender,
        "method": target.method,
        "baseline": {"year": target.baseline_year, "value": target.baseline_value},
        "target": level if target.target_year is not None else None,
        "direction": target.direction or None,
    }


def _measure(measure: Measure) -> dict[str, Any]:
    return {
        "id": measure.slug,
        "title": measure.title,
        "responsible": measure.responsible,
        "start": measure.start,
        "end": measure.end,
        "status": measure.status,
    }
