"""The page of the search: what was asked, what may be narrowed down, and what was found."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple
from urllib.parse import quote, urlencode

from django.utils.translation import gettext as _
from markupsafe import Markup

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
from lupaus.web.texts import Text

PER_PAGE: Final = 20
#: Values of a facet that are seen at once; the others are folded away.
SEEN: Final = 8
#: What makes a search, apart from the page of it and the order: what is saved and fed.
ASKED: Final = ("q", "body", "concern", "kind", "year")


_ROW: Final = (
    *("pk", "slug", "section", "number", "position", "title"),
    *("meeting__body_id", "meeting__slug", "meeting__date", "matter__diary_number"),
)


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


class Row(NamedTuple):
    """What of an item a line shows, read without making an object of it."""

    pk: int
    slug: str
    section: int | None
    number: str
    position: int
    title: Text
    body: str
    meeting: str
    date: date
    diary_number: str | None

    @property
    def place(self) -> str:
        """“§ 98”; before it has a section “Item 3”."""
        if self.section is not None:
            return f"§\u00a0{self.section}"
        return _("Item %(number)s") % {"number": self.number or self.position + 1}


@dataclass(frozen=True, slots=True)
class Line:
    """A hit: its title with the found words marked, a piece of its text, its page without the language."""

    row: Row
    title: Markup
    title_language: str
    snippet: Snippet | None

    @property
    def address(self) -> str:
        return f"{self.row.body}/{self.row.meeting}/{self.row.slug}/"


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
    bodies: Mapping[str, str] = field(default_factory=dict)  # what those of the lines are called

    @property
    def pages(self) -> int:
        return max(1, -(-min(self.total, DEEPEST) // PER_PAGE))

    @property
    def is_cut(self) -> bool:
        """Whether there are more hits than can be leafed through."""
        return self.total > DEEPEST

    @property
    def most(self) -> int:
        return DEEPEST

    @property
    def chosen(self) -> list[Facet]:
        return [facet for facet in self.facets if facet.chosen]

    @property
    def narrowing(self) -> list[Facet]:
        """The facets that would narrow the list down: those with two values at least, or one in use."""
        return [facet for facet in self.facets if len(facet.choices) > (0 if facet.chosen else 1)]

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
    shown = lines(found, address.language)
    bodies = _bodies({*_values(found, "body"), filters.body, *(line.row.body for line in shown)})
    return SearchPage(
        words=words,
        facets=list(_facets(found, filters, address, bodies)),
        lines=shown,
        bodies=bodies,
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
    """The hits as they are shown, in their order. Two queries."""
    said = snippets(found.ids, found.terms, wanted)
    chosen = Item.objects.filter(pk__in=found.ids, gone_at=None)
    rows = {row[0]: Row(*row) for row in chosen.values_list(*_ROW)}
    shown = []
    for row in (rows[each] for each in found.ids if each in rows):
        title = row.title.shown(wanted)
        words = marked(without_marks(title.words), found.terms, title.language)
        shown.append(Line(row, words, title.language, said.get(row.pk)))
    return shown


def matters(words: str) -> list[Matter]:
    """The matters of a diary number that was asked. One query, none for words without a figure."""
    number = canonical_number(words)
    if not any(each.isdigit() for each in number) or "\x00" in number:
        return []
    numbers = {number, *number.split()}
    found = Matter.objects.public().filter(diary_number__in=[*numbers, *(each.upper() for each in numbers)])
    return list(found.order_by("organisation")[:5])


def _facets(found: Hits, filters: Filters, address: Address, bodies: Mapping[str, str]) -> Iterator[Facet]:
    names: dict[str, Mapping[str, str]] = {
        "body": bodies,
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
        called = names[name]
        counted = found.facets.get(name, ())
        if name == "year":
            counted = sorted(counted, reverse=True)
        elif name == "kind":
            counted = sorted(counted, key=lambda pair: KINDS.index(pair[0]))
        chosen = str(getattr(filters, name) or "")
        bare = address.with_(**{name: None, "page": None})
        without = str(bare)
        before = f"{without}{'&' if bare.query else '?'}{name}="
        choices = [
            Choice(called.get(value, value), count, before + quote(value))
            for value, count in counted
            if value != chosen
        ]
        yield Facet(name, label, choices, called.get(chosen, chosen), without if chosen else "")


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
