"""Where files lie: under `settings.FILES`, outside everything that is served, named by their SHA-256.

    files/ab/abcdef…          what is kept, readable by the service alone (0600)
    files/incoming/…          what is being received; whatever is left there for a day is swept away

A file appears under its name whole or not at all. Which of them are wanted says the table `StoredFile`: bytes
whose row says that they are deleted, or that have no row, are swept away by the next sweep, so that a power
cut between the two leaves nothing behind for ever.
"""

from __future__ import annotations

import os
import re
import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction

from lupaus.decisions.models import StoredFile

_CHECKSUM: Final = re.compile(r"[0-9a-f]{64}")
#: Bytes without a row may belong to somebody who is just storing them.
PATIENCE: Final = timedelta(days=1)
_MODE: Final = 0o600


def path_of(checksum: str) -> Path:
    """Where a file lies. Raises `ValueError` for what is no checksum, so that no path can be made of it."""
    if not _CHECKSUM.fullmatch(checksum):
        raise ValueError("Not a SHA-256.")
    return _folder() / checksum[:2] / checksum


def new_incoming() -> Path:
    """An empty file of the service's own to receive into."""
    folder = _made(_folder() / "incoming")
    path = folder / secrets.token_hex(16)
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _MODE))
    return path


def keep(incoming: Path, checksum: str) -> None:
    """Put a received file in its place; it must be on the same disk. Written through before it is named."""
    place = path_of(checksum)
    _made(place.parent)
    with incoming.open("rb+") as file:
        os.fsync(file.fileno())
    incoming.chmod(_MODE)
    incoming.replace(place)
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def sweep(*, at: datetime) -> int:
    """Delete bytes nobody wants any more; how many files that were. Call it outside a transaction.

    Each file is looked up and deleted under the lock of its row, so that whoever stores the same bytes again
    at this moment does so before or after.
    """
    if not _folder().is_dir():
        return 0
    known = dict(StoredFile.objects.values_list("pk", "deleted_at"))
    swept = 0
    for path in list(_folder().glob("??/*")):
        unwanted = known[path.name] is not None if path.name in known else _is_old(path, at)
        if unwanted and _CHECKSUM.fullmatch(path.name):
            swept += delete(path.name)
    for path in list((_folder() / "incoming").glob("*")):
        if _is_old(path, at):
            path.unlink(missing_ok=True)
    return swept


def delete(checksum: str) -> bool:
    """Delete the bytes of a file whose row says that it is deleted, or is not there; whether that was so."""
    with transaction.atomic():
        still = StoredFile.objects.select_for_update().filter(pk=checksum).first()
        if still is not None and still.deleted_at is None:
            return False  # somebody has it, or has just brought it again
        path_of(checksum).unlink(missing_ok=True)
    return True


def _is_old(path: Path, at: datetime) -> bool:
    try:
        return at.timestamp() - path.stat().st_mtime > PATIENCE.total_seconds()
    except FileNotFoundError:
        return False


def _folder() -> Path:
    return Path(settings.FILES)


def _made(folder: Path) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
