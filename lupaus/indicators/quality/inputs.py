# ruff: noqa: S608 - every query is put together from constants of this module; values are bound parameters
"""What the rules ask: the observations of some indicators, the catalogue and the regions, as tables.

Figures that must not be told are not there either: of an indicator with figures that are no statistic, the
rules see what `queries` tells, so that no finding can give away a small number.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np
from duckdb import DuckDBPyConnection

from lupaus.indicators import bank, queries
from lupaus.indicators.models import Indicator, Nature, Release, SourceKind
from lupaus.indicators.observations import Observation
from lupaus.indicators.store.connections import private_database
from lupaus.regions.models import Region, RegionParent

_COLUMNS: Final = "indicator, region, gender, period, value, numerator, denominator, status"
_NOTHING: Final = f"""SELECT {
    ", ".join(f"NULL::VARCHAR AS {name}" for name in ("indicator", "region", "gender", "period"))
}, {", ".join(f"NULL::DOUBLE AS {name}" for name in ("value", "numerator", "denominator"))},
    NULL::VARCHAR AS status LIMIT 0"""

#: A series at a glance, in one reading. Rows lie in the order of their keys, so that the row before is the
#: year before; `disorder` counts those of which that is not true, and then the rows are sorted first.
SERIES: Final = """
SELECT indicator, region, gender, count(*) AS figures, min(year) AS first_year, max(year) AS last_year,
    min(value) AS lowest, max(value) AS highest, sum(value) AS total,
    count(change) AS steps, coalesce(sum(change), 0) AS changes, coalesce(max(change), 0) AS largest_change,
    coalesce(max(CASE WHEN previous <> 0 THEN change / abs(previous) * 100.0 END), 0) AS largest_jump,
    sum(CASE WHEN change = 0 THEN 1 ELSE 0 END) AS unchanged,
    count(*) - count(previous_year) - 1 + sum(CASE WHEN previous_year >= year THEN 1 ELSE 0 END) AS disorder
FROM (
    SELECT *, CASE WHEN year > previous_year THEN abs(value - previous) / (year - previous_year) END AS change
    FROM stepped) changed
GROUP BY indicator, region, gender
"""
_STEPPED_IN_ORDER: Final = """
SELECT indicator, region, gender, year, value,
    CASE WHEN same THEN previous END AS previous, CASE WHEN same THEN previous_year END AS previous_year
FROM (SELECT *, p_region = region AND p_gender = gender AND p_indicator = indicator AS same FROM (
    SELECT indicator, region, gender, year, value, lag(value) OVER () AS previous,
        lag(year) OVER () AS previous_year, lag(region) OVER () AS p_region, lag(gender) OVER () AS p_gender,
        lag(indicator) OVER () AS p_indicator
    FROM observations WHERE value IS NOT NULL AND {which}) beside) told
"""
#: The portable way to the same, which sorts.
STEPPED: Final = """
SELECT indicator, region, gender, year, value,
    lag(value) OVER (PARTITION BY indicator, region, gender ORDER BY year) AS previous,
    lag(year) OVER (PARTITION BY indicator, region, gender ORDER BY year) AS previous_year
FROM observations WHERE value IS NOT NULL
"""
#: The columns of the inputs.
OBSERVATIONS: Final = (*_COLUMNS.split(", "), "year")
CATALOGUE: Final = (
    "indicator", "unit", "rounding", "least", "most", "largest_jump", "per", "counts_people",
    "rhythm_years", "lag_years",
)  # fmt: skip
REGIONS: Final = ("region", "category", "last_year")
MEMBERS: Final = ("region", "category", "member", "member_category")


@dataclass(frozen=True, slots=True)
class World:
    """What does not hang on the figures: rows of the inputs `catalogue`, `regions` and `members`."""

    catalogue: Sequence[tuple[Any, ...]]
    regions: Sequence[tuple[Any, ...]]
    members: Sequence[tuple[Any, ...]]
    year: int

    @classmethod
    def of_today(cls, indicators: Collection[str], year: int) -> World:
        """Three queries of the database."""
        regions = {
            region.code: (region.code, region.category, region.valid_to.year if region.valid_to else None)
            for region in Region.objects.only("code", "category", "valid_to")
        }
        return cls(
            catalogue=[_entry(entry) for entry in Indicator.objects.filter(pk__in=indicators)],
            regions=list(regions.values()),
            members=list(_members(regions)),
            year=year,
        )


def _entry(entry: Indicator) -> tuple[Any, ...]:
    return (
        entry.pk, entry.unit.words("en"), 0.5 * 10.0**-entry.decimals, entry.least, entry.most,
        entry.largest_jump, entry.per, entry.counts_people, entry.rhythm_years, entry.lag_years,
    )  # fmt: skip


def _members(regions: Mapping[str, tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Every region with all that lies in it and has not ended, at any depth."""
    parents: dict[str, set[str]] = {}
    for child, parent in RegionParent.objects.values_list("child_id", "parent_id"):
        parents.setdefault(child, set()).add(parent)
    for code, (_code, category, ended) in regions.items():
        if ended is not None:
            continue
        around: set[str] = set()
        waiting = set(parents.get(code, ()))
        while waiting:
            next_ = waiting.pop()
            if next_ not in around and next_ != code:
                around.add(next_)
                waiting |= parents.get(next_, set())
        yield from ((whole, regions[whole][1], code, category) for whole in around)


