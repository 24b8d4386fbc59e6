"""Receiving files of a form: straight to the disk, counted while they come, never held in memory.

A form that sends more than it may is read no further: `refused_of` says so afterwards. The view must take the
handlers before anything asks for `request.POST`, as the check of the form's key does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest
from django.utils.translation import gettext as _

from lupaus.decisions.files import store
from lupaus.decisions.files.refused import FileTooBig

MOST_AT_ONCE: Final = 20
#: How many times the size of one file all files of a form may have together.
_TOGETHER: Final = 5
#: What a form holds besides its files.
_FORM: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Received:
    """A file that has come whole: where it waits, what it was called, its size in bytes and its SHA-256."""

    path: Path
    name: str
    size: int
    checksum: str


class _ReceivedFile(UploadedFile):
    """As Django hands it to the form; what it holds is on the disk."""

    def __init__(self, received: Received) -> None:
        super().__init__(name=received.name, size=received.size)
        self.received = received


class Receiver(FileUploadHandler):
    """Writes each file into the store's own folder and counts it."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.paths: list[Path] = []
        self.too_much = False
        self._whole = 0
        self._file: IO[bytes] | None = None
        self._size = 0
        self._hash = hashlib.sha256()

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.abandon_open()
        if len(self.paths) >= MOST_AT_ONCE:
            self._stop()
        path = store.new_incoming()
        self.paths.append(path)
        self._file = path.open("wb")
        self._size, self._hash = 0, hashlib.sha256()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        assert self._file is not None  # noqa: S101 - `new_file` was called
        self._size += len(raw_data)
        self._whole += len(raw_data)
        if self._size > most_bytes() or self._whole > _TOGETHER * most_bytes():
            self._stop()
        self._file.write(raw_data)
        self._hash.update(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile | None:
        self.abandon_open()
        return _ReceivedFile(
            Received(self.paths[-1], self.file_name or "", self._size, self._hash.hexdigest())
        )

    def upload_interrupted(self) -> None:
        self.abandon_open()

    def abandon_open(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def _stop(self) -> None:
        self.too_much = True
        raise StopUpload(connection_reset=True)  # the rest is not even read


@contextmanager
def receiving(request: HttpRequest) -> Iterator[Receiver]:
    """Receive the files of a request; whatever nobody kept is deleted at the end."""
    receiver = Receiver(request)
    request.upload_handlers = [receiver]
    declared = request.META.get("CONTENT_LENGTH") or "0"
    try:
        if declared.isdigit() and int(declared) > _TOGETHER * most_bytes() + _FORM:
            raise too_big()  # not a byte of it is read
        yield receiver
    finally:
        receiver.abandon_open()
        for path in receiver.paths:
            path.unlink(missing_ok=True)


def received_files(request: HttpRequest, name: str) -> list[Received]:
    """The files of a field, in order. A field that was sent empty has none."""
    found = [each.received for each in request.FILES.getlist(name) if isinstance(each, _ReceivedFile)]
    return [each for each in found if each.size or each.name]


def most_bytes() -> int:
    """How big a file may be."""
    return int(settings.LUPAUS_FILE_MEGABYTES) * 2**20


def too_big() -> FileTooBig:
    return FileTooBig(
        _("A file may have %(most)d MB, and %(count)d files at once %(all)d MB. Nothing was taken.")
        % {
            "most": settings.LUPAUS_FILE_MEGABYTES,
            "count": MOST_AT_ONCE,
            "all": _TOGETHER * settings.LUPAUS_FILE_MEGABYTES,
        }
    )
