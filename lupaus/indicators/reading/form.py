"""Some indicators at a version of the table, answered from their open buckets as a `Snapshot` answers."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import chain, islice

from lupaus.indicators.layers import Layer
from lupaus.indicators.observations import Observation
from lupaus.indicators.reading.buckets import Bucket
from lupaus.indicators.store import Filters


class Form:
    """The buckets of the indicators that were asked for; one that is not in it has no observations."""

    def __init__(self, buckets: Mapping[str, Bucket]) -> None:
        self._buckets = buckets

    def series(self, indicator: str, region: str, gender: str) -> tuple[Observation, ...]:
        """Ordered by period."""
        bucket = self._buckets.get(indicator)
        return () if bucket is None else bucket.series(indicator, region, gender)

    def section(
        self, indicator: str, gender: str, period: str, regions: Collection[str], *, observed: bool = False
    ) -> dict[str, float]:
        """Values by region, in the order of regions; those without a value are left out, forecasts where
        only what somebody has `observed` is asked for."""
        bucket = self._buckets.get(indicator)
        if bucket is None:
            return {}
        return bucket.section(indicator, gender, period, regions, observed=observed)

    def scan(self, filters: Filters, limit: int | None = None, offset: int = 0) -> Iterator[Observation]:
        """What the filters let through, ordered by indicator, region, gender and period."""
        if offset:
            return islice(self._from(filters, offset), limit)
        chosen = filters.regions, filters.genders, filters.periods
        slices = (self._buckets[name].slice(name, *chosen) for name in self._named(filters))
        return islice(chain.from_iterable(slices), limit)

    def layers(self, filters: Filters) -> dict[str, Layer]:
        """What the filters let through of each indicator, as arrays."""
        chosen = filters.regions, filters.genders, filters.periods
        found = ((name, self._buckets[name].layer(name, *chosen)) for name in self._named(filters))
        return {name: layer for name, layer in found if layer is not None}

    def count(self, filters: Filters) -> int:
        """How many observations the filters let through."""
        chosen = filters.regions, filters.genders, filters.periods
        return sum(self._buckets[name].count(name, *chosen) for name in self._named(filters))

    def _from(self, filters: Filters, offset: int) -> Iterator[Observation]:
        chosen = filters.regions, filters.genders, filters.periods
        for name in self._named(filters):
            bucket = self._buckets[name]
            if offset and (number := bucket.count(name, *chosen)) <= offset:
                offset -= number
                continue
            yield from islice(bucket.slice(name, *chosen), offset, None)
            offset = 0

    def _named(self, filters: Filters) -> list[str]:
        return sorted(self._buckets.keys() & (filters.indicators or {}).keys())
