# ruff: noqa: S608 - every query is put together from constants of this module; values are bound parameters
"""Reading one version of the table."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import chain, repeat
from typing import Any, Literal, NamedTuple

from lupaus.indicators.observations import Observation, SeriesKey
from lupaus.indicators.store.connections import reading_cursor
from lupaus.indicators.store.home import StoredFile

#: The bucket of each indicator that is asked for.
Buckets = Mapping[str, int]

_COLUMNS = "indicator, region, gender, period, value, numerator, denominator, status, release"
_FIGURES = "value, numerator, denominator, status"
_IN_ORDER = "ORDER BY indicator, region, gender, period"
_NO_FILES = """(SELECT NULL::VARCHAR AS indicator, NULL::VARCHAR AS region, NULL::VARCHAR AS gender,
    NULL::VARCHAR AS period, NULL::DOUBLE AS value, NULL::DOUBLE AS numerator,
    NULL::DOUBLE AS denominator, NULL::VARCHAR AS status, NULL::BIGINT AS release LIMIT 0)"""


class Change(NamedTuple):
    """How one observation differs between two versions. A value is `None` where it is missing or absent;
    a status is `None` where the whole observation is absent."""

    indicator: str
    region: str
    gender: str
    period: str
    kind: Literal["added", "changed", "withdrawn"]
    old: float | None
    new: float | None
    old_status: str | None
    new_status: str | None


@dataclass(frozen=True, slots=True)
class Changes:
    """How two versions differ: how many observations, and the largest changes."""

    added: int = 0
    changed: int = 0
    withdrawn: int = 0
    largest: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Filters:
    """Which observations are wanted; `None` for all of them."""

    indicators: Buckets | None = None
    regions: Collection[str] | None = None
    genders: Collection[str] | None = None
    periods: Collection[str] | None = None

    def condition(self) -> tuple[str, list[list[str]]]:
        """The WHERE clause and its parameters."""
        wanted = {
            "indicator": self.indicators,
            "region": self.regions,
            "gender": self.genders,
            "period": self.periods,
        }
        given = {column: list(values) for column, values in wanted.items() if values is not None}
        clause = " AND ".join(f"{column} IN (SELECT unnest(?))" for column in given)
        return (f"WHERE {clause}" if clause else ""), list(given.values())


class Snapshot:
    """The observations as they were at one version of the table."""

    def __init__(
        self,
        files: Mapping[int, tuple[StoredFile, ...]],
        paths: Callable[[Iterable[StoredFile]], list[str]],
    ) -> None:
        self._files = files
        self._paths = paths

    def files(self, buckets: Iterable[int] | None = None) -> list[str]:
        """Local paths of the Parquet files of some buckets, or of all; any engine that reads Parquet can
        read them. (From an object store, those that are not here yet are fetched now.)"""
        wanted = self._files if buckets is None else sorted(set(buckets))
        return self._paths(file for bucket in wanted for file in self._files.get(bucket, ()))

    def series(self, keys: Iterable[SeriesKey], buckets: Buckets) -> Iterator[Observation]:
        """The observations of some series, ordered by key and period. One query: 10 ms for 30 series of
        neighbouring indicators among 2 million rows."""
        keys = [key for key in dict.fromkeys(keys) if key.indicator in buckets]
        source, files = self._source(buckets[key.indicator] for key in keys)
        return _observations(
            f"""SELECT {_COLUMNS} FROM {source}
                JOIN (SELECT unnest(?) AS indicator, unnest(?) AS region, unnest(?) AS gender)
                USING (indicator, region, gender) {_IN_ORDER}""",
            [*files, *_by_column(keys, 3)],
        )

    def slice(self, indicator: str, bucket: int, filters: Filters) -> Iterator[Observation]:
        """One indicator in all regions, or in those of the filters, ordered by region, gender, period."""
        return self.scan(Filters({indicator: bucket}, filters.regions, filters.genders, filters.periods))

    def scan(self, filters: Filters, limit: int | None = None, offset: int = 0) -> Iterator[Observation]:
        """Everything the filters let through, ordered by indicator, region, gender and period."""
        source, files, condition = self._filtered(filters)
        return _observations(
            f"SELECT {_COLUMNS} FROM {source} {condition} {_IN_ORDER} LIMIT ? OFFSET ?",
            [*files, limit, offset],
        )

    def count(self, filters: Filters) -> int:
        """How many observations the filters let through."""
        source, files, condition = self._filtered(filters)
        return int(next(_rows(f"SELECT count(*) FROM {source} {condition}", files))[0])

    def cross_section(
        self,
        wanted: Iterable[tuple[str, str, str]],
        regions: Collection[str],
        buckets: Buckets,
        *,
        observed: bool = False,
    ) -> Iterator[tuple[str, str, str, str, float]]:
        """(indicator, gender, period, region, value) of what is asked for; missing values are left out, and
        forecasts where only what somebody has `observed` is asked for."""
        condition = "AND status <> 'F'" if observed else ""
        wanted = [each for each in dict.fromkeys(wanted) if each[0] in buckets]
        source, files = self._source(buckets[each[0]] for each in wanted)
        return _rows(
            f"""SELECT indicator, gender, period, region, value FROM {source}
                JOIN (SELECT unnest(?) AS indicator, unnest(?) AS gender, unnest(?) AS period)
                USING (indicator, gender, period)
                WHERE region IN (SELECT unnest(?)) AND value IS NOT NULL {condition}
                ORDER BY indicator, gender, period, region""",
            [*files, *_by_column(wanted, 3), list(regions)],
        )

    def changes_until(self, later: Snapshot, buckets: Buckets, limit: int | None = None) -> Changes:
        """What `later` says otherwise of these indicators: the largest revisions first, then what it
        added and what it withdrew. The size of a revision is measured against the old value."""
        before, old_files = self._source(buckets.values())
        after, new_files = later._source(buckets.values())
        differing = f"""
            WITH before AS (SELECT {_COLUMNS} FROM {before} WHERE indicator IN (SELECT unnest(?))),
                 after AS (SELECT {_COLUMNS} FROM {after} WHERE indicator IN (SELECT unnest(?))),
                 differing AS (
                    SELECT indicator, region, gender, period,
                        CASE WHEN b.status IS NULL THEN 'added'
                             WHEN a.status IS NULL THEN 'withdrawn' ELSE 'changed' END AS kind,
                        b.value AS old, a.value AS new, b.status AS old_status, a.status AS new_status
                    FROM before b FULL JOIN after a USING (indicator, region, gender, period)
                    WHERE (b.value, b.numerator, b.denominator, b.status)
                          IS DISTINCT FROM (a.value, a.numerator, a.denominator, a.status))"""
        names = list(buckets)
        parameters: list[Any] = [*old_files, names, *new_files, names]
        counts = dict(_rows(f"{differing} SELECT kind, count(*) FROM differing GROUP BY kind", parameters))
        rows = _rows(
            f"""{differing} SELECT * FROM differing
                ORDER BY kind <> 'changed', kind,
                    abs(new - old) / greatest(abs(old), 1e-9) DESC NULLS LAST,
                    indicator, region, gender, period
                LIMIT ?""",
            [*parameters, limit],
        )
        return Changes(
            added=counts.get("added", 0),
            changed=counts.get("changed", 0),
            withdrawn=counts.get("withdrawn", 0),
            largest=tuple(map(Change._make, rows)),
        )

    def _filtered(self, filters: Filters) -> tuple[str, list[Any], str]:
        source, files = self._source(None if filters.indicators is None else filters.indicators.values())
        condition, values = filters.condition()
        return source, [*files, *values], condition

    def _source(self, buckets: Iterable[int] | None) -> tuple[str, list[list[str]]]:
        """What to select from, and the parameter it needs; a version may hold nothing of some buckets."""
        files = self.files(buckets)
        return ("read_parquet(?, hive_partitioning = false)", [files]) if files else (_NO_FILES, [])


def _by_column(rows: Collection[tuple[str, ...]], width: int) -> list[list[str]]:
    return [[row[column] for row in rows] for column in range(width)]


def _observations(query: str, parameters: list[Any]) -> Iterator[Observation]:
    # As Observation._make does, without leaving C for each of ten thousands.
    return map(tuple.__new__, repeat(Observation), _rows(query, parameters))


def _rows(query: str, parameters: list[Any]) -> Iterator[Any]:
    """Rows as tuples, a few thousand at a time."""
    cursor = reading_cursor()
    cursor.execute(query, parameters)
    return chain.from_iterable(iter(partial(cursor.fetchmany, 4096), []))
