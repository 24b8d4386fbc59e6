"""Opening a file of figures: its checksum, how far it has been read, and what its first bytes say it is."""

from __future__ import annotations

import gzip
import hashlib
import io
import zlib
from collections.abc import Callable, Iterator
from enum import Enum
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO, Final

from django.utils.translation import gettext as _
from typing_extensions import Buffer

from lupaus.indicators.rows import Progress
from lupaus.web.refusals import Problem, Refused

#: No line of a file of figures comes near this; a longer one is none.
_LONGEST_LINE: Final = 64 * 1024
_LINES_BETWEEN_PROGRESS: Final = 20_000
_GZIP: Final = b"\x1f\x8b"
_OLE: Final = b"\xd0\xcf\x11\xe0"  # the old .xls, and workbooks with a password
_PIECE: Final = 1 << 20


class Shape(Enum):
    """What a file looks like by its first bytes."""

    LINES = "lines"
    JSON = "json"
    WORKBOOK = "workbook"


def opened_or_refused(path: Path) -> BinaryIO:
    """The file, open for reading. Raises `Refused` where it is not there or not ours to read."""
    try:
        return path.open("rb")
    except OSError as trouble:
        raise Refused(
            Problem(_("The file cannot be read: %(reason)s.") % {"reason": trouble.strerror}, file=str(path))
        ) from trouble


class OpenedFile:
    """A file while it is read. `name` names it in problems; it may be compressed with gzip."""

    def __init__(self, opened: BinaryIO, name: str, progress: Progress | None = None) -> None:
        self.name = name
        self._progress = progress
        self._size = opened.seek(0, io.SEEK_END) if opened.seekable() else None
        if self._size is not None:
            opened.seek(0)
        self._raw = _Hashed(opened)
        buffered = io.BufferedReader(self._raw, buffer_size=1 << 18)
        self._plain: io.BufferedReader[Any] = buffered
        if buffered.peek(2).startswith(_GZIP):
            self._plain = io.BufferedReader(gzip.GzipFile(fileobj=buffered))
        self._first: bytes | None = None  # the first line, where it was looked at already

    def checksum(self) -> str:
        """SHA-256 of the whole file as it was given, hexadecimal."""
        while self._raw.read(_PIECE):
            pass
        return self._raw.digest.hexdigest()

    def shape(self) -> Shape:
        """What the first bytes look like. Raises `Refused` for what holds no figures at all."""
        start = self._guarded(lambda: self._plain.peek(4096))
        if start.startswith((b"PK", _OLE)):
            return Shape.WORKBOOK
        if start.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise self._not_utf_8(1)
        words = start.removeprefix(b"\xef\xbb\xbf").lstrip()
        if words.startswith((b"{", b"[")):
            return Shape.JSON
        if words.startswith(b"<"):
            raise self.refused(_("This is a web page or XML, not a file of figures."))
        return Shape.LINES

    def whole(self, most: int) -> bytes:
        """The whole file, unpacked. Raises `Refused` where that is more than `most` bytes."""
        body = self._guarded(lambda: self._plain.read(most + 1))
        if len(body) > most:
            raise self.refused(_("The file is larger than %(megabytes)s MB.") % {"megabytes": most >> 20})
        if self._progress:
            self._progress(self._raw.position, self._size)
        return body

    def first_line(self) -> str:
        """The first line, which `lines` gives again; empty where the file is."""
        if self._first is None:
            self._first = self._guarded(lambda: self._plain.readline(_LONGEST_LINE))
        try:
            return self._first.decode("utf-8-sig")
        except UnicodeDecodeError as trouble:
            raise self._not_utf_8(1) from trouble

    def lines(self) -> Iterator[str]:
        """Lines as text, each decoded by itself so that a fault is told with its line."""
        first = [self._first] if self._first else []
        number = 0
        try:
            for line in chain(first, iter(partial(self._plain.readline, _LONGEST_LINE), b"")):
                number += 1
                if len(line) == _LONGEST_LINE and not line.endswith(b"\n"):
                    raise self.refused(_("The line is too long for a row of figures."), number)
                if number % _LINES_BETWEEN_PROGRESS == 0 and self._progress:
                    self._progress(self._raw.position, self._size)
                yield line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as trouble:
            raise self._not_utf_8(number) from trouble
        except (EOFError, zlib.error, gzip.BadGzipFile) as trouble:
            raise self._broken() from trouble

    def refused(self, message: str, line: int | None = None) -> Refused:
        return Refused(Problem(message, file=self.name, line=line))

    def _guarded(self, read: Callable[[], bytes]) -> bytes:
        try:
            return read()
        except (EOFError, zlib.error, gzip.BadGzipFile) as trouble:
            raise self._broken() from trouble

    def _broken(self) -> Refused:
        return self.refused(_("The compressed file is broken or cut short. Fetch it again."))

    def _not_utf_8(self, line: int) -> Refused:
        return self.refused(_("The text is not UTF-8. Save the file as CSV UTF-8."), line)


class _Hashed(io.RawIOBase):
    """Passes a file on and keeps the checksum of what went by."""

    def __init__(self, opened: BinaryIO) -> None:
        self._opened = opened
        self.digest = hashlib.sha256()
        self.position = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer, /) -> int:
        view = memoryview(buffer)
        data = self._opened.read(len(view))
        view[: len(data)] = data
        self.digest.update(data)
        self.position += len(data)
        return len(data)
