"""Reading a file of the reading form.

Everything is read by place (`pread`), nothing is mapped: pages stay the operating system's, and a process
that has read the whole bank is no larger for it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Sequence
from functools import cache, cached_property
from itertools import repeat
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from lupaus.indicators.layers import Axes, Floats, Layer, listed
from lupaus.indicators.observations import FORECAST, NORMAL, Observation
from lupaus.indicators.reading.layout import Broken, Entry, Header, unpacked
from lupaus.indicators.reading.opening import take_away
from lupaus.indicators.reading.rows import bytes_of_row, check, fill, opened

_FLOAT: Final = np.dtype(np.float64)
_BYTE: Final = np.dtype(np.uint8)
_FORECAST: Final = ord(FORECAST)
_NORMAL: Final = ord(NORMAL)
_FIRST_READ: Final = 64 * 1024
#: A letter for each byte of a status.
_LETTERS: Final = tuple(map(chr, range(256)))


class Bucket:
    """An open file: fifty neighbouring indicators as of a version of the table. Safe to use from several
    threads; closed when nobody holds it any more.

    Whatever reads figures raises `Broken` where the file was damaged since it was made. The file is taken
    away then, so that it is made anew, and `broken` says so to whoever holds it.
    """

    def __init__(self, path: Path) -> None:
        """Raises `Broken`, and `FileNotFoundError`."""
        self.path = path
        self.broken = False
        self._file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        size = os.fstat(self._file).st_size
        start = os.pread(self._file, _FIRST_READ, 0)
        self.header: Header = unpacked(start, lambda length, at: os.pread(self._file, length, at), size)
        #: Buckets with the same regions share the very object.
        self.regions, self.nth_region = _shared(self.header.regions)
        self.entries: dict[str, Entry] = {entry.id: entry for entry in self.header.entries}

    def __del__(self, close: Callable[[int], None] = os.close) -> None:
        if hasattr(self, "_file"):
            close(self._file)

    def rows(self, place: int, kind: np.dtype[Any], first: int, number: int) -> npt.NDArray[Any]:
        """Some rows of an array that begins at a place: row × region."""
        length = bytes_of_row(len(self.regions), kind)
        try:
            found = os.pread(self._file, length * number, place + length * first)
            return opened(found, len(self.regions), kind, number)
        except (Broken, OSError) as trouble:
            raise self._given_up(trouble) from trouble

    def last_rows(self, entries: Sequence[Entry], genders: Sequence[int], number: int) -> Floats:
        """The values of the last `number` periods of entries of one shape: (entry, gender) × period ×
        region."""
        width = len(self.regions)
        length = bytes_of_row(width, _FLOAT)
        room = np.empty((len(entries) * len(genders), number, length // 8), dtype=np.uint64)
        places = [
            entry.values + length * ((gender + 1) * len(entry.periods) - number)
            for entry in entries
            for gender in genders
        ]
        try:
            for nth, place in enumerate(places):
                fill(self._file, room[nth], place)
            check(room.reshape(-1, length // 8))
        except (Broken, OSError) as trouble:
            raise self._given_up(trouble) from trouble
        return room[..., :-1].view(np.float64)[..., :width]

    def _given_up(self, trouble: Exception) -> Broken:
        self.broken = True
        return take_away(self.path, trouble)

    def values(self, entry: Entry) -> Floats:
        """All values of an indicator, gender × period × region."""
        return self._layer(entry, entry.values, _FLOAT)

    def statuses(self, entry: Entry) -> npt.NDArray[np.uint8] | None:
        """The letters of all statuses, 0 for no observation; `None` where every value is an A."""
        return None if entry.statuses is None else self._layer(entry, entry.statuses, _BYTE)

    def of_gender(self, entry: Entry, gender: str) -> tuple[Floats, npt.NDArray[np.uint8] | None]:
        """Values and statuses of one gender, period × region."""
        length = len(entry.periods)
        first = entry.genders.index(gender) * length
        values = self.rows(entry.values, _FLOAT, first, length)
        if entry.statuses is None:
            return values, None
        return values, self.rows(entry.statuses, _BYTE, first, length)

    def _layer(self, entry: Entry, place: int, kind: np.dtype[Any]) -> npt.NDArray[Any]:
        shape = len(entry.genders), len(entry.periods), len(self.regions)
        return self.rows(place, kind, 0, shape[0] * shape[1]).reshape(shape)

    def series(self, indicator: str, region: str, gender: str) -> tuple[Observation, ...]:
        """Ordered by period."""
        entry, nth = self.entries.get(indicator), self.nth_region.get(region)
        if entry is None or nth is None or gender not in entry.genders:
            return ()
        return tuple(self._observations(entry, [entry.genders.index(gender)], [nth], None))

    def slice(
        self,
        indicator: str,
        regions: Collection[str] | None,
        genders: Collection[str] | None,
        periods: Collection[str] | None,
    ) -> list[Observation]:
        """One indicator, ordered by region, gender and period; `None` stands for all."""
        entry = self.entries.get(indicator)
        if entry is None:
            return []
        chosen = None if regions is None else self._nth(regions)
        of_periods = None if periods is None else _among(entry.periods, periods)
        return self._observations(entry, _among(entry.genders, genders), chosen, of_periods)

    def layer(
        self,
        indicator: str,
        regions: Collection[str] | None,
        genders: Collection[str] | None,
        periods: Collection[str] | None,
    ) -> Layer | None:
        """The observations `slice` would give, as arrays; `None` of an indicator that is not here."""
        entry = self.entries.get(indicator)
        if entry is None:
            return None
        whole = Axes(entry.genders, entry.periods, self.regions)
        chosen = whole.chosen(regions, genders, periods)
        at = np.ix_(*chosen)

        def laid(place: int, kind: np.dtype[Any]) -> npt.NDArray[Any]:
            layer = self._layer(entry, place, kind)
            return layer if (regions, genders, periods) == (None, None, None) else layer[at]

        values = laid(entry.values, _FLOAT)
        if entry.statuses is None:
            statuses = np.where(np.isnan(values), 0, _NORMAL).astype(np.uint8)
        else:
            statuses = laid(entry.statuses, _BYTE)
        releases = np.array(entry.releases, dtype=np.int64)
        if entry.written is None:
            written = np.full(values.shape, releases[0])
        else:
            written = releases[laid(entry.written, np.dtype(f"u{entry.width}"))]
        names = zip((whole.genders, whole.periods, whole.regions), chosen, strict=True)
        return Layer(
            Axes(*(tuple(axis[n] for n in places.tolist()) for axis, places in names)),
            values,
            statuses,
            written,
            None if entry.numerators is None else laid(entry.numerators, _FLOAT),
            None if entry.denominators is None else laid(entry.denominators, _FLOAT),
        )

    def count(
        self,
        indicator: str,
        regions: Collection[str] | None,
        genders: Collection[str] | None,
        periods: Collection[str] | None,
    ) -> int:
        """How many observations `slice` would give."""
        entry = self.entries.get(indicator)
        if entry is None:
            return 0
        statuses = self.statuses(entry)
        there = ~np.isnan(self.values(entry)) if statuses is None else statuses != 0
        if genders is not None:
            there = there[_among(entry.genders, genders)]
        if periods is not None:
            there = there[:, _among(entry.periods, periods)]
        if regions is not None:
            there = there[:, :, self._nth(regions)]
        return int(np.count_nonzero(there))

    def _nth(self, regions: Collection[str]) -> list[int]:
        return sorted({n for code in regions if (n := self.nth_region.get(code)) is not None})

    def section(
        self, indicator: str, gender: str, period: str, regions: Collection[str], *, observed: bool = False
    ) -> dict[str, float]:
        """Values by region, in the order of regions; those without a value are left out, forecasts where
        only what somebody has `observed` is asked for."""
        entry = self.entries.get(indicator)
        if entry is None or gender not in entry.genders or period not in entry.periods:
            return {}
        row = entry.genders.index(gender) * len(entry.periods) + entry.periods.index(period)
        (values,) = self.rows(entry.values, _FLOAT, row, 1)
        if observed and entry.special and entry.statuses is not None:
            (letters,) = self.rows(entry.statuses, _BYTE, row, 1)
            values = np.where(letters == _FORECAST, np.nan, values)
        told = values.tolist()
        return {self.regions[n]: value for n in self._nth(regions) if (value := told[n]) == value}

    def _observations(
        self,
        entry: Entry,
        genders: Sequence[int],
        regions: Sequence[int] | None,
        periods: Sequence[int] | None,
    ) -> list[Observation]:
        """Those that are there, ordered by region, gender, period."""
        nth = np.arange(len(self.regions)) if regions is None else np.array(regions, dtype=np.intp)
        of_period = np.arange(len(entry.periods)) if periods is None else np.array(periods, dtype=np.intp)
        of_gender = np.array(genders, dtype=np.intp)

        def laid(place: int, kind: np.dtype[Any]) -> npt.NDArray[Any]:
            """One layer, what is chosen of it, in the order of the answer."""
            if len(nth) == 1:
                layer = self._columns(entry, place, kind, of_gender, int(nth[0]))
                return layer[:, of_period].ravel()
            layer = self._layer(entry, place, kind)
            return layer[np.ix_(of_gender, of_period, nth)].transpose(2, 0, 1).ravel()

        values = laid(entry.values, _FLOAT)
        if entry.statuses is None:
            there = ~np.isnan(values)
            statuses: Any = repeat("A")
        else:
            letters = laid(entry.statuses, _BYTE)
            there = letters != 0
            statuses = map(_LETTERS.__getitem__, letters[there].tolist())
        return listed(
            entry.id,
            [
                [self.regions[n] for n in nth.tolist()],
                [entry.genders[n] for n in genders],
                [entry.periods[n] for n in of_period.tolist()],
            ],
            np.flatnonzero(there),
            values=values[there],
            numerators=None if entry.numerators is None else laid(entry.numerators, _FLOAT)[there],
            denominators=None if entry.denominators is None else laid(entry.denominators, _FLOAT)[there],
            statuses=statuses,
            releases=repeat(entry.releases[0])
            if entry.written is None
            else map(
                entry.releases.__getitem__,
                laid(entry.written, np.dtype(f"u{entry.width}"))[there].tolist(),
            ),
        )

    def _columns(
        self, entry: Entry, place: int, kind: np.dtype[Any], genders: npt.NDArray[np.intp], region: int
    ) -> npt.NDArray[Any]:
        """One region of a layer, gender × period, without reading the genders that nobody asked for."""
        length = len(entry.periods)
        found = [self.rows(place, kind, gender * length, length)[:, region] for gender in genders.tolist()]
        return np.array(found, dtype=kind).reshape(len(found), length)

    @cached_property
    def runs(self) -> list[list[Entry]]:
        """Neighbours of the same genders and periods, whose values are one array; special ones alone."""
        runs: list[list[Entry]] = []
        for entry in self.header.entries:
            last = runs[-1][-1] if runs else None
            if (
                last is not None
                and not entry.special
                and not last.special
                and (entry.genders, entry.periods) == (last.genders, last.periods)
            ):
                runs[-1].append(entry)
            else:
                runs.append([entry])
        return runs


@cache
def _shared(regions: tuple[str, ...]) -> tuple[tuple[str, ...], dict[str, int]]:
    """An axis of regions and the place of each on it. As many as there are kinds of buckets: few."""
    return regions, {code: n for n, code in enumerate(regions)}


def _among(axis: Sequence[str], wanted: Collection[str] | None) -> list[int]:
    """The places on an axis of what is wanted; `None` stands for all."""
    return [n for n, name in enumerate(axis) if wanted is None or name in wanted]
