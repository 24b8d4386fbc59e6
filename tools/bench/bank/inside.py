"""A process of the program on the data folder of a synthetic bank, told by lines of JSON what to do.

python -m tools.bench.bank.inside     (LUPAUS_DATA names the folder)

Each line is `["verb", {…}]`; each is answered by one line, `{"ok": …}` or `{"error": "…"}`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

from tools.bench.bank import making

ROOT = Path(__file__).resolve().parents[3]


class Inside:
    """The process, from outside."""

    def __init__(self, data: Path, *, core: int | None = None, more: dict[str, str] | None = None) -> None:
        names = {name: value for name, value in os.environ.items() if not name.startswith("LUPAUS_")}
        names.pop("DATABASE_URL", None)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tools.bench.bank.inside"],
            cwd=ROOT,
            env={**names, "LUPAUS_DATA": str(data), "LUPAUS_LOG": "ERROR", **(more or {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        if core is not None:
            os.sched_setaffinity(self._process.pid, {core})

    def ask(self, verb: str, /, **how: Any) -> Any:
        """What a verb answers. Raises `RuntimeError` with what went wrong there."""
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("the process has no pipes")
        self._process.stdin.write(json.dumps([verb, how]) + "\n")
        self._process.stdin.flush()
        for line in self._process.stdout:
            told = json.loads(line)
            if "tell" in told:
                print(f"\r  {told['tell']:60}", end="", file=sys.stderr, flush=True)
                continue
            if "error" in told:
                raise RuntimeError(told["error"])
            return told["ok"]
        raise RuntimeError(f"the process ended with {self._process.wait()}")

    def close(self) -> None:
        self._process.communicate(timeout=120)


@contextmanager
def inside(data: Path, **how: Any) -> Iterator[Inside]:
    process = Inside(data, **how)
    try:
        yield process
    finally:
        process.close()


# --- What the process does ----------------------------------------------------------------------------------


def _make(*, indicators: int) -> dict[str, float]:
    return making.make(indicators, lambda words: _say({"tell": words}))


def _ready() -> dict[str, float]:
    """Bring a bank of an earlier day up to date, and make the reading form, as a server does by itself."""
    from django.core.management import call_command  # noqa: PLC0415 - after django.setup()

    from lupaus.indicators import queries, reading  # noqa: PLC0415 - after django.setup()

    call_command("migrate", verbosity=0)
    release = queries.newest_release()
    begun = perf_counter()
    made = reading.make_ready(release.table_version) if release else 0
    return {"made": made, "seconds": round(perf_counter() - begun, 2)}


def _versions() -> dict[str, str]:
    import platform  # noqa: PLC0415 - asked once
    import sqlite3  # noqa: PLC0415
    from importlib.metadata import version  # noqa: PLC0415

    names = ("django", "duckdb", "deltalake", "granian", "numpy", "orjson")
    told = {name: version(name) for name in names}
    return {"python": platform.python_version(), "sqlite": sqlite3.sqlite_version, **told}


def _import(*, path: str, replace: bool = False) -> dict[str, Any]:
    """Import a file as `lupaus observations import` does; seconds, and what it did."""
    from lupaus.accounts.actors import operator  # noqa: PLC0415 - after django.setup()
    from lupaus.indicators.operations import import_observations_file  # noqa: PLC0415
    from lupaus.web.clock import real_clock  # noqa: PLC0415

    begun = perf_counter()
    imported = import_observations_file(actor=operator(), clock=real_clock, path=Path(path), replace=replace)
    seconds = perf_counter() - begun
    return {
        "seconds": seconds,
        "added": imported.added,
        "changed": imported.changed,
        "withdrawn": imported.withdrawn,
        "unchanged": imported.unchanged,
    }


def _catalogue(*, indicators: int) -> None:
    making.catalogue(indicators)


#: DuckDB must be told of a member that not every answer has, or it stops at the first one that has it.
_TOLD = {
    "csv": "",
    "json": """, format = 'array', columns = {indicator: 'BIGINT', region: 'BIGINT', year: 'BIGINT',
        gender: 'VARCHAR', value: 'DOUBLE', absValue: 'BIGINT'}""",
}


def _read_by_duckdb(*, path: str, kind: str) -> dict[str, float]:
    """DuckDB reads the same file into a table, with a database of its own."""
    import duckdb  # noqa: PLC0415 - what is measured

    begun = perf_counter()
    with duckdb.connect() as database:
        database.execute(f"CREATE TABLE read AS SELECT * FROM read_{kind}(?{_TOLD[kind]})", [path])  # noqa: S608 - of ours
        seconds = perf_counter() - begun
        found = database.execute("SELECT count(*) FROM read").fetchone()
    return {"seconds": seconds, "rows": found[0] if found else 0}


def _write_observations(*, path: str, kind: str, first: int, count: int, shift: float = 0.0) -> int:
    """Write a file of new observations, tidy CSV or Sotkanet's JSON; returns how many."""
    return making.write_observations(Path(path), kind, first=first, count=count, shift=shift)


def _table(*, indicator: int) -> dict[str, Any]:
    """What the table's folder holds, and the bytes of the bucket of an indicator."""
    from django.conf import settings  # noqa: PLC0415 - after django.setup()

    from lupaus.indicators import queries  # noqa: PLC0415
    from lupaus.indicators.models import Indicator  # noqa: PLC0415
    from lupaus.indicators.store import Table, bucket_of  # noqa: PLC0415

    release = queries.newest_release()
    bucket = bucket_of(Indicator.objects.get(pk=making.indicator(indicator)).number)
    files = Table.own().as_of(release.table_version).files([bucket]) if release else []
    folder = Path(settings.OBSERVATIONS)
    sizes = {str(p.relative_to(folder)): p.stat().st_size for p in folder.rglob("*") if p.is_file()}
    return {"bucket": sum(Path(file).stat().st_size for file in files), "files": sizes}


def _whole(*, verb: str, rounds: int = 1) -> Any:
    from tools.bench.bank import whole_inside  # noqa: PLC0415 - heavy

    return getattr(whole_inside, verb)(rounds)


def _compare_others(*, path: str, kind: str) -> dict[str, int]:
    from tools.bench.bank import whole_inside  # noqa: PLC0415 - heavy

    return whole_inside.compare_others(path, kind)


def _say(told: dict[str, Any]) -> None:
    print(json.dumps(told), flush=True)


_VERBS: dict[str, Callable[..., Any]] = {
    "make": _make,
    "ready": _ready,
    "versions": _versions,
    "import": _import,
    "catalogue": _catalogue,
    "read_by_duckdb": _read_by_duckdb,
    "whole": _whole,
    "compare_others": _compare_others,
    "write_observations": _write_observations,
    "table": _table,
}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lupaus.config.settings")
    import django  # noqa: PLC0415 - the settings are named by now

    django.setup()
    for line in sys.stdin:
        verb, how = json.loads(line)
        try:
            _say({"ok": _VERBS[verb](**how)})
        except Exception as trouble:  # noqa: BLE001 - told to whoever asked; a row with an error does not count
            _say({"error": f"{type(trouble).__name__}: {trouble}"})


if __name__ == "__main__":
    main()
