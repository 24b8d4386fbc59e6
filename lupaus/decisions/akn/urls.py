"""`/akn/fi/…`: the names of agendas and minutes are their addresses."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path

import lupaus.decisions.oparl.converters  # noqa: F401 - makes what stands in the addresses known
from lupaus.decisions.akn import views
from lupaus.decisions.akn.naming import KINDS


def _of(element: str, subtype: str) -> list[URLPattern]:
    """The addresses of one kind of document; `~main` is its only component."""
    work = f"akn/fi/{element}/{subtype}/<slug:body>/<akn_day:day>/<oparl_row:number>"
    return [
        path(f"{address}{component}", views.document_of, {"subtype": subtype})
        for address in (work, f"{work}/<akn_expression:expression>")
        for component in ("", "/~main")
    ]


urlpatterns: list[URLPattern] = [
    *(pattern for element, subtype in KINDS.values() for pattern in _of(element, subtype)),
    re_path(r"^akn(?:/.*)?$", views.nothing_here),
]
