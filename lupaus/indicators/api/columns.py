"""Figures of one indicator by columns rather than rows: what `/api/v1/series` answers, in either of two ways.

By the reading form, straight from the arrays, where an indicator is plain statistics; else by observations,
as `queries` tells them. Both end in the same bytes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import compress
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import orjson

from lupaus.indicators.observations import Observation
from lupaus.indicators.reading import Bucket


class Axes(NamedTuple):
    """Figures, region × period, and what is written at their sides."""

    periods: Sequence[str]
    regions: Sequence[str]
    values: npt.NDArray[np.float64]


def of_bucket(
    bucket: Bucket | None, indicator: str, regions: Sequence[str], gender: str, release: int
) -> bytes:
    """From the reading form; without `regions` of all. `None` for a bucket that holds nothing."""
    entry = None if bucket is None else bucket.entries.get(indicator)
    if bucket is None or entry is None or gender not in entry.genders:
        nothing = Axes((), (), np.empty((0, 0)))
        return packed(indicator, gender, release, nothing, (), illustrative=False)
    values, statuses = bucket.of_gender(entry, gender)
    if regions:
        nth = sorted({n for code in regions if (n := bucket.nth_region.get(code)) is not None})
        values = values[:, nth]
        statuses = None if statuses is None else statuses[:, nth]
        names: Sequence[str] = [bucket.regions[n] for n in nth]
    else:
        names = bucket.regions
    there = ~np.isnan(values) if statuses is None else statuses != 0
    of_period, of_region = np.any(there, axis=1), np.any(there, axis=0)
    if not of_period.all():
        values = values[of_period]
        statuses = None if statuses is None else statuses[of_period]
    if not of_region.all():
        values = values[:, of_region]
        statuses = None if statuses is None else statuses[:, of_region]
        names = list(compress(names, of_region))
    periods = list(compress(entry.periods, of_period))
    marked: list[tuple[str, str, str]] = []
    if statuses is not None:
        turned = statuses.T
        for r, p in zip(*np.nonzero((turned != 0) & (turned != ord("A"))), strict=True):
            marked.append((names[r], periods[p], chr(turned[r, p])))
    return packed(indicator, gender, release, Axes(periods, names, values.T), marked, illustrative=False)


def of_observations(
    indicator: str,
    gender: str,
    release: int | None,
    found: Sequence[Observation],
    illustrative: Collection[int],
) -> bytes:
    """From observations of one indicator and gender."""
    periods = sorted({seen.period for seen in found})
    regions = sorted({seen.region for seen in found})
    nth_period = {period: n for n, period in enumerate(periods)}
    nth_region = {region: n for n, region in enumerate(regions)}
    values = np.full((len(regions), len(periods)), np.nan)
    for seen in found:
        if seen.value is not None:
            values[nth_region[seen.region], nth_period[seen.period]] = seen.value
    marked = [(seen.region, seen.period, seen.status) for seen in found if seen.status != "A"]
    illustrates = any(seen.release in illustrative for seen in found)
    axes = Axes(periods, regions, values)
    return packed(indicator, gender, release, axes, marked, illustrative=illustrates)


def packed(
    indicator: str,
    gender: str,
    release: int | None,
    axes: Axes,
    marked: Iterable[tuple[str, str, str]],
    *,
    illustrative: bool,
) -> bytes:
    """The answer. NaN becomes null."""
    answer: dict[str, Any] = {
        "release": release,
        "indicator": indicator,
        "gender": gender,
        "years": axes.periods,
        "regions": axes.regions,
        "values": np.ascontiguousarray(axes.values),
        "marked": [{"region": region, "year": year, "status": status} for region, year, status in marked],
        "illustrative": illustrative,
    }
    return orjson.dumps(answer, option=orjson.OPT_SERIALIZE_NUMPY)
