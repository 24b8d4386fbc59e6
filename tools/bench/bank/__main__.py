"""Measures the indicator bank at national scale: `lupaus bench bank`, or as a part of `make bench`.

python -m tools.bench.bank                     the whole: 48 million rows, every row of the table
python -m tools.bench.bank --size 1            one million rows, to see that it works
python -m tools.bench.bank --only kept_page    some rows (may be repeated)
python -m tools.bench.bank --again             measure anew what an interrupted run had measured already
python -m tools.bench.bank --cache FOLDER      where the banks are kept (default: var/bench)
python -m tools.bench.bank --results FILE      where the figures are written (default: bench/results.json)

A bank is made once and used again. A run that was interrupted goes on where it was. Figures are printed and
written to bench/results.json under "bank".
"""

from __future__ import annotations

import json
import os
import platform
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from tools.bench.bank import asked, brought, making, peers, rows
from tools.bench.bank.inside import inside
from tools.bench.bank.rows import Bench, say
from tools.bench.bank.told import Row, table

ROOT: Final = Path(__file__).resolve().parents[3]
RESULTS: Final = ROOT / "bench" / "results.json"
#: In the order of the issue's table.
MEASURED: Final[dict[str, Callable[[Bench], Iterator[Row]]]] = {
    "whole_duckdb": rows.whole_duckdb,
    "whole_pandas": rows.whole_pandas,
    "whole_sqlite": rows.whole_sqlite,
    "api": asked.api,
    "kept_page": asked.kept_page,
    "new_release": brought.new_release,
    "imports": brought.imports,
    "replaced": brought.replaced,
    "memory": brought.memory,
    "sizes": asked.sizes,
}
SIZES: Final = {"48": making.WHOLE, "10": rows.SMALLER, "1": rows.SMALLEST, "0.1": 4}
#: What a run in the middle of which the machine was switched off leaves behind holds this many seconds.
_HOLDS: Final = 24 * 3600


def main() -> int:
    given = _arguments()
    cache = Path(given.cache or os.environ.get("LUPAUS_BENCH_CACHE") or ROOT / "var" / "bench").resolve()
    cache.mkdir(parents=True, exist_ok=True)
    bench = Bench(cache=cache, indicators=SIZES[given.size], rounds=given.rounds, seconds=given.seconds)
    progress = cache / f"measured-{given.size}.json"
    done: dict[str, list[dict[str, Any]]] = {} if given.again or given.only else _before(progress)
    begun = time.monotonic()
    for name in given.only or MEASURED:
        if name in done:
            say(f"{name}: measured before the interruption")
            continue
        done[name] = _measured(name, bench)
        progress.write_text(json.dumps(done, ensure_ascii=False), encoding="utf-8")
        print(table(done[name]), flush=True)
    _write(given.results.resolve(), bench, done, whole=not given.only)
    if not given.only:
        progress.unlink(missing_ok=True)
    minutes = (time.monotonic() - begun) / 60
    print(f"\nMeasured in {minutes:.1f} minutes; written to {given.results}.")
    return 0


def _measured(name: str, bench: Bench) -> list[dict[str, Any]]:
    """The rows under a name; one that fails tells why, and the others are measured all the same."""
    say(f"{name} …")
    begun = time.monotonic()
    found = []
    try:
        for row in MEASURED[name](bench):
            found.append(row.told())  # noqa: PERF401 - what was measured before an error is kept
    except Exception as trouble:  # noqa: BLE001 - whatever a server or a peer did, the other rows count
        row = Row(name, "", "", "", state=f"an error: {type(trouble).__name__}: {trouble}"[:600])
        found.append(row.told())
    for each in found:
        each["took"] = round(time.monotonic() - begun, 1)
    return found


def _before(progress: Path) -> dict[str, list[dict[str, Any]]]:
    if not progress.exists() or time.time() - progress.stat().st_mtime > _HOLDS:
        return {}
    told: dict[str, list[dict[str, Any]]] = json.loads(progress.read_text(encoding="utf-8"))
    return {name: rows for name, rows in told.items() if all("error" not in row["state"] for row in rows)}


def _write(path: Path, bench: Bench, done: dict[str, list[dict[str, Any]]], *, whole: bool) -> None:
    results = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    former = {} if whole else results.get("bank", {})
    before = former.get("measured", {})
    results["bank"] = {
        "at": datetime.now(UTC).date().isoformat(),
        "rows": making.rows_of(bench.indicators),
        "machine": _machine(),
        # (A row that stays was measured beside a peer that may not be there today.)
        "versions": {
            name: former.get("versions", {}).get(name, version) if version == peers.ABSENT else version
            for name, version in _versions(bench).items()
        },
        "measured": {name: (done | before | done)[name] for name in MEASURED if name in done | before},
    }
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _machine() -> dict[str, Any]:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    load = os.getloadavg()[2]
    return {
        "system": platform.system(),
        "processor": platform.machine(),
        "processors": len(os.sched_getaffinity(0)),
        "memory, GB": round(memory / 1e9, 1),
        "load of the last quarter of an hour": round(load, 2),
    }


def _versions(bench: Bench) -> dict[str, str]:
    with bench.temporary("versions") as folder, inside(folder) as process:
        ours: dict[str, str] = process.ask("versions")
    theirs = {name: peers.version_of(name, name) for name in ("datasette", "pandas")}
    return {**ours, **theirs}


def _arguments() -> Any:
    parser = ArgumentParser(prog="lupaus bench bank", description="Measure the indicator bank.")
    parser.add_argument("--size", choices=list(SIZES), default="48", help="million rows (default: 48)")
    parser.add_argument("--only", action="append", choices=list(MEASURED), help="only this; may be repeated")
    parser.add_argument("--rounds", type=int, default=7, help="rounds of each side (default: 7)")
    parser.add_argument("--seconds", type=float, default=2.0, help="of each round of questions (default: 2)")
    parser.add_argument("--cache", help="where the banks are kept (default: var/bench)")
    parser.add_argument("--results", type=Path, default=Path(os.path.relpath(RESULTS)), help="a file of JSON")
    parser.add_argument("--again", action="store_true", help="do not go on where a run was interrupted")
    given = parser.parse_args()
    if not hasattr(os, "sched_setaffinity"):
        sys.exit("This measures on Linux, where a process can be kept to one processor.")
    return given


if __name__ == "__main__":
    sys.exit(main())
