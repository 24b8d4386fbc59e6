"""The Delta table itself: versions, files, commits.

Delta forgets by default. Here every version stays readable for ever: retention is a hundred years, expired
logs are not cleaned up, and nothing is ever vacuumed.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote
from uuid import uuid4

from deltalake import CommitProperties, DeltaTable, Field, Schema, WriterProperties, write_deltalake
from deltalake.exceptions import CommitFailedError, DeltaError, TableNotFoundError
from deltalake.schema import PrimitiveType
from deltalake.transaction import AddAction, RemoveAction
from django.conf import settings
from django.utils.translation import gettext as _

from lupaus.indicators.store.home import Home, StoredFile, home_of
from lupaus.indicators.store.snapshots import Snapshot
from lupaus.indicators.store.troubles import WrittenMeanwhile
from lupaus.indicators.store.writing import ROWS_PER_GROUP, NewFile
from lupaus.web.refusals import Refused

if TYPE_CHECKING:
    from duckdb import DuckDBPyRelation

#: Indicators with neighbouring numbers share a partition. Measured on 48 million rows: an indicator is
#: replaced in 0.2 s and a series read in 5 ms.
BUCKET_SIZE = 50

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


def bucket_of(number: int) -> int:
    """The partition an indicator with this catalogue number is kept in."""
    return number // BUCKET_SIZE


class Fingerprint(NamedTuple):
    """One file that a version of the table brought, and what it must be for ever."""

    name: str  # below the table's folder
    size: int  # bytes
    rows: int
    checksum: str  # SHA-256, hexadecimal


class Table:
    """The table in a folder or an object store. Cheap to make; opens what it needs when it needs it.

    A table remembers the head it saw last and writes behind that one only: when somebody else has committed
    since, whatever lock they held or lost, the write is refused by the store itself (`WrittenMeanwhile`).
    """

    def __init__(self, folder: Path, store: str = "") -> None:
        self.folder = folder
        self._at = home_of(folder, store)
        self._head: int | None = None

    @classmethod
    def own(cls) -> Table:
        """The table of this installation, wherever its settings say it lives."""
        return cls(Path(settings.OBSERVATIONS), getattr(settings, "OBSERVATIONS_STORE", ""))

    @property
    def home(self) -> Home:
        """Where it lives."""
        return self._at

    def create_if_absent(self) -> None:
        """Make the empty table, its version 0, unless there is one."""
        self._at.prepare()
        with self._at.clear_words():
            try:
                DeltaTable(self._at.address, storage_options=_options(self._at))
            except TableNotFoundError:
                DeltaTable.create(
                    self._at.address,
                    _SCHEMA,
                    mode="ignore",
                    partition_by=["bucket"],
                    configuration=_FOR_EVER,
                    storage_options=_options(self._at),
                )

    def head(self) -> int:
        """The newest version there is, which is not yet one that anybody may read."""
        self._head = int(_open(self._at).version())
        return self._head

    def as_of(self, version: int) -> Snapshot:
        """The state at a version, to read from. Raises `Refused` when the version is not there."""
        return Snapshot(_files(self._at, version), self._at.paths)

    def restore(self, version: int) -> int:
        """Undo what came after `version`; returns the version that says the same again."""
        table = _open(self._at, self._head)
        with self._at.clear_words(), _commits_alone():
            table.restore(version, commit_properties=CommitProperties(max_commit_retries=0))
        self._head = int(table.version())
        return self._head

    def replace(self, buckets: Collection[int], rows: DuckDBPyRelation, note: Mapping[str, str]) -> int:
        """Put `rows` in the place of everything in `buckets`, in one commit; returns the new version.

        `rows` has the columns of the table, all of them in `buckets`, in reading order. When this
        returns, the commit is kept and survives a power cut. Raises `WrittenMeanwhile` when the table has
        another head than the one this object saw last.
        """
        table = _open(self._at, self._head)
        before = _names(table)
        with self._at.clear_words(), _commits_alone():
            write_deltalake(
                table,
                rows,
                mode="overwrite",
                predicate=f"bucket IN ({', '.join(str(int(bucket)) for bucket in sorted(buckets))})",
                writer_properties=WriterProperties(compression="ZSTD", max_row_group_size=ROWS_PER_GROUP),
                commit_properties=CommitProperties(custom_metadata=dict(note), max_commit_retries=0),
            )
            self._at.settle([*(_names(table) - before), log_name(table.version())])
        self._head = int(table.version())
        return self._head

    def add(self, files: Iterable[NewFile], note: Mapping[str, str]) -> int:
        """Put files into buckets in which there is nothing, in one commit; returns the new version.

        As safe as `replace`, and refused by `WrittenMeanwhile` as that is.
        """
        table = _open(self._at, self._head)
        version = table.version() + 1  # or nothing: a number that is taken is not tried again
        added: list[AddAction | RemoveAction] = []
        with self._at.clear_words(), _commits_alone():
            for file in files:
                name = f"bucket={file.bucket}/part-00000-{uuid4()}-c000.zstd.parquet"
                size = file.path.stat().st_size
                self._at.write(name, file.path)
                stats = {"numRecords": file.rows, "minValues": file.least, "maxValues": file.most}
                added.append(
                    AddAction(
                        path=name,
                        size=size,
                        partition_values={"bucket": str(file.bucket)},
                        modification_time=time.time_ns() // 1_000_000,
                        data_change=True,
                        stats=json.dumps(stats),
                    )
                )
            table.create_write_transaction(
                added,
                mode="append",
                schema=_SCHEMA,
                partition_by=["bucket"],
                commit_properties=CommitProperties(custom_metadata=dict(note), max_commit_retries=0),
            )
            self._at.settle([*(action.path for action in added), log_name(version)])
        self._head = version
        return version

    def files(self, version: int) -> tuple[StoredFile, ...]:
        """Every file a version consists of, in the order of buckets, as the log says now."""
        return _all(_files.__wrapped__(self._at, version))

    def fingerprints(self, version: int) -> tuple[Fingerprint, ...]:
        """The files the commit of a version brought, read once more: what is told is what is kept."""
        commit = b"".join(self._at.read(log_name(version)))
        brought = {
            unquote(action["add"]["path"])
            for action in map(json.loads, commit.splitlines())
            if "add" in action
        }
        files = [file for file in _all(_files(self._at, version)) if file.name in brought]
        return tuple(
            Fingerprint(*file, checksum_of(path))
            for file, path in zip(files, self._at.local(files), strict=True)
        )


def log_name(version: int) -> str:
    """The name of the file that is the commit of a version."""
    return f"_delta_log/{version:020}.json"


def checksum_of(path: Path) -> str:
    """The SHA-256 of a file, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _commits_alone() -> Iterator[None]:
    """A commit that finds its number taken is told as what it is."""
    try:
        yield
    except CommitFailedError as taken:
        raise WrittenMeanwhile from taken


