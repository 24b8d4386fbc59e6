"""How wide words are, and how they are fitted into the room there is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

# Widths in text sizes, of the wider ones of the system fonts in use (Segoe UI, Roboto, Helvetica, DejaVu):
# an estimate that is rather too wide than too narrow.
_EMS = {
    **dict.fromkeys("iIlj.,:;'|!·", 0.33),
    **dict.fromkeys("tfr()[]-–/ \u00a0", 0.42),
    **dict.fromkeys("mwMW%@—…", 0.95),
    "\u202f": 0.25,
}
_BOLD = 1.12
LINE = 1.2  # height of a line, in text sizes


@lru_cache(maxsize=4096)
def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Estimated width of a line of text, in units of the drawing."""
    ems = sum(_EMS.get(letter) or (0.74 if letter.isupper() else 0.62) for letter in text)
    return ems * size * (_BOLD if bold else 1.0)


def shortened(text: str, size: float, width: float, *, bold: bool = False) -> str:
    """The text, cut with an ellipsis where it is wider than `width`."""
    if text_width(text, size, bold=bold) <= width:
        return text
    while text and text_width(text + "…", size, bold=bold) > width:
        text = text[:-1].rstrip()
    return text + "…"


def wrapped(text: str, size: float, width: float, most: int = 3, *, bold: bool = False) -> tuple[str, ...]:
    """The text broken between words into at most `most` lines of `width`, a line cut where it must be.

    A word that is wider than a line is broken after its hyphens: Länsi-Uudenmaan.
    """
    lines: list[str] = []
    rest = [part for word in text.split(" ") for part in _parts(word, size, width, bold=bold)]
    while rest and len(lines) < most - 1:
        taken = 1
        while taken < len(rest) and text_width(_joined(rest[: taken + 1]), size, bold=bold) <= width:
            taken += 1
        lines.append(shortened(_joined(rest[:taken]), size, width, bold=bold))
        rest = rest[taken:]
    if rest:
        lines.append(shortened(_joined(rest), size, width, bold=bold))
    return tuple(lines)


def _parts(word: str, size: float, width: float, *, bold: bool) -> list[str]:
    """The word with the space behind it, in parts where it is too wide; unbreakable spaces stay within."""
    if text_width(word, size, bold=bold) <= width:
        return [f"{word} "]
    *first, last = word.split("-")
    return [*(f"{part}-" for part in first), f"{last} "]


def _joined(parts: Sequence[str]) -> str:
    return "".join(parts).rstrip(" ")


def flowing(widths: Sequence[float], room: float, gap: float) -> list[tuple[float, int]]:
    """Items set one after the other like words: the left edge and the row of each, rows `room` wide."""
    places: list[tuple[float, int]] = []
    x, row = 0.0, 0
    for width in widths:
        if places and x + width > room:
            x, row = 0.0, row + 1
        places.append((x, row))
        x += width + gap
    return places
