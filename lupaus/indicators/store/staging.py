# ruff: noqa: S608 - every query is put together from constants of this module; values are bound parameters
"""The rows of one import, compared with the table and merged into it by DuckDB."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple, Self

import numpy as np
from duckdb import DuckDBPyRelation

from lupaus.indicators.store.abandoned import PREFIX, clear_abandoned, hold
from lupaus.indicators.store.clean import CleanAnswers, CleanCsv, Signs, Words, take
from lupaus.indicators.store.connections import private_database
from lupaus.indicators.store.snapshots import Snapshot
from lupaus.indicators.store.troubles import DiskFull, is_full
from lupaus.indicators.store.writing import NewFile, write

_COLUMNS = "indicator, region, gender, period, value, numerator, denominator, status"
_KEY = "indicator, region, gender, period"
_IN_M = ", ".join(f"m.{name}" for name in _KEY.split(", "))
#: A clean file's keys are numbers inside; what leaves are words.
_AS_WORDS = _COLUMNS.replace(_KEY, ", ".join(f"{name}::VARCHAR AS {name}" for name in _KEY.split(", ")))
_STAGED = """
CREATE TABLE staged (
    line BIGINT, bucket INTEGER, indicator VARCHAR, region VARCHAR, gender VARCHAR, period VARCHAR,
    value DOUBLE, numerator DOUBLE, denominator DOUBLE, status VARCHAR, readable BOOLEAN)
"""
# A plain array has no NULL, so what is absent travels as NaN, which no row may bring itself.
_ADD = """
INSERT INTO staged SELECT line, bucket, indicator, region, gender, period,
    nullif(value, 'nan'::DOUBLE), nullif(numerator, 'nan'::DOUBLE), nullif(denominator, 'nan'::DOUBLE),
    status, readable FROM chunk
"""
_CONTRADICTIONS = f"""
SELECT line, first_line, {_KEY} FROM (
    SELECT *, first_value(line) OVER same_key AS first_line,
        first_value(row(value, numerator, denominator, status)) OVER same_key AS first_figures
    FROM staged WHERE readable WINDOW same_key AS (PARTITION BY {_KEY} ORDER BY line))
WHERE row(value, numerator, denominator, status) IS DISTINCT FROM first_figures ORDER BY line
"""
# What comes into buckets that are empty is new, and needs no comparing.
_ALL_NEW = f"""
CREATE VIEW merged AS SELECT {_COLUMNS}, bucket, 'added' AS fate, NULL::BIGINT AS release FROM arrived
"""
_TAKEN = """
CREATE TABLE taken (indicator VARCHAR, region VARCHAR, gender VARCHAR, period VARCHAR, taken BOOLEAN)
"""
# The first row of a key counts; a row that says the same again adds nothing. (A filter on a row number
# keeps the order of lines meaningful where DISTINCT ON would promise nothing.)
_ARRIVED = f"""
CREATE TABLE arrived AS SELECT {_COLUMNS}, bucket FROM staged WHERE readable
QUALIFY row_number() OVER (PARTITION BY {_KEY} ORDER BY line) = 1
"""
_BEFORE = f"""
CREATE TABLE before AS SELECT {_COLUMNS}, release, bucket
FROM read_parquet(?, hive_partitioning = true, hive_types = {{'bucket': INTEGER}})
"""
_NOTHING_BEFORE = f"""
CREATE TABLE before AS SELECT {_COLUMNS}, 0::BIGINT AS release, bucket FROM arrived LIMIT 0
"""
_MERGED = f"""
CREATE TABLE merged AS
SELECT {_KEY}, coalesce(a.bucket, b.bucket) AS bucket,
    CASE WHEN a.status IS NULL AND taken THEN 'withdrawn'
         WHEN a.status IS NULL AND list_contains($indicators, indicator)
              AND ($periods IS NULL OR list_contains($periods, period))
              AND (own.periods IS NULL OR list_contains(own.periods, period))
              AND ($regions IS NULL OR list_contains($regions, region))
              AND ($genders IS NULL OR list_contains($genders, gender))
              AND spared IS NULL THEN 'withdrawn'
         WHEN a.status IS NULL THEN 'kept'
         WHEN b.status IS NULL THEN 'added'
         WHEN (a.value, a.numerator, a.denominator, a.status)
              IS NOT DISTINCT FROM (b.value, b.numerator, b.denominator, b.status) THEN 'unchanged'
         ELSE 'changed' END AS fate,
    CASE WHEN a.status IS NULL THEN b.value ELSE a.value END AS value,
    CASE WHEN a.status IS NULL THEN b.numerator ELSE a.numerator END AS numerator,
    CASE WHEN a.status IS NULL THEN b.denominator ELSE a.denominator END AS denominator,
    coalesce(a.status, b.status) AS status, b.release AS release
