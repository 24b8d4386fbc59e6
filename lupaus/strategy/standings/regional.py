"""How one region stands in many indicators.

Out of the standings kept ready, in a fraction of a millisecond for a hundred, or as `queries` tells the
figures, one verdict at a time; both say the same.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final, NamedTuple

import numpy as np

from lupaus.indicators import queries as statistics
from lupaus.indicators.models import Release
from lupaus.indicators.observations import Observation, SeriesKey
from lupaus.indicators.reading import Known
from lupaus.strategy.assessments.figures import NOT_OBSERVED
from lupaus.strategy.standings import kept
from lupaus.strategy.standings.arithmetic import SPAN, WORDS, Floats, slopes
from lupaus.strategy.verdicts.judgement import Aim, judge
from lupaus.strategy.verdicts.ranks import rank
from lupaus.strategy.verdicts.words import Level, Status


class Standing(NamedTuple):
    """How a series stands. `status` is `None` where neither side is better; `year` and `value` are `None`
    where nobody has observed anything; `rank` and `of` where there is nobody to compare with."""

    indicator: str
    year: int | None
    value: float | None
    baseline: float | None  # the figure of five years before `year`
    status: Status | None
    slope: float | None  # least squares, a year, over the five years until `year`
    rank: int | None
    of: int | None
    illustrative: bool


def from_records(
    known: Known, release: int, indicators: Sequence[str], region: str, gender: str
) -> list[dict[str, Any]] | None:
    """Out of the standings that are kept ready, as the API tells them; NaN stands for none. All `indicators`
    must be `known.plain`.

    `None` where they are not all there.
    """
    try:
        told = kept.shelf_of(known, release).told(
            [(known.plain[name][0], name) for name in indicators], region, gender
        )
    except kept.NotThere:
        return None
    return _told(indicators, told, np.array([known.plain[name][1] for name in indicators]))


def _told(indicators: Sequence[str], told: Floats, sides: Any) -> list[dict[str, Any]]:
    latest = told[:, kept.LATEST]
    both = told[:, kept.WORD_BOTH].astype(np.int64)
    codes = np.where(sides > 0, both % kept.WORD_BASE, both // kept.WORD_BASE)
    codes[latest == 0] = _NO_DATA
    codes[sides == 0] = 0
    place = np.where(sides > 0, told[:, kept.PLACE_UP], told[:, kept.PLACE_DOWN]) * (sides != 0)
    peers = told[:, kept.PEERS] * (place > 0)
    return [
        {
            "indicator": name,
            "year": year or None,
            "value": value,
            "baseline": baseline,
            "status": _STATUS[code],
            "slope": slope,
            "rank": position or None,
            "of": of or None,
            "illustrative": False,
        }
        for name, year, value, baseline, code, slope, position, of in zip(
            indicators,
            latest.astype(np.int64).tolist(),
            told[:, kept.VALUE].tolist(),
            told[:, kept.BASELINE].tolist(),
            codes.tolist(),
            told[:, kept.SLOPE].tolist(),
            place.astype(np.int64).tolist(),
            peers.astype(np.int64).tolist(),
            strict=True,
        )
    ]


_STATUS: Final = [None if word is None else word.value for word in WORDS]
_NO_DATA: Final = WORDS.index(Status.NO_DATA)


def _listed(values: Floats) -> list[float | None]:
    """As JSON has numbers: nothing for what is none."""
    known = np.isfinite(values)
    found: list[float | None] = values.tolist()
    if not known.all():
        for nth in np.flatnonzero(~known).tolist():
            found[nth] = None
    return found


def from_queries(
    release: Release | None,
    indicators: Sequence[str],
    region: str,
    gender: str,
    *,
    sides: dict[str, int],
    peers: Collection[str],
) -> list[Standing]:
    """By figures as they may be told, one verdict at a time. `peers`: the regions of this one's category.
    Two queries of the store."""
    keys = {name: SeriesKey(name, region, gender) for name in indicators}
    series = statistics.series(keys.values(), release=release)
    counting = {name: counting_years(series[key]) for name, key in keys.items()}
    latest = {name: max(figures) for name, figures in counting.items() if figures}
    marked = statistics.illustrative_releases()
    others: dict[str, dict[str, float]] = {name: {} for name in keys}
    for seen in statistics.observations(
        release=release,
        indicators=sorted(latest),
        regions=sorted(peers),
        genders=[gender],
        periods=sorted({str(year) for year in latest.values()}),
    ):
        if seen.value is not None and seen.status not in NOT_OBSERVED and seen.year == latest[seen.indicator]:
            others[seen.indicator][seen.region] = seen.value
    return [
        standing_of(
            *(name, region, counting[name], others[name], sides[name]),
            illustrative=is_illustrative(series[keys[name]], marked),
        )
        for name in indicators
    ]


def counting_years(series: Sequence[Observation]) -> dict[int, float]:
    """Yearly figures that somebody has observed."""
    return {
        seen.year: seen.value
        for seen in series
        if seen.value is not None and seen.status not in NOT_OBSERVED and len(seen.period) == 4
    }


def is_illustrative(series: Sequence[Observation], marked: Collection[int]) -> bool:
    """Whether some figure is no statistic; `marked` are the releases that illustrate."""
    return any(seen.release in marked for seen in series if seen.value is not None)


def standing_of(
    name: str,
    region: str,
    figures: dict[int, float],
    others: dict[str, float],
    side: int,
    *,
    illustrative: bool,
) -> Standing:
    """One verdict: by all `figures` of the series, and by those of `others` in its latest year."""
    latest = max(figures, default=0)
    baseline = figures.get(latest - SPAN)
    aim = Aim(Level(latest - SPAN, baseline), None, side)
    status = judge(aim, [Level(*each) for each in figures.items()]).status if side else None
    place = rank(others, region, polarity=side, category="")
    recent = [np.array([figures.get(latest - k, np.nan)]) for k in range(SPAN + 1)]
    (slope,) = _listed(slopes(recent))
    return Standing(
        name,
        latest or None,
        figures.get(latest),
        baseline,
        status,
        slope,
        place.position if place else None,
        place.of if place else None,
        illustrative,
    )
