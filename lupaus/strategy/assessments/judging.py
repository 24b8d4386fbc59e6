"""The verb: judge a strategy, every target against the statistics, every goal and promise by its targets.

The arithmetic is in `lupaus.strategy.verdicts`; here what it needs is fetched, once for all targets.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from lupaus.indicators import queries as statistics
from lupaus.indicators.models import Indicator, Polarity, Release
from lupaus.indicators.observations import SeriesKey
from lupaus.regions import queries as areas
from lupaus.strategy.assessments.answers import (
    GoalAssessment,
    Latest,
    PromiseAssessment,
    StrategyAssessment,
    TargetAssessment,
)
from lupaus.strategy.assessments.figures import Figures, figures_for, series_key
from lupaus.strategy.models import Direction, Method, Strategy, Target
from lupaus.strategy.queries import GoalOutline, Outline, codes_in_categories_of, outline
from lupaus.strategy.verdicts.goals import counted, goal_status
from lupaus.strategy.verdicts.judgement import Aim, Verdict, better_side, judge, needed_path
from lupaus.strategy.verdicts.ranks import rank
from lupaus.strategy.verdicts.trends import projection, trend
from lupaus.strategy.verdicts.words import Level, Projection, Rank, Trend
from lupaus.web.refusals import NotFound

BETTER: Final[Mapping[str, int]] = {
    Polarity.HIGHER_IS_BETTER: 1,
    Polarity.LOWER_IS_BETTER: -1,
    Polarity.NEUTRAL: 0,
}


def assess(
    strategy: Strategy,
    *,
    region: str | None = None,
    release: Release | None,
    as_of: int | None = None,
    today: int,
    goal: str | None = None,
    known: Outline | None = None,
) -> StrategyAssessment:
    """Judge a strategy by the statistics of `release` (`None`: nothing has been imported yet).

    `region` judges every target for one region: with the baseline written for it where the target was set for
    that region, else the same level with that region's own baseline out of the statistics.
    `as_of` hides observations of later years, and tells from which year staleness is seen; else that is
    `today`, the calendar year. `goal` limits the answer to one goal, without promises. `known` saves reading
    an outline the caller already has. Raises `NotFound` for an unknown region or goal.

    The number of database and store queries does not depend on the number of targets.
    """
    if region is not None:
        areas.region(region)
    content = known or outline(strategy)
    goals = _chosen_goals(content, goal)
    targets = [target for each in goals for target in each.targets]
    figures = figures_for(targets, region=region, release=release, as_of=as_of)
    seen_from = today if as_of is None else as_of
    drafts = {target.pk: _draft(target, figures, region=region) for target in targets}
    ranks = _ranks(drafts, release)
    judged = {pk: _finished(draft, figures, ranks[pk], seen_from) for pk, draft in drafts.items()}
    return StrategyAssessment(
        strategy=strategy.id,
        as_of=as_of,
        release=release.pk if release else None,
        goals=tuple(_goal_assessment(each, judged) for each in goals),
        promises=tuple(
            PromiseAssessment(each.promise.slug, goal_status(counts), counts)
            for each in (content.promises if goal is None else ())
            for counts in [counted(judged[target.pk].status for target in each.targets)]
        ),
    )


def _chosen_goals(content: Outline, goal: str | None) -> tuple[GoalOutline, ...]:
    if goal is None:
        return content.goals
    chosen = tuple(each for each in content.goals if each.goal.slug == goal)
    if not chosen:
        raise NotFound(_("There is no goal %(id)s.") % {"id": goal})
    return chosen


class _Draft(NamedTuple):
    """A target judged, before it is compared with other regions."""

    target: Target
    key: SeriesKey
    baseline: Level
    level: Level | None
    verdict: Verdict
    latest: Latest | None
    trend: Trend | None
    projection: Projection | None
    path: tuple[Level, ...]


def _draft(target: Target, figures: Figures, *, region: str | None) -> _Draft:
    key = series_key(target, region or target.region_id)
    set_against = _set_against(target, figures)
    at_home = region in (None, target.region_id)
    start = set_against if at_home else figures.value_in(key, target.baseline_year)
    baseline = Level(target.baseline_year, start)
    level = _level(target)
    levels = figures.levels(key)
    since = [each for each in levels if each.year >= target.baseline_year]
    tendency = trend(since)
    aim = Aim(baseline, level, _side(target, set_against), compound=target.method == Method.CAGR)
    return _Draft(
        target=target,
        key=key,
        baseline=baseline,
        level=level,
        verdict=judge(aim, levels),
        latest=figures.latest(key),
        trend=tendency,
        projection=projection(since, tendency, level.year) if level else None,
        path=needed_path(aim),
    )


def _set_against(target: Target, figures: Figures) -> float | None:
    """The baseline the planner set the level against: written down, else the statistics of its own region."""
    if target.baseline_value is not None:
        return target.baseline_value
    return figures.value_in(series_key(target, target.region_id), target.baseline_year)


def _level(target: Target) -> Level | None:
    if target.target_year is None or target.target_value is None:
        return None
    return Level(target.target_year, target.target_value)


def _side(target: Target, own_baseline: float | None) -> int:
    if target.target_value is None:
        return 1 if target.direction == Direction.INCREASE else -1
    return better_side(
        baseline=own_baseline, target=target.target_value, polarity=BETTER[target.indicator.polarity]
    )


def _stale(latest_year: int, indicator: Indicator, seen_from: int) -> bool:
    """Has a newer figure been due? It comes every `rhythm_years`, `lag_years` after its year."""
    return latest_year + indicator.rhythm_years + indicator.lag_years < seen_from


def _ranks(drafts: Mapping[int, _Draft], release: Release | None) -> dict[int, Rank | None]:
    """Places among the regions of the same category in the judged year, else the latest: one store query."""
    categories = codes_in_categories_of({draft.key.region for draft in drafts.values()})
    wanted = {pk: where for pk, draft in drafts.items() if (where := _where_to_compare(draft))}
    sections = statistics.cross_section(
        sorted(set(wanted.values())), release=release, regions=sorted(categories), observed=True
    )
    return {
        pk: _rank(draft, sections[wanted[pk]], categories) if pk in wanted else None
        for pk, draft in drafts.items()
    }


def _where_to_compare(draft: _Draft) -> tuple[str, str, str] | None:
    seen = draft.verdict.judged or draft.latest
    if seen is None or not BETTER[draft.target.indicator.polarity]:
        return None
    return draft.target.indicator_id, draft.target.gender, str(seen.year)


def _rank(draft: _Draft, values: Mapping[str, float], categories: Mapping[str, str]) -> Rank | None:
    category = categories[draft.key.region]
    peers = {code: value for code, value in values.items() if categories.get(code) == category}
    return rank(peers, draft.key.region, polarity=BETTER[draft.target.indicator.polarity], category=category)


def _finished(draft: _Draft, figures: Figures, place: Rank | None, seen_from: int) -> TargetAssessment:
    target, verdict, latest = draft.target, draft.verdict, draft.latest
    return TargetAssessment(
        id=target.slug,
        indicator=target.indicator_id,
        region=draft.key.region,
        gender=target.gender,
        method=target.method,
        baseline=draft.baseline,
        latest=latest,
        judged=verdict.judged,
        target=draft.level,
        direction=verdict.way,
        expected=verdict.expected,
        progress=verdict.progress,
        ratio=verdict.ratio,
        status=verdict.status,
        stale=latest is not None and _stale(latest.year, target.indicator, seen_from),
        trend=draft.trend,
        projection=draft.projection,
        rank=place,
        growth=verdict.growth,
        obstacle=verdict.obstacle,
        path=draft.path,
        observed=figures.series[draft.key],
        illustrative=figures.is_illustrative(draft.key),
    )


def _goal_assessment(content: GoalOutline, judged: Mapping[int, TargetAssessment]) -> GoalAssessment:
    targets = tuple(judged[target.pk] for target in content.targets)
    counts = counted(target.status for target in targets)
    return GoalAssessment(content.goal.slug, content.goal.number, goal_status(counts), counts, targets)
