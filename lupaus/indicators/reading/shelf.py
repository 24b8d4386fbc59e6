"""The folder of the reading form: which file belongs to which bucket of which release, and which may go."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from lupaus.indicators.reading.buckets import Bucket
from lupaus.indicators.reading.building import SUFFIX, build
from lupaus.indicators.reading.drafts import DRAFT
from lupaus.indicators.reading.layout import MARK
from lupaus.indicators.reading.opening import Opener

#: Seconds for which nothing is taken away: somebody may be about to open it.
_FRESH: Final = 600.0
#: Files of other releases may take this many times the room of the newest one's.
_OLDER: Final = 1.0


def path_of(folder: Path, bucket: int, files: Sequence[str]) -> Path:
    """Where the reading form of a bucket lies: under a name made of what it is made of.

    The names of Parquet files are drawn once and never used again, so the same names are the same figures.
    """
    names = "\n".join(sorted(name.rsplit("/", 1)[-1] for name in files))
    digest = hashlib.blake2b(MARK + names.encode(), digest_size=12).hexdigest()
    return folder / f"{bucket:05}-{digest}{SUFFIX}"


#: The file, open; `None` where it is not there to be read.
opened: Final = Opener(Bucket)


def build_all(wanted: Mapping[Path, tuple[int, Callable[[Iterable[int]], list[str]]]]) -> int:
    """Make whatever is missing, two buckets at a time; returns how many files that were. For each file: its
    bucket, and who tells the Parquet files of a bucket."""
    lacking = [path for path in wanted if not path.exists()]
    if not lacking:
        return 0

    def make(path: Path) -> bool:
        bucket, files = wanted[path]
        return build(path, bucket, files([bucket]))

    with ThreadPoolExecutor(min(2, os.cpu_count() or 1)) as pool:
        return sum(pool.map(make, lacking))


def tidy(folder: Path, kept: Iterable[Path], *, now: float | None = None) -> int:
    """Take away what no longer serves: files of older releases beyond the room of the newest one, the least
    recently made first; drafts nobody has written to for long. Returns how many. Readers keep what they have
    open."""
    now = time.time() if now is None else now
    serving = {path.name for path in kept}
    room = 0.0
    older: list[tuple[float, int, Path]] = []
    removed = 0
    for path in folder.glob("*"):
        try:
            told = path.stat()
        except OSError:
            continue
        if path.name in serving:
            room += _OLDER * told.st_size
        elif path.suffix != DRAFT:
            older.append((told.st_mtime, told.st_size, path))
        elif now - told.st_mtime > _FRESH:
            removed += _gone(path)
    for made, size, path in sorted(older, reverse=True):
        room -= size
        if room < 0 and now - made > _FRESH:
            removed += _gone(path)
    return removed


def _gone(path: Path) -> bool:
    try:
        path.unlink(missing_ok=True)
    except OSError:  # a folder that may only be read
        return False
    return True
