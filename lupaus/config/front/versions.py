"""The content version, read without the framework: exactly on SQLite, at most 0.3 s old on PostgreSQL."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, Final, Protocol

from django.db import connections

from lupaus.web.models import ContentVersion
from lupaus.web.versions import content_version

_QUESTION: Final = f'SELECT number FROM "{ContentVersion._meta.db_table}" LIMIT 1'  # noqa: S608 - our own name
#: Seconds a version read from a server holds. A change is seen that much later at most.
HOLDS: Final = 0.3


class Versions(Protocol):
    def now(self) -> int | None:
        """The content version; None where it cannot be known, and the framework must answer."""


class AskedVersions:
    """Asks as the framework itself does, once a request: for databases that live in memory, and for tests."""

    def now(self) -> int | None:
        return content_version()


class FileVersions:
    """Of the embedded database: whoever asks after a commit sees it, whichever process committed.

    SQLite tells in microseconds whether anybody has written since one's connection looked last (`PRAGMA
    data_version`); only then is the number read anew. The connection reads and never writes, so no commit is
    its own, which the pragma would not tell. A file put in the place of another (a restored backup) is told
    by its identity. One connection a thread, for the pragma speaks of one connection.
    """

    def __init__(self, path: Path) -> None:
        self._path = str(path)
        self._uri = f"{path.absolute().as_uri()}?mode=ro"
        self._local = threading.local()

    def now(self) -> int | None:
        known: _Known | None = getattr(self._local, "known", None)
        try:
            place = os.stat(self._path)
            if known is None or known.place != (place.st_dev, place.st_ino):
                self._local.known = known = _Known(self._uri, (place.st_dev, place.st_ino))
            return known.version()
        except (OSError, sqlite3.Error):  # not made yet, being put back, or busy: the framework will say
            self._local.known = None
            return None


class _Known:
    """What one connection knows."""

    def __init__(self, uri: str, place: tuple[int, int]) -> None:
        self.place = place
        self._connection = sqlite3.connect(uri, uri=True, timeout=0.1, isolation_level=None)
        self._seen: int | None = None
        self._number = 0

    def version(self) -> int:
        seen: int = self._connection.execute("PRAGMA data_version").fetchone()[0]
        if seen != self._seen:  # first the mark, then the number: what commits in between is read next time
            row = self._connection.execute(_QUESTION).fetchone()
            self._number = row[0] if row else 0
            self._seen = seen
        return self._number


class ServerVersions:
    """Of PostgreSQL: read anew when the last reading is `HOLDS` seconds old, over a connection of its own.

    The age counts from before the question was sent, so a change is seen `HOLDS` seconds after its commit at
    the latest. Threads that come meanwhile wait for the answer, never longer than the question may take.
    """

    def __init__(self, connect: Callable[[], Any], monotonic: Callable[[], float] = time.monotonic) -> None:
        self._connect = connect
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._connection: Any = None
        self._asked = float("-inf")
        self._number = 0

    def now(self) -> int | None:
        if self._monotonic() - self._asked < HOLDS:
            return self._number
        if not self._lock.acquire(timeout=1):
            return None
        try:
            return self._read()
        finally:
            self._lock.release()

    def _read(self) -> int | None:
        asked = self._monotonic()
        if asked - self._asked < HOLDS:  # another thread has asked while this one waited
            return self._number
        try:
            if self._connection is None:
                self._connection = self._connect()
            row = self._connection.execute(_QUESTION).fetchone()
        except Exception:  # noqa: BLE001 - whatever a driver raises, the framework meets it too and tells it
            self._forget()
            return None
        self._number = row[0] if row else 0
        self._asked = asked  # last, for other threads look at it without the lock
        return self._number

    def _forget(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with closing(connection):
                pass


def versions_of_database() -> Versions:
    """What fits the database of the settings."""
    database = connections["default"]
    if database.vendor == "postgresql":
        return ServerVersions(_server)
    path = Path(str(database.settings_dict["NAME"]))
    return FileVersions(path) if path.is_absolute() else AskedVersions()


def _server() -> Any:
    """A connection of our own to the server of the settings, which waits for nothing long."""
    import psycopg  # noqa: PLC0415 - only where there is a server

    parameters = connections["default"].get_connection_params()
    known = {
        name: parameters[name]
        for name in ("host", "port", "user", "password", "dbname")
        if name in parameters
    }
    options = {name: value for name, value in parameters.items() if name.startswith("ssl")}
    return psycopg.connect(
        **known,
        **options,
        autocommit=True,
        connect_timeout=1,
        application_name="lupaus front",
        options="-c statement_timeout=500 -c default_transaction_read_only=on",
    )
