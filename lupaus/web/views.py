"""Pages of the house itself."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lupaus import __version__
from lupaus.web.health import health
from lupaus.web.languages import preferred_language


@require_safe
def door(request: HttpRequest) -> HttpResponse:
    """`/` sends everybody to the front page in their own language."""
    language = preferred_language(request.headers.get("Accept-Language", ""))
    return HttpResponseRedirect(f"/{language}/", headers={"Vary": "Accept-Language"})


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Whether the service works: 200 when every check passes, 503 when one does not."""
    checks = health()
    working = all(checks.values())
    return JsonResponse(
        {"ok": working, **checks, "version": __version__},
        status=HTTPStatus.OK if working else HTTPStatus.SERVICE_UNAVAILABLE,
        headers={"Cache-Control": "no-store"},
    )


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "web/accessibility.html")
