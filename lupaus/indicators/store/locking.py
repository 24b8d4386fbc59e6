"""One writer at a time: a lock the operating system lets go of, however the writer ends."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.utils.translation import gettext as _

from lupaus.web.refusals import Refused

#: How long an import waits for another one, in seconds.
PATIENCE = 60.0


class ImportRunning(Refused):
    """Another import holds the table."""

    status = 409


@contextmanager
def exclusive(folder: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the only right to write into `folder`. Raises `ImportRunning` after `patience` seconds."""
    folder.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + patience
    with (folder / "import.lock").open("w") as handle:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise ImportRunning(
                        _("Another import is running. Nothing was changed; try again when it is done.")
                    ) from None
                time.sleep(0.05)
        yield
