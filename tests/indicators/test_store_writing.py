"""New rows as files that join the table, where a bucket had nothing: as the Delta library would have them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest

from lupaus.indicators.store import Filters, Scope, Staging, Table
from lupaus.indicators.store.clean import CleanCsv, Signs, Words
from lupaus.indicators.store.troubles import WrittenMeanwhile

BUCKETS = {"a": 0, "b": 7, "c": 0}
COLUMNS = ("indicator", "region", "gender", "year", "value", "status")
KEYS = [(i, f"KU{r:03}", "total", str(y)) for i in "abc" for r in range(300) for y in range(2000, 2030)]


@pytest.fixture
def table(tmp_path: Path) -> Table:
    table = Table(tmp_path / "observations")
    table.create_if_absent()
    table.head()
    return table


def bring(table: Table, folder: Path, keys: Sequence[tuple[str, ...]]) -> int:
    """Bring rows of a clean file into buckets that are empty; returns the version."""
    path = folder / "figures.csv"
    lines = [f"{','.join(key)},{number},{'P' if number % 9 else ''}" for number, key in enumerate(keys)]
    path.write_text("\n".join([",".join(COLUMNS), *lines]), encoding="ascii")
    words = Words(
        buckets=BUCKETS,
        regions=[f"KU{number:03}" for number in range(400)],
        genders=["total", "female", "male"],
        years=[str(year) for year in range(1990, 2030)],
        statuses="AMP",
        without_value="M",
        missing="M",
    )
    with Staging(table.folder) as staging:
        staging.take(CleanCsv(path, COLUMNS), words, lambda: Signs(len(keys)))
        counts = staging.compare(table.as_of(0), BUCKETS, Scope())
        assert staging.is_all_new
        assert {name: count.added for name, count in counts.items()} == {
            name: sum(key[0] == name for key in keys) for name in {key[0] for key in keys}
        }
        return table.add(staging.written({BUCKETS[name] for name in counts}, 3), {"lupaus.release": "3"})


def files_of(table: Table, version: int) -> list[str]:
    return table.as_of(version).files()


def asked(query: str, files: list[str]) -> Iterator[Any]:
    with duckdb.connect() as database:
        yield from database.execute(query, [files]).fetchall()


@pytest.mark.parametrize("keys", [KEYS, KEYS[::-1]], ids=["in order", "backwards"])
def test_rows_are_read_as_they_came_in_reading_order(
    table: Table, tmp_path: Path, keys: Sequence[tuple[str, ...]]
) -> None:
    version = bring(table, tmp_path, keys)
    assert version == table.head() == 1
    found = list(table.as_of(version).scan(Filters()))
    said = {key: (float(n), "P" if n % 9 else "A") for n, key in enumerate(keys)}
    assert [tuple(each[:4]) for each in found] == KEYS
    assert all((each.value, each.status) == said[tuple(each[:4])] and each.release == 3 for each in found)
    for file in files_of(table, version):
        rows = [
            row[:4] for row in asked("SELECT indicator, region, gender, period FROM read_parquet(?)", [file])
        ]
        assert rows == sorted(rows)
    assert [(file.name[:8], file.rows) for file in table.files(version)] == [
        ("bucket=0", 18_000),
        ("bucket=7", 9_000),
    ]


def test_readers_can_leave_groups_of_rows_out(table: Table, tmp_path: Path) -> None:
    version = bring(table, tmp_path, KEYS)
    kinds = asked("SELECT DISTINCT name, converted_type FROM parquet_schema(?)", files_of(table, version))
    words = {name for name, kind in kinds if kind == "UTF8"}
    assert words == {"indicator", "region", "gender", "period", "status"}
    spans = {
        (least, most)
        for name, least, most in asked(
            "SELECT path_in_schema, stats_min_value, stats_max_value FROM parquet_metadata(?)",
            files_of(table, version),
        )
        if name == "indicator"
    }
    assert spans == {("a", "c"), ("c", "c"), ("b", "b")}


def test_another_commit_meanwhile_leaves_the_table_as_it_is(table: Table, tmp_path: Path) -> None:
    late = Table(table.folder)
    late.head()
    version = bring(table, tmp_path, KEYS[:9_000])
    with pytest.raises(WrittenMeanwhile):
        bring(late, tmp_path, KEYS[9_000:18_000])
    assert table.head() == version
    assert len(files_of(table, version)) == 1
