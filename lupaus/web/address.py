"""The address of a page says everything the page depends on, apart from what the database holds.

Every parameter a page may have is declared here, with the form its value must take. Unknown parameters are
dropped before a view can see them, so that a page is a pure function of its canonical address: two addresses
that differ only in the order of parameters, in empty or in unknown ones, are one page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from lupaus.web.languages import language_of
from lupaus.web.refusals import Problem, Refused
from lupaus.web.texts import LANGUAGES

REGION_CODE = r"[A-Z]{1,5}[A-Z0-9-]{0,7}"
_SLUG = r"[a-z0-9][a-z0-9_-]{0,79}"

#: Parameters that links carry from page to page: the strategy where it does not go without saying, the
#: reader's region, and the moment the page speaks of.
SCOPE = {
    "strategy": _SLUG,
    "region": REGION_CODE,
    "release": r"[1-9][0-9]{0,8}",
    "as_of": r"(?:19|20|21)[0-9]{2}",
}
#: Parameters of one page only. `q` is free text; the others are codes and years.
OWN = {
    "q": r"[^\x00-\x1f\x7f]{1,100}",
    "theme": r"[^\x00-\x1f\x7f]{1,80}",
    "source": _SLUG,
    "regions": REGION_CODE,
    "gender": r"total|female|male",
    "year": r"(?:18|19|20|21)[0-9]{2}",
    "against": r"(?:18|19|20|21)[0-9]{2}",  # the year another one is compared with
    "category": r"[a-z]{1,20}(?:-[a-z]{1,20}){0,3}",  # which kind of areas are compared
    "within": REGION_CODE,  # only the areas inside this one
    "with": _SLUG,  # the indicator another one is compared with
    "figure": r"people|money|access|satisfaction|verdict|services",  # what a matrix shows
    "page": r"[1-9][0-9]{0,4}",
    # What is asked of a what-if: per cent by stage, years, how costs grow; and saved ones to compare.
    **{f"share{number}": r"[0-9]{1,3}(?:[.,][0-9]{1,2})?" for number in range(1, 13)},
    "horizon": r"2[01][0-9]{2}",
    "full_by": r"2[01][0-9]{2}",
    "growth": r"-?[0-9]{1,2}(?:[.,][0-9]{1,2})?",
    "scenario": _SLUG,
    "kind": _SLUG,  # which kind of parts a comparison shows
    "from": r"[1-9][0-9]{0,8}",  # the two versions to compare
    "to": r"[1-9][0-9]{0,8}",
    "service": _SLUG,
    "class": r"[A-Z]{1,4}[0-9]{1,3}(?:\.[0-9]{1,3})*",  # of the national code lists: P4.3
    "event": r"[A-Z]{1,4}[0-9]{1,3}(?:\.[0-9]{1,3})*",  # a life event, KE11
    "group": r"[A-Z]{1,4}[0-9]{1,3}(?:\.[0-9]{1,3})*",  # a target group, KR1.1
    "language": r"fi|sv|en",  # in which a service is given
    "provision": _SLUG,  # how a service is produced: own, bought, voucher
    "charge": r"free|chargeable",
    "accessible": r"yes",
    "open": r"now",  # leads to the address that names the moment:
    "at": r"20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]",  # in Finnish time
    "distance": r"1|3|5|10|20",  # kilometres
    "near": r"-?[0-9]{1,2}\.[0-9]{3},-?[0-9]{1,3}\.[0-9]{3}",  # the middle of a map: latitude, longitude
    "zoom": r"[1-7]",
    "body": _SLUG,  # who decides
    "severity": r"error|warning|note",  # of what was found in figures
    "rule": r"[a-z0-9][a-z0-9-]{0,63}",  # of integrity, that found it
    "sum": r"[0-9a-f]{16,64}",  # the checksum a figure was cited with
    "order": r"newest",  # of hits: else the best first
    "concern": r"[a-z][a-z0-9-]{0,39}:[^\x00-\x1f\x7f]{1,200}",  # what is decided of: goal:uusimaa-2030/work
}
_DAY = r"20[0-9]{2}-[01][0-9]-[0-3][0-9]"
#: Parameters of private pages, which know these alone, `q` and `page`: a private page has no scope.
OF_PRIVATE = {
    "organisation": _SLUG,
    "work": _SLUG,
    "kind": _SLUG,
    "part": _SLUG,
    "parent": _SLUG,
    "field": r"[a-z][a-z0-9_.-]{0,79}",
    "state": _SLUG,
    "verb": _SLUG,
    "role": _SLUG,
    "language": r"fi|sv|en",
    "lacks": r"fi|sv|en",  # only what still lacks this language
    "person": r"[^\x00-\x1f\x7f]{1,150}",
    "object": r"[^\x00-\x1f\x7f]{1,200}",  # the id of a thing in the audit trail
    "before": r"[1-9][0-9]{0,17}",  # the record that a page of the audit trail stands before
    "from": rf"{_DAY}|[0-9]{{1,9}}",
    "to": rf"{_DAY}|[0-9]{{1,9}}",
    "revision": r"[1-9][0-9]{0,8}",
    "show": _SLUG,  # which of a page's lists: open, closed, all
    "sort": _SLUG,
    "done": _SLUG,  # what was just done, told at the top of the page
    "gender": r"total|female|male",
    "area": REGION_CODE,  # that a page of one's own writes about; `region` is what a reader chose
    "within": REGION_CODE,
    "year": r"(?:18|19|20|21)[0-9]{2}",
}
#: Parameters that may stand several times, and how many times at most.
SEVERAL = {"regions": 40, "gender": 3, "scenario": 6}

#: Pages of one person: nothing of them is kept, and their parameters are their own business.
PRIVATE = ("/account/", "/workspace/")

_FORMS = {name: re.compile(form) for name, form in {**SCOPE, **OWN, **OF_PRIVATE}.items()}
_KNOWN_IN_PUBLIC = frozenset({**SCOPE, **OWN})
_KNOWN_IN_PRIVATE = frozenset({*OF_PRIVATE, "q", "page"})
_KNOWN_IN_ACCOUNT = _KNOWN_IN_PRIVATE - {"state"}  # a sign-in elsewhere comes back with a `state` of its own


class BadAddress(Refused):
    """The address asks for something in a form that cannot be understood."""

    status = 400


@dataclass(frozen=True, slots=True)
class Address:
    """A page of this service: its path without the language, and its parameters in canonical order.

    `query` holds (name, value) pairs: scope first, then the page's own, several values sorted.
    """

    language: str
    path: str  # "/goals/employment/"; "/" is the front page
    query: tuple[tuple[str, str], ...] = ()

    def values(self, name: str) -> tuple[str, ...]:
        return tuple(value for key, value in self.query if key == name)

    def value(self, name: str) -> str | None:
        return next(iter(self.values(name)), None)

    @property
    def strategy(self) -> str | None:
        """Id of the strategy the page is about; None: the one pages show by themselves."""
        return self.value("strategy")

    @property
    def region(self) -> str | None:
        """Code of the region the reader has chosen."""
        return self.value("region")

    @property
    def release(self) -> int | None:
        """Number of the data release the page is kept at; None: the newest."""
        number = self.value("release")
        return int(number) if number else None

    @property
    def as_of(self) -> int | None:
        """The year the page looks back from; None: today."""
        year = self.value("as_of")
        return int(year) if year else None

    @property
    def scope(self) -> tuple[tuple[str, str], ...]:
        return tuple((name, value) for name, value in self.query if name in SCOPE)

    def with_(self, **changes: str | int | Iterable[str] | None) -> Address:
        """The same page with parameters changed; None or an empty string takes one away."""
        merged = {name: self.values(name) for name, _value in self.query}
        for name, change in changes.items():
            if isinstance(change, (str, int)) or change is None:
                merged[name] = (str(change),) if change not in (None, "") else ()
            else:
                merged[name] = tuple(change)
        return replace(self, query=_canonical(merged))

    def in_language(self, language: str) -> Address:
        return replace(self, language=language)

    def link(self, path: str, **own: str | int | Iterable[str] | None) -> str:
        """An address path (`/fi/goals/x/`) with this page's scope carried along, and `own` parameters."""
        if not own:  # a map has hundreds of links
            return _joined(path, self.scope)
        return _joined(path, replace(self, query=self.scope).with_(**own).query)

    @property
    def is_private(self) -> bool:
        """Whether the page is only for those who signed in, or the way there; such pages are never kept."""
        return self.path.startswith(PRIVATE)

    @property
    def full_path(self) -> str:
        return f"/{self.language}{self.path}"

    def __str__(self) -> str:
        return _joined(self.full_path, self.query)


