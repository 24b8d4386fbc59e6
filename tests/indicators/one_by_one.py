"""Derived figures worked out one by one, each from its definition: what the arrays of the product must equal.

Slow, and plain enough to be followed by hand: a figure is made of observations, not of arrays.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import fsum, isfinite, sqrt
from typing import Final, NamedTuple

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
from lupaus.indicators.derived.members import Members
from lupaus.indicators.derived.working import ByPeriod, Parts, Used, years_until
from lupaus.indicators.observations import MISSING, SUPPRESSED, Observation, SeriesKey
from lupaus.indicators.places import Places

_NOTHING: Final[ByPeriod] = {}
#: SDMX observation statuses, the more to be wary of the later.
_WARY: Final = "ABDNGUPIEFLOMQ"


class Ratio(NamedTuple):
    """A figure that is numerator / denominator × per."""

    value: float
    numerator: float
    denominator: float


def ratio(numerator: float, denominator: float, per: float) -> Ratio | None:
    """None where nothing can be divided by."""
    value = _finite(numerator / denominator * per) if denominator else None
    return None if value is None else Ratio(value, numerator, denominator)


def total(values: Iterable[float]) -> float | None:
    return _finite(fsum(values))


def mean(values: Sequence[float]) -> float | None:
    """The plain mean; None of nothing."""
    return _finite(fsum(values) / len(values)) if values else None


def weighted_mean(values: Sequence[float], weights: Sequence[float]) -> Ratio | None:
    """Σ(weight × value) / Σ weight; None where nothing weighs anything, or something less than nothing."""
    if not values or any(weight < 0 for weight in weights):
        return None
    return ratio(fsum(w * x for w, x in zip(weights, values, strict=True)), fsum(weights), 1)


def variation(values: Sequence[float], weights: Sequence[float] | None = None) -> float | None:
    """The coefficient of variation in per cent: 100 × standard deviation / mean.

    The deviation is that of all of them, √(Σ w(x − mean)² / Σ w), and without weights each weighs 1: these
    are all the regions there are, not a sample of them. None where fewer than two are there, or the mean
    is not above zero, where the coefficient means nothing.
    """
    if len(values) < 2:
        return None
    weighing = [1.0] * len(values) if weights is None else weights
    middle = weighted_mean(values, weighing)
    if middle is None or middle.value <= 0:
        return None
    away = [x - middle.value for x in values]
    spread = fsum(w * (each * each) for w, each in zip(weighing, away, strict=True))
    return _finite(100 * sqrt(spread / middle.denominator) / middle.value)


def worst(statuses: Iterable[str]) -> str:
    """The status of a figure worked out from figures of these; of nothing at all it is missing.

    Whatever way a part is missing, the whole is `M`; it is `Q` where a part is kept back, for then it is
    known why. Statuses nobody has heard of are passed on as the worst that still has a value.
    """
    found = max(statuses, key=lambda each: _WARY.find(each) if each in _WARY else 9.5, default=MISSING)
    return MISSING if found in "LO" else found


def without_value(statuses: Iterable[str]) -> str:
    """The status of a figure that could not be worked out from figures of these."""
    return SUPPRESSED if SUPPRESSED in set(statuses) else MISSING


def _finite(value: float) -> float | None:
    return value if isfinite(value) else None


@dataclass(frozen=True)
class OneByOne:
    """What is told of the parts, by series and period; `marked` are the numbers of illustrative releases."""

    derivations: Mapping[str, Derivation]
    told: Mapping[SeriesKey, ByPeriod]
    places: Places
    marked: frozenset[int]
    _made: dict[SeriesKey, ByPeriod] = field(default_factory=dict)

    def series(self, key: SeriesKey) -> ByPeriod:
        """A series, worked out where it is derived, else as it is told."""
        derivation = self.derivations.get(key.indicator)
        if derivation is None:
            return self.told.get(key, _NOTHING)
        if key not in self._made:
            self._made[key] = _NOTHING  # a derivation that runs in a circle says nothing
            self._made[key] = {
                period: made
                for period in sorted(self._periods(derivation, key))
                if (made := self._at(derivation, key, period)) is not None
            }
        return self._made[key]

    def keys(self, indicator: str) -> frozenset[tuple[str, str]]:
        """The (region, gender) there may be figures of."""
        derivation = self.derivations.get(indicator)
        if derivation is None:
            return self._told_keys.get(indicator, frozenset())
        if isinstance(derivation, Within):
            of = self.keys(derivation.of)
            codes = {region for region, _gender in of}
            wholes = self.places.holding(codes, derivation.category)
            return frozenset((whole, gender) for whole in wholes for gender in {gender for _r, gender in of})
        found = [self.keys(part.indicator) for part in derivation.parts]
        return frozenset.intersection(*found)

    def used(self, key: SeriesKey, period: str) -> tuple[Used, ...]:
        """The figures that one figure is worked out from, in the order of its derivation."""
        derivation = self.derivations[key.indicator]
        if isinstance(derivation, Within):
            members = self.members(derivation, key, period).codes
            return tuple(
                self._use(part.role, key._replace(indicator=part.indicator, region=code), period)
                for code in members
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
        places = self.places
        there = places.inside_in(key.region, derivation.category, period)
        known = {
            code
            for code in places.inside(key.region, derivation.category)
            if (seen := self._seen(SeriesKey(derivation.of, code, key.gender), period)) is not None
            and seen.value is not None
        }
        standing = {places.standing_for(code, known) or code for code in there}
        weights = {}
        if derivation.by:
            for code in standing:
                weight = self._seen(SeriesKey(derivation.by, code, key.gender), period)
                if weight is not None and weight.value is not None:
                    weights[code] = weight.value
            codes = [code for code in sorted(standing & known) if code in weights]
            whole = fsum(weights.values())
            enough = whole > 0 and 100 * fsum(weights[code] for code in codes) >= (
                derivation.least_share * whole
            )
            enough = enough and 100 * len(weights) >= derivation.least_share * len(standing)
        else:
            codes = sorted(standing & known)
            enough = 100 * len(codes) >= derivation.least_share * len(standing)
        return Members(tuple(codes), len(standing), enough and bool(codes))

    @cached_property
    def _told_keys(self) -> dict[str, frozenset[tuple[str, str]]]:
        found: dict[str, set[tuple[str, str]]] = {}
        for key in self.told:
            found.setdefault(key.indicator, set()).add((key.region, key.gender))
        return {indicator: frozenset(keys) for indicator, keys in found.items()}

    def _seen(self, key: SeriesKey, period: str) -> Observation | None:
        return self.series(key).get(period)

    def _use(self, role: str, key: SeriesKey, period: str) -> Used:
        return Used(role, key, period, self._seen(key, period))

    def _periods(self, derivation: Derivation, key: SeriesKey) -> set[str]:
        """Those in which something can be said at all."""
        if isinstance(derivation, Within):
            return {
                period
                for code in self.places.inside(key.region, derivation.category)
                for period in self.series(SeriesKey(derivation.of, code, key.gender))
            }
        found = [set(self.series(key._replace(indicator=part.indicator))) for part in derivation.parts]
        if isinstance(derivation, Index):
            found.append(set(self.series(SeriesKey(derivation.of, derivation.against, key.gender))))
        return set.intersection(*found)

    def _at(self, derivation: Derivation, key: SeriesKey, period: str) -> Observation | None:
        if isinstance(derivation, Within):
            return self._within(derivation, key, period)
        seen = [each.seen for each in self.used(key, period)]
        told = [each for each in seen if each is not None]
        if len(told) < len(seen) or any(each.value is None for each in told):
            return self._made_of(key, period, None, told)
        values = [each.value for each in told if each.value is not None]
        return self._made_of(key, period, _RULES[type(derivation)](derivation, values), told)

    def _within(self, derivation: Within, key: SeriesKey, period: str) -> Observation | None:
        members = self.members(derivation, key, period)
        all_of_them = self.places.inside(key.region, derivation.category)
        told = [
            seen
            for code in all_of_them
            if (seen := self._seen(SeriesKey(derivation.of, code, key.gender), period)) is not None
        ]
        if not members.enough:
            return self._made_of(key, period, None, told) if told else None
        counting = [
            seen
            for each in self.used(key, period)
            if (seen := each.seen) is not None and seen.value is not None
        ]
        values, weights = (
            [each.seen.value or 0.0 for each in self.used(key, period) if each.role == role and each.seen]
            for role in ("of", "by")
        )
        made: Ratio | float | None
        if isinstance(derivation, Dispersion):
            made = variation(values, weights if derivation.by else None)
        else:
            made = weighted_mean(values, weights)
        return self._made_of(key, period, made, counting)

    def _made_of(
        self,
        key: SeriesKey,
        period: str,
        made: Ratio | float | None,
        parts: Collection[Observation],
    ) -> Observation:
        """The observation: its status the worst of its parts', its release the newest of theirs.

        Where a part is illustrative, the newest release that is: for whoever reads it knows by the release
        that the figure is no statistic.
        """
        statuses = [part.status for part in parts]
        releases = {part.release for part in parts}
        release = max(releases & self.marked or releases)
        if made is None:
            status = without_value(statuses)
            return Observation(*key, period, None, None, None, status, release)
        status = worst(statuses)
        if isinstance(made, Ratio):
            return Observation(*key, period, *made, status, release)
        return Observation(*key, period, made, None, None, status, release)


def _share(derivation: Derivation, values: list[float]) -> Ratio | None:
    assert isinstance(derivation, Share | PerCapita | Index)
    return ratio(values[0], values[1], derivation.per)


_Rule = Callable[[Derivation, list[float]], Ratio | float | None]
_RULES: Final[Mapping[type[Derivation], _Rule]] = {
    Share: _share,
    PerCapita: _share,
    Index: _share,
    Sum: lambda _derivation, values: total(values),
    Difference: lambda _derivation, values: total((values[0], -values[1])),
    MovingAverage: lambda _derivation, values: mean(values),
}
