"""The file of a backup: an ordinary tar of plain files, so that it can be opened without this program.

    audit/…            checkpoints of the audit trail
    database/….jsonl.gz   one table each: a line a row, values in the order of the manifest's columns
    store/…            files of the observation table
    files/…            attachments of meetings, by their content
    other/…            whatever else lies in the data folder
    secrets/…          signing keys, unless left out
    manifest.json      what is in the backup, and size and SHA-256 of every member before it
    manifest.sha256    the last one: the SHA-256 of the manifest, which so stands for the whole backup

Members are not packed once more: figures are packed already, rows are packed by table. So nothing in the
file can grow when it is opened, but for rows, whose length the manifest tells and nobody reads beyond.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import tarfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final, NamedTuple, Self, cast

from django.utils.translation import gettext as _

from lupaus.web.refusals import Refused

FORMAT: Final = "lupaus backup"
FORMAT_VERSION: Final = 1
MANIFEST: Final = "manifest.json"
SEAL: Final = "manifest.sha256"
_ROOTS: Final = ("audit", "database", "store", "files", "other", "secrets")
_LARGEST_MANIFEST: Final = 512 * 1024 * 1024
_LARGEST_SEAL: Final = 64
_PIECE: Final = 1024 * 1024
_CHECKSUM: Final = re.compile(r"[0-9a-f]{64}")


class NotABackup(Refused):
    """The file is not a backup, or not a whole one."""


class Member(NamedTuple):
    """One file in the backup."""

    size: int  # bytes
    sha256: str


class Writer:
    """Writes members one after another into an open file, and the manifest at last."""

    def __init__(self, file: IO[bytes], *, made_at: int) -> None:
        self._tar = tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT)  # noqa: SIM115 - closed by finish
        self._made_at = made_at
        self.members: dict[str, Member] = {}

    def add(self, name: str, size: int, pieces: Iterable[bytes]) -> Member:
        """Write a member of exactly `size` bytes. Raises `ValueError` when other than that many come."""
        source = _Counted(pieces)
        self._tar.addfile(self._header(name, size), source)
        if source.read(1) or source.length != size:
            raise ValueError(f"{name} changed its length while it was read")
        self.members[name] = Member(size, source.digest.hexdigest())
        return self.members[name]

    def finish(self, manifest: dict[str, Any]) -> str:
        """Write the manifest and close; returns its SHA-256, which stands for the whole backup."""
        whole = {"format": FORMAT, "version": FORMAT_VERSION, **manifest}
        whole["members"] = {name: member._asdict() for name, member in sorted(self.members.items())}
        content = json.dumps(whole, ensure_ascii=False, indent=1).encode()
        sha256 = hashlib.sha256(content).hexdigest()
        for name, last in ((MANIFEST, content), (SEAL, sha256.encode())):
            self._tar.addfile(self._header(name, len(last)), io.BytesIO(last))
        self._tar.close()
        return sha256

    def _header(self, name: str, size: int) -> tarfile.TarInfo:
        header = tarfile.TarInfo(name)
        header.size, header.mtime, header.mode = size, self._made_at, 0o600
        return header


class Backup:
    """A backup to read from. Use it as a context manager; `verify` it before anything in it is believed."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> Self:
        if not self.path.is_file():
            raise NotABackup(_("There is no file %(file)s.") % {"file": self.path})
        with self._clear_words():
            self._tar = tarfile.open(self.path, mode="r:")
        try:
            with self._clear_words():
                self._entries = self._checked_entries()
                self._read_manifest()
        except BaseException:
            self._tar.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._tar.close()

    def names(self, root: str) -> list[str]:
        """The members below a root, in order."""
        return sorted(name for name in self.members if name.startswith(f"{root}/"))

    def open(self, name: str) -> io.BufferedReader:
        """A member's content."""
        return self._opened(self._entries[name])

    def verify(self) -> None:
        """Read every byte once. Raises `NotABackup` at the first that is not as the manifest says."""
        for name, member in self.members.items():
            with self._clear_words(), self.open(name) as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
            if found != member.sha256:
                raise NotABackup(
                    _("%(file)s was changed since it was made: %(member)s is not what it was.")
                    % {"file": self.path, "member": name}
                )

    def extract(self, name: str, target: Path) -> None:
        """Write a member into a new file, readable by its owner only."""
        target.parent.mkdir(parents=True, exist_ok=True)
        with self.open(name) as source, target.open("xb") as file:
            target.chmod(0o600)
            while piece := source.read(_PIECE):
                file.write(piece)

    def _checked_entries(self) -> dict[str, tarfile.TarInfo]:
        entries: dict[str, tarfile.TarInfo] = {}
        for entry in self._tar:
            if not entry.isreg() or entry.issparse() or entry.name in entries or not _is_ours(entry.name):
                raise NotABackup(
                    _("%(file)s holds %(member)s, which no backup holds. Nothing was restored.")
                    % {"file": self.path, "member": repr(entry.name)}
                )
            entries[entry.name] = entry
        return entries

    def _read_manifest(self) -> None:
        entry, seal = self._entries.pop(MANIFEST, None), self._entries.pop(SEAL, None)
        if entry is None or seal is None or entry.size > _LARGEST_MANIFEST or seal.size > _LARGEST_SEAL:
            raise self._broken()
        content = self._opened(entry).read()
        self.sha256 = hashlib.sha256(content).hexdigest()
        if self._opened(seal).read() != self.sha256.encode():
            raise self._broken()
        try:
            self.manifest: dict[str, Any] = json.loads(content)
            form = self.manifest["format"], self.manifest["version"]
            self.members = {
                name: Member(int(told["size"]), str(told["sha256"]))
                for name, told in self.manifest["members"].items()
            }
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            raise self._broken() from None
        if form != (FORMAT, FORMAT_VERSION):
            raise NotABackup(
                _("%(file)s is a backup of a form this Lupaus does not know. Use the version that made it.")
                % {"file": self.path}
            )
        if {name: entry.size for name, entry in self._entries.items()} != {
            name: member.size for name, member in self.members.items()
        } or not all(_CHECKSUM.fullmatch(member.sha256) for member in self.members.values()):
            raise self._broken()

    def _opened(self, entry: tarfile.TarInfo) -> io.BufferedReader:
        """The content of an entry, of which it is known that it is a plain file."""
        return cast("io.BufferedReader", self._tar.extractfile(entry))

    def _broken(self) -> NotABackup:
        return NotABackup(
            _("%(file)s is not a whole backup: it was cut short or changed. Nothing was restored.")
            % {"file": self.path}
        )

    @contextmanager
    def _clear_words(self) -> Iterator[None]:
        try:
            yield
        except (tarfile.TarError, EOFError, UnicodeError) as trouble:
            raise self._broken() from trouble


def _is_ours(name: str) -> bool:
    """Whether a name stays where it belongs, on every system."""
    root, *rest = name.split("/")
    if name in (MANIFEST, SEAL):
        return True
    plain = all(part not in ("", ".", "..") and not set(part) & set("\\:\0") for part in rest)
    return root in _ROOTS and bool(rest) and plain


class _Counted(io.RawIOBase):
    """Pieces as a file, counted and digested while they pass."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._left = memoryview(b"")
        self.length = 0
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        parts = []
        while size > 0:
            if not self._left:
                piece = next(self._pieces, None)
                if piece is None:
                    break
                self._left = memoryview(piece)
            parts.append(self._left[:size])
            size -= len(parts[-1])
            self._left = self._left[len(parts[-1]) :]
        given = b"".join(parts)
        self.length += len(given)
        self.digest.update(given)
        return given
