"""Bytes of another service as text, whatever they say of themselves.

Feeds declare ISO-8859-1, pages UTF-8 or nothing, and some are not what they declare. What can be read as
UTF-8 is UTF-8, since other text almost never can by chance; the rest is Windows-1252, of which ISO-8859-1 is
a part.
"""

from __future__ import annotations

import codecs
import re
from typing import Final

#: More than the longest page or feed there is, in bytes: minutes of 500 pages have two megabytes.
LARGEST: Final = 16 * 1024 * 1024

#: Signs nobody sees: some no database, XML or terminal takes, others turn the order of letters around.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u202a-\u202e\u2066-\u2069"
    "\ud800-\udfff\ufeff\ufffe\uffff]"
)


def text_of(content: bytes) -> str:
    """The text, without signs nobody sees. Never fails."""
    return without_unseen(_decoded(content)).replace("\r\n", "\n").replace("\r", "\n")


def without_unseen(text: str) -> str:
    """A text without signs nobody sees, such as a page may also write by their numbers: `&#1;`."""
    return _UNSEEN.sub("", text)


def _decoded(content: bytes) -> str:
    for mark, charset in ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if content.startswith(mark):
            return content.decode(charset, "replace")
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        return decoder.decode(content)  # a letter that breaks off at the very end is left out
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        return content.decode("latin-1")
