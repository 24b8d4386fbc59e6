"""What a service is found by, and the rows kept of it: words in their basic form, and marks for the filters.

A mark begins with a colon, which no word does: `:class:P4.3`, `:in:KU049`, `:name:fi:aikuissosiaalityö`. So
one index serves the search, every filter, the counts beside them and the list in alphabetical order, and each
works the same on every database.

Words of a description are kept behind a full stop (`.hoito`) and are found whole only: the beginnings of all
the words of 20,000 descriptions would be too many to look through.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from django.db import connection, transaction

from lupaus.services.models import Area, Concept, Provision, Scheme, SearchTerm, Service
from lupaus.web.search.tokens import telling, tokens
from lupaus.web.texts import LANGUAGES, Text

#: How much a word tells by where it stands.
NAME: Final = 40
LABEL: Final = 12
SUMMARY: Final = 8
GIVER: Final = 6
PROSE: Final = 2
#: The last part of a compound tells so much less.
TAIL: Final = 4
#: Stands before a word of a description; of each description so many words count, the first ones.
IN_PROSE: Final = "."
_MOST_OF_PROSE: Final = 40

#: Marks of services that are given everywhere, and everywhere but on Åland.
EVERYWHERE: Final = "*"
MAINLAND: Final = "mainland"
KINDS: Final = {Scheme.SERVICE_CLASS: "class", Scheme.TARGET_GROUP: "group", Scheme.LIFE_EVENT: "event"}

_LONGEST: Final = 60
_BATCH: Final = 500
#: The order of the alphabet: å, ä and ö stand last.
_LAST: Final = str.maketrans({"å": "{", "ä": "|", "ö": "}"})


class _Row(NamedTuple):
    """What of a service is read to index it."""

    id: str
    name: Text
    summary: Text
    description: Text
    languages: list[str]
    area: str
    regions: list[str]
    charge: str


class _Named(NamedTuple):
    """A class of a code list: `class`, `P4.3` and what it is called."""

    kind: str
    code: str
    label: Text


def mark(kind: str, value: str) -> str:
    """The term that stands for a property of a service."""
    return f":{kind}:{value}"[:_LONGEST]


def place_in_alphabet(name: str) -> str:
    """A key that sorts as the Finnish and Swedish alphabet does, case and other accents apart."""
    letters = unicodedata.normalize("NFC", name).casefold().translate(_LAST)
    return "".join(each for each in unicodedata.normalize("NFKD", letters) if not unicodedata.combining(each))


def index(ids: Collection[str] | None = None) -> int:
    """Make the search know some services as they are now, or all of them; how many it knows of these.

    What is retired, or is not there any more, is forgotten. Queries and memory go by batches of 500 services.
    """
    if ids is None:
        ids = list(Service.objects.order_by("id").values_list("id", flat=True))
        SearchTerm.objects.exclude(service__retired_at=None).delete()
    known = 0
    above = _concepts_above()
    chosen = list(dict.fromkeys(ids))
    with transaction.atomic():
        for start in range(0, len(chosen), _BATCH):
            known += _index(chosen[start : start + _BATCH], above)
    return known


def _index(ids: Sequence[str], above: Mapping[str, Sequence[_Named]]) -> int:
    SearchTerm.objects.filter(service__in=ids).delete()
    rows = [
        _Row(*row) for row in Service.objects.filter(id__in=ids, retired_at=None).values_list(*_Row._fields)
    ]
    classes: dict[str, list[_Named]] = defaultdict(list)
    for service, uri in Service.concepts.through.objects.filter(service__in=ids).values_list(
        "service_id", "concept_id"
    ):
        classes[service] += above.get(uri, ())
    givers: dict[str, list[tuple[str, Text]]] = defaultdict(list)
    for service, kind, name in Provision.objects.filter(service__in=ids).values_list(
        "service_id", "kind", "organisation__name"
    ):
        givers[service].append((kind, name))
    _write(
        (service.id, term, weight)
        for service in rows
        for term, weight in _terms(service, classes[service.id], givers[service.id]).items()
    )
    return len(rows)


def _write(rows: Iterator[tuple[str, str, int]]) -> None:
    table = connection.ops.quote_name(SearchTerm._meta.db_table)
    with connection.cursor() as cursor:  # millions of rows: objects would take minutes
        cursor.executemany(
            f"INSERT INTO {table} (service_id, term, weight) VALUES (%s, %s, %s)",  # noqa: S608 - our own table
            list(rows),
        )


def _terms(service: _Row, classes: Iterable[_Named], givers: Iterable[tuple[str, Text]]) -> dict[str, int]:
    """Everything a service is found by, with its weight."""
    found: dict[str, int] = {}
    for language, words in service.name.as_dict().items():
        for token in tokens(words, language):  # every word of a name, also one that tells nothing
            _add(found, NAME, token.terms, token.tail)
    for label in (each.label for each in classes):
        _add_text(found, LABEL, label)
    _add_text(found, SUMMARY, service.summary)
    for _kind, name in givers:
        _add_text(found, GIVER, name)
    for language, words in service.description.as_dict().items():
        forms = dict.fromkeys(form for token in telling(words, language) for form in token.forms)
        for form in list(forms)[:_MOST_OF_PROSE]:
            if form not in found:
                found[IN_PROSE + form] = PROSE
    return found | dict.fromkeys(_marks(service, classes, givers), 0)


def _add_text(found: dict[str, int], weight: int, text: Text) -> None:
    for language, words in text.as_dict().items():
        for token in telling(words, language):
            _add(found, weight, token.forms if token.is_known else token.terms, token.tail)


def _add(found: dict[str, int], weight: int, terms: Iterable[str], tail: str) -> None:
    for term in terms:
        found[term] = max(weight, found.get(term, 0))
    if tail:
        found[tail] = max(weight // TAIL, found.get(tail, 0))


def _marks(service: _Row, classes: Iterable[_Named], givers: Iterable[tuple[str, Text]]) -> Iterator[str]:
    for language in LANGUAGES:
        yield mark("name", f"{language}:{place_in_alphabet(service.name.words(language))}")
    for each in classes:
        yield mark(each.kind, each.code)
    for language in service.languages:
        yield mark("spoken", language)
    for kind in {kind for kind, _name in givers if kind}:
        yield mark("provision", kind)
    if service.charge:
        yield mark("charge", service.charge)
    if service.area == Area.LIMITED:
        for code in service.regions:
            yield mark("in", code)
    else:
        yield mark("in", EVERYWHERE if service.area == Area.COUNTRY else MAINLAND)


def _concepts_above() -> dict[str, list[_Named]]:
    """Each class with those it lies in, by URI: a service of P4.3 is found under P4 too. One query."""
    rows = {
        uri: (_Named(KINDS[Scheme(scheme)], code, label), broader)
        for uri, scheme, code, label, broader in Concept.objects.values_list(
            "uri", "scheme", "code", "label", "broader_id"
        )
    }
    above: dict[str, list[_Named]] = {}
    for uri in rows:
        chain: dict[str, _Named] = {}
        at: str | None = uri
        while at is not None and at not in chain:  # a circle ends where it began
            chain[at], at = rows[at]
        above[uri] = list(chain.values())
    return above
