"""The national code lists: service classes, target groups, life events."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from django.utils.translation import gettext as _

from lupaus.services.catalogue.ptv.told import Told
from lupaus.services.catalogue.wanted import WantedConcept
from lupaus.services.models import Scheme
from lupaus.workspace.files.report import shown

#: A part of the address → the list it is of; the name of the address of older data has none.
_SCHEMES: Final[Mapping[str, Scheme]] = {
    "ptvserclass": Scheme.SERVICE_CLASS,
    "ptvkohderyhmat": Scheme.TARGET_GROUP,
    "ptvelti": Scheme.LIFE_EVENT,
}
_BY_CODE: Final = (
    (re.compile(r"P\d"), Scheme.SERVICE_CLASS),
    (re.compile(r"KR\d"), Scheme.TARGET_GROUP),
    (re.compile(r"KE\d"), Scheme.LIFE_EVENT),
)


def scheme_of(told: Told) -> Scheme | None:
    """The list an entry is of, by its address, its kind or its code."""
    for key in ("id", "conceptType"):
        for part, scheme in _SCHEMES.items():
            if part in str(told.value.get(key) or ""):
                return scheme
    code = told.word("notation", 20)
    return next((scheme for pattern, scheme in _BY_CODE if pattern.match(code)), None)


def concepts_of(entries: Iterable[Told]) -> list[WantedConcept]:
    """The classes of code lists. What stands above one is named by its address, or by the code in it."""
    found: dict[str, WantedConcept] = {}
    above: dict[str, tuple[Told, str]] = {}
    for told in entries:
        concept = _concept(told, {(each.scheme, each.code) for each in found.values()})
        if concept is None:
            continue
        if concept.uri in found:
            told.refuse("id", _("“%(id)s” is here more than once.") % {"id": shown(concept.uri)})
            continue
        found[concept.uri] = concept
        broader = [word for word in told.words("broaderUris", 200) if word]
        if broader:
            above[concept.uri] = told, broader[0]
    by_code = {(each.scheme, each.code): uri for uri, each in found.items()}
    return [_under(each, above.get(uri), found, by_code) for uri, each in found.items()]


def in_order(entries: Sequence[Told]) -> list[Told]:
    """Those with an address first: an entry that lacks one may have the code of another."""
    return sorted(entries, key=lambda told: not told.value.get("id"))


def _concept(told: Told, taken: set[tuple[str, str]]) -> WantedConcept | None:
    scheme, code, label = scheme_of(told), told.word("notation", 20), told.text("label")
    uri, old = told.word("id", 200), told.word("oldUri", 200)
    if scheme is None or not code or not label or not (uri or old):
        told.refuse("", _("A class needs a code, a name and an address."))
        return None
    if not uri:
        # The published list holds a class that lost its address: only older data know it.
        uri, code = old, old.rpartition(":")[2][:20]
    if (scheme, code) in taken:
        told.refuse("notation", _("“%(id)s” is here more than once.") % {"id": shown(code)})
        return None
    return WantedConcept(
        uri=uri,
        scheme=scheme,
        code=code,
        label=label,
        note=told.text("notes"),
        old_uri=old if old != uri else "",
    )


def _under(
    concept: WantedConcept,
    above: tuple[Told, str] | None,
    known: Mapping[str, WantedConcept],
    by_code: Mapping[tuple[str, str], str],
) -> WantedConcept:
    if above is None:
        return concept
    told, uri = above
    found = uri if uri in known else by_code.get((concept.scheme, uri.rpartition("/")[2]))
    if found is None:
        told.refuse("broaderUris", _("There is no class %(code)s.") % {"code": shown(uri)})
        return concept
    return WantedConcept(**(vars(concept) | {"broader": found}))
