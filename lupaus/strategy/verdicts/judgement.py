"""The verdict on one target: what is expected by now, how far it has come, and the word for it.

Sources. The bands 0.95 and 0.60 of the ratio between observed and required pace, the compound annual growth
rate (CAGR) behind the method `cagr`, and the 1 % thresholds where a target has no level are those of
Eurostat's SDG monitoring (Eurostat, *Sustainable development in the European Union: monitoring report on
progress towards the SDGs in an EU context*, annex on the assessment of indicator trends). The linear path,
`achieved`, `missed` and `hold` are this house's own; the choices are explained in
docs/explanation/how-a-verdict-is-made.md and docs/adr/0003-what-a-verdict-means.md.

Nothing here knows a database, a clock or a language. Years are calendar years, values have the unit of their
indicator, ratios are plain numbers (1 = exactly as fast as needed).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from lupaus.strategy.verdicts.exact import exact, root, shown, sign
from lupaus.strategy.verdicts.words import Level, Obstacle, Status, Way

ON_TRACK_FROM: Final = Fraction(95, 100)
AT_RISK_FROM: Final = Fraction(60, 100)
CLEARLY: Final = Fraction(1, 100)  # a year


@dataclass(frozen=True, slots=True)
class Aim:
    """What is to be judged.

    `baseline.value` is `None` where neither the planner nor the statistics give one. `target` is `None` for a
    target that has only a direction. `better` is the side to go to, 1 up or -1 down, 0 where nothing but the
    way from baseline to target tells it; see `better_side`. `compound` chooses the method `cagr`.
    """

    baseline: Level
    target: Level | None
    better: int
    compound: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """The word, the observation it rests on, and the figures behind it.

    `expected` is the level due in the judged year. `growth` is the compound annual growth since the baseline,
    worked out only for a target with a direction. Whatever is not defined is `None`.
    """

    status: Status
    way: Way | None = None
    judged: Level | None = None
    expected: float | None = None
    progress: float | None = None
    ratio: float | None = None
    growth: float | None = None
    obstacle: Obstacle | None = None


def better_side(*, baseline: float | None, target: float, polarity: int) -> int:
    """The side a target asks for: its own way from baseline to target, else the indicator's polarity.

    `baseline` is the one the target was set against. The answer holds for every region the target is judged
    in: a region that was beyond the level from the start is never asked to come back to it.
    """
    own = 0 if baseline is None else sign(exact(target) - exact(baseline))
    return own or polarity


def judged_level(figures: Iterable[Level], *, after: int, target_year: int | None) -> Level | None:
    """The observation that is judged: the newest later than `after` and not past the target year.

    Once there is one of the target year or later, it is that of the target year itself, or if that year has
    none, the first one after it. Missing values (`None`) never count.
    """
    known = sorted(figure for figure in figures if figure.value is not None and figure.year > after)
    if target_year is not None:
        ripe = [figure for figure in known if figure.year >= target_year]
        if ripe:
            return ripe[0]
    return known[-1] if known else None


def judge(aim: Aim, figures: Iterable[Level]) -> Verdict:
    """The verdict on `aim` by the yearly `figures` of its series, in any order, missing ones as `None`."""
    known = [figure for figure in figures if figure.value is not None]
    way = _way(aim)
    if not known:
        return Verdict(Status.NO_DATA, way)
    if aim.baseline.value is None:
        return Verdict(Status.NO_DATA, way, obstacle=Obstacle.NO_BASELINE)
    target_year = aim.target.year if aim.target else None
    judged = judged_level(known, after=aim.baseline.year, target_year=target_year)
    if judged is None or judged.value is None:
        return Verdict(Status.BASELINE_ONLY, way)
    v0, x = exact(aim.baseline.value), exact(judged.value)
    years = judged.year - aim.baseline.year
    if aim.target is None or aim.target.value is None:
        return replace(_by_direction(v0, x, years, aim.better), way=way, judged=judged)
    v1 = exact(aim.target.value)
    came = judged.year >= aim.target.year
    if way is Way.HOLD:
        verdict = _held(v0, v1, x, came=came, better=aim.better)
    else:
        span = aim.target.year - aim.baseline.year
        pace = _compound_pace if aim.compound else _linear_pace
        verdict = _on_the_way(v0, v1, x, came=came, pace=pace(v0, v1, x, years, span))
    return replace(verdict, way=way, judged=judged)


def needed_path(aim: Aim) -> tuple[Level, ...]:
    """The points of the line figures are to follow, for a picture: two where it is straight, each year where
    growth is compound, level where the baseline is to be held; none where there is no path."""
    baseline, target = aim.baseline, aim.target
    if target is None or target.value is None or baseline.value is None:
        return ()
    if _way(aim) is Way.HOLD:
        return Level(baseline.year, target.value), target
    if not aim.compound:
        return baseline, target
    v0, v1 = exact(baseline.value), exact(target.value)
    if v0 <= 0 or v1 <= 0:
        return ()
    growth = root(v1 / v0, target.year - baseline.year)
    between = range(baseline.year + 1, target.year)
    return baseline, *(Level(y, shown(v0 * growth ** (y - baseline.year))) for y in between), target


def _way(aim: Aim) -> Way | None:
    """Up, down, or hold where the baseline already meets the level; `None` where no baseline is known."""
    side = aim.better
    if aim.target is not None and aim.target.value is not None:
        if aim.baseline.value is None:
            return None
        ahead = sign(exact(aim.target.value) - exact(aim.baseline.value))
        side = side or ahead
        if ahead != side or side == 0:
            return Way.HOLD
    return Way.INCREASE if side > 0 else Way.DECREASE


@dataclass(frozen=True, slots=True)
class _Pace:
    """What is due by now and how the observed pace compares with the required one; `None`: not defined."""

    expected: Fraction | None
    ratio: Fraction | None


def _linear_pace(v0: Fraction, v1: Fraction, x: Fraction, years: int, span: int) -> _Pace:
    """Even steps: the share of the time that has passed is the share of the way that is due."""
    due = min(Fraction(years, span), Fraction(1))
    return _Pace(expected=v0 + (v1 - v0) * due, ratio=(x - v0) / (v1 - v0) / due)


def _compound_pace(v0: Fraction, v1: Fraction, x: Fraction, years: int, span: int) -> _Pace:
    """Compound growth: CAGR observed since the baseline over the CAGR that leads to the target (Eurostat)."""
    if v0 <= 0 or v1 <= 0:
        return _Pace(None, None)
    required = root(v1 / v0, span)
    expected = v1 if years >= span else v0 * required**years
    if x < 0:
        return _Pace(expected, None)
    observed = root(x / v0, years) if x else Fraction(0)
    return _Pace(expected, (observed - 1) / (required - 1))


def _on_the_way(v0: Fraction, v1: Fraction, x: Fraction, *, came: bool, pace: _Pace) -> Verdict:
    verdict = Verdict(
        status=_word(v0, v1, x, came=came, ratio=pace.ratio),
        expected=None if pace.expected is None else shown(pace.expected),
        progress=shown((x - v0) / (v1 - v0)),
        ratio=None if pace.ratio is None else shown(pace.ratio),
    )
    if verdict.status is Status.NO_DATA:
        return replace(verdict, obstacle=Obstacle.NO_GROWTH_RATE)
    return verdict


def _word(v0: Fraction, v1: Fraction, x: Fraction, *, came: bool, ratio: Fraction | None) -> Status:
    """Reached, else too late, else the band of the ratio. A figure on the wrong side of the baseline needs no
    ratio to be called so; any other without a ratio has no verdict."""
    side = sign(v1 - v0)
    if (x - v1) * side >= 0:
        return Status.ACHIEVED
    if came:
        return Status.MISSED
    if (x - v0) * side < 0:
        return Status.REVERSING
    if ratio is None:
        return Status.NO_DATA
    if ratio >= ON_TRACK_FROM:
        return Status.ON_TRACK
    return Status.AT_RISK if ratio >= AT_RISK_FROM else Status.OFF_TRACK


def _held(v0: Fraction, level: Fraction, x: Fraction, *, came: bool, better: int) -> Verdict:
    """The level was met from the start and is to be held: nothing worse than it. Without a better side (a
    neutral indicator) every departure from the level is worse.

    A target that only asks to hold its baseline is `reversing` when it does not, in every year. A level that
    the baseline was beyond is a level like any other once its year has come: reached or missed.
    """
    kept = (x - level) * better >= 0 if better else x == level
    if kept:
        status = Status.ACHIEVED if came else Status.ON_TRACK
    else:
        status = Status.MISSED if came and v0 != level else Status.REVERSING
    return Verdict(status, expected=shown(level))


def _by_direction(v0: Fraction, x: Fraction, years: int, better: int) -> Verdict:
    """A direction only: Eurostat's thresholds of 1 % a year, turned to the wanted side.

    (x/v0)^(1/years) − 1 ≥ 1 % is decided as x/v0 ≥ 1.01^years, without a root. From a baseline that is zero
    or negative there is no rate: the side alone is told, never “clearly”. A fall from above zero to below it
    is more than any rate, so it is clear.
    """
    change = sign(x - v0) * better
    clearly = False
    growth: Fraction | None = None
    if v0 > 0:
        times = x / v0
        clearly = times >= (1 + CLEARLY) ** years or times <= (1 - CLEARLY) ** years
        growth = root(times, years) - 1 if x > 0 else None
        if x == 0:
            growth = Fraction(-1)
    if change >= 0:
        status = Status.IMPROVING_CLEARLY if clearly else Status.IMPROVING
    else:
        status = Status.WORSENING_CLEARLY if clearly else Status.WORSENING
    return Verdict(status, growth=None if growth is None else shown(growth))
