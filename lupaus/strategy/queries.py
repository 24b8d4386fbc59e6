"""What may be asked about strategies. What was retired stays out, except where it is asked for by its id."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lupaus.regions.models import Region
from lupaus.strategy.models import FocusArea, Goal, Measure, Part, Promise, Strategy, Target
from lupaus.web.refusals import NotFound

PartType = TypeVar("PartType", bound=Part)
OfGoal = TypeVar("OfGoal", Target, Measure)


@dataclass(frozen=True, slots=True)
class GoalOutline:
    """A goal with its targets (indicator and region at hand) and measures, in the planner's order."""

    goal: Goal
    targets: tuple[Target, ...]
    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class FocusAreaOutline:
    focus_area: FocusArea
    goals: tuple[GoalOutline, ...]


@dataclass(frozen=True, slots=True)
class PromiseOutline:
    """A promise, the goals it leans on, and all its evidence: targets named for it and those of its goals."""

    promise: Promise
    goals: tuple[Goal, ...]
    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """A strategy as it stands now, whole."""

    strategy: Strategy
    focus_areas: tuple[FocusAreaOutline, ...]
    promises: tuple[PromiseOutline, ...]

    @property
    def goals(self) -> tuple[GoalOutline, ...]:
        return tuple(goal for area in self.focus_areas for goal in area.goals)

    @property
    def targets(self) -> tuple[Target, ...]:
        return tuple(target for goal in self.goals for target in goal.targets)


def strategies() -> list[Strategy]:
    """Every strategy in force, the one begun last first. One query."""
    return list(Strategy.objects.filter(retired_at=None).select_related("organiser_region"))


def strategy(strategy_id: str | None = None) -> Strategy:
    """The strategy of an id; without one, that of `LUPAUS_STRATEGY`, else the one begun last. One query.

    Raises `NotFound`. An id also finds a retired strategy: old addresses still speak of it.
    """
    wanted = strategy_id or settings.LUPAUS_STRATEGY
    rows = Strategy.objects.select_related("organiser_region")
    if not wanted:
        newest = rows.filter(retired_at=None).first()
        if newest is None:
            raise NotFound(_("No strategy has been loaded yet. Load one with `lupaus load FILE`."))
        return newest
    found = rows.filter(id=wanted).first() if "\x00" not in wanted else None
    if found is None:
        raise NotFound(_("There is no strategy %(id)s.") % {"id": wanted})
    return found


def outline(chosen: Strategy) -> Outline:
    """Everything in force in a strategy. At most seven queries, however much it holds."""
    targets = _by_goal(_in_force(Target, chosen).select_related("indicator", "region"))
    measures = _by_goal(_in_force(Measure, chosen))
    goals: dict[int, list[GoalOutline]] = defaultdict(list)
    for goal in _in_force(Goal, chosen):
        goals[goal.focus_area_id].append(GoalOutline(goal, tuple(targets[goal.pk]), tuple(measures[goal.pk])))
    areas = tuple(FocusAreaOutline(area, tuple(goals[area.pk])) for area in _in_force(FocusArea, chosen))
    promises = _in_force(Promise, chosen).prefetch_related("evidence", "goals")
    return Outline(
        strategy=chosen,
        focus_areas=areas,
        promises=tuple(_promise_outline(promise, areas) for promise in promises),
    )


def codes_in_categories_of(codes: Collection[str]) -> dict[str, str]:
    """Every region, past ones too, of the categories these regions belong to: code → category. One query."""
    categories = Region.objects.filter(code__in=codes).order_by().values("category")
    return dict(Region.objects.filter(category__in=categories).values_list("code", "category"))


def _in_force(kind: type[PartType], chosen: Strategy) -> QuerySet[PartType]:
    return kind._default_manager.filter(strategy=chosen, retired_at=None)


def _by_goal(parts: Iterable[OfGoal]) -> dict[int, list[OfGoal]]:
    sorted_out: dict[int, list[OfGoal]] = defaultdict(list)
    for part in parts:
        sorted_out[part.goal_id].append(part)
    return sorted_out


def _promise_outline(promise: Promise, areas: Iterable[FocusAreaOutline]) -> PromiseOutline:
    """Evidence in the order of the strategy, each target once."""
    leans_on = {goal.pk for goal in promise.goals.all()}
    named = {target.pk for target in promise.evidence.all()}
    goals = [goal for area in areas for goal in area.goals]
    return PromiseOutline(
        promise=promise,
        goals=tuple(each.goal for each in goals if each.goal.pk in leans_on),
        targets=tuple(
            target
            for each in goals
            for target in each.targets
            if target.pk in named or each.goal.pk in leans_on
        ),
    )
