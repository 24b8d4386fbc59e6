"""Finding services by words, whichever form they stand in, and by what the services are.

`index` is what writes; `found` is what asks. A search is one query whatever is stored, which
gives the services each word hits and each filter lets through; what is common to them is found here, because
databases plan it each in their own way, some very slowly.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from heapq import nsmallest
from threading import Thread
from typing import Any, Final, NamedTuple

from django.db import DatabaseError, connection
from django.db.models import Case, Count, F, IntegerField, Max, Q, QuerySet, Value, When

from lupaus.regions.models import Region
from lupaus.regions.queries import children_of, parents_of
from lupaus.services.catalogue.terms import EVERYWHERE, IN_PROSE, LABEL, MAINLAND, index, mark
from lupaus.services.models import SearchTerm
from lupaus.web.search.spelling import nearest as nearest_to
from lupaus.web.search.tokens import STEM, Token, telling, tokens, warm

__all__ = [
    "Filters",
    "Found",
    "counts",
    "found",
    "index",
    "mark",
    "open_dictionaries",
    "regions_for",
]

#: Words of a question that count; a longer one is cut, as a person's question is not.
MOST_WORDS: Final = 8
#: Letters from which the beginning of a word is a question too.
_PREFIX: Final = 3
_LAST_CHARACTER: Final = "\U0010ffff"
_ALAND: Final = "MK21"
_SUGGESTIONS: Final = 3


@dataclass(frozen=True, slots=True)
class Filters:
    """What services are wanted; an empty one lets all through.

    `regions` are the codes of a region, of all it lies in and of all within it: `regions_for(code)`.
    """

    service_class: str = ""  # code: "P4.3", also finds what lies within
    target_group: str = ""
    life_event: str = ""
    regions: frozenset[str] = frozenset()
    spoken: str = ""  # ISO 639-1
    provision: str = ""  # ProvisionKind
    charge: str = ""  # Charge

    @property
    def marks(self) -> list[list[str]]:
        """The marks a service must have: one of each list."""
        wanted = [
            [mark(kind, value)]
            for kind, value in (
                ("class", self.service_class),
                ("group", self.target_group),
                ("event", self.life_event),
                ("spoken", self.spoken),
                ("provision", self.provision),
                ("charge", self.charge),
            )
            if value
        ]
        if self.regions:
            everywhere = [EVERYWHERE] if _ALAND in self.regions else [EVERYWHERE, MAINLAND]
            wanted.append([mark("in", code) for code in (*everywhere, *sorted(self.regions))])
        return wanted

    def __bool__(self) -> bool:
        return bool(self.marks)


@dataclass(frozen=True, slots=True)
class Found:
    """A part of what was found, the best first (without words: in alphabetical order).

    `partly`: nothing has all the words, these have some. `suggested`: the question with words that are known
    in the place of those that are not.
    """

    ids: tuple[str, ...] = ()
    total: int = 0
    partly: bool = False
    suggested: tuple[str, ...] = field(default=())


class _Asked(NamedTuple):
    """A word of a question: the terms it stands for, and the ranges of terms that begin with it."""

    token: Token
    exact: tuple[str, ...]
    ranges: tuple[tuple[str, str], ...]

    @property
    def hits(self) -> QuerySet[Any, Any]:
        """By service, the weight of the best hit, twice that where the whole word is hit."""
        outside = [each for each in self.exact if not any(low <= each < high for low, high in self.ranges)]
        anywhere = Q(term__in=[*outside, *(IN_PROSE + term for term in self.exact)])
        for low, high in self.ranges:
            anywhere |= Q(term__gte=low, term__lt=high)
        score = Case(
            When(term__in=self.exact, then=F("weight") * 2),
            default=F("weight"),
            output_field=IntegerField(),
        )
        return SearchTerm.objects.filter(anywhere).values("service_id").annotate(score=Max(score))


def found(
    words: str, language: str, *, filters: Filters | None = None, limit: int = 50, offset: int = 0
) -> Found:
    """The services that have all the words, in any form, and that the filters let through.

    One query, or two without words; one more for words like those that nothing has.
    """
    marks = (filters or Filters()).marks
    if not words.strip():
        return _listed(marks, language, limit, offset)
    asked = [_asked(token) for token in telling(words, language)[:MOST_WORDS]]
    if not asked:
        return Found()
    scores, through = _hits(asked, marks)
    complete = _common([scores[0].keys(), *(each.keys() for each in scores[1:]), *through])
    some = complete or _common([set().union(*scores), *through])
    unknown = [] if complete else [each.token for each, hits in zip(asked, scores, strict=True) if not hits]
    return Found(
        _best(some, scores, offset, limit),
        len(some),
        partly=bool(some) and not complete,
        suggested=_suggested(words, unknown, language),
    )


def open_dictionaries() -> None:
    """Begin to open the dictionaries in the background, so that the first search need not wait for them.

    Where there is no service nobody searches, and the memory is saved.
    """
    Thread(target=_open_dictionaries, name="dictionaries", daemon=True).start()


def _open_dictionaries() -> None:
    try:
        if SearchTerm.objects.exists():
            warm()
    except DatabaseError:  # a database that is not up to date is told of by whoever asks it next
        return
    finally:
        connection.close()


def counts(kind: str, *, filters: Filters | None = None) -> dict[str, int]:
    """How many services have each mark of a kind (`class`, `group`, …). One query; with filters two."""
    low = mark(kind, "")
    rows = SearchTerm.objects.filter(term__gte=low, term__lt=low + _LAST_CHARACTER)
    marks = (filters or Filters()).marks
    if not marks:
        counted = rows.values("term").annotate(services=Count("service"))
        return {term.removeprefix(low): n for term, n in counted.values_list("term", "services")}
    _none, through = _hits([], marks)
    let = _common(through)
    return dict(
        Counter(
            term.removeprefix(low)
            for term, service in rows.values_list("term", "service_id")
            if service in let
        )
    )


def regions_for(code: str) -> frozenset[str]:
    """What a service must be given in to be of use in a region: it, what it lies in, and what lies in it.

    Four queries; empty for a code that is nobody's.
    """
    if not Region.objects.filter(code=code).exists():
        return frozenset()
    around, inside = parents_of(code), children_of(code)
    return frozenset({code, *(each.code for each in (*around, *inside))})


def _listed(marks: Sequence[Sequence[str]], language: str, limit: int, offset: int) -> Found:
    """Everything in alphabetical order."""
    low = mark("name", f"{language}:")
    named = SearchTerm.objects.filter(term__gte=low, term__lt=low + _LAST_CHARACTER)
    ids = named.order_by("term", "service_id").values_list("service_id", flat=True)
    if not marks:
        return Found(tuple(ids[offset : offset + limit]), named.count())
    _none, through = _hits([], marks)
    let = _common(through)
    every = [id_ for id_ in ids if id_ in let]
    return Found(tuple(every[offset : offset + limit]), len(every))


def _asked(token: Token) -> _Asked:
    beginnings = [token.word, *(form.removeprefix(STEM) for form in token.forms)]
    long_enough = {each for each in beginnings if len(each) >= _PREFIX}
    widest = [each for each in long_enough if not any(each.startswith(one) for one in long_enough - {each})]
    return _Asked(token, token.terms, tuple((each, each + _LAST_CHARACTER) for each in sorted(widest)))


def _hits(
    asked: Sequence[_Asked], marks: Sequence[Sequence[str]]
) -> tuple[list[dict[str, int]], list[set[str]]]:
    """By word, the score of each service it hits; by filter, the services it lets through. One query."""
    wanted = [each.hits for each in asked]
    wanted += [
        SearchTerm.objects.filter(term__in=names).values("service_id").annotate(score=Max("weight"))
        for names in marks
    ]
    parts = [
        rows.annotate(part=Value(place)).values_list("part", "service_id", "score")
        for place, rows in enumerate(wanted)
    ]
    found: list[dict[str, int]] = [{} for _part in parts]
    for part, service, score in parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]:
        found[part][service] = score
    return found[: len(asked)], [set(each) for each in found[len(asked) :]]


def _common(parts: Sequence[Set[str]]) -> Set[str]:
    """What all parts have, beginning with the smallest."""
    smallest, *others = sorted(parts, key=len)
    common = smallest
    for each in others:
        common = common & each
    return common


def _best(
    ids: Collection[str], scores: Sequence[Mapping[str, int]], offset: int, limit: int
) -> tuple[str, ...]:
    """The highest score first; put in order here, as databases sort ids each in their own way."""
    if len(scores) == 1:
        ranked: Iterable[tuple[int, str]] = ((-scores[0][id_], id_) for id_ in ids)
    else:
        ranked = ((-sum(each.get(id_, 0) for each in scores), id_) for id_ in ids)
    return tuple(id_ for _score, id_ in nsmallest(offset + limit, ranked)[offset:])


def _suggested(words: str, unknown: Sequence[Token], language: str) -> tuple[str, ...]:
    """The question with the nearest known words in the place of the unknown ones. One query."""
    if not unknown:
        return ()
    letters = Q()
    for token in unknown:
        letters |= Q(term__gte=token.word[0], term__lt=token.word[0] + _LAST_CHARACTER)
    known = (
        SearchTerm.objects.filter(letters, weight__gte=LABEL)
        .values("term")
        .annotate(services=Count("service"))
        .values_list("term", "services")
    )
    common = dict(known)
    nearest = {token.word: nearest_to(token.word, common, most=_SUGGESTIONS) for token in unknown}
    if not all(nearest.values()):
        nearest = {word: near for word, near in nearest.items() if near}
        if not nearest:
            return ()
    most = min(_SUGGESTIONS, max(map(len, nearest.values())))
    asked = [token.word for token in tokens(words, language)]
    return tuple(
        dict.fromkeys(
            " ".join(
                nearest[word][min(n, len(nearest[word]) - 1)] if word in nearest else word for word in asked
            )
            for n in range(most)
        )
    )