def _open(home: Home, version: int | None = None) -> DeltaTable:
    try:
        with home.clear_words():
            table = DeltaTable(home.address, version=version, storage_options=_options(home))
    except DeltaError as trouble:
        raise Refused(
            _(
                "The observations in %(folder)s are not those of this database: version %(version)s is"
                " missing. Bring the data folder back from the same backup as the database."
            )
            % {"folder": home.told, "version": 0 if version is None else version}
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
                "folder": home.told,
                "features": ", ".join(protocol.reader_features or ()) or protocol.min_reader_version,
            }
        )
    return table


def _options(home: Home) -> dict[str, str] | None:
    return dict(home.options) if home.options else None


@lru_cache(maxsize=256)
def _files(home: Home, version: int) -> Mapping[int, tuple[StoredFile, ...]]:
    """The files of a version by bucket. A version never changes, so neither does this."""
    actions = _open(home, version).get_add_actions()
    columns = (actions[name].to_pylist() for name in ("path", "size_bytes", "num_records"))
    files: dict[int, list[StoredFile]] = {}
    for name, size, rows in sorted(zip(*columns, strict=True)):
        bucket = int(name.partition("/")[0].removeprefix("bucket="))
        files.setdefault(bucket, []).append(StoredFile(name, size, rows))
    return {bucket: tuple(found) for bucket, found in files.items()}


def _all(files: Mapping[int, tuple[StoredFile, ...]]) -> tuple[StoredFile, ...]:
    return tuple(file for found in files.values() for file in found)


def _names(table: DeltaTable) -> set[str]:
    """`bucket=0/part-….parquet`. (The whole addresses are percent-encoded, which a path is not.)"""
    return {"/".join(uri.rsplit("/", 2)[-2:]) for uri in table.file_uris()}
