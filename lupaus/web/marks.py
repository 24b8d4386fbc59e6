"""Marks of personal data in a text: `{{Matti Meikäläinen}}` says that these words go in time.

A mark begins with `{{` and ends with the `}}` that belongs to it; marks may stand within marks, and reach
over lines but not over an empty one. `\\{{` is no mark, and what is not closed is text like any other. Marks
lie beneath all other markup: they may hold bold words, a whole list or half a row of a table. Whoever reads
the text sees the words without the braces (`prose` takes them away first).

Everything here takes time in proportion to the length and never fails.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Final, NamedTuple

_SIGN: Final = re.compile(r"\\.|\{\{|\}\}|\n[^\S\n]*\n")
_WORD: Final = re.compile(r"\S")
_BRACES: Final = 2


class Mark(NamedTuple):
    """Where an outermost mark stands: from its first brace to behind its last, and where braces are in it."""

    start: int
    end: int
    braces: tuple[int, ...]  # where each `{{` and `}}` of it and of the marks within begins, in order


def marks(text: str) -> list[Mark]:
    """The outermost marks of a text, in order."""
    if "{{" not in text:
        return []
    pairs: list[tuple[int, int]] = []
    open_: list[int] = []  # where the marks that are being read begin
    for sign in _SIGN.finditer(text):
        if sign[0] == "{{":
            open_.append(sign.start())
        elif sign[0] == "}}" and open_:
            start = open_.pop()
            if _WORD.search(text, start + _BRACES, sign.start()):
                pairs.append((start, sign.start()))
        elif sign[0][0] == "\n":
            open_.clear()
    return _outermost(sorted(pairs))


def _outermost(pairs: list[tuple[int, int]]) -> list[Mark]:
    found: list[tuple[int, int, list[int]]] = []
    for start, closing in pairs:
        if not found or start > found[-1][1]:
            found.append((start, closing, []))
        found[-1][2].extend((start, closing))
    return [Mark(start, closing + _BRACES, tuple(sorted(braces))) for start, closing, braces in found]


def has_marks(text: str) -> bool:
    return bool(marks(text))


def is_half_marked(text: str) -> bool:
    """Whether braces of a mark are left over: somebody began one and did not close it, or the other way."""
    plain = without_marks(text)
    return any(sign[0] in ("{{", "}}") for sign in _SIGN.finditer(plain))


def without_marks(text: str) -> str:
    """The text without the braces of its marks: the words stay."""
    return _rewritten(text, lambda words: words)


def masked(text: str, instead: str) -> str:
    """The text with other words in the place of every mark."""
    return _rewritten(text, lambda _words: instead)


def marked(text: str) -> list[str]:
    """What the marks of a text hold, without braces, in order."""
    return [_inside(text, mark) for mark in marks(text)]


def _rewritten(text: str, change: Callable[[str], str]) -> str:
    parts, end = [], 0
    for mark in marks(text):
        parts += [text[end : mark.start], change(_inside(text, mark))]
        end = mark.end
    return "".join((*parts, text[end:])) if parts else text


def _inside(text: str, mark: Mark) -> str:
    places = [*mark.braces, mark.end]
    return "".join(text[before + _BRACES : after] for before, after in pairwise(places))