class PageRequest(HttpRequest):
    """A request for a page, after `AddressMiddleware`."""

    address: Address


def is_private(path: str) -> bool:
    """Whether an address (`/fi/workspace/x/`) is of a page that depends on who asks for it."""
    language = language_of(path)
    return language is not None and path.removeprefix(f"/{language}").startswith(PRIVATE)


def address_of(request: HttpRequest) -> Address:
    """The address of a request for a page. Raises `BadAddress`."""
    language = language_of(request.path_info) or LANGUAGES[0]
    path = request.path_info.removeprefix(f"/{language}") or "/"
    return Address(language, path, read_query(request.GET, _known_in(path)))


def _known_in(path: str) -> frozenset[str]:
    """The parameters that pages beneath a path (without its language) know."""
    if not path.startswith(PRIVATE):
        return _KNOWN_IN_PUBLIC
    return _KNOWN_IN_ACCOUNT if path.startswith("/account/") else _KNOWN_IN_PRIVATE


def read_query(
    parameters: QueryDict, names: frozenset[str] = _KNOWN_IN_PUBLIC
) -> tuple[tuple[str, str], ...]:
    """The parameters a page knows, in canonical order. Raises `BadAddress` naming every wrong one."""
    known = {name: _values(name, parameters.getlist(name)) for name in _FORMS if name in names}
    problems = [
        Problem(
            _("The address has a value for “%(name)s” that this page does not understand.") % {"name": name}
        )
        for name, values in known.items()
        if len(values) > SEVERAL.get(name, 1) or not all(map(_FORMS[name].fullmatch, values))
    ]
    if problems:
        raise BadAddress(problems)
    return _canonical(known)


def as_query_dict(address: Address) -> QueryDict:
    """The canonical parameters as Django's views know them."""
    return QueryDict(urlencode(address.query))


def _values(name: str, given: list[str]) -> tuple[str, ...]:
    """What a form sent, without empty fields; of a parameter that stands once, the last one."""
    values = [value.strip() for value in given]
    return tuple(dict.fromkeys(value for value in (values if name in SEVERAL else values[-1:]) if value))


def _canonical(values: Mapping[str, tuple[str, ...]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name in _FORMS if values.get(name) for value in sorted(set(values[name])))


def _joined(path: str, query: tuple[tuple[str, str], ...]) -> str:
    return f"{path}?{urlencode(query)}" if query else path
