"""The signing key of an installation that was given none: made once, readable by its owner only."""

from __future__ import annotations

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path


def read_or_make_secret_key(folder: Path) -> str:
    """Return the key kept in `folder`, making folder and key on first use.

    Two processes that start at once agree: the finished file is linked to its name, and only the first
    link succeeds. Where the folder cannot be written the key lives as long as the process, so that
    `--help` and the checks still run; whatever needs the folder says so itself.
    """
    path = folder / "secret.key"
    if path.exists():
        return path.read_text(encoding="ascii")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=folder, prefix="secret-")  # mode 0600
    except OSError:
        return secrets.token_urlsafe(64)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(64))
    with suppress(FileExistsError):
        Path(path).hardlink_to(name)
    Path(name).unlink()
    return path.read_text(encoding="ascii")
