"""Data folders made once and copied: a new service, and one that holds the example.

Making the tables takes seconds and loading the example half a minute. Tests that are not about the first
start begin with a copy; those that run beside each other, and the parts of `make test` after one another,
share what is copied (`LUPAUS_TEST_PREPARED` names its folder).
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from tests.config.program import Program, free_port, said_address


def begun(folder: Path) -> Program:
    """A new service in a folder that is empty or not there: its tables are made, and nothing is in them."""
    return _copied("begun", _begin, folder)


def with_example(folder: Path) -> Program:
    """A service that holds the example, as `lupaus demo` loads it."""
    return _copied("example", _load_example, folder)


def _begin(folder: Path) -> None:
    Program(folder).told("user", "list")


def _load_example(folder: Path) -> None:
    running = Program(folder).start("demo", "--port", str(free_port()))
    said_address(running)
    running.terminate()
    running.communicate(timeout=30)


def _copied(name: str, make: Callable[[Path], None], folder: Path) -> Program:
    original = _shelf() / name
    with (_shelf() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not original.exists():
            unfinished = original.with_suffix(".unfinished")
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir()
            make(unfinished)
            unfinished.rename(original)
    shutil.copytree(original, folder, dirs_exist_ok=True)
    return Program(folder)


def keep_in(folder: Path) -> None:
    """Where a run of pytest that stands alone keeps the originals."""
    os.environ.setdefault("LUPAUS_TEST_PREPARED", str(folder))


def _shelf() -> Path:
    shelf = Path(os.environ["LUPAUS_TEST_PREPARED"])
    shelf.mkdir(parents=True, exist_ok=True)
    return shelf
