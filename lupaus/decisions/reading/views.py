"""Pages of what was decided: the front, bodies, meetings, items, matters."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lupaus.decisions import queries
from lupaus.decisions.reading import names, pages
from lupaus.web.address import PageRequest
from lupaus.web.refusals import NotFound


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
    """A meeting; at a former place of it the way to where it is now."""
    try:
        found = queries.meeting(body, meeting)
    except NotFound:
        return _where_it_is_now(request, "decisions:meeting", body, meeting)
    return _page(request, "meeting", page=pages.meeting_page(request.address, found))


@require_safe
def item(request: PageRequest, body: str, meeting: str, section: str) -> HttpResponse:
    """An item; at a former place of it the way to where it is now, of one that went away the stone."""
    try:
        found = queries.item(body, meeting, section)
    except NotFound:
        return _where_it_is_now(request, "decisions:item", body, meeting, section)
    if found.moved_to is not None:
        there = reverse("decisions:item", args=(body, meeting, found.moved_to))
        return HttpResponsePermanentRedirect(request.address.link(there))
    if found.item.is_gone:
        return _page(request, "stone", status=HTTPStatus.GONE, page=pages.stone_page(found.item))
    return _page(request, "item", page=pages.item_page(request.address, found.item))


def _where_it_is_now(request: PageRequest, name: str, body: str, meeting: str, *section: str) -> HttpResponse:
    """The way to a meeting, or a section of it, that has another day or body now. Raises `NotFound`."""
    now = queries.place_now(body, meeting)
    if now is None:
        raise NotFound(_("There is no published meeting here."))
    there = reverse(name, args=(now.body_id, now.slug, *section))
    return HttpResponsePermanentRedirect(request.address.link(there))


def _page(request: PageRequest, name: str, *, status: int = HTTPStatus.OK, page: object) -> HttpResponse:
    context = {"page": page, "names": names}
    return render(request, f"decisions/reading/{name}.html", context, status=status)