@contextmanager
def inputs(
    world: World, *, release: Release, indicators: Collection[str], changed: Collection[str], spill: Path
) -> Iterator[DuckDBPyConnection]:
    """A database of its own that holds the inputs, closed afterwards.

    `changed` are those of the indicators of which the release changed or withdrew figures: what the release
    before said of them is in `before`. `spill` is a folder for what does not fit in memory.
    """
    with TemporaryDirectory(prefix="quality-", dir=spill, ignore_cleanup_errors=True) as overflow:
        database = private_database(Path(overflow))
        try:
            # (Every rule reads the same files; none of them changes.)
            database.execute("SET parquet_metadata_cache = true")
            earlier = Release.objects.filter(pk__lt=release.pk).order_by("-pk").first() if changed else None
            _observations(database, "observations", release, indicators)
            _observations(database, "before", earlier, changed)
            lay_out(database, world)
            yield database
        finally:
            database.close()


def _observations(
    database: DuckDBPyConnection, name: str, release: Release | None, indicators: Collection[str]
) -> None:
    """A view of the rows of these indicators as of a release."""
    buckets = bank.buckets_of(indicators) if release and indicators else {}
    files = bank.snapshot(release).files(buckets.values()) if release and buckets else []
    source = _NOTHING
    if files and release:
        listed = ", ".join(_quoted(file) for file in files)
        rows = f"read_parquet([{listed}], hive_partitioning = false)"
        _names(database, f"{name}_wanted", buckets)
        kept = _kept_back(database, rows, f"{name}_wanted")
        told = _told(database, f"{name}_told", release, kept)
        source = f"SELECT {_COLUMNS} FROM {rows}"
        there = {each for (each,) in database.execute(f"SELECT DISTINCT indicator FROM {rows}").fetchall()}
        if not there <= set(buckets) - kept:  # else nothing is left out, and asking costs as much as reading
            _names(database, f"{name}_open", set(buckets) - kept)
            source += f" WHERE indicator IN (SELECT indicator FROM {name}_open)"
        if told:
            source += f" UNION ALL SELECT {_COLUMNS} FROM {told}"
    database.execute(
        f"CREATE VIEW {name} AS SELECT *, CAST(substr(period, 1, 4) AS INTEGER) AS year FROM ({source}) rows"
    )


def _kept_back(database: DuckDBPyConnection, rows: str, wanted: str) -> set[str]:
    """The organiser's own indicators and those with figures that are no statistic, which are read through
    what may be told."""
    wanted_names = {name for (name,) in database.execute(f"SELECT indicator FROM {wanted}").fetchall()}
    own = set(
        Indicator.objects.filter(pk__in=wanted_names, source_kind=SourceKind.OWN).values_list("id", flat=True)
    )
    others = Release.objects.exclude(nature=Nature.STATISTIC).values_list("pk", flat=True)
    numbers = ", ".join(str(int(number)) for number in others)
    if not numbers:
        return own
    found = database.execute(
        f"SELECT DISTINCT indicator FROM {rows} WHERE release IN ({numbers})"
        f" AND indicator IN (SELECT indicator FROM {wanted})"
    ).fetchall()
    return own.union(indicator for (indicator,) in found)


