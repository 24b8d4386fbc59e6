"""The page of one promise: is it kept, and on what evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

from lupaus.strategy.models import Goal, Promise, Strategy
from lupaus.strategy.pages.front import Mark, mark, promise_mark, stage_label, state_parts
from lupaus.strategy.pages.judged import judged
from lupaus.strategy.sentences import headline
from lupaus.strategy.verdicts.words import Status
from lupaus.web.address import Address
from lupaus.web.refusals import NotFound
from lupaus.web.texts import Text


class Evidence(NamedTuple):
    """A target behind the promise, in one sentence, and the goal it belongs to."""

    id: str
    title: Text
    sentence: str
    verdict: Mark
    stale: bool
    goal: Goal


@dataclass(frozen=True, slots=True)
class PromisePage:
    strategy: Strategy
    place: Text
    promise: Promise
    stage: str
    verdict: Mark
    sentence: str
    parts: tuple[tuple[str, str, int], ...]
    evidence: tuple[Evidence, ...]
    illustrative: bool


def promise(address: Address, slug: str) -> PromisePage:
    """Raises `NotFound`."""
    whole = judged(address)
    found = next((each for each in whole.outline.promises if each.promise.slug == slug), None)
    if found is None:
        raise NotFound(_("There is no promise %(id)s.") % {"id": slug})
    verdict = next(each for each in whole.assessment.promises if each.id == slug)
    results = {target.id: target for goal in whole.assessment.goals for target in goal.targets}
    goals = {target.pk: each.goal for each in whole.outline.goals for target in each.targets}
    evidence = tuple(
        Evidence(
            target.slug,
            target.title,
            headline(results[target.slug], target.indicator, (whole.region or target.region).name),
            mark(results[target.slug].status),
            results[target.slug].stale,
            goals[target.pk],
        )
        for target in found.targets
    )
    return PromisePage(
        strategy=whole.strategy,
        place=whole.place.name,
        promise=found.promise,
        stage=stage_label(found.promise.life_stage),
        verdict=promise_mark(verdict.status),
        sentence=_sentence(verdict.status) % {"place": whole.place.name.words(address.language)},
        parts=state_parts(results[target.slug].status for target in found.targets),
        evidence=evidence,
        illustrative=any(results[target.slug].illustrative for target in found.targets),
    )


def _sentence(status: Status) -> str:
    return {
        Status.ON_TRACK: _("%(place)s: the promise is being kept, as far as the statistics can tell."),
        Status.AT_RISK: _("%(place)s: part of the statistics speaks for the promise, part against it."),
        Status.OFF_TRACK: _("%(place)s: the statistics do not show that the promise is being kept."),
    }.get(status, _("%(place)s: there are not enough figures yet to tell whether the promise is kept."))
