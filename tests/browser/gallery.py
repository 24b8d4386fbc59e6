"""Every component of private pages on one page, served without a database, for a browser to use."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template import engines
from django.urls import path
from markupsafe import Markup
from pytest_django import Settings

from lupaus.config import urls
from lupaus.web import panels
from lupaus.web.differences import difference
from lupaus.web.forms import Sent, Typed
from lupaus.web.refusals import Problem
from lupaus.web.texts import Text

KINDS = [("unemployment", "Työttömyysaste"), ("employment", "Työllisyysaste"), ("schooling", "Koulutusaste")]
STEPS = [
    ("draft", "luonnos", "Aino Aalto 1.9.2026"),
    ("in_review", "tarkistettavana", "Pekka Niemi 12.10.2026"),
    ("approved", "hyväksytty", ""),
    ("published", "julkaistu", ""),
    ("superseded", "korvattu", ""),
]
TABS = [("Rakenne", "/fi/workspace/gallery/", True, None), ("Kommentit", "/fi/workspace/order/", False, 12)]
BEFORE = "Alue lisää työpaikkoja nuorille.\nKeinot sovitaan kuntien kanssa vuosittain."
AFTER = "Alue lisää työ- ja harjoittelupaikkoja nuorille.\nKeinot sovitaan kuntien kanssa."
PROBLEMS = [
    Problem("Täytä tämä vähintään yhdellä kielellä.", path="summary"),
    Problem("Kirjoita luku, esimerkiksi 12,5.", path="value"),
    Problem("Tavoitevuosi on ennen lähtövuotta."),
]

FORM = """{% extends "web/base.html" %}
{% block title %}Gallery{% endblock %}
{% block breadcrumbs %}{{ ui.breadcrumbs([("Työtila", "/fi/workspace/order/")], "Tavoite 9") }}{% endblock %}
{% block main %}
<h1>Tavoite 9: Työ ja toimeentulo</h1>
{{ form.summary(problems, {"summary": "Tiivistelmä", "value": "Lähtöarvo"}) }}
<p>{{ ui.version_state("draft", "luonnos") }} {{ ui.version_state("in_review", "tarkistettavana") }}
{{ ui.version_state("approved", "hyväksytty") }} {{ ui.version_state("published", "julkaistu") }}
{{ ui.version_state("superseded", "korvattu") }}</p>
{{ ui.state_path(steps, "in_review") }}
{{ ui.tabs(tabs, "Versio 2") }}
<p>{{ ui.missing(["sv", "en"]) }}</p>
{{ ui.change(changes.before, changes.after, "Versio 1", "Versio 2", "fi") }}
{% call form.open("/fi/workspace/gallery/") %}
<h2>Tavoite</h2>
{{ form.words("title", "Otsikko", typed.words("title"), problems=problems, due=true) }}
{{ form.words("summary", "Tiivistelmä", typed.words("summary"), prose=true, problems=problems,
  hint="Kaksi tai kolme virkettä.") }}
{{ form.prose_help() }}
{{ form.line("owner", "Vastuutaho", typed["owner"], problems) }}
{{ form.prose("note", "Muistiinpano", typed["note"], problems) }}
{{ form.number("value", "Lähtöarvo", typed["value"], problems, unit="%") }}
{{ form.whole("year", "Lähtövuosi", typed["year"], problems, due=true) }}
{{ form.date("review", "Tarkistuspäivä", typed["review"], problems) }}
{{ form.select("method", "Laskutapa", [("linear", "tasainen"), ("cagr", "vuosikasvu")], typed["method"]) }}
{{ form.radios("priority", "Tärkeys", [("high", "suuri", "näkyy etusivulla"), ("low", "pieni")],
  typed["priority"]) }}
{{ form.checkboxes("groups", "Kohderyhmät", [("young", "nuoret"), ("old", "ikääntyneet"), ("all", "kaikki")],
  typed.all("groups")) }}
{{ form.check("public", "Näkyy julkisesti", typed["public"]) }}
{{ form.search("indicator", "Indikaattori", kinds, typed["indicator"], problems) }}
{{ form.file("file", "Liite", problems, accept=".xlsx") }}
{{ form.hidden("revision", 3) }}
{% call form.preview("/fi/workspace/preview/", "Arvio") %}<p>Ei vielä arvioitavissa.</p>{% endcall %}
{% call form.buttons("/fi/workspace/order/") %}{{ form.button("Tallenna") }}
{{ form.button("Tallenna ja jatka", "quiet", "next", "yes") }}
{{ form.button("Poista", "danger") }}{% endcall %}
{% endcall %}
{{ ui.pages(3, 12, 1150) }}
{% endblock %}"""

ORDER = """{% extends "web/base.html" %}
{% block title %}Order{% endblock %}
{% block main %}<h1>Tavoitteet</h1>
{{ ui.order("goals", "Tavoitteet", "/fi/workspace/move/", items) }}
<p>{{ ui.missing(["sv"]) }}</p>{% endblock %}"""


@dataclass(frozen=True)
class Aino:
    name: str = "aino"
    grants: frozenset[tuple[Any, str]] = frozenset({("editor", "Kaavan hyvinvointialue")})

    def may(self, _role: Any, _organisation: str = "") -> bool:
        return True

    def may_somewhere(self, *_roles: Any) -> bool:
        return True


@dataclass
class Kept:
    """What the gallery remembers while it is served."""

    order: list[str] = field(default_factory=lambda: ["Työ", "Terveys", "Koulutus", "Luonto", "Liikkuminen"])
    moves: list[tuple[str, int]] = field(default_factory=list)
    refuses: bool = False


kept = Kept()


def _shown(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    request.actor = Aino()  # type: ignore[attr-defined]
    words = engines["jinja2"].from_string(template).render(context, request)
    return HttpResponse(words, status=status, headers={"Cache-Control": "no-store"})


def gallery(request: HttpRequest) -> HttpResponse:
    typed = Typed.kept(
        {
            "title": Text(fi="Työ ja toimeentulo", sv="Arbete och utkomst"),
            "summary": Text(fi="Työttömyys vähenee jokaisessa kunnassa."),
            "value": 12.5,
            "year": 2024,
            "indicator": "unemployment",
            "groups": ["young"],
            "priority": "high",
        }
    )
    sent = request.method == "POST"
    context = {
        "typed": Sent(request).typed if sent else typed,
        "problems": PROBLEMS if sent else [],
        "steps": STEPS,
        "tabs": TABS,
        "kinds": KINDS,
        "changes": difference(BEFORE, AFTER),
    }
    return _shown(request, FORM, context, 422 if sent else 200)


def order(request: HttpRequest) -> HttpResponse:
    return _shown(request, ORDER, {"items": [{"key": name, "name": name} for name in kept.order]})


def move(request: HttpRequest) -> HttpResponse:
    if kept.refuses:
        return render(
            request,
            "web/problem.html",
            {"title": "Ei", "reasons": [], "advice": "", "status": 409},
            status=409,
        )
    part, to = request.POST["part"], int(request.POST["to"])
    kept.moves.append((part, to))
    kept.order.remove(part)
    kept.order.insert(to - 1, part)
    return HttpResponseRedirect("/fi/workspace/order/")


def preview(request: HttpRequest) -> HttpResponse:
    if request.headers.get("HX-Request"):
        words = Markup("<p>Lähtöarvo {}</p>").format(Sent(request).typed["value"])
        return HttpResponse(words)
    return gallery(request)


urlpatterns = [
    path("fi/workspace/gallery/", gallery),
    path("fi/workspace/order/", order),
    path("fi/workspace/move/", move),
    path("fi/workspace/preview/", preview),
    *urls.urlpatterns,
]


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_words: Any) -> None:
        """Nobody reads what the gallery was asked."""


@contextmanager
def shown(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Serve the gallery; yields its origin. What rooms put on every page is left out: it needs a database."""
    monkeypatch.setattr(panels, "_panels", defaultdict(list))
    monkeypatch.setattr(
        panels, "_organisations", panels._by_id
    )  # without a database nobody knows their names
    settings.ROOT_URLCONF = __name__
    global kept  # noqa: PLW0603 - a gallery of one's own for each test
    kept = Kept()
    server = make_server("127.0.0.1", 0, WSGIHandler(), handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
