"""The page of the search: what was asked, what may be narrowed down, and what was found."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from markupsafe import Markup

from lupaus.decisions import queries
from lupaus.decisions.concerns import concerns_of
from lupaus.decisions.matters import canonical_number
from lupaus.decisions.models import Body, Item, Matter
from lupaus.decisions.reading.names import language
from lupaus.decisions.search.documents import AGENDA, KINDS, MINUTES, OFFICIAL
from lupaus.decisions.search.finding import DEEPEST, Filters, Hits, search
from lupaus.decisions.search.index import NotReady
from lupaus.decisions.search.snippets import Snippet, marked, snippets
from lupaus.web.address import Address
from lupaus.web.marks import without_marks

PER_PAGE: Final = 20
#: Values of a facet that are seen at once; the others are folded away.
SEEN: Final = 8
#: What makes a search, apart from the page of it and the order: what is saved and fed.
ASKED: Final = ("q", "body", "concern", "kind", "year")


class Choice(NamedTuple):
    """A value one may narrow down to: what it is called, how many items have it, and the address."""

    label: str
    items: int
    href: str


@dataclass(frozen=True, slots=True)
class Facet:
    """`chosen`: what the value in use is called; `without` is the address that takes it away."""

    name: str
    label: str
    choices: Sequence[Choice]
    chosen: str = ""
    without: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A hit: the item with meeting and body, its title with the found words marked, a piece of its text."""

    item: Item
    title: Markup
    title_language: str
    snippet: Snippet | None


@dataclass(frozen=True)
class SearchPage:
    """`matters` are those whose diary number was asked; `problem` says why there is no answer now."""

    words: str
    facets: Sequence[Facet] = ()
    lines: Sequence[Line] = ()
    total: int = 0
    page: int = 1
    partly: bool = False
    suggested: Sequence[tuple[str, str]] = ()
    matters: Sequence[Matter] = ()
    newest_first: bool = False
    subject: str = ""  # the query of a feed with the same hits
    problem: str = ""
    filters: Filters = field(default_factory=Filters)

    @property
    def pages(self) -> int:
        return max(1, -(-min(self.total, DEEPEST) // PER_PAGE))

    @property
    def chosen(self) -> list[Facet]:
        return [facet for facet in self.facets if facet.chosen]

    @property
    def is_asked(self) -> bool:
        return bool(self.words or self.filters)


def filters_of(address: Address) -> Filters:
    return Filters(
        body=address.value("body") or "",
        year=int(address.value("year") or 0) or None,
        kind=address.value("kind") or "",
        concern=address.value("concern") or "",
    )


def asked_of(address: Address) -> str:
    """What an address asks, as a canonical query: “q=home+care&body=executive”."""
    return urlencode([(name, value) for name in ASKED if (value := address.value(name))])


def search_page(address: Address) -> SearchPage:
    """The queries do not depend on how much is found. Beyond the last page it is the last one."""
    words, filters = (address.value("q") or "").strip(), filters_of(address)
    newest_first = address.value("order") == "newest"
    page = int(address.value("page") or 1)
    try:
        found = _found(words, address.language, filters, newest_first, page)
        last = max(1, -(-min(found.total, DEEPEST) // PER_PAGE))
        if page > last:
            page, found = last, _found(words, address.language, filters, newest_first, last)
    except NotReady as not_ready:
        return SearchPage(words=words, filters=filters, problem=not_ready.problems[0].message)
    return SearchPage(
        words=words,
        facets=list(_facets(found, filters, address)),
        lines=lines(found, address.language),
        total=found.total,
        page=page,
        partly=found.partly,
        suggested=[(each, str(address.with_(q=each, page=None))) for each in found.suggested],
        matters=matters(words),
        newest_first=newest_first,
        subject=asked_of(address),
        filters=filters,
    )


def _found(words: str, language: str, filters: Filters, newest_first: bool, page: int) -> Hits:
    return search(
        words,
        language,
        filters=filters,
        newest_first=newest_first,
        limit=PER_PAGE,
        offset=(page - 1) * PER_PAGE,
        facets=True,
    )


def lines(found: Hits, wanted: str) -> list[Line]:
    """The hits as they are shown. Two queries."""
    said = snippets(found.ids, found.terms, wanted)
    shown = []
    for item in queries.by_ids(found.ids):
        title = item.title.shown(wanted)
        words = marked(without_marks(title.words), found.terms, title.language)
        shown.append(Line(item, words, title.language, said.get(item.pk)))
    return shown


def matters(words: str) -> list[Matter]:
    """The matters of a diary number that was asked. One query, none for words without a figure."""
    number = canonical_number(words)
    if not any(each.isdigit() for each in number) or "\x00" in number:
        return []
    numbers = {number, *number.split()}
    found = Matter.objects.public().filter(diary_number__in=[*numbers, *(each.upper() for each in numbers)])
    return list(found.order_by("organisation")[:5])


def _facets(found: Hits, filters: Filters, address: Address) -> Iterator[Facet]:
    names = {
        "body": _bodies([*_values(found, "body"), filters.body]),
        "concern": _concerns([*_values(found, "concern"), *([filters.concern] if filters.concern else [])]),
        "kind": kinds(),
        "year": {},
    }
    for name, label in (
        ("body", _("Who decided")),
        ("year", _("Year")),
        ("kind", _("Kind")),
        ("concern", _("What it is about")),
    ):
        called: Mapping[str, str] = names[name]
        counted = found.facets.get(name, ())
        if name == "year":
            counted = sorted(counted, reverse=True)
        elif name == "kind":
            counted = sorted(counted, key=lambda pair: KINDS.index(pair[0]))
        chosen = str(getattr(filters, name) or "")
        yield Facet(
            name,
            label,
            [
                Choice(called.get(value, value), count, str(address.with_(**{name: value, "page": None})))
                for value, count in counted
                if value != chosen
            ],
            called.get(chosen, chosen),
            str(address.with_(**{name: None, "page": None})) if chosen else "",
        )


def _values(found: Hits, name: str) -> list[str]:
    return [value for value, _count in found.facets.get(name, ())]


def kinds() -> dict[str, str]:
    return {
        MINUTES: _("Decided in a meeting"),
        AGENDA: _("On an agenda"),
        OFFICIAL: _("Decided by an office-holder"),
    }


def narrowed_to(filters: Filters) -> list[str]:
    """What filters let through, in words. At most two queries."""
    found = [
        _bodies([filters.body]).get(filters.body, filters.body) if filters.body else "",
        str(filters.year or ""),
        kinds().get(filters.kind, filters.kind),
        _concerns([filters.concern]).get(filters.concern, filters.concern) if filters.concern else "",
    ]
    return [each for each in found if each]


def _bodies(ids: Collection[str]) -> dict[str, str]:
    rows = Body.objects.filter(pk__in=ids).values_list("pk", "name")
    return {pk: name.words(language()) for pk, name in rows}


def _concerns(names: Collection[str]) -> dict[str, str]:
    return {each.name: each.title.words(language()) for each in concerns_of(names)} if names else {}
