"""`/akn/fi/…`: the names of agendas and minutes are their addresses."""

from __future__ import annotations

from typing import Final

from django.urls import URLPattern, re_path

from lupaus.decisions.akn import views
from lupaus.decisions.akn.naming import KINDS, LANGUAGES

_MEETING: Final = r"(?P<body>[A-Za-z0-9_-]{1,80})/(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})/(?P<number>[0-9]{1,5})"
_EXPRESSION: Final = (
    rf"(?P<code>{'|'.join(LANGUAGES)})(?:@(?P<version>[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})?)?(?:\.xml)?"
)


def _of(element: str, subtype: str) -> list[URLPattern]:
    """The addresses of one kind of document; `~main` is its only component."""
    given = {"subtype": subtype}
    work = f"^akn/fi/{element}/{subtype}/{_MEETING}"
    return [
        re_path(rf"{work}(?:/~main)?$", views.expression, given),
        re_path(rf"{work}/{_EXPRESSION}(?:/~main)?$", views.expression, given),
    ]


urlpatterns: list[URLPattern] = [
    *(pattern for element, subtype in KINDS.values() for pattern in _of(element, subtype)),
    re_path(r"^akn(?:/.*)?$", views.nothing_here),
]
