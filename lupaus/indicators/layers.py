"""Figures of an indicator as arrays, for whoever works with thousands of them at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, repeat
from operator import itemgetter
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from lupaus.indicators.observations import SUPPRESSED, Observation

Floats = npt.NDArray[np.float64]
Letters = npt.NDArray[np.uint8]
Numbers = npt.NDArray[np.int64]
Places = npt.NDArray[np.intp]
#: Places on the axes: gender, period, region.
Chosen: TypeAlias = tuple[Places, Places, Places]

_SUPPRESSED: Final = ord(SUPPRESSED)
#: A letter for each byte of a status.
_LETTERS: Final = tuple(map(chr, range(256)))


@dataclass(frozen=True)
class Axes:
    """What the places of an array stand for: gender × period × region, each of them sorted."""

    genders: tuple[str, ...]
    periods: tuple[str, ...]
    regions: tuple[str, ...]

    @property
    def shape(self) -> tuple[int, int, int]:
        return len(self.genders), len(self.periods), len(self.regions)

    @cached_property
    def nth_gender(self) -> Mapping[str, int]:
        return {name: n for n, name in enumerate(self.genders)}

    @cached_property
    def nth_period(self) -> Mapping[str, int]:
        return {name: n for n, name in enumerate(self.periods)}

    @cached_property
    def nth_region(self) -> Mapping[str, int]:
        return {name: n for n, name in enumerate(self.regions)}

    def chosen(
        self,
        regions: Collection[str] | None,
        genders: Collection[str] | None,
        periods: Collection[str] | None,
    ) -> Chosen:
        """The places of what is wanted, gender, period and region; `None` stands for all."""
        return (
            _among(self.nth_gender, genders),
            _among(self.nth_period, periods),
            _among(self.nth_region, regions),
        )


def spanning(every: Iterable[Axes], regions: Iterable[str] = ()) -> Axes:
    """Axes with room for all of these, and for some regions more."""
    found = list(every)
    return Axes(
        tuple(sorted({name for axes in found for name in axes.genders})),
        tuple(sorted({name for axes in found for name in axes.periods})),
        tuple(sorted({*regions, *(name for axes in found for name in axes.regions)})),
    )


@dataclass(frozen=True, slots=True)
class Layer:
    """The figures of one indicator, gender × period × region.

    `values`, `numerators`, `denominators`: NaN where there is none; `None` where there is none anywhere.
    `statuses`: one letter each, 0 where there is no observation. `releases`: who wrote it, of no meaning
    where there is no observation.
    """

    axes: Axes
    values: Floats
    statuses: Letters
    releases: Numbers
    numerators: Floats | None = None
    denominators: Floats | None = None

    @classmethod
    def empty(cls, axes: Axes) -> Layer:
        """Of no observation."""
        shape = axes.shape
        return cls(axes, np.full(shape, np.nan), np.zeros(shape, np.uint8), np.zeros(shape, np.int64))

    def on(self, axes: Axes) -> Layer:
        """The same figures on axes that have all of these and more."""
        if axes == self.axes:
            return self
        at = np.ix_(
            [axes.nth_gender[name] for name in self.axes.genders],
            [axes.nth_period[name] for name in self.axes.periods],
            [axes.nth_region[name] for name in self.axes.regions],
        )
        room = Layer.empty(axes)
        room.values[at] = self.values
        room.statuses[at] = self.statuses
        room.releases[at] = self.releases

        def moved(array: Floats | None) -> Floats | None:
            if array is None:
                return None
            found = np.full(axes.shape, np.nan)
            found[at] = array
            return found

        return Layer(
            *(axes, room.values, room.statuses, room.releases),
            *(moved(self.numerators), moved(self.denominators)),
        )

    def without(self, figures: Iterable[tuple[str, str, str]]) -> Layer:
        """The same, but nothing told of some (region, gender, period) except that they are kept back."""
        axes = self.axes
        known = [
            (axes.nth_gender[gender], axes.nth_period[period], axes.nth_region[region])
            for region, gender, period in figures
            if region in axes.nth_region and gender in axes.nth_gender and period in axes.nth_period
        ]
        if not known:
            return self
        at: Any = tuple(np.array(known, dtype=np.intp).T)
        statuses = self.statuses.copy()
        statuses[at] = np.where(statuses[at] == 0, 0, _SUPPRESSED)

        def emptied(array: Floats) -> Floats:
            found = array.copy()
            found[at] = np.nan
            return found

        return Layer(
            axes,
            emptied(self.values),
            statuses,
            self.releases,
            None if self.numerators is None else emptied(self.numerators),
            None if self.denominators is None else emptied(self.denominators),
        )

    def count(self, chosen: Chosen) -> int:
        """How many observations there are at some places."""
        return int(np.count_nonzero(self.statuses[np.ix_(*chosen)]))

    def observations(
        self, name: str, chosen: Chosen, limit: int | None = None, offset: int = 0
    ) -> list[Observation]:
        """Those at some places, or a part of them, ordered by region, gender and period."""
        at = np.ix_(*chosen)

        def laid(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
            return array[at].transpose(2, 0, 1).ravel()

        letters = laid(self.statuses)
        there = np.flatnonzero(letters)[offset : None if limit is None else offset + limit]
        return listed(
            name,
            [
                [names[n] for n in places.tolist()]
                for names, places in zip(
                    (self.axes.regions, self.axes.genders, self.axes.periods),
                    (chosen[2], chosen[0], chosen[1]),
                    strict=True,
                )
            ],
            there,
            values=laid(self.values)[there],
            numerators=None if self.numerators is None else laid(self.numerators)[there],
            denominators=None if self.denominators is None else laid(self.denominators)[there],
            statuses=map(_LETTERS.__getitem__, letters[there].tolist()),
            releases=laid(self.releases)[there].tolist(),
        )


def listed(
    name: str,
    axes: Sequence[Sequence[str]],
    there: Places,
    *,
    values: Floats,
    numerators: Floats | None,
    denominators: Floats | None,
    statuses: Iterable[str],
    releases: Iterable[int],
) -> list[Observation]:
    """Observations out of columns: `there` are their places among region × gender × period, the `axes`."""
    regions, genders, periods = axes
    if not len(there):
        return []
    per_region = len(genders) * len(periods)
    columns = zip(
        repeat(name),
        map(regions.__getitem__, (there // per_region).tolist()),
        map(genders.__getitem__, (there % per_region // len(periods)).tolist()),
        map(periods.__getitem__, (there % len(periods)).tolist()),
        _or_none(values),
        repeat(None) if numerators is None else _or_none(numerators),
        repeat(None) if denominators is None else _or_none(denominators),
        statuses,
        releases,
    )
    # As Observation._make does, without leaving C for each of ten thousands.
    return list(map(tuple.__new__, repeat(Observation), columns))


def layers_of(observations: Iterable[Observation]) -> Iterator[tuple[str, Layer]]:
    """Observations as arrays, those of one indicator after the other."""
    for name, rows in groupby(observations, key=itemgetter(0)):
        yield name, _layer(list(rows))


def _layer(rows: list[Observation]) -> Layer:
    _names, regions, genders, periods, values, numerators, denominators, statuses, releases = zip(
        *rows, strict=True
    )
    axes = Axes(*(tuple(sorted(set(names))) for names in (genders, periods, regions)))
    at: Any = tuple(
        np.fromiter(map(nth.__getitem__, names), np.intp, len(rows))
        for nth, names in (
            (axes.nth_gender, genders),
            (axes.nth_period, periods),
            (axes.nth_region, regions),
        )
    )

    def laid(column: Iterable[Any], kind: Any, room: Callable[..., npt.NDArray[Any]]) -> npt.NDArray[Any]:
        found = room(axes.shape)
        found[at] = np.array(column, dtype=kind)
        return found

    def nothing(shape: tuple[int, ...]) -> Floats:
        return np.full(shape, np.nan)

    def numbers(column: tuple[float | None, ...]) -> Floats | None:
        return None if all(each is None for each in column) else laid(column, np.float64, nothing)

    return Layer(
        axes,
        laid(values, np.float64, nothing),
        laid(list(map(ord, statuses)), np.uint8, np.zeros).astype(np.uint8),
        laid(releases, np.int64, np.zeros).astype(np.int64),
        numbers(numerators),
        numbers(denominators),
    )


def _among(nth: Mapping[str, int], wanted: Collection[str] | None) -> Places:
    if wanted is None:
        return np.arange(len(nth))
    return np.array(sorted({n for name in wanted if (n := nth.get(name)) is not None}), dtype=np.intp)


def _or_none(values: Floats) -> list[float | None]:
    missing = np.isnan(values)
    found: list[float | None] = values.tolist()
    if missing.any():
        for n in np.flatnonzero(missing).tolist():
            found[n] = None
    return found
