"""Pictures: really PNG and JPEG, whole, with nothing behind their end, and not of a monstrous size."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from lupaus.decisions.files.refused import FileRefused

#: Points of a picture: an A3 page at 600 dots per inch has 70 million.
_MOST_POINTS: Final = 200_000_000
_MOST_CHUNKS: Final = 100_000
#: Cameras write some bytes behind the end of a JPEG.
_TAIL: Final = 64 * 1024
_FRAMES: Final = frozenset((0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF))
_IHDR_LENGTH: Final = 13


def look_into_png(path: Path) -> None:
    """Walk over the chunks of a PNG without reading what they hold. Raises `FileRefused`."""
    size = path.stat().st_size
    with path.open("rb") as file:
        place = 8
        for number in range(_MOST_CHUNKS):
            file.seek(place)
            head = file.read(8)
            if len(head) < 8:
                break
            length, name = struct.unpack(">I4s", head)
            if number == 0:
                if name != b"IHDR" or length != _IHDR_LENGTH:
                    break
                _check_points(*struct.unpack(">II", file.read(8)))
            place += 12 + length
            if name == b"IEND":
                if place == size:
                    return
                break
    raise _damaged()


def look_into_jpeg(path: Path) -> None:
    """Walk over the segments of a JPEG up to its picture, then look for its end. Raises `FileRefused`."""
    with path.open("rb") as file:
        place, seen = 2, False
        for _number in range(_MOST_CHUNKS):
            file.seek(place)
            head = file.read(4)
            if len(head) < 4 or head[0] != 0xFF:
                break
            mark, length = head[1], int.from_bytes(head[2:4], "big")
            if mark == 0xFF:
                place += 1
                continue
            if mark in _FRAMES:
                height, width = struct.unpack(">HH", file.read(5)[1:])
                _check_points(width, height)
                seen = True
            if mark == 0xDA:
                if seen and _has_its_end(path):
                    return
                break
            place += 2 + length
    raise _damaged()


def _has_its_end(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _TAIL))
        return b"\xff\xd9" in file.read()


def _check_points(width: int, height: int) -> None:
    if width * height > _MOST_POINTS:
        raise FileRefused(
            _("The picture has %(width)d × %(height)d points: make it smaller.")
            % {"width": width, "height": height}
        )
    if width == 0 or height == 0:
        raise _damaged()


def _damaged() -> FileRefused:
    return FileRefused(_("The file is damaged: it cannot be opened."))
