"""What the strategy tells lower rooms of an indicator: how its targets go, and which promises rest on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.urls import reverse

from lupaus.services.verdicts import Judged, Mark, Promised, Verdicts
from lupaus.strategy.assessments import GoalAssessment
from lupaus.strategy.pages.chosen import name_in_address, strategy_of
from lupaus.strategy.pages.front import mark, promise_mark
from lupaus.strategy.pages.judged import Judged as JudgedStrategy
from lupaus.strategy.pages.judged import judged
from lupaus.strategy.verdicts.goals import counted, goal_status
from lupaus.strategy.verdicts.words import Status
from lupaus.web.address import Address
from lupaus.web.refusals import NotFound


def verdicts_of(address: Address, indicators: Collection[str], region: str | None) -> Verdicts:
    """The targets of the address's strategy that are judged by some indicators; none without a strategy."""
    whole = _whole(address, region)
    if whole is None:
        return Verdicts(rule=_together)
    wanted = frozenset(indicators)
    scope = name_in_address(whole.strategy.id)
    found: dict[str, list[Judged]] = defaultdict(list)
    titles = {each.goal.slug: each.goal.title for area in whole.outline.focus_areas for each in area.goals}
    for goal in whole.assessment.goals:
        for target in goal.targets:
            if target.indicator in wanted:
                href = address.link(reverse("strategy:goal", args=[goal.id]), strategy=scope)
                found[target.indicator].append(
                    Judged(target.indicator, Mark(*mark(target.status)), titles[goal.id], href)
                )
    return Verdicts({indicator: tuple(each) for indicator, each in found.items()}, _together)


def promises_of(address: Address, indicators: Collection[str], region: str | None) -> tuple[Promised, ...]:
    """The promises whose evidence, or a goal of theirs, is judged by some indicators."""
    whole = _whole(address, region)
    if whole is None:
        return ()
    wanted = frozenset(indicators)
    goals = {goal.id for goal in whole.assessment.goals if _concerns(goal, wanted)}
    targets = {
        target.id for goal in whole.assessment.goals for target in goal.targets if target.indicator in wanted
    }
    scope = name_in_address(whole.strategy.id)
    status = {promise.id: promise.status for promise in whole.assessment.promises}
    return tuple(
        Promised(
            each.promise.title,
            Mark(*promise_mark(status[each.promise.slug])),
            address.link(reverse("strategy:promise", args=[each.promise.slug]), strategy=scope),
        )
        for each in whole.outline.promises
        if goals.intersection(goal.slug for goal in each.goals)
        or targets.intersection(target.slug for target in each.targets)
    )


def _whole(address: Address, region: str | None) -> JudgedStrategy | None:
    try:
        strategy_of(address)
    except NotFound:
        return None
    return judged(address, region=region)


def _concerns(goal: GoalAssessment, wanted: frozenset[str]) -> bool:
    return any(target.indicator in wanted for target in goal.targets)


def _together(statuses: Iterable[str]) -> Mark:
    return Mark(*mark(goal_status(counted(Status(status) for status in statuses))))
