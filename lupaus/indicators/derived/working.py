"""Working derived figures out of the figures of their parts, all in memory, an indicator at a time.

Derived figures are made of what is told: a part that is kept back because it is about few people makes the
figure of the whole be kept back, so a derived figure never says more than its parts do.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, NamedTuple

import numpy as np

from lupaus.indicators.derived import arithmetic
from lupaus.indicators.derived.arithmetic import Made
from lupaus.indicators.derived.definitions import (
    Derivation,
    Difference,
    Dispersion,
    Index,
    MovingAverage,
    PerCapita,
    Share,
    Sum,
    Within,
)
from lupaus.indicators.derived.members import Bools, Counting, Members, counting
from lupaus.indicators.layers import Axes, Layer, spanning
from lupaus.indicators.observations import Observation, SeriesKey
from lupaus.indicators.places import Places, last_day

#: One series: an observation by period.
ByPeriod = Mapping[str, Observation]
_NOTHING: Final[ByPeriod] = {}


class Used(NamedTuple):
    """One figure that another was worked out from, and as what: a key of the derivation.

    `seen` is None where the bank says nothing of it.
    """

    role: str
    key: SeriesKey
    period: str
    seen: Observation | None


class Parts(NamedTuple):
    """What one figure is worked out from. `made` is the figure itself, None where there is none.

    `members` says how many of the regions within the region count; None where it is not made of regions.
    """

    derivation: Derivation
    used: tuple[Used, ...]
    made: Observation | None
    members: Members | None


@dataclass(frozen=True)
class Working:
    """What is told of the parts, all on the same `axes`, which have every region that lies in those that
    something is worked out over; `marked` are the numbers of illustrative releases.

    What is worked out over regions is so for those of `wholes`, or for all; everything else for whatever is
    on the axes.
    """

    derivations: Mapping[str, Derivation]
    told: Mapping[str, Layer]
    axes: Axes
    places: Places
    marked: frozenset[int]
    wholes: Collection[str] | None = None
    _made: dict[str, Layer] = field(default_factory=dict)
    _series: dict[SeriesKey, ByPeriod] = field(default_factory=dict)
    _counting: dict[tuple[str, str], Counting] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        derivations: Mapping[str, Derivation],
        told: Mapping[str, Layer],
        places: Places,
        marked: frozenset[int],
        wholes: Collection[str] | None = None,
    ) -> Working:
        """With axes that have room for everything."""
        categories = {each.category for each in derivations.values() if isinstance(each, Within)}
        over = () if not categories else places.children if wholes is None else wholes
        inside = {each for code in over for category in categories for each in places.inside(code, category)}
        axes = spanning((layer.axes for layer in told.values()), regions=inside.union(over))
        laid = {name: layer.on(axes) for name, layer in told.items()}
        return cls(derivations, laid, axes, places, marked, wholes)

    def layer(self, indicator: str) -> Layer:
        """All figures of an indicator, worked out where it is derived, else as they are told."""
        derivation = self.derivations.get(indicator)
        if derivation is None:
            return self.told.get(indicator) or self._empty
        if indicator not in self._made:
            self._made[indicator] = self._empty  # a derivation that runs in a circle says nothing
            if isinstance(derivation, Within):
                self._made[indicator] = self._over_regions(indicator, derivation)
            else:
                self._made[indicator] = self._of_others(derivation)
        return self._made[indicator]

    def series(self, key: SeriesKey) -> ByPeriod:
        """A series, in the order of periods."""
        if key not in self._series:
            chosen = self.axes.chosen([key.region], [key.gender], None)
            found = self.layer(key.indicator).observations(key.indicator, chosen)
            self._series[key] = {seen.period: seen for seen in found} or _NOTHING
        return self._series[key]

    def used(self, key: SeriesKey, period: str) -> tuple[Used, ...]:
        """The figures that one figure is worked out from, in the order of its derivation."""
        derivation = self.derivations[key.indicator]
        if isinstance(derivation, Within):
            return tuple(
                self._use(part.role, key._replace(indicator=part.indicator, region=code), period)
                for code in self.members(derivation, key, period).codes
                for part in derivation.parts
            )
        if isinstance(derivation, MovingAverage):
            at = key._replace(indicator=derivation.of)
            return tuple(self._use("of", at, year) for year in years_until(period, derivation.years))
        found = [
            self._use(part.role, key._replace(indicator=part.indicator), period) for part in derivation.parts
        ]
        if isinstance(derivation, Index):
            at = SeriesKey(derivation.of, derivation.against, key.gender)
            found.append(self._use("against", at, period))
        return tuple(found)

    def parts(self, key: SeriesKey, period: str) -> Parts:
        """The figure with all that it is worked out from."""
        derivation = self.derivations[key.indicator]
        members = self.members(derivation, key, period) if isinstance(derivation, Within) else None
        return Parts(derivation, self.used(key, period), self.series(key).get(period), members)

    def members(self, derivation: Within, key: SeriesKey, period: str) -> Members:
        """The regions that count: those there were in the period, or the ones they have become part of."""
        gender, nth = self.axes.nth_gender.get(key.gender), self.axes.nth_period.get(period)
        if gender is None or nth is None:
            there = self.places.inside_in(key.region, derivation.category, period)
            return Members((), len(there), enough=False)
        return self._count(key.indicator, derivation, key.region).at(gender, nth)

    @cached_property
    def _empty(self) -> Layer:
        return Layer.empty(self.axes)

    @cached_property
    def _there(self) -> Bools:
        """Which regions there were in which period, period × region."""
        regions, days = self.places.regions, [last_day(period) for period in self.axes.periods]
        found = [
            [code in regions and regions[code].existed(day) for code in self.axes.regions] for day in days
        ]
        return np.array(found, dtype=np.bool_).reshape(self.axes.shape[1:])

    def _use(self, role: str, key: SeriesKey, period: str) -> Used:
        return Used(role, key, period, self.series(key).get(period))

    def _of_others(self, derivation: Derivation) -> Layer:
        """Of figures of the same region and gender, or of one other region."""
        needed, helping = self._inputs(derivation)
        parts = [*helping, *needed]  # as they follow each other
        made = _RULES[type(derivation)](derivation, [part.values for part in parts])
        there = np.logical_and.reduce([part.statuses != arithmetic.NOTHING for part in needed])
        known = np.logical_and.reduce([~np.isnan(part.values) for part in parts])
        return self._layer(
            made.only(known),
            np.where(there, arithmetic.worst(part.statuses for part in parts), arithmetic.NOTHING),
            np.maximum.reduce([self._by_age(part) for part in parts]),
        )

    def _inputs(self, derivation: Derivation) -> tuple[list[Layer], list[Layer]]:
        """The figures something is worked out from: without one of the first there is no figure, without one
        of the others it is missing."""
        if isinstance(derivation, MovingAverage):
            of = self.layer(derivation.of)
            windows = [years_until(period, derivation.years) for period in self.axes.periods]
            before = [[window[nth] for window in windows] for nth in range(derivation.years - 1)]
            return [of], [self._in_periods(of, periods) for periods in before]
        if isinstance(derivation, Index):
            of = self.layer(derivation.of)
            return [of, self._of_region(of, derivation.against)], []
        return [self.layer(part.indicator) for part in derivation.parts], []

    def _in_periods(self, layer: Layer, periods: Sequence[str]) -> Layer:
        """The figures of other periods in the place of each."""
        nth = np.array([self.axes.nth_period.get(period, -1) for period in periods], dtype=np.intp)
        found = _picked(layer, (slice(None), nth))
        found.values[:, nth < 0] = np.nan
        found.statuses[:, nth < 0] = arithmetic.NOTHING
        return found

    def _of_region(self, layer: Layer, code: str) -> Layer:
        """The figures of one region in the place of each."""
        at = self.axes.nth_region.get(code)
        if at is None:
            return self._empty
        return _picked(layer, (slice(None), slice(None), np.full(len(self.axes.regions), at)))

    def _over_regions(self, indicator: str, derivation: Within) -> Layer:
        """Of figures of the regions within each region."""
        made = Made(*(np.full(self.axes.shape, np.nan) for _each in range(3)))
        statuses = np.zeros(self.axes.shape, dtype=np.uint8)
        ages = np.zeros(self.axes.shape, dtype=np.int64)
        of = self.layer(derivation.of)
        by = self.layer(derivation.by) if derivation.by else None
        of_ages = self._by_age(of)
        both = of_ages if by is None else np.maximum(of_ages, self._by_age(by))
        worst = of.statuses if by is None else arithmetic.worst([of.statuses, by.statuses])
        for code in self._wholes(derivation):
            at = self.axes.nth_region[code]
            inside = self._inside(code, derivation)
            told = of.statuses[..., inside]
            if not told.any():
                continue
            count = self._count(indicator, derivation, code)
            chosen = count.counting & count.enough[..., None]
            values = of.values[..., inside]
            weights = np.ones(values.shape) if by is None else by.values[..., inside]
            rule = arithmetic.variation if isinstance(derivation, Dispersion) else arithmetic.weighted_mean
            for room, found in zip(made, rule(values, weights, chosen), strict=True):
                if room is not None and found is not None:
                    room[..., at] = found
            counted = np.where(count.enough[..., None], np.where(chosen, worst[..., inside], 0), told)
            statuses[..., at] = arithmetic.worst_along(counted)
            counted = np.where(
                count.enough[..., None], np.where(chosen, both[..., inside], -1), of_ages[..., inside]
            )
            ages[..., at] = counted.max(axis=-1)
        ratios = not isinstance(derivation, Dispersion)
        return self._layer(made if ratios else Made(made.values), statuses, ages)

    def _wholes(self, derivation: Within) -> list[str]:
        """The regions something is worked out for that have others within them."""
        codes = self.axes.regions if self.wholes is None else sorted(self.wholes)
        return [
            code
            for code in codes
            if code in self.places.children
            and code in self.axes.nth_region
            and self.places.inside(code, derivation.category)
        ]

    def _inside(self, code: str, derivation: Within) -> Any:
        inside = self.places.inside(code, derivation.category)
        return np.array([self.axes.nth_region[each] for each in inside], dtype=np.intp)

    def _count(self, indicator: str, derivation: Within, code: str) -> Counting:
        key = (indicator, code)
        if key not in self._counting:
            inside = self._inside(code, derivation)
            by = self.layer(derivation.by) if derivation.by else None
            self._counting[key] = counting(
                self.places.inside(code, derivation.category),
                self.layer(derivation.of).values[..., inside],
                None if by is None else by.values[..., inside],
                there=self._there[:, inside],
                least=derivation.least_share,
                places=self.places,
            )
        return self._counting[key]

    def _by_age(self, layer: Layer) -> Any:
        return arithmetic.by_age(layer.statuses, layer.releases, self.marked)

    def _layer(self, made: Made, worst: Any, ages: Any) -> Layer:
        """The observations: their status the worst of their parts', their release the newest of theirs.

        Where a part is illustrative, the newest release that is: for whoever reads it knows by the release
        that the figure is no statistic.
        """
        there = worst != arithmetic.NOTHING
        statuses = np.where(there, arithmetic.status_of(worst, made.values), arithmetic.NOTHING)
        return Layer(
            *(self.axes, made.values, statuses, arithmetic.release_of(np.where(there, ages, -1))),
            *(made.numerators, made.denominators),
        )


def _picked(layer: Layer, at: Any) -> Layer:
    return Layer(layer.axes, layer.values[at], layer.statuses[at], layer.releases[at])


def years_until(period: str, years: int) -> tuple[str, ...]:
    """So many periods a year apart, the last of them this one: `2019-03` after `2018-03`."""
    last, rest = int(period[:4]), period[4:]
    return tuple(f"{year:04}{rest}" for year in range(last - years + 1, last + 1))


def _ratio(derivation: Any, values: Sequence[Any]) -> Made:
    return arithmetic.ratio(values[0], values[1], derivation.per)


#: How each kind that is not worked out over regions is made of the values of its inputs.
_RULES: Final[Mapping[type[Derivation], Any]] = {
    Share: _ratio,
    PerCapita: _ratio,
    Index: _ratio,
    Sum: lambda _derivation, values: arithmetic.total(values),
    Difference: lambda _derivation, values: arithmetic.total((values[0], -values[1])),
    MovingAverage: lambda _derivation, values: arithmetic.mean(values),
}
