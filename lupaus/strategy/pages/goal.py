"""The page of one goal: for each target the answer, the path, the reason, the table and the source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

from lupaus.strategy.assessments import TargetAssessment
from lupaus.strategy.models import FocusArea, Goal, Measure, MeasureStatus, Strategy
from lupaus.strategy.pages.front import Mark, mark, state_parts
from lupaus.strategy.pages.judged import Judged, judged
from lupaus.strategy.pages.target import TargetView, target_view
from lupaus.strategy.queries import GoalOutline
from lupaus.strategy.verdicts.words import KEPT, UNJUDGED
from lupaus.web.address import Address
from lupaus.web.refusals import NotFound
from lupaus.web.texts import Text


class MeasureLine(NamedTuple):
    """A means to the goal, its time and state in words."""

    measure: Measure
    period: str
    status: str


@dataclass(frozen=True, slots=True)
class GoalPage:
    strategy: Strategy
    place: Text
    goal: Goal
    focus_area: FocusArea
    verdict: Mark
    sentence: str
    parts: tuple[tuple[str, str, int], ...]
    targets: tuple[TargetView, ...]
    measures: tuple[MeasureLine, ...]
    previous: Goal | None
    next: Goal | None
    illustrative: bool
    release: int | None


def goal(address: Address, slug: str) -> GoalPage:
    """Raises `NotFound`."""
    whole = judged(address, goal=slug)
    focus_area, found = _find(whole, slug)
    assessed = whole.assessment.goals[0]
    views = tuple(
        target_view(target, result, whole, address.language)
        for target, result in zip(found.targets, assessed.targets, strict=True)
    )
    goals = [each.goal for each in whole.outline.goals]
    place = goals.index(found.goal)
    return GoalPage(
        strategy=whole.strategy,
        place=whole.place.name,
        goal=found.goal,
        focus_area=focus_area,
        verdict=mark(assessed.status),
        sentence=_sentence(assessed.targets, whole, address.language),
        parts=state_parts(target.status for target in assessed.targets),
        targets=views,
        measures=tuple(_measure_line(measure) for measure in found.measures),
        previous=goals[place - 1] if place else None,
        next=goals[place + 1] if place + 1 < len(goals) else None,
        illustrative=whole.illustrative,
        release=whole.assessment.release,
    )


def _find(whole: Judged, slug: str) -> tuple[FocusArea, GoalOutline]:
    for area in whole.outline.focus_areas:
        for each in area.goals:
            if each.goal.slug == slug:
                return area.focus_area, each
    raise NotFound(_("There is no goal %(id)s.") % {"id": slug})


def _sentence(targets: tuple[TargetAssessment, ...], whole: Judged, language: str) -> str:
    if all(target.status in UNJUDGED for target in targets):
        return _("%(place)s: no target of this goal can be judged yet.") % {
            "place": whole.place.name.words(language)
        }
    good = sum(target.status in KEPT for target in targets)
    return _(
        "%(place)s: %(count)s of %(total)s targets of this goal are achieved, on track or improving."
    ) % {
        "place": whole.place.name.words(language),
        "count": good,
        "total": len(targets),
    }


def _measure_line(measure: Measure) -> MeasureLine:
    return MeasureLine(measure, _period(measure), measure_status(measure.status))


def _period(measure: Measure) -> str:
    years = [str(day.year) if day else "" for day in (measure.start, measure.end)]
    return years[0] if years[0] == years[1] else "–".join(years)


def measure_status(status: str) -> str:
    return {
        MeasureStatus.PLANNED.value: _("planned"),
        MeasureStatus.STARTED.value: _("started"),
        MeasureStatus.DONE.value: _("done"),
        MeasureStatus.STOPPED.value: _("stopped"),
    }[status]
