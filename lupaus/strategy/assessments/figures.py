"""The observations a strategy is judged by, asked of the store once for all targets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from lupaus.indicators import queries as statistics
from lupaus.indicators.models import Release
from lupaus.indicators.observations import FORECAST, WITHOUT_VALUE, Observation, SeriesKey
from lupaus.strategy.assessments.answers import Latest
from lupaus.strategy.models import Target
from lupaus.strategy.verdicts.words import Level

#: Statuses of figures that nothing is judged by: nobody has observed them.
NOT_OBSERVED: Final = WITHOUT_VALUE | {FORECAST}


@dataclass(frozen=True, slots=True)
class Figures:
    """The visible observations of every series asked for, and the releases that are illustrative."""

    series: dict[SeriesKey, tuple[Observation, ...]]
    illustrative: frozenset[int]

    def counting(self, key: SeriesKey) -> tuple[Observation, ...]:
        """Yearly figures that somebody has observed, in the order of years."""
        return tuple(
            seen
            for seen in self.series[key]
            if seen.value is not None and seen.status not in NOT_OBSERVED and len(seen.period) == 4
        )

    def levels(self, key: SeriesKey) -> tuple[Level, ...]:
        return tuple(Level(seen.year, seen.value) for seen in self.counting(key))

    def value_in(self, key: SeriesKey, year: int) -> float | None:
        return next((seen.value for seen in self.counting(key) if seen.year == year), None)

    def latest(self, key: SeriesKey) -> Latest | None:
        newest = max(self.counting(key), key=lambda seen: seen.year, default=None)
        if newest is None or newest.value is None:
            return None
        return Latest(newest.year, newest.value, newest.status)

    def is_illustrative(self, key: SeriesKey) -> bool:
        """Is any figure of the series from a release that is no statistic?"""
        return any(seen.release in self.illustrative for seen in self.series[key] if seen.value is not None)


def series_key(target: Target, region: str) -> SeriesKey:
    """The series a target is judged by in a region."""
    return SeriesKey(target.indicator_id, region, target.gender)


def figures_for(
    targets: Iterable[Target], *, region: str | None, release: Release | None, as_of: int | None
) -> Figures:
    """The series of every target where it was set and, with `region`, where it is judged. One store query.

    Observations of years after `as_of` are left out.
    """
    asked = list(targets)
    keys = {series_key(target, target.region_id) for target in asked}
    if region is not None:
        keys |= {series_key(target, region) for target in asked}
    found = statistics.series(sorted(keys), release=release)
    return Figures(
        series={
            key: tuple(seen for seen in rows if as_of is None or seen.year <= as_of)
            for key, rows in found.items()
        },
        illustrative=statistics.illustrative_releases(),
    )
