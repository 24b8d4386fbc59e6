"""The table on the local disk: the ordinary case, with nothing in between."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from lupaus.indicators.store.home import StoredFile, for_duckdb
from lupaus.indicators.store.troubles import DiskFull, is_full
from lupaus.web.refusals import Refused

#: Characters of a path that the Delta library misreads (deltalake 1.6).
_UNUSABLE: Final = re.compile(r"[\[\]^|\\%\x00-\x1f]")
_PIECE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Disk:
    """A folder of this machine (or one that is mounted as if it were)."""

    folder: Path

    @property
    def address(self) -> str:
        return self.folder.as_uri()  # a plain path is misread when it has a "?" in it

    @property
    def options(self) -> None:
        return None

    @property
    def told(self) -> str:
        return str(self.folder.parent)

    def prepare(self) -> None:
        if _UNUSABLE.search(str(self.folder)):
            raise Refused(
                _(
                    "The data folder %(folder)s has a character in its name that the table cannot take"
                    " (one of %(characters)s). Choose another one with LUPAUS_DATA."
                )
                % {"folder": self.folder.parent, "characters": "[ ] ^ | \\ %"}
            )

    def local(self, files: Iterable[StoredFile]) -> list[Path]:
        return [self.folder / file.name for file in files]

    def paths(self, files: Iterable[StoredFile]) -> list[str]:
        folder = for_duckdb(str(self.folder))
        return [f"{folder}/{file.name}" for file in files]

    def settle(self, names: Iterable[str]) -> None:
        """Ask the disk to keep the files: the database row that makes them visible is kept just as well."""
        written = [self.folder / name for name in names]
        for path in (*written, *{path.parent for path in written}):
            _sync(path)

    def sizes(self, folder: str = "") -> dict[str, int]:
        found: dict[str, int] = {}
        for place, _folders, names in os.walk(self.folder / folder):
            for name in names:
                path = Path(place, name)
                try:
                    found[path.relative_to(self.folder).as_posix()] = path.stat().st_size
                except FileNotFoundError:  # a file that was only there while it was written
                    continue
        return found

    def read(self, name: str) -> Iterator[bytes]:
        with (self.folder / name).open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece

    def write(self, name: str, source: Path) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, written = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
        os.close(descriptor)
        try:
            shutil.copyfile(source, written)
            _sync(Path(written))
            Path(written).chmod(0o644)
            Path(written).replace(path)
        finally:
            Path(written).unlink(missing_ok=True)
        _sync(path.parent)

    @contextmanager
    def clear_words(self) -> Iterator[None]:
        try:
            yield
        except Exception as trouble:
            if is_full(trouble):
                raise DiskFull(self.folder.parent) from trouble
            raise


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
