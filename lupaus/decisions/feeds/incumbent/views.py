"""The addresses of the service that was here before: its feeds are answered, its pages lead to ours."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from lupaus import __version__
from lupaus.decisions.feeds.incumbent import feed, finding
from lupaus.decisions.feeds.incumbent.asking import FEEDS, NotUnderstood, asked
from lupaus.web.languages import preferred_language
from lupaus.web.texts import LANGUAGES
from lupaus.web.versions import content_version

_MEDIA_TYPE: Final = f"text/xml; charset={feed.ENCODING}"
_USUAL_PORTS: Final = {"http": "80", "https": "443"}
_TITLES: Final = {
    HTTPStatus.BAD_REQUEST: gettext_noop("The address cannot be understood"),
    HTTPStatus.NOT_FOUND: gettext_noop("This page is not here"),
    HTTPStatus.GONE: gettext_noop("This page has been removed"),
}


@require_safe
def drequest(request: HttpRequest, folder: str | None = None) -> HttpResponse:
    """`/cgi/DREQUEST.PHP?page=…`, below a folder or none."""
    try:
        wanted = asked(request.GET)
    except NotUnderstood as why:
        return _told(request, HTTPStatus.BAD_REQUEST, why.sentence)
    if wanted.page in FEEDS:
        return _feed(request, wanted.page, wanted.show, folder or "")
    return _led(request, lambda: finding.page_of(wanted, _host(request)))


@require_safe
def paper(
    request: HttpRequest, meeting: str, item: str | None = None, file: str | None = None, **_folder: str
) -> HttpResponse:
    """`/kokous/2023277.PDF`, that of an item, `/kokous/2023277-5.PDF`, and a file of it, `…-5-39533.PDF`."""
    host = _host(request)
    if item is None:
        return _led(request, lambda: finding.pdf_of_meeting(meeting, host))
    id_ = f"{meeting}-{item}"
    if file is None:
        return _led(request, lambda: finding.pdf_of_item(id_, host))
    return _led(request, lambda: finding.attachment(id_, request.path.rpartition("/")[2], host))


def _led(request: HttpRequest, find: Callable[[], str]) -> HttpResponse:
    """A permanent redirect to a page of ours, in the reader's language."""
    with translation.override(_language(request)):
        try:
            response: HttpResponse = HttpResponsePermanentRedirect(find())
        except finding.Gone as gone:
            return _told(request, HTTPStatus.GONE, finding.GONE, page=gone.page)
        except finding.Nowhere:
            return _told(request, HTTPStatus.NOT_FOUND, finding.NOT_HERE)
    response.headers["Vary"] = "Accept-Language"
    return response


def _feed(request: HttpRequest, name: str, show: int, folder: str) -> HttpResponse:
    """The version is read before the feed is written, so a tag is never newer than what it stands for."""
    place = feed.Place(_origin(request), f"/{quote(folder)}" if folder else "")
    etag = _tag(f"{__version__} {content_version()} {place} {name} {show}")
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        return HttpResponse(status=HTTPStatus.NOT_MODIFIED, headers={"ETag": etag})
    content = feed.feed_of(name, show, place)
    headers = {"ETag": etag, "Cache-Control": "no-cache", "Access-Control-Allow-Origin": "*"}
    return HttpResponse(content, content_type=_MEDIA_TYPE, headers=headers)


def _tag(words: str) -> str:
    return f'"{hashlib.blake2b(words.encode(), digest_size=16).hexdigest()}"'


def _origin(request: HttpRequest) -> str:
    """Scheme, host and always a port, as the links of the earlier service have it: `https://example.fi:443`."""
    host = request.get_host()
    port = "" if host.rpartition("]")[2].count(":") else f":{_USUAL_PORTS.get(request.scheme or '', '443')}"
    return f"{request.scheme}://{host}{port}"


def _host(request: HttpRequest) -> str:
    """The name alone, without the port."""
    return request.get_host().rsplit(":", 1)[0].casefold()


def _language(request: HttpRequest) -> str:
    return preferred_language(request.headers.get("Accept-Language", ""))


@dataclass(frozen=True, slots=True)
class _Section:
    """What the page says in one language."""

    language: str
    title: str
    sentence: str
    to: str  # the path of the button
    button: str


def _told(request: HttpRequest, status: HTTPStatus, sentence: str, page: str = "") -> HttpResponse:
    """A page in three languages, the reader's first: nobody knows who follows an old link."""
    first = _language(request)
    sections = [
        _section(language, status, sentence, page)
        for language in sorted(LANGUAGES, key=lambda each: each != first)
    ]
    with translation.override(first):
        context = {"sections": sections, "status": int(status)}
        response = render(request, "decisions/feeds/old_address.html", context, status=status)
    response.headers["Vary"] = "Accept-Language"
    return response


def _section(language: str, status: HTTPStatus, sentence: str, page: str) -> _Section:
    with translation.override(language):
        if page:
            to, button = f"/{language}/{page.split('/', 2)[2]}", _("What is left of it")
        else:
            to, button = reverse("decisions:index"), _("To the decisions")
        return _Section(language, _(_TITLES[status]), _(sentence), to, button)
