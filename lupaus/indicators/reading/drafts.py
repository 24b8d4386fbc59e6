"""Writing a derived file whole or not at all, by one maker at a time, whoever is killed in between."""

from __future__ import annotations

import fcntl
import logging
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import numpy.typing as npt

_log = logging.getLogger(__name__)

DRAFT: Final = ".draft"


def make(target: Path, write: Callable[[int], None], *, wait: bool = True) -> bool:
    """Make `target` by writing into an open, empty file, unless it is there; returns whether it is.

    Whoever makes it holds a lock on the draft, which the operating system lets go of however the maker ends;
    a draft that was left is written over. With `wait` false, whatever another one is making is not waited
    for. A disk that is full, or may only be read, leaves no file, and no trouble.
    """
    try:
        return target.exists() or _drafted(target, write, wait=wait)
    except OSError as trouble:
        _log.warning("%s could not be written: %s", target.name, trouble)
        return False


def _drafted(target: Path, write: Callable[[int], None], *, wait: bool) -> bool:
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(target.name + DRAFT)
    while True:
        descriptor = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            except BlockingIOError:
                return False
            if target.exists():
                if _is_still(draft, descriptor):
                    draft.unlink(missing_ok=True)
                return True
            if not _is_still(draft, descriptor):
                continue  # another one finished it, and it was taken away since
            _make(descriptor, draft, target, write)
            return True
        finally:
            os.close(descriptor)


def put(descriptor: int, content: bytes | npt.NDArray[Any], place: int) -> None:
    """Write everything, wherever the system stops in between."""
    left = memoryview(content if isinstance(content, bytes) else content.data).cast("B")
    while left:
        done = os.pwrite(descriptor, left, place)
        left, place = left[done:], place + done


def _make(descriptor: int, draft: Path, target: Path, write: Callable[[int], None]) -> None:
    try:
        os.ftruncate(descriptor, 0)
        write(descriptor)
        os.fsync(descriptor)
        draft.replace(target)
    except BaseException:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise
    _flush_folder(target.parent)


def _is_still(draft: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(draft.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
