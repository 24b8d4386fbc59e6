"""Pages of what was decided: the front, bodies, meetings, items, matters."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from lupaus.decisions import queries
from lupaus.decisions.reading import names, pages
from lupaus.web.address import PageRequest


@require_safe
def index(request: PageRequest) -> HttpResponse:
    return _page(request, "front", page=pages.front_page(request.address))


@require_safe
def matter(request: PageRequest, slug: str) -> HttpResponse:
    return _page(request, "matter", page=pages.matter_page(request.address, queries.matter(slug)))


@require_safe
def body(request: PageRequest, body: str) -> HttpResponse:
    return _page(request, "body", page=pages.body_page(request.address, queries.body(body)))


@require_safe
def meeting(request: PageRequest, body: str, meeting: str) -> HttpResponse:
    return _page(request, "meeting", page=pages.meeting_page(request.address, queries.meeting(body, meeting)))


@require_safe
def item(request: PageRequest, body: str, meeting: str, section: str) -> HttpResponse:
    """An item; at a former place of it the way to where it is now, of one that went away the stone."""
    found = queries.item(body, meeting, section)
    if found.moved_to is not None:
        there = reverse("decisions:item", args=(body, meeting, found.moved_to))
        return HttpResponsePermanentRedirect(request.address.link(there))
    if found.item.is_gone:
        return _page(request, "stone", status=HTTPStatus.GONE, page=pages.stone_page(found.item))
    return _page(request, "item", page=pages.item_page(request.address, found.item))


def _page(request: PageRequest, name: str, *, status: int = HTTPStatus.OK, page: object) -> HttpResponse:
    context = {"page": page, "names": names}
    return render(request, f"decisions/reading/{name}.html", context, status=status)
