"""Answers of a service that were fetched and not yet imported: files on disk, so that a process that is
killed need not ask for them again.

A folder holds one going through of a source. An answer is there whole or not at all.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from lupaus.web.network import NOTHING_KNOWN, Known
from lupaus.web.refusals import Refused

_FOLDER: Final = "fetched"


class AlreadyRunning(Refused):
    """Somebody goes through the same source now."""

    status = 409


class Kept(NamedTuple):
    """An answer, where it came from, and what it said of itself."""

    url: str
    body: bytes
    known: Known = NOTHING_KNOWN


class Fetched:
    """The answers of one run, by name (letters, digits and hyphens)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def get(self, name: str) -> Kept | None:
        """The answer; None where there is none."""
        try:
            head, _mark, body = (self._folder / name).read_bytes().partition(b"\n")
            told = json.loads(head)
        except FileNotFoundError:
            return None
        except (ValueError, OSError):  # written by another version, or spoilt: it is asked for again
            return None
        return Kept(told["url"], body, Known(told["etag"], told["last_modified"]))

    def put(self, name: str, kept: Kept) -> Kept:
        """Keep an answer; returns it."""
        told = {"url": kept.url, "etag": kept.known.etag, "last_modified": kept.known.last_modified}
        beside = self._folder / f".{name}"
        beside.write_bytes(json.dumps(told).encode() + b"\n" + kept.body)
        os.replace(beside, self._folder / name)
        return kept

    def drop(self, names: Iterable[str]) -> None:
        for name in names:
            (self._folder / name).unlink(missing_ok=True)

    def close(self) -> None:
        """The run is over: nothing of it is kept."""
        shutil.rmtree(self._folder, ignore_errors=True)


@contextmanager
def going_through(store: Path, source: str) -> Iterator[Path]:
    """The folder for the answers of a source, held by one process. Raises `AlreadyRunning`."""
    folder = store / _FOLDER / source
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "run.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(
                _("Another process is going through this source now. Nothing was changed; let it finish.")
            ) from None
        yield folder
