"""PDF: whole, unlocked, with nothing that runs when it is opened, and no bomb.

A PDF may hide what it does in packed object streams and write `/JavaScript` as `/J#61vaScript`. So names are
read as a viewer reads them, object streams are unpacked (each and all together only up to a limit; what is
packed so that it cannot be looked into is refused), and of every other packed stream it is found, without
keeping it, whether it swells beyond reason. The file is mapped, never read whole into memory.
"""

from __future__ import annotations

import mmap
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from lupaus.decisions.files.refused import FileRefused

#: Where a file must end, and how long the description of a stream may be.
_TAIL: Final = 2048
_DESCRIPTION: Final = 4096
_MOST_STREAMS: Final = 200_000
#: Unpacked: an object stream, all of them together, another stream before its ratio is asked, and all in all.
_OBJECTS: Final = 16 * 2**20
_ALL_OBJECTS: Final = 128 * 2**20
_LARGE: Final = 64 * 2**20
_RATIO: Final = 200
_ALL: Final = 2 * 2**30
_PIECE: Final = 1 << 16

_STREAM: Final = re.compile(rb"(?<!end)stream\r?\n")
_ESCAPED: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
_NAME_END = rb"(?![A-Za-z0-9_.+-])"
#: Names of what a viewer would run, send or start, and of files carried inside. The short ones are looked for
#: outside of streams only: packed bytes spell them by chance.
_LONG: Final = rb"JavaScript|Launch|RichMedia|EmbeddedFiles?|GoToE|ImportData|SubmitForm"
_RUNS: Final = re.compile(rb"/(?:" + _LONG + rb")" + _NAME_END)
_ALSO_RUNS: Final = re.compile(rb"/(?:JS|XFA|" + _LONG + rb")" + _NAME_END)
#: Where such a name may be spelled with escapes: `/J#61vaScript`.
_ESCAPED_NAME: Final = re.compile(rb"/[A-Za-z0-9_.+-]{0,40}#[0-9A-Fa-f]{2}[A-Za-z0-9_.+#-]{0,80}")
_LOCKED: Final = re.compile(rb"/Encrypt" + _NAME_END)
_FILTERS: Final = re.compile(rb"/(?:Filter|F)\s*(\[[^\]]*\]|/[A-Za-z0-9#]+)")
_PACKED: Final = re.compile(rb"/(FlateDecode|Fl|LZWDecode|LZW|RunLengthDecode|RL)" + _NAME_END)
_FLATE: Final = (b"FlateDecode", b"Fl")


def look_into_pdf(path: Path) -> None:
    """Raises `FileRefused` with the reason."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        tail = data[-_TAIL:]
        if b"%%EOF" not in tail or b"startxref" not in tail or b"PK\x05\x06" in data[-66_000:]:
            raise _damaged()
        _check_names(data, _RUNS)
        _check_streams(data)


def _check_names(data: mmap.mmap | bytes, runs: re.Pattern[bytes] = _ALSO_RUNS) -> None:
    if _LOCKED.search(data):
        raise FileRefused(_("The PDF is locked (password or rights). Save it without."))
    if runs.search(data) or any(map(runs.match, _spelled_out(data))):
        raise _holds_a_program()


def _spelled_out(data: mmap.mmap | bytes) -> Iterator[bytes]:
    """Names that were written with escapes, as a viewer reads them."""
    for found in _ESCAPED_NAME.finditer(data):
        yield _unescaped(found[0])


def _unescaped(words: bytes) -> bytes:
    return _ESCAPED.sub(lambda sign: bytes((int(sign[1], 16),)), words)


def _check_streams(data: mmap.mmap) -> None:
    objects = unpacked = 0
    end = 0  # of the stream before
    for number, found in enumerate(_STREAM.finditer(data)):
        if number > _MOST_STREAMS or unpacked > _ALL:
            raise _bomb()
        if found.start() < end:
            continue  # within the stream before
        _check_names(data[end : found.start()])
        described = _unescaped(_description(data, found.start()))
        filters = _FILTERS.search(described)
        packed = _PACKED.findall(filters[1]) if filters else []
        if len(packed) > 1:  # packed twice: nobody but a bomb needs it
            raise _bomb()
        end = _end(data, found.end())
        if b"/ObjStm" in described:
            words = _objects(data, found.end(), end, packed, has_filter=filters is not None)
            objects += len(words)
            if objects > _ALL_OBJECTS:
                raise _bomb()
            _check_names(words)
        elif packed and packed[0] in _FLATE:
            size, end = _swells_to(data, found.end())
            unpacked += size
    _check_names(data[end:])


def _end(data: mmap.mmap, start: int) -> int:
    stop = data.find(b"endstream", start)
    return stop if stop >= 0 else len(data)


def _description(data: mmap.mmap, end: int) -> bytes:
    """What stands between the beginning of an object and its stream."""
    before = data[max(0, end - _DESCRIPTION) : end]
    return before[max(0, before.rfind(b" obj")) :]


def _objects(data: mmap.mmap, start: int, end: int, packed: list[bytes], *, has_filter: bool) -> bytes:
    """The objects in an object stream. Raises where they cannot be looked into."""
    if not has_filter:
        if end - start > _OBJECTS:
            raise _bomb()
        return data[start:end]
    if not packed or packed[0] not in _FLATE:
        raise FileRefused(_("The PDF is packed in a way that cannot be looked into. Save it anew as PDF/A."))
    unpacker = zlib.decompressobj()
    words = b""
    try:
        while len(words) <= _OBJECTS and start < len(data) and not unpacker.eof:
            words += unpacker.decompress(data[start : start + _PIECE], _OBJECTS + 1 - len(words))
            start += _PIECE
    except zlib.error:
        raise _damaged() from None
    if len(words) > _OBJECTS:
        raise _bomb()
    return words


def _swells_to(data: mmap.mmap, start: int) -> tuple[int, int]:
    """The size of a stream unpacked, and where it ends; kept nowhere. Raises for a bomb.

    A stream that is damaged is the viewer's business: it shows what it can.
    """
    unpacker = zlib.decompressobj()
    size, place = 0, start
    try:
        while place < len(data) and not unpacker.eof:
            piece = data[place : place + _PIECE]
            place += len(piece)
            while piece and not unpacker.eof:
                size += len(unpacker.decompress(piece, 16 * _PIECE))
                piece = unpacker.unconsumed_tail
                if size > _LARGE and size > _RATIO * (place - start):
                    raise _bomb()
    except zlib.error:
        return size, start
    return size, place - len(unpacker.unused_data)


def _holds_a_program() -> FileRefused:
    return FileRefused(
        _(
            "The PDF holds a program, a form that sends data or another file. Print it as a PDF anew and "
            "bring that."
        )
    )


def _bomb() -> FileRefused:
    return FileRefused(
        _("The file is packed so that it would become huge when it is opened. It is not taken.")
    )


def _damaged() -> FileRefused:
    return FileRefused(_("The file is damaged: it cannot be opened."))
