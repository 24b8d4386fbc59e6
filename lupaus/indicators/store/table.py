"""The Delta table itself: versions, files, commits.

Delta forgets by default. Here every version stays readable for ever: retention is a hundred years, expired
logs are not cleaned up, and nothing is ever vacuumed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from deltalake import CommitProperties, DeltaTable, Field, Schema, WriterProperties, write_deltalake
from deltalake.exceptions import DeltaError
from deltalake.schema import PrimitiveType
from django.utils.translation import gettext as _

from lupaus.indicators.store.snapshots import Snapshot
from lupaus.web.refusals import Refused

if TYPE_CHECKING:
    from duckdb import DuckDBPyRelation

#: Indicators with neighbouring numbers share a partition. Measured on 48 million rows: an indicator is
#: replaced in 0.2 s and a series read in 5 ms.
BUCKET_SIZE = 50

#: Small row groups let a reader leave out most of a bucket: 30 series of 2 million rows in 25 ms
#: (65,536 rows a group: 50 ms).
_ROWS_PER_GROUP = 16_384

_SCHEMA = Schema(
    [
        Field(name, PrimitiveType(kind), nullable=nullable)
        for name, kind, nullable in (
            ("indicator", "string", False),
            ("region", "string", False),
            ("gender", "string", False),
            ("period", "string", False),
            ("value", "double", True),
            ("numerator", "double", True),
            ("denominator", "double", True),
            ("status", "string", False),
            ("release", "long", False),
            ("bucket", "integer", False),
        )
    ]
)
_FOR_EVER = {
    "delta.logRetentionDuration": "interval 36500 days",
    "delta.deletedFileRetentionDuration": "interval 36500 days",
    "delta.enableExpiredLogCleanup": "false",
    "delta.checkpointInterval": "10",  # any version opens in 10 ms, instead of 50 with the ordinary 100
}
#: Characters of a path that the Delta library misreads (deltalake 1.6).
_UNUSABLE = re.compile(r"[\[\]^|\\%\x00-\x1f]")
#: What DuckDB would take for a pattern in the name of the data folder.
_GLOB = re.compile(r"[*?]")


def bucket_of(number: int) -> int:
    """The partition an indicator with this catalogue number is kept in."""
    return number // BUCKET_SIZE


class Table:
    """The table in a folder. Cheap to make; opens what it needs when it needs it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._path = str(folder.absolute() / "table")
        self._address = Path(self._path).as_uri()  # a plain path is misread when it has a "?" in it

    def create_if_absent(self) -> None:
        """Make the empty table, its version 0, unless there is one."""
        if _UNUSABLE.search(self._path):
            raise Refused(
                _(
                    "The data folder %(folder)s has a character in its name that the table cannot take"
                    " (one of %(characters)s). Choose another one with LUPAUS_DATA."
                )
                % {"folder": self.folder, "characters": "[ ] ^ | \\ %"}
            )
        if not DeltaTable.is_deltatable(self._address):
            DeltaTable.create(
                self._address, _SCHEMA, mode="ignore", partition_by=["bucket"], configuration=_FOR_EVER
            )

    def head(self) -> int:
        """The newest version on disk, which is not yet one that anybody may read."""
        return _open(self._path).version()

    def as_of(self, version: int) -> Snapshot:
        """The state at a version, to read from. Raises `Refused` when the version is not on disk."""
        return Snapshot(_files(self._path, version))

    def restore(self, version: int) -> int:
        """Undo what came after `version`; returns the version that says the same again."""
        table = _open(self._path)
        table.restore(version)
        return int(table.version())

    def replace(self, buckets: Collection[int], rows: DuckDBPyRelation, note: Mapping[str, str]) -> int:
        """Put `rows` in the place of everything in `buckets`, in one commit; returns the new version.

        `rows` has the columns of the table, all of them in `buckets`, in reading order. When this
        returns, the commit is on disk and survives a power cut.
        """
        table = _open(self._path)
        before = _relative_files(table)
        write_deltalake(
            table,
            rows,
            mode="overwrite",
            predicate=f"bucket IN ({', '.join(str(int(bucket)) for bucket in sorted(buckets))})",
            writer_properties=WriterProperties(compression="ZSTD", max_row_group_size=_ROWS_PER_GROUP),
            commit_properties=CommitProperties(custom_metadata=dict(note)),
        )
        _flush_to_disk(
            [
                *(Path(self._path) / name for name in _relative_files(table) - before),
                Path(self._path) / "_delta_log" / f"{table.version():020}.json",
            ]
        )
        return int(table.version())


def _open(path: str, version: int | None = None) -> DeltaTable:
    try:
        table = DeltaTable(Path(path).as_uri(), version=version)
    except DeltaError as trouble:
        raise Refused(
            _(
                "The observations in %(folder)s are not those of this database: version %(version)s is"
                " missing. Bring the data folder back from the same backup as the database."
            )
            % {"folder": Path(path).parent, "version": 0 if version is None else version}
        ) from trouble
    protocol = table.protocol()
    if protocol.min_reader_version > 1:
        # Deletion vectors or renamed columns: the files alone would then say something else than the table.
        raise Refused(
            _(
                "The observation table in %(folder)s was changed by another program in a way Lupaus"
                " cannot read (%(features)s). Bring it back from a backup."
            )
            % {
                "folder": Path(path).parent,
                "features": ", ".join(protocol.reader_features or ()) or protocol.min_reader_version,
            }
        )
    return table


@lru_cache(maxsize=256)
def _files(path: str, version: int) -> Mapping[int, tuple[str, ...]]:
    """The files of a version by bucket. A version never changes, so neither does this."""
    files: dict[int, list[str]] = {}
    folder = _GLOB.sub(r"[\g<0>]", path)
    for name in sorted(_relative_files(_open(path, version))):
        bucket = int(name.partition("/")[0].removeprefix("bucket="))
        files.setdefault(bucket, []).append(f"{folder}/{name}")
    return {bucket: tuple(names) for bucket, names in files.items()}


def _relative_files(table: DeltaTable) -> set[str]:
    """`bucket=0/part-….parquet`. (The whole addresses are percent-encoded, which a path is not.)"""
    return {"/".join(uri.rsplit("/", 2)[-2:]) for uri in table.file_uris()}


def _flush_to_disk(files: Collection[Path]) -> None:
    """Ask the disk to keep the files: the database row that makes them visible is kept just as well."""
    for path in (*files, *{path.parent for path in files}):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
