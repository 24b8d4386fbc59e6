"""Plain text and CSV: text from the first letter to the last, and no page or program in disguise."""

from __future__ import annotations

import codecs
import re
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from lupaus.decisions.files.refused import FileRefused

_PIECE: Final = 1 << 20
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
#: What a browser or a shell would take for a page or a program.
_DISGUISE: Final = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s*(?:#!|<\?php|<\?xml|<!doctype|<!--|MZ|\x7fELF)"
    rb"|<(?:html|head|body|svg|script|iframe|object|embed|meta|img|math|form|table|a\s)[\s/>]",
    re.IGNORECASE,
)


def look_into_text(path: Path, head: bytes) -> bool:
    """Whether a file is plain text (UTF-8, or one byte a letter), read in pieces.

    Raises `FileRefused` for what is text and would run or be shown as a page.
    """
    if b"\x00" in head:
        return False
    if _DISGUISE.search(head):
        raise FileRefused(_("The file is a page or a program (HTML, SVG or a script). It is not taken."))
    return _reads_as(path, "utf-8") or _reads_as(path, "cp1252")


def _reads_as(path: Path, charset: str) -> bool:
    decoder = codecs.getincrementaldecoder(charset)()
    with path.open("rb") as file:
        try:
            while piece := file.read(_PIECE):
                if _CONTROLS.search(decoder.decode(piece)):
                    return False
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True
