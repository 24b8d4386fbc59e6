"""Several people at one moment: each in a thread with a connection of its own."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier
from typing import Any

from django.db import connection, connections
from django.utils import translation

from lupaus.web.refusals import Refused

#: What a deed came to: its result, or why it was refused.
Outcome = Any


@contextmanager
def database_of_threads(folder: Path) -> Iterator[None]:
    """A database that threads can share: on a server as it is; the embedded one as a file, as in use.

    The usual database of the tests lies in memory, where a second connection does not wait its turn. For
    tests marked `django_db(transaction=True)`.
    """
    if connection.vendor != "sqlite":
        yield
        return
    file = folder / "shared.sqlite3"
    own = connections.settings["default"]
    assert "memory" in own["NAME"]
    connection.ensure_connection()
    copy = sqlite3.connect(file)
    connection.connection.backup(copy)
    copy.close()
    before, own["NAME"] = own["NAME"], str(file)
    try:
        yield
    finally:
        own["NAME"] = before


def at_once(*deeds: Callable[[], Outcome]) -> list[Outcome]:
    """Do all of them at one moment; what is refused is its refusal."""
    start = Barrier(len(deeds), timeout=30)

    def do(deed: Callable[[], Outcome]) -> Outcome:
        try:
            connection.ensure_connection()
            start.wait()
            with translation.override("en"):
                return deed()
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(do, deeds))


def alone(deed: Callable[[], Outcome]) -> Outcome:
    """Do one thing in the database of the threads."""
    (came,) = at_once(deed)
    if isinstance(came, Refused):
        raise came
    return came