FROM arrived a FULL JOIN before b USING ({_KEY})
LEFT JOIN (SELECT DISTINCT {_KEY}, true AS spared FROM staged WHERE NOT readable) USING ({_KEY})
LEFT JOIN taken USING ({_KEY})
LEFT JOIN (SELECT unnest($differing) AS indicator, unnest($theirs) AS periods) own USING (indicator)
"""


class Chunk(NamedTuple):
    """Checked rows by column, all of one length. An absent number is NaN.

    A row that is not `readable` has a key but no figures one can trust: it is left out, and what the table
    says of its key is left alone.
    """

    line: list[int]
    bucket: list[int]
    indicator: list[str]
    region: list[str]
    gender: list[str]
    period: list[str]
    value: list[float]
    numerator: list[float]
    denominator: list[float]
    status: list[str]
    readable: list[bool]


_KINDS: Mapping[str, str] = {
    "line": "i8",
    "bucket": "i4",
    "value": "f8",
    "numerator": "f8",
    "denominator": "f8",
    "readable": "?",
}


class Contradiction(NamedTuple):
    """A row that says something else of a key than an earlier row did."""

    line: int
    first_line: int
    indicator: str
    region: str
    gender: str
    period: str


@dataclass(frozen=True, slots=True)
class Scope:
    """What the rows of an import are the whole of: of these indicators (and only these periods, regions and
    genders, when given), whatever the rows do not mention is withdrawn.

    `keys` are single figures to withdraw, each an indicator, region, gender and period.
    """

    indicators: frozenset[str] = frozenset()
    periods: frozenset[str] | None = None
    regions: frozenset[str] | None = None
    genders: frozenset[str] | None = None
    #: Where indicators differ: the periods of each that has its own, among `periods`.
    periods_of: Mapping[str, frozenset[str]] = field(default_factory=dict)
    keys: frozenset[tuple[str, str, str, str]] = frozenset()


@dataclass(slots=True)
class Counts:
    """What an import does to one indicator, in observations."""

    added: int = 0
    changed: int = 0
    withdrawn: int = 0
    unchanged: int = 0

    @property
    def changes(self) -> int:
        return self.added + self.changed + self.withdrawn


@dataclass
class Staging:
    """Holds an import's rows in a database of its own. Use it as a context manager."""

    folder: Path
    #: Of a file that was taken as a whole, whose rows are each of another key and none contradicted: how many
    #: each indicator has.
    _clean_rows: Mapping[str, int] = field(init=False, default_factory=dict)
    #: Whether the rows of such a file lie in the order of their keys.
    _is_in_order: bool = field(init=False, default=False)
    #: Whether it was compared with buckets in which nothing was: `merged` is then a view of `arrived`.
    is_all_new: bool = field(init=False, default=False)
    _spill: TemporaryDirectory[str] = field(init=False)
    _held: ExitStack = field(init=False, default_factory=ExitStack)

    def __enter__(self) -> Self:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            clear_abandoned(self.folder)
            self._spill = TemporaryDirectory(prefix=PREFIX, dir=self.folder, ignore_cleanup_errors=True)
        except OSError as trouble:
            if is_full(trouble):
                raise DiskFull(self.folder) from trouble
            raise
        hold(Path(self._spill.name), self._held)
        self._database = private_database(Path(self._spill.name))
        self._database.execute(_STAGED)
        return self

    def __exit__(self, _kind: object, trouble: BaseException | None, _trace: object) -> None:
        """Leave nothing behind. An import that failed for want of room says so, whichever of the libraries
        beneath met it first."""
        self._database.close()
        self._held.close()
        self._spill.cleanup()
        if trouble is not None and is_full(trouble):
            raise DiskFull(self.folder) from trouble

    def add(self, chunk: Chunk) -> None:
        """Take rows in. About 0.2 µs a row."""
        arrays = {
            name: np.array(values, dtype=_KINDS.get(name, "O"))
            for name, values in zip(Chunk._fields, chunk, strict=True)
        }
        self._database.register("chunk", arrays)
        self._database.execute(_ADD)
        self._database.unregister("chunk")

    def take(self, file: CleanCsv | CleanAnswers, words: Words, counted: Callable[[], Signs]) -> None:
        """Take a whole file in, instead of rows. About 1 µs a row; raises `Doubtful`, with nothing taken.

        `counted` tells of its bytes, see `clean.take`."""
        self._is_in_order = take(self._database, file, words, counted)
        self._clean_rows = dict(self._query("SELECT indicator, count(*) FROM arrived GROUP BY indicator"))

    def indicators(self) -> frozenset[str]:
        """The indicators that have at least one row, readable or not."""
        if self._clean_rows:
            return frozenset(self._clean_rows)
        return frozenset(name for (name,) in self._query("SELECT DISTINCT indicator FROM staged"))

    def contradictions(self) -> Iterator[Contradiction]:
        """Rows that contradict an earlier one, in the order of lines."""
        return (Contradiction(*row) for row in self._query(_CONTRADICTIONS))

    def compare(self, snapshot: Snapshot, buckets: Mapping[str, int], scope: Scope) -> dict[str, Counts]:
        """Merge with a snapshot; returns what happens to each indicator, those it only finds unchanged too.

        `buckets` names every indicator that has rows or is in the scope. Where rows contradict one
        another the first one counts.
        """
        if self.is_all_new:
            self._database.execute("DROP VIEW merged")
            self.is_all_new = False
        for name in ("before", "merged", "taken"):
            self._database.execute(f"DROP TABLE IF EXISTS {name}")
        if not self._clean_rows:
            self._database.execute("DROP TABLE IF EXISTS arrived")
            self._database.execute(_ARRIVED)
        files = snapshot.files(buckets.values())
        if files:
            self._database.execute(_BEFORE, [files])
        elif self._clean_rows:
            self._database.execute(_ALL_NEW)
            self.is_all_new = True
            return {name: Counts(added=rows) for name, rows in sorted(self._clean_rows.items())}
        else:
            self._database.execute(_NOTHING_BEFORE)
        self._database.execute(_TAKEN)
        if scope.keys:
            self._database.executemany(
                "INSERT INTO taken VALUES (?, ?, ?, ?, true)", [list(key) for key in sorted(scope.keys)]
            )
        self._database.execute(
            _MERGED,
            {
                "indicators": sorted(scope.indicators),
                "periods": _listed(scope.periods),
                "regions": _listed(scope.regions),
                "genders": _listed(scope.genders),
                "differing": sorted(scope.periods_of),
                "theirs": [sorted(scope.periods_of[name]) for name in sorted(scope.periods_of)],
            },
        )
        return self._counts()

    def _counts(self) -> dict[str, Counts]:
        counts: dict[str, Counts] = {}
        for indicator, fate, number in self._query(
            "SELECT indicator, fate, count(*) FROM merged WHERE fate <> 'kept' GROUP BY ALL ORDER BY ALL"
        ):
            setattr(counts.setdefault(indicator, Counts()), fate, number)
        return counts

    def merged(self, buckets: Collection[int], release: int) -> DuckDBPyRelation:
        """The new content of some buckets in reading order; what was added or changed carries `release`."""
        return self._database.sql(
            f"""SELECT {_AS_WORDS},
                   CASE WHEN fate IN ('added', 'changed') THEN $release ELSE release END::BIGINT AS release,
                   bucket
            FROM merged m WHERE fate <> 'withdrawn' AND bucket IN (SELECT unnest($buckets))
            ORDER BY bucket, {_IN_M}""",
            params={"release": release, "buckets": list(buckets)},
        )

    def written(self, buckets: Collection[int], release: int) -> Iterator[NewFile]:
        """Where all is new: the content of each bucket as a file that may join the table, one at a time. It
        is there until the next one is asked for. In a third of the time that `merged` takes."""
        yield from write(
            self._database, buckets, release, folder=Path(self._spill.name), is_in_order=self._is_in_order
        )

    def _query(self, query: str) -> Iterator[Any]:
        cursor = self._database.execute(query)
        while rows := cursor.fetchmany(4096):
            yield from rows


def _listed(chosen: frozenset[str] | None) -> list[str] | None:
    return None if chosen is None else sorted(chosen)