def _told(database: DuckDBPyConnection, name: str, release: Release, indicators: set[str]) -> str:
    """A table of what may be told of these indicators; empty name where there are none."""
    if not indicators:
        return ""
    told = queries.every_observation(release=release, indicators=sorted(indicators))
    columns = _columns(told)
    database.register(f"{name}_rows", columns)
    numbers = ", ".join(
        f"nullif({column}, 'nan'::DOUBLE) AS {column}" for column in ("value", "numerator", "denominator")
    )
    database.execute(
        f"CREATE TABLE {name} AS SELECT indicator, region, gender, period, {numbers}, status FROM {name}_rows"
    )
    return name


def _columns(rows: Iterable[Observation]) -> dict[str, np.ndarray[Any, Any]]:
    """Rows by column; an absent number is NaN, for a plain array has no NULL."""
    listed = list(rows)
    texts = {
        column: np.array([getattr(row, column) for row in listed], dtype=object)
        for column in ("indicator", "region", "gender", "period", "status")
    }
    numbers = {
        column: np.array(
            [np.nan if getattr(row, column) is None else getattr(row, column) for row in listed], dtype="f8"
        )
        for column in ("value", "numerator", "denominator")
    }
    return {**texts, **numbers}


def lay_out(database: DuckDBPyConnection, world: World) -> None:
    """Add the inputs that are not observations, and `series`, to a database that has `observations`."""
    _table(database, "catalogue", CATALOGUE, world.catalogue, numbers=CATALOGUE[2:])
    _table(database, "regions", REGIONS, world.regions, numbers=("last_year",))
    _table(database, "members", MEMBERS, world.members)
    database.execute("CREATE TABLE moment AS SELECT ?::INTEGER AS year", [world.year])
    names = sorted(entry[0] for entry in world.catalogue)
    _series(database, middle=names[len(names) // 2] if names else "")


def _series(database: DuckDBPyConnection, *, middle: str) -> None:
    """The indicators below the middle one by one hand and the others by another: rows that are compared with
    the one before all go through one thread of the engine."""
    database.execute(f"CREATE VIEW stepped AS {_STEPPED_IN_ORDER.format(which='true')}")
    database.execute(f"CREATE TABLE series AS {SERIES} LIMIT 0")
    halves = [f"indicator < {_quoted(middle)}", f"indicator >= {_quoted(middle)}"]
    with ThreadPoolExecutor(len(halves)) as hands:
        done = [hands.submit(_add_series, database.cursor(), half) for half in halves]
    for each in done:
        each.result()
    if database.execute("SELECT 1 FROM series WHERE disorder > 0 LIMIT 1").fetchone():
        database.execute(f"CREATE OR REPLACE VIEW stepped AS {STEPPED}")
        database.execute(f"CREATE OR REPLACE TABLE series AS {SERIES}")


def _add_series(cursor: DuckDBPyConnection, which: str) -> None:
    with cursor:
        part = SERIES.replace("stepped", f"({_STEPPED_IN_ORDER.format(which=which)}) stepped")
        cursor.execute(f"INSERT INTO series {part}")


def _table(
    database: DuckDBPyConnection,
    name: str,
    columns: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
    numbers: Sequence[str] = (),
) -> None:
    kinds = ", ".join(f"{column} {_kind(column, numbers)}" for column in columns)
    database.execute(f"CREATE TABLE {name} ({kinds})")
    if rows:
        places = ", ".join(f"unnest(?::{_kind(column, numbers)}[])" for column in columns)
        by_column = [[row[place] for row in rows] for place in range(len(columns))]
        database.execute(f"INSERT INTO {name} SELECT {places}", by_column)


def _kind(column: str, numbers: Sequence[str]) -> str:
    if column == "counts_people":
        return "BOOLEAN"
    if column.endswith(("_years", "_year")):
        return "INTEGER"
    return "DOUBLE" if column in numbers else "VARCHAR"


def _names(database: DuckDBPyConnection, name: str, names: Iterable[str]) -> None:
    database.execute(f"CREATE TABLE {name} AS SELECT unnest(?::VARCHAR[]) AS indicator", [sorted(names)])


def _quoted(path: str) -> str:
    return "'" + path.replace("'", "''") + "'"
