"""What PxWeb writes where there is no figure, and which status of ours that is.

Statistics Finland writes dots, and a line for nothing at all, which is the figure 0. How many dots mean what
in a table, its answer says (`extension.missingValueDescriptions`, by the number of dots; 7 is the line): that
counts. Where it does not say, the dots mean what they mean in Statistics Finland's answers of 2025.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lupaus.indicators.observations import MISSING, SUPPRESSED

#: Neither a status of ours: the figure is nought.
NIL: Final = "nil"
_USUAL: Final = {"1": MISSING, "2": MISSING, "3": SUPPRESSED, "5": "L", "7": NIL}
#: Words of a description, in three languages, and the status they mean.
_WORDS: Final = (
    (("secre", "salass", "salaisuu", "sekret", "confidential"), SUPPRESSED),
    (("nil", "ei yhtään", "ei ole yhtään", "inget"), NIL),
    (("not yet", "ei vielä", "ei ole vielä", "ännu inte"), "O"),
    (("not asked", "not collected", "ei kysytty", "ei kerätty", "inte frågats"), "L"),
)


def status_of(sign: str, descriptions: Mapping[str, object]) -> str | None:
    """The status, or `NIL`, of a sign in the place of a figure; None for a sign nobody knows."""
    words = sign.strip()
    if words in ("-", "–"):
        number = "7"
    elif words and set(words) <= {".", "…"}:
        number = str(len(words.replace("…", "...")))
    elif words.isascii() and words.isdigit() and len(words) == 1:
        number = words
    else:
        return None
    told = str(descriptions.get(number) or "").casefold()
    for marks, status in _WORDS:
        if any(mark in told for mark in marks):
            return status
    return _USUAL.get(number, MISSING)
