"""The piece of an item that shows why it was found, with the found words marked.

It is cut from what is published now, never from the index: what was erased cannot come back through it. Only
words that begin like one of the terms are looked up, so that twenty long texts take a millisecond or two.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from markupsafe import Markup

from lupaus.decisions.models import ItemText
from lupaus.web.prose import words
from lupaus.web.search.tokens import LONGEST, parts, token_of
from lupaus.web.texts import Text

#: Letters of a snippet, about three lines of a page.
LONGEST_SNIPPET: Final = 240
#: How much stands before the first found word.
_BEFORE: Final = 70
#: A word and its basic form begin alike by so many letters at least.
_ALIKE: Final = 3
#: So many places of a text are looked at.
_MOST_PLACES: Final = 60

_WORD = re.compile(r"[^\W_]+")
_PARAGRAPH = re.compile(r"\n[ \t]*\n")


class Snippet(NamedTuple):
    """What is shown of a text: its words, those found within `<mark>`, and the language they are in."""

    html: Markup
    language: str


class _Found(NamedTuple):
    """A found word: where it begins and ends, and the term it was found by."""

    start: int
    end: int
    term: str


def marked(text: str, terms: Collection[str], language: str) -> Markup:
    """A short text with the words that the terms stand for marked."""
    return _html(text, list(_places(text, terms, language)))


def snippets(ids: Sequence[int], terms: Collection[str], language: str) -> dict[int, Snippet]:
    """By item, the piece of its texts that has most of the terms; without one its beginning. One query."""
    texts: dict[int, list[Text]] = {}
    rows = ItemText.objects.filter(item__in=ids).order_by("item_id", "position")
    for item, text in rows.values_list("item_id", "text"):
        texts.setdefault(item, []).append(text)
    return {item: snippet(said, terms, language) for item, said in texts.items()}


def snippet(texts: Sequence[Text], terms: Collection[str], language: str) -> Snippet:
    """The best piece of some texts: the one with most of the terms, the earliest of equals."""
    best, most, spoken = "", 0, language
    for text in texts:
        written, of = text.shown(language)
        for piece in _pieces(written, terms, of):
            count = len({found.term for found in _places(piece, terms, of)})
            if count > most or not best:
                best, most, spoken = piece, count, of
        if most and most >= len(terms):
            break
    plain = unicodedata.normalize("NFC", " ".join(words(best).split()))
    return Snippet(_cut(plain, list(_places(plain, terms, spoken))), spoken)


def _pieces(text: str, terms: Collection[str], language: str) -> Iterator[str]:
    """The paragraphs with a found word; without any the first. A long one is cut around the first word."""
    starts = [0, *(found.end() for found in _PARAGRAPH.finditer(text)), len(text)]
    seen = False
    places = list(_places(text, terms, language))
    for start, end in pairwise(starts):
        within = [each for each in places if start <= each.start < end]
        if within or (not seen and not places and text[start:end].strip()):
            seen = True
            yield text[start:end]


def _places(text: str, terms: Collection[str], language: str) -> Iterator[_Found]:
    """Where the words stand that the terms stand for, in order."""
    folded = text.casefold()
    if len(folded) != len(text):  # a letter that becomes two, such as ß: places would not fit
        folded = text.lower() if len(text.lower()) == len(text) else text
    begins = {each.lstrip("~")[:_ALIKE] for each in terms}
    if not begins:
        return
    seen = -1
    for count, near in enumerate(re.finditer("|".join(map(re.escape, sorted(begins))), folded)):
        if count > _MOST_PLACES * 10:
            return
        if near.start() < seen:
            continue
        start, end = _around(folded, near.start())
        seen = end
        token = token_of(unicodedata.normalize("NFKC", folded[start:end])[:LONGEST], language)
        hits = [each for each in (*token.terms, *parts(token, language)) if each in terms]
        if hits:
            yield _Found(start, end, hits[0])


def _around(text: str, at: int) -> tuple[int, int]:
    """The word that a place lies in."""
    start = at
    while start > 0 and at - start < LONGEST and _is_letter(text[start - 1]):
        start -= 1
    end = at
    while end < len(text) and end - start < LONGEST and _is_letter(text[end]):
        end += 1
    return start, max(end, at + 1)


def _is_letter(character: str) -> bool:
    return _WORD.match(character) is not None


def _cut(text: str, found: Sequence[_Found]) -> Markup:
    """At most so many letters of a text, around the found words, ending between words."""
    if len(text) <= LONGEST_SNIPPET:
        return _html(text, found)
    start = max(0, (found[0].start if found else 0) - _BEFORE)
    start = text.rfind(" ", 0, start + 1) + 1 if start else 0
    end = min(len(text), start + LONGEST_SNIPPET)
    if end < len(text):
        end = max(text.rfind(" ", start, end), start + LONGEST_SNIPPET // 2)
    within = [
        _Found(each.start - start, each.end - start, each.term)
        for each in found
        if each.start >= start and each.end <= end
    ]
    html = _html(text[start:end], within)
    before, after = Markup("… ") if start else "", Markup(" …") if end < len(text) else ""
    return Markup("").join((before, html, after))


def _html(text: str, found: Iterable[_Found]) -> Markup:
    """The text escaped, found words within `<mark>`."""
    made: list[Markup] = []
    at = 0
    for each in found:
        made.append(Markup.escape(text[at : each.start]))
        made.append(Markup("<mark>{}</mark>").format(text[each.start : each.end]))
        at = each.end
    made.append(Markup.escape(text[at:]))
    return Markup("").join(made)
