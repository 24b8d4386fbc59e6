"""Standings of a whole block: some indicators of one shape, all their genders and regions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from lupaus.indicators.observations import FORECAST
from lupaus.indicators.reading import Bucket, Entry
from lupaus.strategy.standings.arithmetic import SPAN, Bytes, Counts, Floats, Places, places, slopes, words

#: Indicators worked on at once: arrays of this many stay in the processor's own memory.
_AT_ONCE: Final = 12
_FORECAST: Final = ord(FORECAST)
_NEVER: Final = -1


@dataclass(frozen=True, slots=True)
class Block:
    """Arrays of indicator × gender × region.

    `latest` is 0 where there is no figure at all, and nothing else means anything there. `word` is an index
    into `WORDS`; `baseline` and `slope` are NaN and `position` and `peers` 0 where there is none.
    """

    indicators: tuple[str, ...]
    genders: tuple[str, ...]
    regions: tuple[str, ...]
    latest: npt.NDArray[np.int16]
    value: Floats
    baseline: Floats
    word: Bytes
    slope: Floats
    position: Counts
    peers: Counts


def blocks_of(
    bucket: Bucket,
    polarities: Mapping[str, int],
    columns: Sequence[Places],
    wanted: frozenset[str] | None = None,
) -> list[Block]:
    """The standings of a bucket. `columns` are the places of each category's regions on its axis."""
    found = []
    for run in bucket.runs:
        chosen = [entry for entry in run if wanted is None or entry.id in wanted]
        for begin in range(0, len(chosen), _AT_ONCE):
            block = _block(bucket, chosen[begin : begin + _AT_ONCE], polarities, columns)
            if block is not None:
                found.append(block)
    return found


def _block(
    bucket: Bucket, entries: Sequence[Entry], polarities: Mapping[str, int], columns: Sequence[Places]
) -> Block | None:
    """Of neighbours of one shape, or of one special indicator."""
    if entries[0].special:
        (entry,) = entries
        years, figures = observed(bucket, entry)
        if not years:
            return None

        def recent(rows: int) -> Floats:
            return figures[:, -rows:]

        def all_of_them() -> Floats:
            return figures
    else:
        years = [int(period) for period in entries[0].periods]

        def recent(rows: int) -> Floats:
            return bucket.last_rows(entries, range(len(entries[0].genders)), rows)

        def all_of_them() -> Floats:
            return np.concatenate([bucket.values(entry) for entry in entries])

    genders = len(entries[0].genders)
    side = np.repeat(np.array([polarities.get(entry.id, 0) for entry in entries], dtype=np.int8), genders)
    latest, value, baseline, word, slope, position, peers = _told(years, recent, all_of_them, side, columns)
    shape = len(entries), genders, len(bucket.regions)
    return Block(
        tuple(entry.id for entry in entries),
        entries[0].genders,
        bucket.regions,
        latest.reshape(shape),
        value.reshape(shape),
        baseline.reshape(shape),
        word.reshape(shape),
        slope.reshape(shape),
        position.reshape(shape),
        peers.reshape(shape),
    )


def observed(bucket: Bucket, entry: Entry) -> tuple[list[int], Floats]:
    """Years and figures, gender × year × region, that somebody has observed: no forecasts, no months."""
    figures = bucket.values(entry)
    if not entry.special:
        return [int(period) for period in entry.periods], figures
    statuses = bucket.statuses(entry)
    if statuses is not None:
        figures = np.where(statuses == _FORECAST, np.nan, figures)
    yearly = [n for n, period in enumerate(entry.periods) if len(period) == 4]
    return [int(entry.periods[n]) for n in yearly], np.ascontiguousarray(figures[:, yearly])


def _told(
    years: Sequence[int],
    recent: Callable[[int], Floats],
    everything: Callable[[], Floats],
    side: npt.NDArray[np.int8],
    columns: Sequence[Places],
) -> tuple[npt.NDArray[np.int16], Floats, Floats, Bytes, Floats, Counts, Counts]:
    """latest, value, baseline, word, slope, position, peers of rows × regions."""
    before = steps(years)
    last = len(years) - 1
    used = [n for n in before[last] if n != _NEVER]
    rows = last - min(used) + 1
    end = recent(rows)
    y = [end[:, n - last - 1] if n != _NEVER else np.full_like(end[:, -1], np.nan) for n in before[last]]
    y0 = y[0]
    gaps = np.isnan(y0)
    latest = np.full(y0.shape, years[last], dtype=np.int16)
    position, peers = np.zeros(y0.shape, dtype=np.int32), np.zeros(y0.shape, dtype=np.int32)
    for column in columns:
        position[:, column], peers[:, column] = places(y0[:, column], side)
    if gaps.any():
        y = [np.array(each) for each in y]
        row, region = np.nonzero(gaps)
        whole = everything()
        there = ~np.isnan(whole[row, :, region])
        at = last - there[:, ::-1].argmax(axis=1)
        some = there[np.arange(len(at)), at]
        for k, each in enumerate(y):
            nth = before[at, k]
            each[row, region] = np.where((nth != _NEVER) & some, whole[row, nth, region], np.nan)
        latest[row, region] = np.where(some, np.array(years)[at], 0)
        _place_earlier(whole, (row[some], region[some], at[some]), side, columns, (position, peers))
    return latest, y[0], y[5], words(y[0], y[5], side[:, None]), slopes(y), position, peers


def steps(years: Sequence[int]) -> Places:
    """For each place on an axis of years, the places of that year and of one to five years before it."""
    place = {year: n for n, year in enumerate(years)}
    return np.array(
        [[place.get(year - k, _NEVER) for k in range(SPAN + 1)] for year in years], dtype=np.intp
    ).reshape(len(years), SPAN + 1)


def _place_earlier(
    whole: Floats,
    missed: tuple[Places, Places, Places],
    side: npt.NDArray[np.int8],
    columns: Sequence[Places],
    found: tuple[Counts, Counts],
) -> None:
    """Places of series that end before the others do, each among those with a figure in that year; `missed`
    says which (row, region) and the place of their latest year."""
    row, region, at = missed
    pairs, which = np.unique(row * whole.shape[1] + at, return_inverse=True)
    of_row, of_year = np.divmod(pairs, whole.shape[1])
    for column in columns:
        mine = np.isin(region, column)
        if not mine.any():
            continue
        needed, among = np.unique(which[mine], return_inverse=True)
        values = whole[of_row[needed], of_year[needed]][:, column]
        nth = np.searchsorted(column, region[mine])
        for told, array in zip(found, places(values, side[of_row[needed]]), strict=True):
            told[row[mine], region[mine]] = array[among, nth]
