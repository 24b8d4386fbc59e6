"""Parquet files of new rows, written by DuckDB from columns whose words are numbers inside."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from duckdb import DuckDBPyConnection

#: Small row groups let a reader leave out most of a bucket: 30 series of 2 million rows in 25 ms
#: (65,536 rows a group: 50 ms).
ROWS_PER_GROUP: Final = 16_384

_KEY: Final = ("indicator", "region", "gender", "period")
# (Of a column that is an ENUM each word is written once, without looking at every row. But what is told of a
# group of rows is then the span from the first word there is until the last one in the group. So indicators,
# by which readers leave groups out, are written as text.)
_COLUMNS: Final = """m.indicator::VARCHAR AS indicator, region, gender, period, value, numerator, denominator,
    status"""
_SPANS: Final = ", ".join(f"{end}({name})::VARCHAR" for end in ("min", "max") for name in _KEY)


class NewFile(NamedTuple):
    """A Parquet file of rows in reading order, all of one bucket, that is not part of the table yet."""

    bucket: int
    path: Path
    rows: int
    least: Mapping[str, str]  # of each column of the key
    most: Mapping[str, str]


def write(
    database: DuckDBPyConnection, buckets: Collection[int], release: int, *, folder: Path, is_in_order: bool
) -> Iterator[NewFile]:
    """The rows of `merged`, which are all of these buckets, as a file for each in `folder`, which is taken
    away when the next one is asked for. A million rows take an eighth of a second; one thread of the Delta
    library takes a whole one."""
    order = "" if is_in_order else f"ORDER BY {', '.join(f'm.{name}' for name in _KEY)}"
    for bucket in sorted(buckets):
        path = folder / f"bucket-{int(bucket)}.parquet"
        rows_of_it = f"FROM merged m{f' WHERE bucket = {int(bucket)}' if len(buckets) > 1 else ''}"
        told = database.execute(f"SELECT count(*), {_SPANS} {rows_of_it}").fetchone() or (0,)
        database.execute(
            f"""COPY (SELECT {_COLUMNS}, {int(release)}::BIGINT AS release {rows_of_it} {order})
            TO '{str(path).replace("'", "''")}' (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1,
                ROW_GROUP_SIZE {ROWS_PER_GROUP})"""
        )
        rows, *ends = told
        least, most = ends[: len(_KEY)], ends[len(_KEY) :]
        yield NewFile(
            bucket, path, rows, dict(zip(_KEY, least, strict=True)), dict(zip(_KEY, most, strict=True))
        )
        path.unlink()
