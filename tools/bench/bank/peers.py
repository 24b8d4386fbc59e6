# ruff: noqa: S608 - the query is a constant of the program
"""What a county could use instead: SQLite, and Datasette and pandas in environments of their own."""

from __future__ import annotations

import csv
import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[3]
#: The SQLite file, as Datasette calls it in its addresses.
DATABASE: Final = "bank"

#: In the place of a peer's version.
ABSENT: Final = "not there"

#: What pandas does, in a process of its own: one group-by after the other, as an analyst would write it.
_PANDAS: Final = Path(__file__).parent / "pandas_side.py"


def python_of(name: str) -> Path | None:
    """The Python of a peer's environment, made by `dev.py bench`; None where there is none."""
    python = Path(sys.prefix) / "peers" / name / "bin" / "python"
    return python if python.exists() else None


def version_of(name: str, package: str) -> str:
    """The version of a peer, or that it is not there."""
    python = python_of(name)
    if python is None:
        return ABSENT
    script = f"import importlib.metadata as m; print(m.version({package!r}))"
    return subprocess.run([python, "-c", script], capture_output=True, text=True, check=False).stdout.strip()


def sqlite_of(parquet: list[str], path: Path, catalogue: str, standings: str, tell: Any) -> None:
    """The observations and the standings of every series in one SQLite file, clustered by their keys.

    `standings` is the query of the whole bank for DuckDB. 48 million rows take some minutes.
    """
    import duckdb  # noqa: PLC0415 - not every process needs it

    draft = path.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    with closing(sqlite3.connect(draft, isolation_level=None)) as target, duckdb.connect() as source:
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "page_size=8192", "cache_size=-200000"):
            target.execute(f"PRAGMA {pragma}")
        target.execute(
            """CREATE TABLE observations (indicator TEXT, region TEXT, gender TEXT, period TEXT, value REAL,
               status TEXT, PRIMARY KEY (indicator, region, gender, period)) WITHOUT ROWID"""
        )
        for number, file in enumerate(parquet):
            rows = source.execute(
                """SELECT indicator, region, gender, period, value, status FROM read_parquet(?)
                   ORDER BY ALL""",
                [file],
            )
            target.execute("BEGIN")
            while some := rows.fetchmany(100_000):
                target.executemany("INSERT INTO observations VALUES (?, ?, ?, ?, ?, ?)", some)
            target.execute("COMMIT")
            tell(f"SQLite: file {number + 1} of {len(parquet)}")
        target.execute(
            """CREATE TABLE standings (region TEXT, gender TEXT, indicator TEXT, latest INTEGER, value REAL,
               word TEXT, slope REAL, position INTEGER, peers INTEGER,
               PRIMARY KEY (region, gender, indicator)) WITHOUT ROWID"""
        )
        _catalogue(target, source, json.loads(Path(catalogue).read_text(encoding="utf-8")))
        rows = source.execute(
            f"""SELECT region, gender, indicator, latest, value, word, slope, position, peers
                FROM ({standings}) ORDER BY region, gender, indicator"""
        )
        target.execute("BEGIN")
        while some := rows.fetchmany(100_000):
            target.executemany("INSERT INTO standings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", some)
        target.execute("COMMIT")
    draft.rename(path)


def _catalogue(target: sqlite3.Connection, source: Any, told: dict[str, dict[str, Any]]) -> None:
    """The tables the query of the whole bank needs beside the observations, on both sides."""
    for table, words in (
        ("polarities (indicator VARCHAR, polarity INTEGER)", told["polarities"]),
        ("categories (region VARCHAR, category VARCHAR)", told["categories"]),
    ):
        for database in (target, source):
            database.execute(f"CREATE TABLE {table}")
            database.executemany(f"INSERT INTO {table.partition(' ')[0]} VALUES (?, ?)", list(words.items()))


class Sqlite:
    """SQLite asked for the standing of every series."""

    def __init__(self, path: Path) -> None:
        from lupaus.strategy.standings.sql import whole_bank  # noqa: PLC0415 - words alone, no Django

        self._database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        self._database.execute("PRAGMA temp_store=FILE")
        self._database.execute("PRAGMA cache_size=-400000")
        self._database.execute("PRAGMA mmap_size=8000000000")
        self._query = whole_bank("observations")

    def seconds(self) -> float:
        """One whole round, its rows counted and let go."""
        begun = perf_counter()
        self._database.execute(f"CREATE TEMP TABLE answer AS {self._query}")
        took = perf_counter() - begun
        self._database.execute("DROP TABLE IF EXISTS kept")
        self._database.execute("ALTER TABLE answer RENAME TO kept")
        return took

    def result(self, path: Path) -> None:
        """Write the last round's answer as CSV."""
        rows = self._database.execute("SELECT * FROM kept")
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow([column[0] for column in rows.description])
            writer.writerows([repr(v) if isinstance(v, float) else v for v in row] for row in rows)

    def close(self) -> None:
        self._database.close()


class Pandas:
    """The process of pandas, which holds the observations as a frame and is asked by lines."""

    def __init__(self, python: Path, parquet: list[str], catalogue: Path) -> None:
        self._process = subprocess.Popen(
            [python, str(_PANDAS), str(catalogue)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._ask(parquet)

    def seconds(self) -> float:
        """One whole round."""
        return float(self._ask("round"))

    def result(self, path: Path) -> None:
        """Write the last round's answer as Parquet."""
        self._ask(str(path))

    def _ask(self, what: Any) -> Any:
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("the process has no pipes")
        self._process.stdin.write(json.dumps(what) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"pandas ended with {self._process.wait()}")
        return json.loads(line)

    def close(self) -> None:
        self._process.communicate(timeout=60)


@contextmanager
def pandas(python: Path, parquet: list[str], catalogue: Path) -> Iterator[Pandas]:
    process = Pandas(python, parquet, catalogue)
    try:
        yield process
    finally:
        process.close()
