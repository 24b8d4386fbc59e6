"""Finding items: `search` is what pages, API, feeds and letters ask."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import tantivy
from tantivy import Query

from lupaus.decisions.search import index
from lupaus.decisions.search.asking import (
    FACETS,
    Asked,
    Filters,
    lexicon,
    matching,
    narrowed,
    question,
)
from lupaus.decisions.search.schema import schema
from lupaus.web.search.spelling import nearest
from lupaus.web.search.tokens import tokens

__all__ = ["Filters", "Hits", "search"]

#: Behind so many hits nobody looks.
DEEPEST: Final = 10_000
_SUGGESTIONS: Final = 3
#: How many values of each facet are counted: the most common ones.
_MOST_VALUES: Final = 60


@dataclass(frozen=True, slots=True)
class Hits:
    """A part of what was found.

    `partly`: nothing has all the words, these have some. `suggested`: the question with words that are known
    in the place of those that are not. `facets`: by facet, how many items each value has, counted as if
    nothing of that facet itself were chosen. `terms`: what to mark in the texts, by term the number of the
    word it stands for.
    """

    ids: tuple[int, ...] = ()
    total: int = 0
    partly: bool = False
    suggested: tuple[str, ...] = ()
    facets: Mapping[str, Sequence[tuple[str, int]]] = field(default_factory=dict)
    terms: Mapping[str, int] = field(default_factory=dict)


def search(
    words: str = "",
    language: str = "fi",
    *,
    filters: Filters | None = None,
    newest_first: bool = False,
    limit: int = 20,
    offset: int = 0,
    facets: bool = False,
    among: Collection[int] | None = None,
) -> Hits:
    """Published items that have all the words, in any form, and that the filters let through.

    The best first; without words, or with `newest_first`, the newest first. `among`: primary keys, none but
    these. One query of the database.
    Raises `index.NotReady` while the index of a large archive is made. Never to be called within a
    transaction that has written.
    """
    asked = question(words, language)
    reader = index.searcher()
    if asked.is_asked and not asked.every_word:
        return Hits()
    part = _Part(newest_first, limit, offset)
    through = (filters or Filters()).queries()
    if among is not None:
        through.append(Query.term_set_query(schema(), "key", [str(each) for each in among]))
    unseen = [each for each in asked.words if not _is_seen(reader, each)]
    wanted = matching([*asked.words, *asked.numbers], wide=unseen)
    ids, total = _ids(reader, narrowed(wanted, through), part, by_time=not wanted)
    partly = False
    suggested: tuple[str, ...] = ()
    if not total and wanted:
        unknown = [each for each in asked.every_word if not _count(reader, each.wide)]
        suggested = _suggested(reader, words, unknown, language)
        if len(wanted) > 1:
            ids, total = _ids(reader, narrowed(wanted, through, any_of=True), part)
            partly = total > 0
    return Hits(
        ids=ids,
        total=total,
        partly=partly,
        suggested=suggested,
        facets=_facets(reader, wanted, filters or Filters(), partly) if facets else {},
        terms={term: place for place, each in enumerate(asked.every_word) for term in each.terms},
    )


class _Part(NamedTuple):
    """Which of the hits are wanted, and in which order."""

    newest_first: bool
    limit: int
    offset: int


def _ids(
    reader: tantivy.Searcher, query: Query, part: _Part, *, by_time: bool = False
) -> tuple[tuple[int, ...], int]:
    """The primary keys of a part of the hits, and how many there are in all."""
    if part.offset >= DEEPEST:
        return (), _count(reader, query)
    limit = min(part.limit, DEEPEST - part.offset)
    order: dict[str, Any] = {"order_by_field": "place"} if by_time or part.newest_first else {}
    found: Any = reader.search(query, limit, True, offset=part.offset, **order)
    addresses = [address for _key, address in found.hits]
    ids = tuple(int(each or 0) for each in reader.fast_field_values("id", addresses)) if addresses else ()
    return ids, found.count


def _count(reader: tantivy.Searcher, query: Query) -> int:
    found: Any = reader.search(query, 1, True)  # the stubs do not know what it counts
    return int(found.count)


def _is_seen(reader: tantivy.Searcher, asked: Asked) -> bool:
    """Whether a text may have the word. Words of texts that are gone count until the index forgets them."""
    return any(
        reader.doc_freq(name, term) for term in asked.terms for name in ("text", "title", "about", "parts")
    )


def _facets(
    reader: tantivy.Searcher, wanted: Sequence[Query], filters: Filters, partly: bool
) -> dict[str, list[tuple[str, int]]]:
    """A count of all facets that nothing is chosen of, and one of each other without what is chosen of it."""
    chosen = [name for name in FACETS if getattr(filters, name)]
    free = [name for name in FACETS if name not in chosen]
    found: dict[str, Any] = {}
    for names, without in [(free, ""), *(([name], name) for name in chosen)]:
        query = narrowed(wanted, filters.queries(without=without), any_of=partly)
        asked = {name: {"terms": {"field": name, "size": _MOST_VALUES}} for name in names}
        if asked:
            found |= reader.aggregate(query, asked)
    return {
        name: [(_value(bucket["key"]), int(bucket["doc_count"])) for bucket in found[name]["buckets"]]
        for name in FACETS
    }


def _value(key: str | float) -> str:
    return key if isinstance(key, str) else str(int(key))


def _suggested(
    reader: tantivy.Searcher, words: str, unknown: Sequence[Asked], language: str
) -> tuple[str, ...]:
    """The question with the nearest known words in the place of the unknown ones."""
    near = {each.token.word: _near(reader, each.token.word, language) for each in unknown}
    near = {word: found for word, found in near.items() if found}
    if not near:
        return ()
    asked = [token.word for token in tokens(words, language)]
    most = max(map(len, near.values()))
    return tuple(
        dict.fromkeys(
            " ".join(near[word][min(n, len(near[word]) - 1)] if word in near else word for word in asked)
            for n in range(most)
        )
    )


def _near(reader: tantivy.Searcher, word: str, language: str) -> list[str]:
    """Words of titles that are written nearly so, and that a search finds: what was erased is not told."""
    found = nearest(word, lexicon(reader, word[0]), most=_SUGGESTIONS * 2)
    there = [
        each
        for each in found
        if _count(reader, narrowed(matching(question(each, language).every_word), ())) > 0
    ]
    return there[:_SUGGESTIONS]
