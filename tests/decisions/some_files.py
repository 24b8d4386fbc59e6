"""Files made by hand: sound ones of every kind, and those that hide something."""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from lupaus.accounts.actors import Actor
from lupaus.decisions.files import store
from lupaus.decisions.files.operations import upload_file
from lupaus.decisions.files.receiving import Received
from lupaus.decisions.models import Upload
from lupaus.web.clock import Clock
from tests.decisions.few_meetings import WORK
from tests.world import PIRKKO

_OPEN_XML: Final = "application/vnd.openxmlformats-officedocument."
_MAINS: Final = {
    "docx": ("word/document.xml", f"{_OPEN_XML}wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", f"{_OPEN_XML}spreadsheetml.sheet.main+xml"),
    "pptx": ("ppt/presentation.xml", f"{_OPEN_XML}presentationml.presentation.main+xml"),
}


def pdf(*objects: bytes, words: bytes = b"Minutes") -> bytes:
    """A small whole PDF; `objects` stand in it besides its page."""
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
        stream(b"BT (" + words + b") Tj ET"),
        *objects,
    ]
    body = b"%PDF-1.7\n" + b"".join(
        b"%d 0 obj\n%s\nendobj\n" % (number, each) for number, each in enumerate(parts, 1)
    )
    return body + b"trailer << /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(body)


def stream(data: bytes, more: bytes = b"") -> bytes:
    packed = zlib.compress(data, 9)
    return b"<< /Filter /FlateDecode /Length %d %s >>\nstream\n%s\nendstream" % (len(packed), more, packed)


def package(entries: Mapping[str, bytes | str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries.items():
            made.writestr(name, content)
    return file.getvalue()


def office(kind: str, **more: bytes | str) -> bytes:
    """A DOCX, XLSX or PPTX; `more` are entries, "__" for "/" and "_0" for "." in their names."""
    main, mark = _MAINS[kind]
    listed = f'<Types><Override PartName="/{main}" ContentType="{mark}"/></Types>'
    others = {name.replace("__", "/").replace("_0", "."): content for name, content in more.items()}
    return package({"[Content_Types].xml": listed, main: "<x/>", **others})


def odt(**more: str) -> bytes:
    others = {name.replace("__", "/").replace("_0", "."): content for name, content in more.items()}
    return package({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>", **others})


def png(width: int = 2, height: int = 2, tail: bytes = b"") -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\x00\x00\x00" * 2)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"") + tail


def jpeg(width: int = 2, height: int = 2) -> bytes:
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\x00"
    begin = b"\xff\xda" + struct.pack(">HB", 8, 1) + b"\x01\x00\x00\x3f\x00"
    return (
        b"\xff\xd8\xff\xe0" + struct.pack(">H", 16) + b"JFIF\x00" + bytes(9) + frame + begin + b"\x12\xff\xd9"
    )


def received(data: bytes, name: str) -> Received:
    """As if a form had just brought it."""
    path = store.new_incoming()
    path.write_bytes(data)
    return Received(path, name, len(data), hashlib.sha256(data).hexdigest())


def uploaded(
    clock: Clock, data: bytes, name: str = "plan.pdf", *, work: str = WORK, actor: Actor | None = None
) -> Upload:
    return upload_file(actor=actor or PIRKKO.acts(), clock=clock, work=work, received=received(data, name))


def written(folder: Path, data: bytes) -> Path:
    path = folder / "file"
    path.write_bytes(data)
    return path
