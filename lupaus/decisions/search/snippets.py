"""The piece of an item that shows why it was found, with the found words marked.

It is cut from what is published now, never from the index: what was erased cannot come back through it. Only
words that begin like one of the terms are looked up, so that twenty long texts take a millisecond or two.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from markupsafe import Markup

from lupaus.decisions.models import ItemText
from lupaus.web.prose import words
from lupaus.web.search.tokens import LONGEST, STEM, parts, token_of
from lupaus.web.texts import Text

#: Letters of a snippet, about three lines of a page.
LONGEST_SNIPPET: Final = 240
#: How much stands before the first found word.
_BEFORE: Final = 70
#: A word and its basic form begin alike by so many letters at least.
_ALIKE: Final = 3
#: So many found words of a text count.
_MOST_PLACES: Final = 60
#: Letters of a text that are looked at.
_LONGEST_SEARCHED: Final = 40_000

_WORD = re.compile(r"[^\W_]+")
_PARAGRAPH = re.compile(r"\n[ \t]*\n")


class Snippet(NamedTuple):
    """What is shown of a text: its words, those found within `<mark>`, and the language they are in."""

    html: Markup
    language: str


class _Found(NamedTuple):
    """A found word: where it begins and ends, and which word of the question it is."""

    start: int
    end: int
    word: int


#: By term, the number of the word of the question that it stands for.
Terms = Mapping[str, int]


def marked(text: str, terms: Terms, language: str) -> Markup:
    """A short text with the words that the terms stand for marked."""
    return _html(text, list(_places(text, terms, language)))


def snippets(ids: Sequence[int], terms: Terms, language: str) -> dict[int, Snippet]:
    """By item, the piece of its texts that has most of the terms; without one its beginning. One query."""
    texts: dict[int, list[Text]] = {}
    rows = ItemText.objects.filter(item__in=ids).order_by("item_id", "position")
    for item, text in rows.values_list("item_id", "text"):
        texts.setdefault(item, []).append(text)
    return {item: snippet(said, terms, language) for item, said in texts.items()}


def snippet(texts: Sequence[Text], terms: Terms, language: str) -> Snippet:
    """The best piece of some texts: the paragraph with most of the words, the earliest of equals."""
    best, most, spoken = "", 0, language
    wanted = len(set(terms.values()))
    for text in texts:
        written, of = text.shown(language)
        if not best:
            best, spoken = _beginning(written), of
        piece, count = _richest(written, list(_places(written, terms, of)))
        if count > most:
            best, most, spoken = piece, count, of
        if most and most >= wanted:
            break
    plain = unicodedata.normalize("NFC", " ".join(words(best).split()))
    return Snippet(_cut(plain, list(_places(plain, terms, spoken))), spoken)


def _beginning(text: str) -> str:
    """The first paragraph."""
    stripped = text.lstrip()
    end = _PARAGRAPH.search(stripped)
    return stripped[: end.start()] if end else stripped


def _richest(text: str, found: Sequence[_Found]) -> tuple[str, int]:
    """The paragraph with most of the words of the question, and how many."""
    if not found:
        return "", 0
    ends = [each.end() for each in _PARAGRAPH.finditer(text, 0, found[-1].end)]
    by_paragraph: dict[int, set[int]] = {}
    for each in found:
        by_paragraph.setdefault(bisect_right(ends, each.start), set()).add(each.word)
    place = max(by_paragraph, key=lambda paragraph: (len(by_paragraph[paragraph]), -paragraph))
    start = ends[place - 1] if place else 0
    following = _PARAGRAPH.search(text, start)
    return text[start : following.start() if following else len(text)], len(by_paragraph[place])


def _places(text: str, terms: Terms, language: str) -> Iterator[_Found]:
    """Where the words stand that the terms stand for, in order; in a long text the first ones."""
    folded = text.casefold()
    if len(folded) != len(text):  # a letter that becomes two, such as ß: places would not fit
        folded = text.lower() if len(text.lower()) == len(text) else text
    begins = {each.lstrip(STEM)[:_ALIKE] for each in terms}
    if not begins:
        return
    pattern = re.compile("|".join(map(re.escape, sorted(begins))))
    at = found = 0
    while found < _MOST_PLACES and (near := pattern.search(folded, at, _LONGEST_SEARCHED)):
        start, end = _around(folded, near.start())
        at = end
        word = _word_of(folded[start:end], language, terms)
        if word is not None:
            found += 1
            yield _Found(start, end, word)


def _word_of(written: str, language: str, terms: Terms) -> int | None:
    """Which word of the question a word of a text is, in whatever form; None: it is none of them."""
    for term in _terms_of(written, language):
        if term in terms:
            return terms[term]
    return None


@lru_cache(maxsize=20_000)
def _terms_of(written: str, language: str) -> tuple[str, ...]:
    token = token_of(unicodedata.normalize("NFKC", written)[:LONGEST], language)
    return (*token.terms, *parts(token, language))


def _around(text: str, at: int) -> tuple[int, int]:
    """The word that a place lies in."""
    start = at
    while start > 0 and at - start < LONGEST and text[start - 1].isalnum():
        start -= 1
    found = _WORD.match(text, at, at + LONGEST)
    return start, found.end() if found else at + 1


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
        _Found(each.start - start, each.end - start, each.word)
        for each in found
        if each.start >= start and each.end <= end
    ]
    html = _html(text[start:end], within)
    before, after = Markup("… ") if start else "", Markup("\u00a0…") if end < len(text) else ""
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
