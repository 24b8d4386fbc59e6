"""The folders imports overflow into: what a killed import leaves behind, the next one takes away.

An import holds a lock on its folder, which the operating system lets go of however the import ends. A folder
that nobody holds and that has been there a while is abandoned.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Final

PREFIX: Final = "import-"
#: Seconds between making a folder and holding it are few; this leaves room for a machine that sleeps.
_A_WHILE: Final = 3600.0


def hold(folder: Path, until: ExitStack) -> None:
    """Say that `folder` is in use until `until` closes, or the process ends."""
    descriptor = os.open(folder, os.O_RDONLY)
    until.callback(os.close, descriptor)
    fcntl.flock(descriptor, fcntl.LOCK_EX)


def clear_abandoned(folder: Path) -> None:
    """Remove the folders of imports that were killed. What cannot be removed stays, and harms nobody."""
    for left in folder.glob(f"{PREFIX}*/"):
        try:
            if time.time() - left.stat().st_mtime < _A_WHILE:
                continue
            descriptor = os.open(left, os.O_RDONLY)
        except OSError:
            continue
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(left, ignore_errors=True)
        except BlockingIOError:
            continue  # a long import that is still running
        finally:
            os.close(descriptor)
