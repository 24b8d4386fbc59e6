"""Which characters can be printed: those that the fonts inside typst have.

They are Libertinus Serif, New Computer Modern and DejaVu Sans Mono, all free to embed. No font of the machine
is ever used, so a document looks the same everywhere.

A document for assistive technology may hold no character without a shape. What has none here is printed as □.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

#: What stands for a character that no font has.
PLACEHOLDER: Final = "□"

#: First and last code points. Latin with every Nordic and Sámi letter, Greek, Cyrillic, Hebrew, Arabic and
#: signs.
#: tests/web/printing/test_characters.py prints each of them.
COVERED: Final = (
    *((0x20, 0x7E), (0xA0, 0x24F), (0x2B0, 0x377), (0x384, 0x38A), (0x38E, 0x3A1), (0x3A3, 0x4FF)),
    *((0x5D0, 0x5EA), (0x606, 0x60C), (0x621, 0x63A), (0x640, 0x64A), (0x660, 0x66D), (0x6F0, 0x6F9)),
    *((0x1E00, 0x1F15), (0x1F20, 0x1F45), (0x1F50, 0x1F57), (0x1F5F, 0x1F7D), (0x1F80, 0x1FB4)),
    *((0x2000, 0x200D), (0x2010, 0x2027), (0x202F, 0x2040), (0x2044, 0x2052), (0x2054, 0x205F)),
    *((0x2074, 0x208E), (0x2090, 0x209C), (0x20A0, 0x20C0), (0x2100, 0x211E), (0x2126, 0x2151)),
    *((0x2153, 0x2184), (0x2190, 0x23FF), (0x2460, 0x262F), (0x2638, 0x268B), (0x2690, 0x269C)),
    *((0x26A0, 0x26A7), (0x270C, 0x2727), (0x2729, 0x274B), (0x2758, 0x275E), (0x2761, 0x277F)),
    *((0x2798, 0x27AF), (0x27B1, 0x27FF), (0x2900, 0x2B73), (0xFB00, 0xFB06)),
)
#: Letters and signs of the languages of the service, which the first font has in every weight.
PLAIN: Final = (
    (0x20, 0x7E),
    (0xA0, 0x17F),
    (0x2010, 0x2027),
    (0x202F, 0x203A),
    (0x20AC, 0x20AC),
    (0x2212, 0x2212),
)

#: Words longer than this may break after every so many letters, or they would run off the page.
LONGEST_WORD: Final = 40
_STEP: Final = 20
_LONG_WORD = re.compile(rf"[^\s/?&=\-]{{{LONGEST_WORD},}}")  # an address breaks at its own signs

#: What only orders how letters stand is taken away: it could make a text read otherwise than it was written.
_UNSEEN = dict.fromkeys(
    [*range(0x200E, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF, 0xAD]
)


def _outside(ranges: tuple[tuple[int, int], ...]) -> re.Pattern[str]:
    return re.compile("[^\\n" + "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges) + "]")


_NOT_COVERED, _NOT_PLAIN = _outside(COVERED), _outside((*PLAIN, (0x25A1, 0x25A1), (0x200B, 0x200B)))


def printable(words: str) -> str:
    """The words with what can be printed: □ for the rest, tabs as spaces, very long words able to break."""
    words = unicodedata.normalize("NFC", words.replace("\r\n", "\n").replace("\t", " ")).translate(_UNSEEN)
    return _LONG_WORD.sub(_breakable, _NOT_COVERED.sub(PLACEHOLDER, words))


def plainest(words: str) -> str:
    """As `printable`, but only the letters of the languages of the service: always works."""
    return _NOT_PLAIN.sub(PLACEHOLDER, printable(words))


def _breakable(word: re.Match[str]) -> str:
    return "\u200b".join(word[0][at : at + _STEP] for at in range(0, len(word[0]), _STEP))
