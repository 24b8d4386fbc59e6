"""What of the data folder belongs into a backup: everything that cannot be made anew.

What is known to be made anew is left out by name; what nobody here knows is taken along, because leaving out
too much is found out too late.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.conf import settings

#: Kept as members of their own, or made anew whenever they are missing.
_NOT_OTHER: Final = (
    "lupaus.sqlite3*",  # the database, which is never copied while it is open
    "observations",  # the table goes by itself; the rest are forms for reading, and overflow
    "audit",
    "*.key",
    "files",
    "decisions-index",
    "*.lock",
    ".*",  # what is only there while something is written
    "*.log",
)
#: Beginning of the name of the folder in which a restore makes everything ready.
RESTORING: Final = ".restoring-"
SECRETS: Final = ("secret.key", "audit.key")


def secrets_there() -> dict[str, Path]:
    """The signing keys that lie in the data folder, by the name they have in a backup."""
    found = {"secret.key": Path(settings.DATA) / "secret.key", "audit.key": audit_key()}
    return {name: path for name, path in found.items() if path.is_file()}


def audit_key() -> Path:
    """Where the key lies that signs checkpoints: beside their folder."""
    return Path(settings.AUDIT).with_name(f"{Path(settings.AUDIT).name}.key")


def audit_files() -> list[Path]:
    """Checkpoints of the audit trail, the keys that check them, and the tree."""
    folder = Path(settings.AUDIT)
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))


def other_files() -> Iterator[tuple[str, Path]]:
    """Whatever else lies in the data folder, by its path there. Links are not followed."""
    data = Path(settings.DATA)
    if not data.is_dir():  # on PostgreSQL, with everything else in places of its own
        return
    for entry in sorted(data.iterdir()):
        if any(entry.match(pattern) for pattern in _NOT_OTHER) or entry.is_symlink():
            continue
        if entry.is_file():
            yield entry.name, entry
        elif entry.is_dir():
            yield from _below(entry, data)


def _below(folder: Path, data: Path) -> Iterator[tuple[str, Path]]:
    for place, _folders, names in os.walk(folder):
        for name in sorted(names):
            path = Path(place, name)
            if path.is_file() and not path.is_symlink():
                yield path.relative_to(data).as_posix(), path


def what_is_there() -> list[str]:
    """What lies in the data folder of somebody who wants to restore into it. The signing key is made by the
    very command that asks, a lock says nothing, and what a killed restore left is nobody's."""
    data = Path(settings.DATA)
    if not data.is_dir():
        return []
    found = (entry.name for entry in data.iterdir() if entry.name != "secret.key")
    return sorted(name for name in found if not name.endswith(".lock") and not name.startswith(RESTORING))
