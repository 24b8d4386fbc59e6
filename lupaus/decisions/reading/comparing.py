"""What was proposed and what was decided, beside each other."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from markupsafe import Markup

from lupaus.decisions.reading.plain import lines
from lupaus.web.differences import difference
from lupaus.web.texts import Text

#: Longer texts are shown whole, without marks: nobody reads so many of them, and finding them takes too long.
MOST_COMPARED: Final = 40_000
#: Which share of the shorter one's words must stand in the other: below it every word would be marked.
IN_COMMON: Final = 0.5
_FEWEST_WORDS: Final = 4
_NOTHING: Final = Markup("")


@dataclass(frozen=True, slots=True)
class Compared:
    """How a decision stands to its proposal.

    `same`: word for word; `marked`: `before` and `after` show what differs; `apart`: the decision is
    told in words of its own, such as “The proposal was accepted”.
    """

    state: Literal["same", "marked", "apart"]
    language: str
    before: Markup = _NOTHING
    after: Markup = _NOTHING


def compared(proposal: Text, decision: Text, language: str) -> Compared | None:
    """Compare in the reader's language, else in one that both have. None where there is not both of them."""
    shown = decision.shown(language)
    before = getattr(proposal, shown.language)
    if not before or not shown.words:
        return None
    if before.split() == shown.words.split():
        return Compared("same", shown.language)
    if len(before) + len(shown.words) > MOST_COMPARED:
        return Compared("apart", shown.language)
    old, new = "\n".join(lines(before)), "\n".join(lines(shown.words))
    if old.split() == new.split():
        return Compared("same", shown.language)
    if not _much_in_common(old, new):
        return Compared("apart", shown.language)
    marked = difference(old, new)
    return Compared("marked", shown.language, marked.before, marked.after)


def _much_in_common(old: str, new: str) -> bool:
    words, others = (set(re.findall(r"\w+", each.casefold())) for each in (old, new))
    fewer = min(len(words), len(others))
    return fewer >= _FEWEST_WORDS and len(words & others) >= IN_COMMON * fewer
