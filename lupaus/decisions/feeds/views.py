"""Feeds and calendars. Like every page they are a function of their address, and are kept whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lupaus.decisions import queries
from lupaus.decisions.appeals import appeal_of
from lupaus.decisions.feeds import atom, calendars, pages, rss
from lupaus.decisions.feeds.entries import Feed, changed
from lupaus.decisions.feeds.queries import calendar as meetings_of_calendar
from lupaus.decisions.reading.names import language
from lupaus.web import clock
from lupaus.web.address import PageRequest
from lupaus.web.refusals import NotFound

_SYNTAXES: Final[Mapping[str, tuple[str, Callable[[Feed], bytes]]]] = {
    "atom": (atom.MEDIA_TYPE, atom.atom),
    "rss": (rss.MEDIA_TYPE, rss.rss),
}


@require_safe
def feed(request: PageRequest, feed: str, syntax: str) -> HttpResponse:
    if syntax not in _SYNTAXES:
        raise NotFound(_("Feeds are written as RSS and as Atom."))
    media_type, write = _SYNTAXES[syntax]
    told = pages.feed_of(feed, request.address, _origin(request))
    return _answer(write(told), f"{media_type}; charset=utf-8", told.updated if told.entries else None)


@require_safe
def calendar(request: PageRequest) -> HttpResponse:
    """The meetings of a year back and of everything to come, of one body or of all that meet."""
    body = request.address.value("body") or ""
    title = _("Meetings")
    if body:
        title = f"{title}: {queries.body(body).name.words(language())}"
    found = meetings_of_calendar(body, clock.day_of(clock.real_clock))
    written = calendars.calendar_of_meetings(found, title=title, origin=_origin(request))
    newest = max((changed(meeting, meeting.changed_at) for meeting in found), default=None)
    return _answer(written, calendars.MEDIA_TYPE, newest)


@require_safe
def appeal(request: PageRequest, body: str, meeting: str, section: str) -> HttpResponse:
    """The last day to contest an item, for one's own calendar."""
    found = queries.item(body, meeting, section)
    if found.moved_to is not None:
        address = reverse("decisions:appeal-calendar", args=[body, meeting, found.moved_to])
        return HttpResponsePermanentRedirect(address)
    told = appeal_of(found.item, clock.day_of(clock.real_clock))
    if told.last_day is None or found.item.is_gone:
        raise NotFound(_("No last day to appeal is known of this item."))
    written = calendars.calendar_of_appeal(found.item, told, told.last_day, origin=_origin(request))
    response = _answer(written, calendars.MEDIA_TYPE, None)
    response.headers["Content-Disposition"] = f'inline; filename="{meeting}-{section}.ics"'
    return response


def _origin(request: PageRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


def _answer(content: bytes, media_type: str, updated: datetime | None) -> HttpResponse:
    """Open to every page that wants to show it. `updated` lets a reader ask for news only."""
    response = HttpResponse(content, content_type=media_type)
    response.headers["Access-Control-Allow-Origin"] = "*"
    if updated is not None:
        response.headers["Last-Modified"] = http_date(updated.timestamp())
    return response
