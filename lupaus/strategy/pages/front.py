"""The front page: the vision, the state of the goals at a glance, the promises by life stage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

from lupaus.strategy.assessments import GoalAssessment
from lupaus.strategy.models import FocusArea, Goal, LifeStage, Promise, Strategy
from lupaus.strategy.pages.chosen import OtherStrategy, others
from lupaus.strategy.pages.judged import Judged, judged
from lupaus.strategy.pages.versions import InForce, in_force
from lupaus.strategy.queries import strategies
from lupaus.strategy.sentences import status_word
from lupaus.strategy.verdicts.words import UNJUDGED, Status
from lupaus.web.address import Address
from lupaus.web.texts import Text


class Mark(NamedTuple):
    """A verdict as shown: the word of the code and the word of the reader."""

    status: str
    word: str


class GoalCard(NamedTuple):
    """A goal at a glance; `targets` holds the verdict of each of its targets."""

    goal: Goal
    verdict: Mark
    targets: tuple[Mark, ...]


class AreaOfGoals(NamedTuple):
    area: FocusArea
    goals: tuple[GoalCard, ...]


class PromiseCard(NamedTuple):
    promise: Promise
    verdict: Mark
    judged: int
    evidence: int


class StageOfPromises(NamedTuple):
    label: str
    promises: tuple[PromiseCard, ...]


@dataclass(frozen=True, slots=True)
class FrontPage:
    strategy: Strategy
    others: tuple[OtherStrategy, ...]
    place: Text
    chosen: bool
    sentence: str
    parts: tuple[tuple[str, str, int], ...]
    areas: tuple[AreaOfGoals, ...]
    stages: tuple[StageOfPromises, ...]
    newest_year: int | None
    illustrative: bool
    version: InForce | None


def front(address: Address) -> FrontPage | None:
    """None while no strategy is loaded."""
    if not strategies():
        return None
    whole = judged(address)
    return FrontPage(
        strategy=whole.strategy,
        others=others(address),
        place=whole.place.name,
        chosen=whole.region is not None,
        sentence=state_sentence(whole, address.language),
        parts=state_parts(goal.status for goal in whole.assessment.goals),
        areas=areas_of_goals(whole),
        stages=_stages(whole),
        newest_year=whole.newest_year,
        illustrative=whole.illustrative,
        version=in_force(whole.strategy.id),
    )


def mark(status: Status) -> Mark:
    return Mark(status.value, status_word(status))


def promise_mark(status: Status) -> Mark:
    """A promise is kept or not; the shape and colour are those of the verdict behind it."""
    words = {
        Status.ON_TRACK: _("is being kept"),
        Status.AT_RISK: _("at risk of not being kept"),
        Status.OFF_TRACK: _("is not being kept"),
    }
    return Mark(status.value, words.get(status) or status_word(status))


def state_sentence(whole: Judged, language: str) -> str:
    """The answer in one sentence: how many goals are on track, where."""
    goals = whole.assessment.goals
    if not goals:
        return _("%(place)s: the strategy has no goals yet.") % {"place": whole.place.name.words(language)}
    return _("%(place)s: %(count)s of %(total)s strategic goals are on track.") % {
        "place": whole.place.name.words(language),
        "count": sum(goal.status is Status.ON_TRACK for goal in goals),
        "total": len(goals),
    }


def state_parts(statuses: Iterable[Status]) -> tuple[tuple[str, str, int], ...]:
    """(status, word, count) of every status there is, best first; what cannot be judged is counted once."""
    counts = Counter(Status.NO_DATA if status in UNJUDGED else status for status in statuses)
    return tuple((status.value, status_word(status), counts[status]) for status in Status if counts[status])


def areas_of_goals(whole: Judged) -> tuple[AreaOfGoals, ...]:
    """Every focus area with its goals, in the planner's order."""
    by_id = {goal.id: goal for goal in whole.assessment.goals}
    return tuple(
        AreaOfGoals(
            area.focus_area,
            tuple(_goal_card(each.goal, by_id[each.goal.slug]) for each in area.goals),
        )
        for area in whole.outline.focus_areas
    )


def _goal_card(goal: Goal, found: GoalAssessment) -> GoalCard:
    return GoalCard(goal, mark(found.status), tuple(mark(target.status) for target in found.targets))


def stage_label(stage: str) -> str:
    return {
        LifeStage.CHILDREN.value: _("Children, young people and families"),
        LifeStage.WORKING_AGE.value: _("People of working age"),
        LifeStage.OLDER.value: _("Older people"),
        LifeStage.ALL.value: _("Everyone"),
    }[stage]


def _stages(whole: Judged) -> tuple[StageOfPromises, ...]:
    by_id = {promise.id: promise for promise in whole.assessment.promises}
    stages = []
    for stage in LifeStage:
        cards = []
        for each in whole.outline.promises:
            if each.promise.life_stage != stage:
                continue
            found = by_id[each.promise.slug]
            unjudged = sum(found.counts[status] for status in UNJUDGED)
            evidence = sum(found.counts.values())
            cards.append(PromiseCard(each.promise, promise_mark(found.status), evidence - unjudged, evidence))
        if cards:
            stages.append(StageOfPromises(stage_label(stage.value), tuple(cards)))
    return tuple(stages)
