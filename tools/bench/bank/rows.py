"""What every row of the table has in hand, and the rows about the whole bank at once."""

from __future__ import annotations

import random
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Final

from tools.bench.bank import making, peers
from tools.bench.bank.inside import inside
from tools.bench.bank.told import Row, times_as_fast, times_its_time

#: Indicators of the bank that slow engines are compared on: 10 million rows.
SMALLER: Final = 417
SMALLEST: Final = 42
_MEMORY_OF_PANDAS: Final = 16 * 2**30
_LARGE: Final = 1 << 16  # bytes
#: What names a bank beside its size: who made it.
_MAKER: Final = sha256(Path(making.__file__).read_bytes()).hexdigest()[:8]


@dataclass
class Bench:
    """The banks in the cache folder, and how thoroughly to measure."""

    cache: Path
    indicators: int = making.WHOLE
    rounds: int = 7
    seconds: float = 2.0
    chance: random.Random = field(default_factory=lambda: random.Random(20261122))  # noqa: S311 - no secret
    _ready: set[int] = field(default_factory=set)

    def bank(self, indicators: int | None = None) -> Path:
        """The data folder of a bank of so many indicators, made where it is not there yet."""
        number = indicators or self.indicators
        folder = self.cache / f"bank-{number}-{_MAKER}"
        if not (folder / "made").exists():
            for other in (*self.cache.glob(f"bank-{number}-*"), *self.cache.glob(f"sqlite-{number}-*")):
                shutil.rmtree(other)  # what another maker made, or did not finish
            folder.mkdir(parents=True)
            say(f"Making {making.rows_of(number):,} rows …")
            with inside(folder) as process:
                told = process.ask("make", indicators=number)
            (folder / "made").write_text(str(told))
            say(f"Made in {told['seconds']:.0f} s.")
        if number not in self._ready:
            with inside(folder) as process:
                process.ask("ready")
            self._ready.add(number)
        return folder

    def sqlite(self, indicators: int | None = None) -> Path:
        """The same figures in SQLite, with the standing of every series."""
        number = indicators or self.indicators
        path = self.cache / f"sqlite-{number}-{_MAKER}" / f"{peers.DATABASE}.sqlite"
        if not path.exists():
            say("Writing the same into SQLite …")
            path.parent.mkdir(exist_ok=True)
            with inside(self.bank(number)) as process:
                told = process.ask("whole", verb="begin")
            peers.sqlite_of(told["files"], path, told["catalogue"], told["query"], say)
        return path

    @property
    def smaller(self) -> int:
        return min(SMALLER, self.indicators)

    def an_indicator(self) -> str:
        return making.indicator(self.chance.randrange(self.indicators))

    def a_region(self) -> str:
        return self.chance.choice(making.codes())[0]

    @contextmanager
    def copied(self) -> Iterator[Path]:
        """The whole bank, to write into: large files are linked, for none but the database ever changes."""
        with self.temporary("copy") as folder:
            source = self.bank()
            for path in source.rglob("*"):
                target = folder / path.relative_to(source)
                if path.is_dir():
                    target.mkdir(parents=True, exist_ok=True)
                    continue
                target.parent.mkdir(parents=True, exist_ok=True)
                if path.stat().st_size > _LARGE and ".sqlite3" not in path.name:
                    target.hardlink_to(path)
                else:
                    shutil.copy2(path, target)
            yield folder

    @contextmanager
    def temporary(self, name: str) -> Iterator[Path]:
        """A folder that is gone afterwards."""
        folder = self.cache / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def say(words: str) -> None:
    print(f"  {words}", file=sys.stderr, flush=True)


def _rows_of(indicators: int) -> str:
    return f"{making.rows_of(indicators):,} rows"


def whole_duckdb(bench: Bench) -> Iterator[Row]:
    row = Row("verdict, five-year trend and rank of all series", "DuckDB", "≤ 0.3", "s")
    with inside(bench.bank()) as process:
        process.ask("whole", verb="begin")
        row.notes["series compared, all equal"] = process.ask("whole", verb="compare")["rows"]
        row.notes["size"] = _rows_of(bench.indicators)
        ours: list[float] = []
        theirs: list[float] = []
        for _round in range(bench.rounds):
            ours += process.ask("whole", verb="ours")
            theirs += process.ask("whole", verb="duckdb_")
    yield times_its_time(row, ours, theirs)


def whole_pandas(bench: Bench) -> Iterator[Row]:
    row = Row("verdict, five-year trend and rank of all series", "pandas", "≥ 10", "s")
    python = peers.python_of("pandas")
    if python is None:
        row.state = "not run: there is no pandas here (python3 dev.py bench brings it)"
        yield row
        return
    indicators = bench.indicators if _memory() > _MEMORY_OF_PANDAS else bench.smaller
    row.notes["size"] = _rows_of(indicators)
    with inside(bench.bank(indicators)) as process, bench.temporary("pandas") as folder:
        told = process.ask("whole", verb="begin")
        with peers.pandas(python, told["files"], Path(told["catalogue"])) as frame:
            frame.seconds()
            frame.result(folder / "answer.parquet")
            compared = process.ask("compare_others", path=str(folder / "answer.parquet"), kind="parquet")
            row.notes["series compared, all equal"] = compared["rows"]
            ours: list[float] = []
            theirs: list[float] = []
            for _round in range(min(3, bench.rounds)):
                ours += process.ask("whole", verb="ours")
                theirs.append(frame.seconds())
    yield times_as_fast(row, ours, theirs)


def whole_sqlite(bench: Bench) -> Iterator[Row]:
    """On 10 million rows: SQLite needs minutes for the whole, and its time grows with the rows."""
    row = Row("verdict, five-year trend and rank of all series", "SQLite, the same SQL", "≥ 10", "s")
    row.notes["size"] = _rows_of(bench.smaller)
    with inside(bench.bank(bench.smaller)) as process, bench.temporary("sqlite") as folder:
        process.ask("whole", verb="begin")
        other = peers.Sqlite(bench.sqlite(bench.smaller))
        other.seconds()
        other.result(folder / "answer.csv")
        compared = process.ask("compare_others", path=str(folder / "answer.csv"), kind="csv")
        row.notes["series compared, all equal"] = compared["rows"]
        ours: list[float] = []
        theirs: list[float] = []
        for _round in range(min(3, bench.rounds)):
            ours += process.ask("whole", verb="ours")
            theirs.append(other.seconds())
        other.close()
    yield times_as_fast(row, ours, theirs)


def _memory() -> int:
    """Bytes of memory that are free for use."""
    for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) * 1024
    return 0
