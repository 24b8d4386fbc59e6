"""What was asked, understood: words in any form, diary numbers, and what the list is narrowed down to.

Words are words and nothing else: no sign in them is an operator.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import tantivy
from tantivy import Occur, Query

from lupaus.decisions.search.documents import number_term
from lupaus.decisions.search.schema import PARTS, PARTS_WEIGHT, WEIGHTS, schema
from lupaus.web.search.tokens import STEM, Token, parts, telling, tokens

#: Words of a question that count; a longer one is cut, as a person's question is not.
MOST_WORDS: Final = 8
#: Letters from which the beginning of a word is a question too, where no whole word is known.
_PREFIX: Final = 3
#: What may be a diary number: figures on both sides of a slash or a hyphen.
_NUMBER: Final = re.compile(r"(?=\S*\d)\S+[/-]\S*\d\S*")
_NUMBER_WEIGHT: Final = 50.0
#: The languages decisions are written in: a Finnish word is found from a Swedish page too.
_WRITTEN_IN: Final = ("fi", "sv")
#: What one may narrow down to, and the fields of the index that hold it.
FACETS: Final = ("body", "year", "kind", "concern")


@dataclass(frozen=True, slots=True)
class Filters:
    """What is let through; an empty one lets all through.

    `kind`: `agenda`, `minutes`, `official`; `concern` is a name such as `goal:uusimaa-2030/employment`.
    """

    body: str = ""
    year: int | None = None
    kind: str = ""
    concern: str = ""

    def queries(self, *, without: str = "") -> list[Query]:
        """A query for each that is used, apart from the one named."""
        used = ((name, getattr(self, name)) for name in FACETS if name != without)
        return [Query.term_query(schema(), name, value) for name, value in used if value]

    def __bool__(self) -> bool:
        return bool(self.body or self.year or self.kind or self.concern)


@dataclass(frozen=True, slots=True)
class Asked:
    """A word of a question: as it was written, and the terms it stands for in every language."""

    token: Token
    terms: tuple[str, ...]
    made_of: tuple[str, ...]

    @property
    def exact(self) -> Query:
        """Texts with the word in any form, or with a compound it is a part of."""
        hits = [_weighted(field, term, weight) for term in self.terms for field, weight in WEIGHTS.items()]
        whole = [term for term in self.terms if not term.startswith(STEM)]
        return _any_of([*hits, *(_weighted(PARTS, term, PARTS_WEIGHT) for term in whole)])

    @property
    def wide(self) -> Query:
        """Also texts with a word that begins so, or with all the words this compound is made of."""
        found = [self.exact]
        if len(self.token.word) >= _PREFIX:
            found += [Query.regex_query(schema(), field, f"{self.token.word}.*") for field in WEIGHTS]
        if len(self.made_of) > 1:
            found.append(_all_of([_asked_as((part,)) for part in self.made_of]))
        return _any_of(found)


@dataclass(frozen=True, slots=True)
class Question:
    """Words and diary numbers, of which a text must have all; nothing at all: everything."""

    words: tuple[Asked, ...] = ()
    #: Diary numbers, each with its words, should it be none.
    numbers: tuple[tuple[str, tuple[Asked, ...]], ...] = ()
    #: Whether something was asked, be it without a single word.
    is_asked: bool = False

    @property
    def every_word(self) -> tuple[Asked, ...]:
        return (*self.words, *(word for _number, words in self.numbers for word in words))


@lru_cache(maxsize=500)
def question(words: str, language: str) -> Question:
    """A question as a reader of a language asks it."""
    pieces = number_term(words).split()
    numbers = [piece for piece in pieces if _NUMBER.fullmatch(piece)]
    plain = " ".join(piece for piece in pieces if piece not in numbers)
    return Question(
        words=tuple(_asked(plain, language)),
        numbers=tuple((number, tuple(_asked(number, language))) for number in numbers[:3]),
        is_asked=bool(words.strip()),
    )


def matching(
    asked: Sequence[Asked | tuple[str, tuple[Asked, ...]]], wide: Iterable[Asked] = ()
) -> list[Query]:
    """A query for each word and number; a word of `wide` may be the beginning of another."""
    widened = set(wide)
    found = []
    for each in asked:
        if isinstance(each, Asked):
            found.append(each.wide if each in widened else each.exact)
        else:
            number, words = each
            exact = Query.boost_query(Query.term_query(schema(), "number", number), _NUMBER_WEIGHT)
            found.append(_any_of([exact, _all_of([word.exact for word in words])] if words else [exact]))
    return found


def narrowed(wanted: Sequence[Query], filters: Sequence[Query], *, any_of: bool = False) -> Query:
    """Texts that have all that is wanted (or any of it), among those the filters let through."""
    words = _any_of(wanted) if any_of and wanted else None
    must = [(Occur.Must, each) for each in ([words] if words else wanted)]
    if not must:
        must.append((Occur.Must, Query.const_score_query(Query.all_query(), 1.0)))
    must += [(Occur.Must, Query.const_score_query(each, 0.0)) for each in filters]
    return Query.boolean_query(must)


def _asked(words: str, language: str) -> list[Asked]:
    found = []
    for token in telling(words, language)[:MOST_WORDS]:
        everywhere = [token, *(other for each in _WRITTEN_IN for other in tokens(token.word, each)[:1])]
        terms = dict.fromkeys(term for each in everywhere for term in each.terms)
        made_of = dict.fromkeys(part for part in parts(token, language))
        found.append(Asked(token, tuple(terms), tuple(made_of)))
    return found


def _asked_as(terms: Iterable[str]) -> Query:
    fields = (*WEIGHTS, PARTS)
    return _any_of([Query.term_query(schema(), field, term) for term in terms for field in fields])


def _weighted(field: str, term: str, weight: float) -> Query:
    return Query.boost_query(Query.term_query(schema(), field, term, "freq"), weight)


def _any_of(queries: Sequence[Query]) -> Query:
    return Query.boolean_query([(Occur.Should, each) for each in queries])


def _all_of(queries: Sequence[Query]) -> Query:
    return Query.boolean_query([(Occur.Must, each) for each in queries])


def lexicon(reader: tantivy.Searcher, letter: str) -> dict[str, int]:
    """Words of titles that begin with a letter, and in how many titles each stands."""
    return dict(reader.terms_with_prefix("title", letter))
