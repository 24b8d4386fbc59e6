"""Pages of what was decided: the front, bodies, meetings, items, matters."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from lupaus.decisions import queries
from lupaus.web.address import PageRequest


@require_safe
def index(request: PageRequest) -> HttpResponse:
    return HttpResponse()


@require_safe
def matter(request: PageRequest, slug: str) -> HttpResponse:
    return HttpResponse(str(queries.matter(slug)))


@require_safe
def body(request: PageRequest, body: str) -> HttpResponse:
    return HttpResponse(str(queries.body(body)))


@require_safe
def meeting(request: PageRequest, body: str, meeting: str) -> HttpResponse:
    return HttpResponse(str(queries.meeting(body, meeting)))


@require_safe
def item(request: PageRequest, body: str, meeting: str, section: str) -> HttpResponse:
    return HttpResponse(str(queries.item(body, meeting, section)))
