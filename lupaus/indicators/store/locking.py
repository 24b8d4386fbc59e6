"""One writer at a time: a lock that is let go of however the writer ends.

It lies where the database lies, because what an import does becomes visible by its row there:

- the embedded database belongs to one machine, and so does a lock on a file beside it (`flock`), which the
  operating system lets go of;
- PostgreSQL may be used by several machines, each with a data folder of its own when the observations are in
  an object store, so it keeps a lock too: an advisory one of a transaction (a pooler may stand between), let
  go of when the connection ends, and within half a minute when a machine has vanished without a word.

A writer that has lost its lock without noticing does no harm: the table takes a commit only behind the head
its writer saw (`Table`), and the number of a release is taken only once.
"""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from django.db import connection
from django.utils.translation import gettext as _

from lupaus.web.refusals import Refused

#: How long an import waits for another one, in seconds.
PATIENCE = 60.0

_AGAIN: Final = 0.05
#: "lupaus:i", read as a number: a database has one table of observations.
_KEY: Final = int.from_bytes(b"lupaus:i")
#: Holding a lock is not being idle, and a machine that is gone is found out in seconds, not in hours.
_HOLDING: Final = """
    SET idle_in_transaction_session_timeout = 0;
    SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3;
"""


class ImportRunning(Refused):
    """Another import holds the table."""

    status = 409

    def __init__(self) -> None:
        super().__init__(_("Another import is running. Nothing was changed; try again when it is done."))


@contextmanager
def exclusive(folder: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the only right to write observations. Raises `ImportRunning` after `patience` seconds."""
    deadline = time.monotonic() + patience
    with ExitStack() as held:
        held.enter_context(_on_this_machine(folder, deadline))
        if connection.vendor == "postgresql":
            held.enter_context(_in_the_database(deadline))
        yield


@contextmanager
def _on_this_machine(folder: Path, deadline: float) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "import.lock").open("w") as handle:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                _wait(deadline)
        yield


@contextmanager
def _in_the_database(deadline: float) -> Iterator[None]:
    own = connection.copy("import-lock")  # a connection of its own: the import's transactions come and go
    try:
        with own.cursor() as cursor:
            cursor.execute(_HOLDING)
            cursor.execute("BEGIN")
            while True:
                cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_KEY])
                if cursor.fetchone() == (True,):
                    break
                _wait(deadline)
            yield
    finally:
        own.close()


def _wait(deadline: float) -> None:
    if time.monotonic() >= deadline:
        raise ImportRunning from None
    time.sleep(_AGAIN)
