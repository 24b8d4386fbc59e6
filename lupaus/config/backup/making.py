"""Making a backup while the service runs and imports go on.

The order is what makes it one moment. Checkpoints of the audit trail become files after they are rows, so
they are copied before the database: they never speak of records the copy lacks. A release, and an attachment,
becomes a row after its files are in their place, and those files are never changed: so they are copied after
the database, and only those its rows name. The database is thus never newer than the store, whatever is
written meanwhile.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from lupaus import __version__
from lupaus.accounts import audit
from lupaus.accounts.actors import Actor, require
from lupaus.accounts.models import Role
from lupaus.config.backup import folder as data_folder
from lupaus.config.backup.archive import Backup, Member, Writer
from lupaus.config.backup.databases import Moment, one_moment
from lupaus.config.backup.tables import TableShape, migrations_today, tables_today
from lupaus.decisions.files.store import path_of
from lupaus.decisions.models import StoredFile
from lupaus.indicators.store import Table
from lupaus.indicators.store.troubles import is_full
from lupaus.web.clock import Clock
from lupaus.web.refusals import Refused

_PIECE: Final = 1024 * 1024
#: Commits, and states of the log written down whole, of the table; nothing else of its log is needed.
_LOG: Final = re.compile(r"_delta_log/([0-9]{20})\.(?:json|checkpoint(?:\.[0-9a-z.-]+)?\.parquet)")
#: How often a backup is begun anew because an attachment was removed while it was made.
_TRIES: Final = 3


@dataclass(frozen=True, slots=True)
class Made:
    """What was backed up."""

    file: Path
    size: int  # bytes
    sha256: str  # of the manifest, which stands for the whole
    releases: int
    rows: int
    attachments: int
    others: tuple[str, ...]  # files nobody here knows, taken along
    secrets: tuple[str, ...]  # signing keys that are in it
    without: tuple[str, ...]  # signing keys that are not


class _RemovedMeanwhile(Exception):  # noqa: N818 - nothing is wrong
    """An attachment that a row names was deleted, as it should be, before it was copied."""


def back_up(*, actor: Actor, clock: Clock, file: Path, with_secrets: bool = True) -> Made:
    """Write everything this installation keeps into one new file, and read it back to be sure.

    Raises `Refused` when the file is there already, when something that must be in it is missing or
    damaged, and when there is no room; then no file is left behind.
    """
    require(actor, Role.ADMINISTRATOR)
    file = Path(file).absolute()
    if file.exists():
        raise Refused(_("%(file)s is there already. Name a new file.") % {"file": file})
    if not file.parent.is_dir():
        raise Refused(_("There is no folder %(folder)s.") % {"folder": file.parent})
    if Path(settings.DATA) in file.resolve().parents:
        raise Refused(
            _("A backup of %(folder)s must not lie within it. Name a file elsewhere, best on another disk.")
            % {"folder": settings.DATA}
        )
    try:
        made = _made(file, clock, with_secrets=with_secrets)
    except Exception as trouble:
        if is_full(trouble):
            raise Refused(
                _("There is no room for the backup in %(folder)s. Nothing was backed up.")
                % {"folder": file.parent}
            ) from trouble
        raise
    audit.record(
        actor=actor, clock=clock, verb="back_up", kind="backup", object_id=made.sha256,
        after={"file": file.name, "size": made.size, "releases": made.releases}, public=False,
    )  # fmt: skip
    return made


def _made(file: Path, clock: Clock, *, with_secrets: bool) -> Made:
    for attempt in range(_TRIES):
        with tempfile.TemporaryDirectory(dir=file.parent, prefix=f".{file.name}-") as name:
            work = Path(name)
            try:
                making = _Making(work, clock, with_secrets=with_secrets)
                with (work / "backup").open("xb") as target:
                    (work / "backup").chmod(0o600)
                    making.write(target)
                    target.flush()
                    os.fsync(target.fileno())
            except _RemovedMeanwhile:
                if attempt + 1 < _TRIES:
                    continue
                raise Refused(
                    _("Attachments were removed while the backup was made. Nothing was backed up; try again.")
                ) from None
            with Backup(work / "backup") as backup:
                backup.verify()
            try:
                file.hardlink_to(work / "backup")
            except FileExistsError:
                raise Refused(_("%(file)s is there already. Name a new file.") % {"file": file}) from None
            except OSError:  # a file system without such links
                (work / "backup").replace(file)
        _sync(file.parent)
        return making.made(file)
    raise AssertionError("the loop ends by returning or by raising")


class _Making:
    """One attempt."""

    def __init__(self, work: Path, clock: Clock, *, with_secrets: bool) -> None:
        self.work, self.with_secrets, self.at = work, with_secrets, clock()
        self.tables: list[dict[str, Any]] = []
        self.others: list[str] = []
        self.releases = self.attachments = 0
        self.secrets: tuple[str, ...] = ()
        self.sha256 = ""

    def write(self, target: IO[bytes]) -> None:
        self._writer = Writer(target, made_at=int(self.at.timestamp()))
        self._audit()
        shapes = tables_today()
        with one_moment(self.work) as moment:
            migrations = migrations_today()
            for shape in shapes.values():
                self._table(shape, moment)
            releases = _columns(moment, shapes["indicators_release"], "id", "table_version")
            fingerprints = _columns(moment, shapes["indicators_releasefile"], "name", "checksum")
            wanted = [
                checksum
                for checksum, deleted in _columns(
                    moment, shapes["decisions_storedfile"], "checksum", "deleted_at"
                )
                if deleted is None
            ]
        self._store([version for _id, version in releases], dict(fingerprints))
        for checksum in wanted:
            self._attachment(checksum)
        self._others()
        self._secrets()
        self.releases, self.attachments = len(releases), len(wanted)
        self.sha256 = self._writer.finish(
            {
                "program": __version__,
                "made_at": self.at.isoformat(),
                "database": connection.vendor,
                "migrations": [list(each) for each in migrations],
                "tables": self.tables,
                "releases": self.releases,
                "secrets": sorted(self.secrets),
            }
        )

    def made(self, file: Path) -> Made:
        missing = [name for name in data_folder.SECRETS if name not in self.secrets]
        return Made(
            file=file,
            size=file.stat().st_size,
            sha256=self.sha256,
            releases=self.releases,
            rows=sum(table["rows"] for table in self.tables),
            attachments=self.attachments,
            others=tuple(self.others),
            secrets=self.secrets,
            without=tuple(missing),
        )

    def _audit(self) -> None:
        for path in data_folder.audit_files():
            self._file(f"audit/{path.name}", path)

    def _table(self, shape: TableShape, moment: Moment) -> None:
        packed = self.work / "table"
        rows = length = 0
        with packed.open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as file:
            for row in moment.rows(shape):
                line = json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
                file.write(line)
                rows, length = rows + 1, length + len(line)
        self._file(f"database/{shape.name}.jsonl.gz", packed)
        self.tables.append(
            {
                "name": shape.name,
                "columns": [list(column) for column in shape.columns],
                "rows": rows,
                "length": length,
                "counter": moment.counter(shape),
            }
        )

    def _store(self, versions: list[int], checksums: dict[str, str]) -> None:
        """The files that releases name, and the log up to the newest of them: what came after it is an import
        that is not done, or was done after this moment."""
        if not versions:
            return
        table = Table.own()
        files = {file.name: file for version in versions for file in table.files(version)}
        for name, file in sorted(files.items()):
            try:
                member = self._pieces(f"store/{name}", file.size, table.home.read(name))
            except (FileNotFoundError, ValueError, OSError) as trouble:
                if is_full(trouble):
                    raise
                raise _damaged(name) from trouble
            if checksums.get(name, member.sha256) != member.sha256:
                raise _damaged(name)
        for name, size in sorted(table.home.sizes("_delta_log").items()):
            found = _LOG.fullmatch(name)
            if found and int(found[1]) <= max(versions):
                self._pieces(f"store/{name}", size, table.home.read(name))

    def _attachment(self, checksum: str) -> None:
        path = path_of(checksum)
        try:
            member = self._file(f"files/{checksum}", path)
        except FileNotFoundError:
            if not StoredFile.objects.filter(pk=checksum, deleted_at=None).exists():
                raise _RemovedMeanwhile from None
            raise _damaged(f"{Path(settings.FILES).name}/{checksum}") from None
        if member.sha256 != checksum:
            raise _damaged(f"{Path(settings.FILES).name}/{checksum}")

    def _others(self) -> None:
        for name, path in data_folder.other_files():
            if self.work not in path.parents:
                with suppress(FileNotFoundError):  # what comes and goes cannot be missed
                    content = path.read_bytes()
                    self._pieces(f"other/{name}", len(content), [content])
                    self.others.append(name)

    def _secrets(self) -> None:
        if self.with_secrets:
            there = data_folder.secrets_there()
            for name, path in there.items():
                self._file(f"secrets/{name}", path)
            self.secrets = tuple(there)

    def _file(self, name: str, path: Path) -> Member:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            return self._pieces(name, size, iter(lambda: file.read(_PIECE), b""))

    def _pieces(self, name: str, size: int, pieces: Iterable[bytes]) -> Member:
        return self._writer.add(name, size, pieces)


def _columns(moment: Moment, shape: TableShape, *names: str) -> list[tuple[Any, ...]]:
    places = [shape.names.index(name) for name in names]
    return [tuple(row[place] for place in places) for row in moment.rows(shape)]


def _damaged(name: str) -> Refused:
    return Refused(
        _(
            "%(file)s is missing or damaged, so nothing was backed up. Keep the backups you have, and look"
            " with: lupaus observations check"
        )
        % {"file": name}
    )


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
