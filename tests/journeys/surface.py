"""Every address of the service, found by walking the resolver: a new one is attacked the day it is written.

A parameter or a private address that is not described here fails the tests, which say where to describe it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from django.urls import URLPattern, URLResolver, get_resolver

from lupaus.analysis.comparing.asked import View

LANGUAGE: Final = "en"

#: What there is in the world of the attacks, by the name of the parameter.
THERE: Final = {
    "work": "book",
    "number": "1",
    "other": "1",
    "older": "1",
    "newer": "1",
    "before": "1",
    "after": "2",
    "kind": "chapter",
    "slug": "a",
    "chapter": "a",
    "organisation": "kaava",
    "username": "victim",
    "comment": "1",
    "form": "xlsx",
    "goal": "a",
    "promise": "a",
    "code": "KU049",
    "id": "a",
    "indicator": "a",
    "release": "1",
    "edition": "1",
    "region": "KU049",
    "gender": "total",
    "period": "2021",
    "path": "a",
    "body": "a",
    "meeting": "2026-10-05",
    "section": "98",
    "point": "a",
    "task": "a",
    "entity": "a",
    "segment": "a",
    "cell": "a",
    "service": "a",
    "upload": "1",
    "position": "0",
    "name": "a.pdf",
    "item": "1",
    "secret": "a",
    "pk": "1",
    "key": "0123456789abcdef0123",
    "days": "2025-06-01",
    "listed": "meeting",
    "day": "2026-10-05",
    "expression": "fin",
    "feed": "items",
    "syntax": "atom",
}
#: Parameters that stand for several things worth trying.
EVERY: Final = {
    "form": ("xlsx", "yaml"),
    "step": ("submit", "return", "approve", "publish"),
    "view": tuple(view.value for view in View),
}
#: Addresses in which a parameter names something else than elsewhere.
INSTEAD: Final = {
    ("api/v1/strategies/", "id"): "book",
    ("workspace/decisions/", "work"): "executive-2026-10-05",
    ("account/sessions/", "number"): "SIGN-IN",
    ("account/tokens/", "number"): "TOKEN",
    ("services/classes/", "code"): "P4.3",
    ("attributes/", "kind"): "note",
    ("attributes/", "slug"): "secret",
    ("attributes/", "id"): "secret",
    ("comments/", "comment"): "COMMENT",
}


class Place(NamedTuple):
    """One address: its route as it is declared, an address of it, and its name."""

    route: str
    address: str
    name: str

    @property
    def is_workspace(self) -> bool:
        return self.address.startswith((f"/{LANGUAGE}/workspace/", "/api/v1/workspace/"))

    @property
    def is_account(self) -> bool:
        return self.address.startswith(f"/{LANGUAGE}/account/")

    @property
    def is_api(self) -> bool:
        return self.address.startswith("/api/")

    @property
    def is_of_an_organisation(self) -> bool:
        """Whether the address names something that belongs to one organisation."""
        return self.is_workspace and bool({"work", "organisation"} & set(parameters(self.route)))


def places() -> list[Place]:
    """Every address of the service."""
    return list(_walk(get_resolver().url_patterns, "", ""))


def parameters(route: str) -> list[str]:
    return re.findall(r"<(?:\w+:)?(\w+)>", route)


def _walk(patterns: list[URLPattern | URLResolver], route: str, namespace: str) -> Iterator[Place]:
    for pattern in patterns:
        own = str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            # The pages stand under their language, whichever it is now.
            own = f"{LANGUAGE}/" if type(pattern.pattern).__name__ == "LocalePrefixPattern" else own
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, route + own, inner)
        elif own.startswith("^"):
            continue  # what catches everything else answers 404 by itself
        else:
            for address in _addresses(route + own):
                yield Place(route + own, f"/{address}", f"{namespace}{pattern.name or ''}")


def _addresses(route: str) -> Iterator[str]:
    """The route with something that is there in the place of each parameter."""
    found = re.search(r"<(?:\w+:)?(\w+)>", route)
    if found is None:
        yield route
        return
    name = found.group(1)
    for value in EVERY.get(name) or (value_of(route[: found.start()], name),):
        yield from _addresses(route[: found.start()] + value + route[found.end() :])


def value_of(before: str, name: str) -> str:
    """What a parameter may be, behind what stands before it."""
    for (words, parameter), value in INSTEAD.items():
        if parameter == name and words in before:
            return value
    assert name in THERE, f"{before}: say in tests/journeys/surface.py what “{name}” may be"
    return THERE[name]
