"""What was taken out of a text and what was put in, shown word by word.

`difference(old, new)` gives both texts as markup: what is gone stands in `<del>` on the one side, what is new
in `<ins>` on the other, each with words for a screen reader, which says neither element by itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Final, NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markupsafe import Markup

#: Passages of more words than this are compared as wholes: comparing word by word takes the square of it.
MOST_WORDS: Final = 1500
_WORD = re.compile(r"\s+|\w+|[^\w\s]")


class Difference(NamedTuple):
    """Both texts as markup; `same` where there is nothing to mark."""

    before: Markup
    after: Markup
    same: bool


def difference(before: str, after: str) -> Difference:
    """Compare line by line, and lines that differ word by word. Any text, any length."""
    if before == after:
        return Difference(Markup.escape(before), Markup.escape(after), same=True)
    # Each line with its end, the last one too: it is the same line wherever it stands.
    old, new = ([f"{line}\n" for line in text.split("\n")] for text in (before, after))
    left: list[Markup] = []
    right: list[Markup] = []
    for (was, is_), changed in _steps(old, new):
        if not changed:
            left.append(Markup.escape("".join(was)))
            right.append(Markup.escape("".join(is_)))
            continue
        _compare_words("".join(was), "".join(is_), left, right)
    return Difference(Markup("").join(left)[:-1], Markup("").join(right)[:-1], same=False)


def _compare_words(before: str, after: str, left: list[Markup], right: list[Markup]) -> None:
    old, new = _WORD.findall(before), _WORD.findall(after)
    if len(old) > MOST_WORDS or len(new) > MOST_WORDS or _little_in_common(old, new):
        left.append(_gone(before))
        right.append(_come(after))
        return
    for (was, is_), changed in _steps(old, new):
        left.append(_gone("".join(was)) if changed else Markup.escape("".join(was)))
        right.append(_come("".join(is_)) if changed else Markup.escape("".join(is_)))


def _steps(old: Sequence[str], new: Sequence[str]) -> list[tuple[tuple[Sequence[str], Sequence[str]], bool]]:
    """The stretches that are the same and those that are not, in order."""
    if len(old) + len(new) > 4 * MOST_WORDS:  # a text of thousands of lines
        return [((old, new), True)]
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return [((old[a:b], new[c:d]), tag != "equal") for tag, a, b, c, d in matcher.get_opcodes()]


def _little_in_common(old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether marking single words would be harder to read than the two whole passages."""
    words, others = {w for w in old if w.isalnum()}, {w for w in new if w.isalnum()}
    return bool(words and others) and len(words & others) < 0.2 * min(len(words), len(others))


_HIDDEN: Final = Markup('<span class="visually-hidden" lang="{}"> {} </span>')


def _gone(words: str) -> Markup:
    return _marked(Markup("<del>{}</del>{}"), words, _("taken out:"), _("(end of what was taken out)"))


def _come(words: str) -> Markup:
    return _marked(Markup("<ins>{}</ins>{}"), words, _("put in:"), _("(end of what was put in)"))


def _marked(element: Markup, words: str, begin: str, end: str) -> Markup:
    """The words within their element; line ends stay outside, so that no empty line is marked."""
    marked = words.rstrip("\n")
    if not marked:
        return Markup.escape(words)
    language = get_language() or "fi"
    said = (_HIDDEN.format(language, begin), Markup.escape(marked), _HIDDEN.format(language, end))
    return element.format(Markup("").join(said), words[len(marked) :])
