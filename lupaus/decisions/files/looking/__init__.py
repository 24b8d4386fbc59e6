"""What a file is, found by looking into it; its name says only what somebody calls it.

Looking is bounded: a file is read from its disk in pieces, never whole, and what is packed inside is unpacked
only so far as a budget reaches. What is not known, or holds what would run when it is opened, is refused with
a sentence.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

import puremagic
from django.utils.translation import gettext as _

from lupaus.decisions.files.looking.office import look_into_package
from lupaus.decisions.files.looking.pdf import look_into_pdf
from lupaus.decisions.files.looking.pictures import look_into_jpeg, look_into_png
from lupaus.decisions.files.looking.plain import look_into_text
from lupaus.decisions.files.names import split
from lupaus.decisions.files.refused import FileRefused

_HEAD: Final = 8192
PDF: Final = "application/pdf"
TEXT: Final = "text/plain"
#: Media type by the ending that its files have.
ENDINGS: Final = {
    ".pdf": PDF,
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".txt": TEXT,
    ".csv": "text/csv",
}
#: For the form that asks for files.
ACCEPTED: Final = ",".join(ENDINGS)


class Looked(NamedTuple):
    """What a file is."""

    media_type: str


def look(path: Path, name: str) -> Looked:
    """The kind of a file that is to be called `name`. Raises `FileRefused` with the reason."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head:
        raise FileRefused(_("The file is empty."))
    ending = split(name)[1].lower()
    found = _kind(path, head, ending)
    called = ENDINGS.get(ending)
    if called != found and not (found == TEXT and called == "text/csv"):
        raise FileRefused(
            _("By its content the file is %(kind)s, but it is called “%(name)s”. Give it its right ending.")
            % {"kind": told(found), "name": name}
        )
    return Looked(called or found)


def told(media_type: str) -> str:
    """A kind of file in a word: “PDF”."""
    if media_type == TEXT:
        return _("plain text")
    return next((ending[1:].upper() for ending, kind in ENDINGS.items() if kind == media_type), media_type)


def _kind(path: Path, head: bytes, ending: str) -> str:
    if head.startswith(b"%PDF-"):
        look_into_pdf(path)
        return PDF
    if head.startswith(b"PK\x03\x04"):
        return look_into_package(path)
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        look_into_png(path)
        return "image/png"
    if head.startswith(b"\xff\xd8\xff"):
        look_into_jpeg(path)
        return "image/jpeg"
    if ending in (".txt", ".csv") and look_into_text(path, head):
        return TEXT
    raise FileRefused(_unknown(head))


def _unknown(head: bytes) -> str:
    allowed = _("Files may be PDF, DOCX, XLSX, PPTX, ODT, PNG, JPEG, plain text or CSV.")
    guess = _guess(head)
    if not guess:
        return allowed
    return _("By its content the file looks like this: %(kind)s.") % {"kind": guess} + " " + allowed


def _guess(head: bytes) -> str:
    """What the signatures of a few hundred known kinds say of it."""
    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return ""
    return found[0].name[:80] if found else ""
