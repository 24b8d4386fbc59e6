"""Files that were fetched from an object store, kept on the local disk as long as there is room for them.

A file lies under its name in the table and its size, and appears there whole or not at all, so any number of
processes can use the folder at once. What was not used for longest goes first; what somebody has just been
told the path of stays, even if the folder is over its bound for a while.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from lupaus.indicators.store.home import StoredFile
from lupaus.web.refusals import Refused

#: Seconds in which a reader who was given a path opens the file.
_IN_USE: Final = 600.0
#: How finely use is noted; noting every single one would cost more than it tells.
_NOTED_EVERY: Final = 60.0
_PREFIX: Final = ".fetching-"


class CutShort(Refused):
    """The store holds less of a file, or more, than the table's log says."""

    status = 503


@dataclass(frozen=True, slots=True)
class Fetched:
    """The folder, and how many bytes it should hold at most."""

    folder: Path
    bound: int

    def path(self, file: StoredFile) -> Path:
        """Where a file lies. The folder of its bucket is part of its name: it says which bucket it is."""
        bucket, _slash, name = file.name.rpartition("/")
        return self.folder / bucket / f"{file.size}-{name}"

    def has(self, file: StoredFile) -> bool:
        """Whether a file is there, whole; it then stays for a while."""
        path = self.path(file)
        try:
            status = path.stat()
            if status.st_size != file.size:
                return False
            if time.time() - status.st_mtime > _NOTED_EVERY:
                os.utime(path)
        except FileNotFoundError:
            return False
        return True

    def take_in(self, file: StoredFile, pieces: Iterable[bytes]) -> None:
        """Keep a file. Raises `CutShort` when what came is not as long as the log says."""
        path = self.path(file)
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, written = tempfile.mkstemp(dir=path.parent, prefix=_PREFIX)
        try:
            with os.fdopen(descriptor, "wb") as target:
                for piece in pieces:
                    target.write(piece)
                length = target.tell()
            if length != file.size:
                raise CutShort(
                    _(
                        "%(file)s in the store of observations has %(there)s bytes instead of %(size)s."
                        " Run: lupaus observations check"
                    )
                    % {"file": file.name, "there": length, "size": file.size}
                )
            Path(written).replace(path)
        finally:
            Path(written).unlink(missing_ok=True)

    def keep_within_bounds(self) -> None:
        """Take away what was not used for longest until the rest is within the bound."""
        found = []
        for place, _folders, names in os.walk(self.folder):
            for name in names:
                path = Path(place, name)
                with suppress(FileNotFoundError):  # another process is just doing the same
                    status = path.stat()
                    found.append((status.st_mtime, status.st_size, path))
        excess = sum(size for _used, size, _path in found) - self.bound
        for used, size, path in sorted(found):
            if excess <= 0 or time.time() - used < _IN_USE:
                break
            path.unlink(missing_ok=True)
            excess -= size
