"""Figures as they may be told: those about too few people kept back, derived ones worked out.

What `queries` answers everybody by. Each function costs one or two queries of the store, however many
indicators, regions and derivations are asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from heapq import merge
from itertools import islice
from operator import itemgetter
from typing import Final

from lupaus.indicators import bank
from lupaus.indicators.derived.definitions import Derivation, Index, MovingAverage, Within
from lupaus.indicators.derived.working import Parts, Working, years_until
from lupaus.indicators.entries import Entry, buckets_of, derivations_of, entries_of
from lupaus.indicators.layers import Chosen, Layer
from lupaus.indicators.models import Nature, Release
from lupaus.indicators.observations import Observation, SeriesKey
from lupaus.indicators.places import Places, places
from lupaus.indicators.suppressing import Hidden, hidden_figures, masked

_IN_ORDER: Final = itemgetter(0, 1, 2, 3)


@dataclass(frozen=True, slots=True)
class Which:
    """Which observations of some indicators are wanted; `None` for all of them."""

    regions: Collection[str] | None = None
    genders: Collection[str] | None = None
    periods: Collection[str] | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """Indicators that are asked for at a release, with those they are worked out from, and what is hidden."""

    names: frozenset[str]
    release: Release
    entries: Mapping[str, Entry]
    derivations: Mapping[str, Derivation]
    hidden: Hidden

    @property
    def plain(self) -> tuple[str, ...]:
        """Those asked for that the bank holds figures of."""
        return tuple(
            sorted(name for name in self.names & self.entries.keys() if name not in self.derivations)
        )

    @property
    def derived(self) -> tuple[str, ...]:
        """Those asked for that are worked out, in the order of their ids."""
        return tuple(sorted(self.names & self.derivations.keys()))

    @property
    def leaves(self) -> tuple[str, ...]:
        """All that figures are read of, in the order of their ids."""
        return tuple(sorted(self.entries.keys() - self.derivations.keys()))

    def buckets(self, names: Collection[str]) -> dict[str, int]:
        return buckets_of(self.entries, names)


def asked(names: Iterable[str], *, release: Release) -> Asked:
    """What must be known of indicators before their figures are read."""
    wanted = frozenset(names)
    entries = entries_of(wanted, release=release)
    hidden = hidden_figures(list(entries.values()), release=release)
    return Asked(wanted, release, entries, derivations_of(entries), hidden)


def series(keys: Iterable[SeriesKey], about: Asked) -> dict[SeriesKey, tuple[Observation, ...]]:
    """The observations of each key, ordered by period. One query of the store."""
    wanted = list(dict.fromkeys(keys))
    if not about.derived:
        read = bank.series(wanted, release=about.release, buckets=about.buckets(about.plain))
        if not about.hidden:
            return read
        return {key: tuple(masked(found, about.hidden)) for key, found in read.items()}
    working = _working(about, _which(wanted))
    return {key: tuple(working.series(key).values()) for key in wanted}


def observations(
    about: Asked, which: Which, *, limit: int | None = None, offset: int = 0
) -> Iterator[Observation]:
    """All that the filters let through, ordered by indicator, region, gender and period, or a part of it."""
    plain = about.plain
    if not about.derived:
        if not plain:
            return iter(())
        read = _scanned(about, plain, which, limit, offset)
        return masked(read, about.hidden) if about.hidden else read
    if not plain:
        return iter(worked_out(about, which, limit=limit, offset=offset))
    end = None if limit is None else offset + limit
    read = masked(_scanned(about, plain, which, end, 0), about.hidden)
    return islice(merge(read, worked_out(about, which, limit=end), key=_IN_ORDER), offset, end)


def worked_out(about: Asked, which: Which, *, limit: int | None = None, offset: int = 0) -> list[Observation]:
    """The observations of the derived indicators among those asked for, in order, or a part of them. One
    query of the store."""
    found: list[Observation] = []
    for name, layer, chosen in _layers_made(about, which):
        number = layer.count(chosen) if offset else 0
        if number and number <= offset:
            offset -= number
            continue
        rest = None if limit is None else limit - len(found)
        found += layer.observations(name, chosen, rest, offset)
        offset = 0
    return found


def _layers_made(about: Asked, which: Which) -> Iterator[tuple[str, Layer, Chosen]]:
    """The figures of the derived indicators among those asked for, and the places of what is wanted of
    them, in the order of their ids."""
    if about.derived:
        working = _working(about, which)
        chosen = working.axes.chosen(which.regions, which.genders, which.periods)
        for name in about.derived:
            yield name, working.layer(name), chosen


def every_observation(about: Asked) -> Iterator[Observation]:
    """All observations, a few thousand rows of the bank in memory at a time, and all derived ones."""
    plain = about.plain
    read = bank.every_observation(release=about.release, indicators=plain, buckets=about.buckets(plain))
    return merge(masked(read, about.hidden), worked_out(about, Which()), key=_IN_ORDER)


def count(about: Asked, which: Which) -> int:
    """How many observations the filters let through."""
    plain = about.plain
    held = bank.count(
        release=about.release,
        indicators=plain,
        regions=which.regions,
        genders=which.genders,
        periods=which.periods,
        buckets=about.buckets(plain),
    )
    return held + sum(layer.count(chosen) for _name, layer, chosen in _layers_made(about, which))


def parts_of(key: SeriesKey, period: str, about: Asked) -> Parts | None:
    """What one figure is worked out from; None where its indicator is not derived."""
    if key.indicator not in about.derivations:
        return None
    return _working(about, _which([key])).parts(key, period)


def parts_of_each(found: Iterable[Observation], about: Asked) -> dict[Observation, Parts]:
    """What each of some observations is worked out from. One query of the store."""
    derived = {seen: SeriesKey(*seen[:3]) for seen in found if seen.indicator in about.derivations}
    if not derived:
        return {}
    working = _working(about, _which(derived.values()))
    return {seen: working.parts(key, seen.period) for seen, key in derived.items()}


def _scanned(
    about: Asked, names: Collection[str], which: Which, limit: int | None, offset: int
) -> Iterator[Observation]:
    return iter(
        bank.observations(
            release=about.release,
            indicators=names,
            regions=which.regions,
            genders=which.genders,
            periods=which.periods,
            limit=limit,
            offset=offset,
            buckets=about.buckets(names),
        )
    )


def _tree(about: Asked) -> Places:
    """The regions, where something is worked out over them."""
    needed = any(isinstance(each, Within) for each in about.derivations.values())
    return places() if needed else Places({}, {})


def _working(about: Asked, which: Which) -> Working:
    """The derived indicators among those asked for, ready to be worked out from their parts."""
    tree = _tree(about)
    wider = _wider(about, which, tree)
    told = bank.layers(
        about.leaves,
        release=about.release,
        regions=wider.regions,
        genders=wider.genders,
        periods=wider.periods,
        buckets=about.buckets(about.leaves),
    )
    marked = Release.objects.filter(nature=Nature.ILLUSTRATIVE).values_list("id", flat=True)
    return Working.of(
        about.derivations,
        {name: layer.without(about.hidden.get(name, ())) for name, layer in told.items()},
        tree,
        frozenset(marked),
        wider.regions,
    )


def _which(keys: Collection[SeriesKey]) -> Which:
    """What has all of some series in it."""
    return Which({key.region for key in keys}, {key.gender for key in keys})


def _wider(about: Asked, which: Which, tree: Places) -> Which:
    """The figures of other regions and years that go into those wanted.

    Filters are widened by all derivations at once: a little more is read than is needed, in one go.
    """
    regions = None if which.regions is None else set(which.regions)
    periods = None if which.periods is None else set(which.periods)
    for _level in about.derivations:
        before = (len(regions or ()), len(periods or ()))
        for derivation in about.derivations.values():
            if regions is not None and isinstance(derivation, Within):
                regions |= {code for each in set(regions) for code in tree.inside(each, derivation.category)}
            if regions is not None and isinstance(derivation, Index):
                regions.add(derivation.against)
            if periods is not None and isinstance(derivation, MovingAverage):
                periods |= {
                    year
                    for each in set(periods)
                    if each[:4].isdecimal()
                    for year in years_until(each, derivation.years)
                }
        if before == (len(regions or ()), len(periods or ())):
            break
    return Which(regions, which.genders, periods)
