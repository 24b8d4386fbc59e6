"""The server makes the reading form of a new release by itself, beside answering.

Each worker looks every few seconds; the first one to find something missing has it made, in a process of its
own where it is much, because a server that has once held a whole bucket in memory would stay that large.
"""

from __future__ import annotations

import fcntl
import logging
import subprocess  # the program itself, without a shell
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import close_old_connections

from lupaus.indicators.models import Release
from lupaus.indicators.reading.opening import let_go_of_all
from lupaus.indicators.reading.releases import make_ready, paths_of_all, rows_lacking
from lupaus.web.versions import content_version

#: Seconds between two looks for something to make.
EVERY: Final = 3.0
#: So many observations are made ready in the worker itself: quicker than starting a process.
_FEW: Final = 100_000
#: Seconds until what could not be made is tried again.
_AGAIN: Final = 300.0

_log = logging.getLogger(__name__)


class Follower(threading.Thread):
    """Looks until the process ends, or until `ended` is set."""

    def __init__(self, *, every: float = EVERY, monotonic: Callable[[], float] = time.monotonic) -> None:
        super().__init__(name="reading-form", daemon=True)
        self.every = every
        self.ended = threading.Event()
        self._monotonic = monotonic
        self._seen: int | None = None  # content version
        self._version: int | None = None  # of the table
        self._paths: list[Path] = []
        self._not_before = float("-inf")

    def run(self) -> None:
        while not self.ended.is_set():
            try:
                self.look()
            except Exception:  # noqa: BLE001 - whatever it was, readers are answered from the table
                self._not_before = self._monotonic() + _AGAIN
                _log.warning("The reading form could not be made", exc_info=True)
            close_old_connections()
            self.ended.wait(self.every)

    def look(self) -> bool:
        """Make what is missing of the newest release; returns whether anything was."""
        seen = content_version()
        if seen != self._seen:
            version = Release.objects.order_by("-id").values_list("table_version", flat=True).first()
            self._paths = [] if version is None else paths_of_all(version)
            self._version, self._seen = version, seen
            self._not_before = float("-inf")
            let_go_of_all()
        if self._version is None or all(path.exists() for path in self._paths):
            return False
        if self._monotonic() < self._not_before:
            return False
        with _alone() as ours:
            if ours:
                _make(self._version)
                if not all(path.exists() for path in self._paths):  # a disk that is full, for instance
                    self._not_before = self._monotonic() + _AGAIN
        return ours


def follow_in_the_background() -> None:
    """Begin to follow, until the process ends."""
    Follower().start()


def _make(version: int) -> None:
    if rows_lacking(version) <= _FEW:
        make_ready(version)
        return
    ended = subprocess.run(
        [sys.executable, "-m", "lupaus.indicators.make_reading_form"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
        text=True,
        errors="replace",
    )
    if ended.returncode:
        _log.warning("The reading form could not be made: %s", ended.stderr.strip()[-2000:])


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether nobody else makes anything at the moment; until the end nobody else begins."""
    try:
        handle = (Path(settings.OBSERVATIONS) / "reading.lock").open("w")
    except OSError:  # a folder that may only be read
        yield False
        return
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
