"""Where the table lives: on the local disk, or in an object store.

A home hides the difference from everything else. The Delta library writes into both by `address`; files are
read from `paths`, which are ordinary local files in both cases, because nothing but a plain Parquet reader is
asked to read them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final, NamedTuple, Protocol
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext as _

from lupaus.web.refusals import Refused

#: Addresses of object stores that both libraries (the Delta one and obstore) read the same way.
_SCHEMES: Final = ("s3", "s3a", "gs", "az", "abfs", "abfss")
#: What DuckDB would take for a pattern in a path.
_GLOB: Final = re.compile(r"[*?\[]")


class StoredFile(NamedTuple):
    """One Parquet file of the table, as its log tells it."""

    name: str  # below the table's folder: `bucket=0/part-….parquet`
    size: int  # bytes
    rows: int


class Home(Protocol):
    """The folder of the table, wherever it is. Names are relative to it. Compares by where it is."""

    def __hash__(self) -> int:
        """What is remembered of a version is remembered by its home."""

    @property
    def address(self) -> str:
        """What the Delta library is told to open."""

    @property
    def options(self) -> Mapping[str, str] | None:
        """And how."""

    @property
    def told(self) -> str:
        """What a person is told of the place; never a secret."""

    def prepare(self) -> None:
        """Refuse a place in which no table can be."""

    def local(self, files: Iterable[StoredFile]) -> list[Path]:
        """Local files to read them from, in the same order."""

    def paths(self, files: Iterable[StoredFile]) -> list[str]:
        """The same, as DuckDB must be told them."""

    def settle(self, names: Iterable[str]) -> None:
        """Come back when what was written under these names survives a power cut."""

    def sizes(self, folder: str = "") -> dict[str, int]:
        """The files below a folder of the table with their sizes in bytes; none where there is none."""

    def read(self, name: str) -> Iterator[bytes]:
        """The content of a file, piece by piece. Raises `FileNotFoundError`."""

    def write(self, name: str, source: Path) -> None:
        """Put a file there, whole or not at all, and so that it survives a power cut."""

    def clear_words(self) -> AbstractContextManager[None]:
        """What goes wrong within is told as a sentence (`Refused`)."""


def home_of(folder: Path, store: str = "") -> Home:
    """The home of the table: the object store `store` names, else `folder`.

    Raises `Refused` for an address nobody can read.
    """
    from lupaus.indicators.store.disk import Disk  # noqa: PLC0415 - they tell what a home is by this module

    if not store:
        return Disk(folder.absolute() / "table")
    parts = urlsplit(store)
    if parts.scheme == "file" and parts.path and not parts.netloc:
        return Disk(Path(unquote(parts.path)) / "table")
    if parts.scheme not in _SCHEMES or not parts.netloc or parts.query or parts.fragment:
        raise Refused(
            _(
                "LUPAUS_OBSERVATIONS_STORE must read s3://bucket/folder, az://container/folder,"
                " gs://bucket/folder or file:///folder."
            )
        )
    if "@" in parts.netloc and parts.scheme in ("s3", "s3a", "gs"):
        raise Refused(
            _(
                "LUPAUS_OBSERVATIONS_STORE must not hold a password: credentials come from the usual names"
                " of the environment, such as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
            )
        )
    from lupaus.indicators.store.objects import ObjectStore  # noqa: PLC0415 - loaded where one is used

    return ObjectStore(store.rstrip("/") + "/table", folder.absolute() / "fetched")


def for_duckdb(path: str) -> str:
    """A path as DuckDB must be told it, so that no letter of it is taken for a pattern."""
    return _GLOB.sub(r"[\g<0>]", path)
