"""File names made safe: what a person typed or a program invented becomes a plain name that hides nothing."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

#: Letters of a name with its ending; and bytes, since file systems count those.
LONGEST: Final = 120
_MOST_BYTES: Final = 200
_NOT_IN_A_NAME: Final = re.compile(r'[<>:"|?*]')
_RESERVED: Final = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])", re.IGNORECASE)
#: Categories of Unicode that cannot be seen or turn the direction of what follows: controls, formats (the
#: right-to-left override among them), surrogates, private use, not assigned, separators of lines.
_HIDDEN: Final = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
_ENDING: Final = re.compile(r"\.([A-Za-z0-9]{1,10})$")


def safe_name(name: str) -> str:
    """A name without folders, hidden signs and what systems refuse; at most 120 letters, never empty.

    The same again changes nothing.
    """
    last = re.split(r"[/\\]", name)[-1]
    seen = "".join(sign for sign in unicodedata.normalize("NFC", last) if not is_hidden(sign))
    plain = " ".join(_NOT_IN_A_NAME.sub("-", seen).split()).strip(". ")
    stem, ending = split(plain)
    stem = stem.strip(". ") or "file"
    if _RESERVED.fullmatch(stem.partition(".")[0]):
        stem = f"_{stem}"
    return f"{_short(stem, len(ending))}{ending}"


def is_hidden(sign: str) -> bool:
    """Whether a sign cannot be seen, or changes how others are seen."""
    return unicodedata.category(sign) in _HIDDEN


def split(name: str) -> tuple[str, str]:
    """A name and its ending with the dot: (“minutes.2026”, “.pdf”); "" where it has none."""
    found = _ENDING.search(name)
    return (name[: found.start()], found[0]) if found else (name, "")


def _short(stem: str, kept_free: int) -> str:
    stem = stem[: LONGEST - kept_free]
    while len(stem.encode()) > _MOST_BYTES - kept_free:
        stem = stem[:-1]
    return stem.rstrip(". ") or "file"
