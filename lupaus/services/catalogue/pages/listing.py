"""Services searched and filtered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from lupaus.regions.queries import regions_by_code
from lupaus.services.catalogue import queries
from lupaus.services.catalogue.queries import ClassNode, ServiceLine
from lupaus.services.catalogue.search import Filters, Found, found, regions_for
from lupaus.services.catalogue.words import charge, provision_kind
from lupaus.services.models import Charge, ProvisionKind, Scheme
from lupaus.services.points.words import languages
from lupaus.web.address import Address
from lupaus.web.texts import LANGUAGES, Text

PER_PAGE: Final = 50
#: The kinds of provision one may look for.
_KINDS: Final = (
    ProvisionKind.OWN,
    ProvisionKind.BOUGHT,
    ProvisionKind.VOUCHER,
    ProvisionKind.PERSONAL_BUDGET,
)


class Choice(NamedTuple):
    """A filter: the parameter, what it is called, its options (value, words) and the one chosen ("": any)."""

    name: str
    label: str
    options: Sequence[tuple[str, str]]
    chosen: str

    @property
    def chosen_words(self) -> str:
        return next((words for value, words in self.options if value == self.chosen), self.chosen)


@dataclass(frozen=True)
class Part:
    """A page of a list of services. `page` counts from 1, `first` is the number of its first line."""

    lines: Sequence[ServiceLine]
    total: int
    page: int
    pages: int

    @property
    def first(self) -> int:
        return (self.page - 1) * PER_PAGE + 1


@dataclass(frozen=True)
class CataloguePage:
    """What was asked, what may be asked, and what was found."""

    words: str
    choices: Sequence[Choice]
    part: Part
    partly: bool
    suggested: Sequence[tuple[str, str]]  # words and the address that asks for them
    region: Text | None  # what is given there alone is shown
    is_empty: bool  # no service is in the catalogue at all

    @property
    def narrowed(self) -> Sequence[Choice]:
        """The filters in use."""
        return [choice for choice in self.choices if choice.chosen]

    @property
    def asked(self) -> bool:
        return bool(self.words or self.narrowed or self.region)


def catalogue_page(address: Address) -> CataloguePage:
    """The queries do not depend on how many services there are."""
    words = address.value("q") or ""
    filters = filters_of(address)
    seen, part = found_part(words, address, filters)
    suggested = [(each, str(address.with_(q=each, page=None))) for each in seen.suggested]
    return CataloguePage(
        words=words,
        choices=list(_choices(address)),
        part=part,
        partly=seen.partly,
        suggested=suggested,
        region=region_name(address),
        is_empty=not part.total and queries.is_empty(),
    )


def filters_of(address: Address) -> Filters:
    """What the address asks for. Five queries where it names a region."""
    region = address.region
    return Filters(
        service_class=address.value("class") or "",
        target_group=address.value("group") or "",
        life_event=address.value("event") or "",
        regions=(regions_for(region) or frozenset({region})) if region else frozenset(),
        spoken=address.value("language") or "",
        provision=address.value("provision") or "",
        charge=address.value("charge") or "",
    )


def found_part(words: str, address: Address, filters: Filters) -> tuple[Found, Part]:
    """The page of the list that the address asks for; beyond the last one, the last one."""
    page = int(address.value("page") or 1)
    seen = found(words, address.language, filters=filters, limit=PER_PAGE, offset=(page - 1) * PER_PAGE)
    pages = max(1, -(-seen.total // PER_PAGE))
    if page > pages:
        page = pages
        seen = found(words, address.language, filters=filters, limit=PER_PAGE, offset=(page - 1) * PER_PAGE)
    return seen, Part(queries.lines(seen.ids), seen.total, page, pages)


def region_name(address: Address) -> Text | None:
    """The name of the region the reader has chosen; None without one, and for a code that is nobody's."""
    code = address.region
    known = regions_by_code([code]) if code else {}
    return known[code].name if code in known else None


def _choices(address: Address) -> Iterator[Choice]:
    language = address.language
    for name, label, scheme, every in (
        ("event", _("Life event"), Scheme.LIFE_EVENT, _("Any life event")),
        ("group", _("For whom"), Scheme.TARGET_GROUP, _("Anybody")),
        ("class", _("Service class"), Scheme.SERVICE_CLASS, _("All classes")),
    ):
        options = list(_indented(queries.classes(scheme, used=True), language))
        yield Choice(name, label, [("", every), *options], address.value(name) or "")
    yield Choice(
        "language",
        _("Language of the service"),
        [("", _("Any language")), *((each, languages([each])) for each in LANGUAGES)],
        address.value("language") or "",
    )
    yield Choice(
        "provision",
        _("How it is produced"),
        [("", _("In any way")), *((kind.value, provision_kind(kind.value)) for kind in _KINDS)],
        address.value("provision") or "",
    )
    yield Choice(
        "charge",
        _("Charge"),
        [
            ("", _("Free or not")),
            *((each.value, charge(each.value)) for each in (Charge.FREE, Charge.CHARGEABLE)),
        ],
        address.value("charge") or "",
    )


def _indented(nodes: Sequence[ClassNode], language: str, depth: int = 0) -> Iterator[tuple[str, str]]:
    """The options of a code list; what lies within a class is set in by spaces that do not collapse."""
    for node in nodes:
        yield node.code, "\u2003" * depth + node.label.words(language)
        yield from _indented(node.within, language, depth + 1)
