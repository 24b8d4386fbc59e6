"""Putting a backup back: only into an installation that is empty, and only a backup that is whole.

Everything is read and compared before anything is written; then all of it is made in a folder of its own
within the data folder, looked at once more, and put in its place by renaming, the database last. So a restore
that is killed leaves a data folder without a database, and a sentence about it at the next try.
"""

from __future__ import annotations

import fcntl
import gzip
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor, require
from lupaus.accounts.models import Role
from lupaus.config.backup import folder as data_folder
from lupaus.config.backup.archive import Backup, NotABackup
from lupaus.config.backup.databases import fill, is_untouched, new_sqlite
from lupaus.config.backup.tables import TableShape, leaves_of, tables_of, tables_today
from lupaus.decisions.files.store import path_of
from lupaus.indicators.models import Release
from lupaus.indicators.store import Table
from lupaus.indicators.store.disk import Disk
from lupaus.indicators.store.home import home_of
from lupaus.web.refusals import Refused

#: No row is longer than this, in bytes: the longest holds one whole version of a strategy.
_LONGEST_ROW: Final = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back."""

    made_at: str
    releases: int
    rows: int
    secrets: tuple[str, ...]
    others: tuple[str, ...]


def restore(*, actor: Actor, file: Path, sha256: str = "") -> Restored:
    """Put a backup into this installation, which must be empty; whatever is wrong with it changes nothing.

    `sha256` is what `back_up` told; a backup somebody has made anew in its place is then refused. The
    database may be of the other kind than the backup's. Raises `Refused`.
    """
    require(actor, Role.ADMINISTRATOR)
    with Backup(Path(file)) as backup:
        if sha256 and backup.sha256 != sha256.strip().lower():
            raise NotABackup(
                _("%(file)s is another backup than the one meant: its checksum is %(found)s.")
                % {"file": file, "found": backup.sha256}
            )
        backup.verify()
        restoring = _Restoring(backup)
        with _alone(Path(settings.DATA)):
            _refuse_what_is_not_empty()
            restoring.put_back()
        return restoring.restored()


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    """Nobody else restores into the folder; what a killed restore left there is taken away."""
    data.mkdir(parents=True, exist_ok=True)
    with (data / "restoring.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused(
                _("Another restore into %(folder)s is running. Nothing was changed.") % {"folder": data}
            ) from None
        for left in data.glob(f"{data_folder.RESTORING}*/"):
            shutil.rmtree(left, ignore_errors=True)
        yield


def _refuse_what_is_not_empty() -> None:
    there = data_folder.what_is_there()
    if there:
        raise Refused(
            _(
                "The data folder %(folder)s is not empty (%(first)s). A backup is restored into an empty one:"
                " name a new folder with LUPAUS_DATA, or move this one away."
            )
            % {"folder": settings.DATA, "first": ", ".join(there[:3])}
        )
    if connection.vendor == "postgresql" and not is_untouched(tables_today().values()):
        raise Refused(
            _("The database that DATABASE_URL names is not empty. A backup is restored into an empty one.")
        )
    home = Table.own().home
    if not (isinstance(home, Disk) and Path(settings.DATA) in home.folder.parents) and home.sizes():
        raise Refused(
            _("The store of observations %(store)s is not empty. Name an empty folder of it.")
            % {"store": home.told}
        )


class _Restoring:
    """One restore, of a backup that is whole."""

    def __init__(self, backup: Backup) -> None:
        self.backup = backup
        manifest = backup.manifest
        try:
            self.applied = {(str(room), str(name)) for room, name in manifest["migrations"]}
            self.told = {str(table["name"]): table for table in manifest["tables"]}
            self.shapes = {
                name: tuple((str(column), str(kind)) for column, kind in table["columns"])
                for name, table in self.told.items()
            }
            self.rows = {name: int(table["rows"]) for name, table in self.told.items()}
            self.lengths = {name: int(table["length"]) for name, table in self.told.items()}
            self.counters = {
                name: int(table["counter"])
                for name, table in self.told.items()
                if table["counter"] is not None
            }
            self.releases = int(manifest["releases"])
            self.made_at = str(manifest["made_at"])
        except (KeyError, TypeError, ValueError):
            raise self._broken() from None
        if {f"database/{name}.jsonl.gz" for name in self.told} != set(backup.names("database")):
            raise self._broken()
        self.leaves = leaves_of(self.applied)

    def restored(self) -> Restored:
        return Restored(
            made_at=self.made_at,
            releases=self.releases,
            rows=sum(self.rows.values()),
            secrets=tuple(name.partition("/")[2] for name in self.backup.names("secrets")),
            others=tuple(name.partition("/")[2] for name in self.backup.names("other")),
        )

    def put_back(self) -> None:
        data = Path(settings.DATA)
        work = Path(tempfile.mkdtemp(dir=data, prefix=data_folder.RESTORING))
        try:
            self._extract(work)
            if connection.vendor == "postgresql":
                MigrationExecutor(connection).migrate(self.leaves)
                with transaction.atomic():
                    self._fill()
                    self._look_at_the_store(work)
                    self._put_in_place(work, data)
                _bring_forward()
            else:
                database = Path(connection.settings_dict["NAME"])
                with new_sqlite(work / "database"):
                    MigrationExecutor(connection).migrate(self.leaves)
                    with transaction.atomic():
                        self._fill()
                    _bring_forward()
                    self._look_at_the_store(work)
                _sync(work / "database")
                (work / "database").chmod(0o644)
                self._put_in_place(work, data)
                (work / "database").rename(database)
            _sync(data)
        except DatabaseError as trouble:
            raise Refused(
                _("The database did not take the backup: %(reason)s") % {"reason": trouble}
            ) from trouble
        finally:
            shutil.rmtree(work, ignore_errors=True)

    # --- files ----------------------------------------------------------------------------------------------

    def _extract(self, work: Path) -> None:
        """All files into a folder, as they will lie in the data folder."""
        for name in self.backup.names("store"):
            self.backup.extract(name, work / "observations" / "table" / name.partition("/")[2])
        for name in self.backup.names("audit"):
            self.backup.extract(name, work / "audit" / name.partition("/")[2])
            (work / "audit" / name.partition("/")[2]).chmod(0o644)
        for name in self.backup.names("files"):
            try:
                place = path_of(name.partition("/")[2]).relative_to(settings.FILES)
            except ValueError:
                raise self._broken() from None
            self.backup.extract(name, work / "files" / place)
        for name in self.backup.names("other"):
            self.backup.extract(name, work / "other" / name.partition("/")[2])
        for name in self.backup.names("secrets"):
            if name.partition("/")[2] not in data_folder.SECRETS:
                raise self._broken()
            self.backup.extract(name, work / "secrets" / name.partition("/")[2])
        for path in work.rglob("*"):
            if path.is_file():
                _sync(path)

    def _look_at_the_store(self, work: Path) -> None:
        """Every release of the restored database must find its files."""
        table = Table(work / "observations")
        members = self.backup.members
        for version in Release.objects.order_by("id").values_list("table_version", flat=True):
            for file in table.files(version):
                member = members.get(f"store/{file.name}")
                if member is None or member.size != file.size:
                    raise self._broken()

    def _put_in_place(self, work: Path, data: Path) -> None:
        home = home_of(Path(settings.OBSERVATIONS), settings.OBSERVATIONS_STORE)
        table = work / "observations" / "table"
        if table.is_dir() and home != Disk(Path(settings.OBSERVATIONS).absolute() / "table"):
            # The log comes last, its newest commit at the very end: until then there is no such table.
            names = sorted(path.relative_to(table).as_posix() for path in table.rglob("*") if path.is_file())
            for name in sorted(names, key=lambda name: name.startswith("_delta_log/")):
                home.write(name, table / name)
            shutil.rmtree(work / "observations")
        _move(work / "observations", Path(settings.OBSERVATIONS))
        _move(work / "files", Path(settings.FILES))
        _move(work / "audit", Path(settings.AUDIT))
        _move(work / "secrets" / "audit.key", data_folder.audit_key())
        _move(work / "secrets" / "secret.key", data / "secret.key")
        if (work / "other").is_dir():
            for entry in sorted((work / "other").iterdir()):
                _move(entry, data / entry.name)

    # --- rows -----------------------------------------------------------------------------------------------

    def _fill(self) -> None:
        """The rows into a database that the backup's own migrations have made."""
        executor = MigrationExecutor(connection)
        state = executor.loader.project_state(self.leaves)
        tables = tables_of(state.apps)
        if {name: shape.columns for name, shape in tables.items()} != self.shapes:
            raise self._broken()
        with ExitStack() as opened:
            rows = {
                name: self._rows_of(table, opened.enter_context(self.backup.open(_member(name))))
                for name, table in tables.items()
            }
            fill(tables, rows, self.counters)

    def _rows_of(self, table: TableShape, packed: IO[bytes]) -> Iterator[list[Any]]:
        """The rows of a table, no more and no longer than the manifest says."""
        left, found = self.lengths[table.name], 0
        try:
            with gzip.GzipFile(fileobj=packed, mode="rb") as file:
                while line := file.readline(min(left, _LONGEST_ROW) + 1):
                    left -= len(line)
                    row = json.loads(line)
                    if left < 0 or not isinstance(row, list) or len(row) != len(table.columns):
                        raise self._broken()
                    found += 1
                    yield row
        except (OSError, EOFError, ValueError, RecursionError) as trouble:
            raise self._broken() from trouble
        if left or found != self.rows[table.name]:
            raise self._broken()

    def _broken(self) -> NotABackup:
        return NotABackup(
            _("%(file)s is not a whole backup: it was cut short or changed. Nothing was restored.")
            % {"file": self.backup.path}
        )


def _member(table: str) -> str:
    return f"database/{table}.jsonl.gz"


def _bring_forward() -> None:
    """From the migrations of the backup to those of this program."""
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def _move(source: Path, target: Path) -> None:
    if source.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        source.rename(target)
        _sync(target.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
