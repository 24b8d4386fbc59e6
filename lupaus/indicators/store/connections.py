"""DuckDB connections: one database in memory for a process, one cursor for a reader.

Nothing is opened when this module is imported, and a forked process opens its own.
"""

from __future__ import annotations

import os
import threading
from pathlib import Path

import duckdb

_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    # Many public-sector networks cannot reach the extension server; what we use is in the package.
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}

_lock = threading.Lock()
_shared: duckdb.DuckDBPyConnection | None = None
#: A connection from before a fork: its threads are gone, so closing it would wait for ever.
_inherited: list[duckdb.DuckDBPyConnection] = []


def _forget_after_fork() -> None:
    global _lock, _shared  # noqa: PLW0603 - one connection per process is module state by nature
    _lock = threading.Lock()
    if _shared is not None:
        _inherited.append(_shared)
    _shared = None


os.register_at_fork(after_in_child=_forget_after_fork)


def reading_cursor() -> duckdb.DuckDBPyConnection:
    """A cursor of the process's own database; each thread, each query its own. Takes microseconds."""
    global _shared  # noqa: PLW0603 - as above
    if _shared is None:
        with _lock:
            if _shared is None:
                _shared = duckdb.connect(":memory:", config=_CONFIG)
    return _shared.cursor()


def private_database(spill: Path) -> duckdb.DuckDBPyConnection:
    """A database in memory for one import, closed and forgotten after it; what overflows goes to `spill`."""
    return duckdb.connect(":memory:", config={**_CONFIG, "temp_directory": str(spill)})
