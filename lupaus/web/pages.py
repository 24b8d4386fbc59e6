"""Whole pages, kept ready.

A public page is a pure function of its key: scheme and host (absolute links), canonical address (language,
path, known parameters), content version and the day it is. So a finished page is kept under that key and
answered before any other middleware runs, after one small query for the content version. A data release is
committed in the same transaction as its audit record, which advances the content version, so the version
stands for the newest release too.

Why a reader never gets an outdated page, whatever runs at the same time: the version is read *before* the
page is rendered, and versions only grow. A write that commits while a page is being rendered may let newer
content into it, but the page is kept under the older version, which no later request asks for. A page under
version V can never hold less than V, because whoever read V sees every write up to V. Nothing needs to be
invalidated, so nothing can be forgotten.

What is kept is bounded by bytes and the least recently asked goes first. Only answers with status 200 to GET
and HEAD are kept, without cookies; free-text searches are answered and forgotten, so that nobody fills the
memory by typing. Private pages (`address.PRIVATE`) pass by: they are neither kept nor looked for here.
"""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from lupaus.web import clock, region_choice
from lupaus.web.address import Address, BadAddress, address_of, as_query_dict, is_private
from lupaus.web.front_door import Answer
from lupaus.web.languages import language_of
from lupaus.web.problems import problem_page
from lupaus.web.versions import content_version

DEFAULT_LIMIT: Final = 64 * 2**20
LONGEST_QUERY_KEPT: Final = 1000


class PageKey(NamedTuple):
    origin: str
    address: str
    version: int
    day: date


@dataclass(frozen=True, slots=True)
class ReadyPage:
    """The finished answer: its bytes, plain and compressed, and every header but cookies."""

    body: bytes
    compressed: bytes
    etag: str
    headers: tuple[tuple[str, str], ...]

    @property
    def size(self) -> int:
        return len(self.body) + len(self.compressed) + sum(len(n) + len(v) for n, v in self.headers)


class Pages:
    """Ready pages up to `limit` bytes. Safe to use from several threads."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self._pages: OrderedDict[PageKey, ReadyPage] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: PageKey) -> ReadyPage | None:
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def keep(self, key: PageKey, page: ReadyPage) -> None:
        if page.size > self._limit // 8:  # one page must not push out all the others
            return
        with self._lock:
            previous = self._pages.pop(key, None)
            self._size += page.size - (previous.size if previous else 0)
            self._pages[key] = page
            while self._size > self._limit:
                self._size -= self._pages.popitem(last=False)[1].size

    def __len__(self) -> int:
        return len(self._pages)

    @property
    def size(self) -> int:
        """Bytes held now."""
        return self._size


#: Where a request carries the pages that are kept, for whoever looks for them before the framework.
PAGES_IN_REQUEST: Final = "lupaus.pages"


class PagesMiddleware:
    """The outermost middleware: answers ready pages, keeps new ones, remembers the reader's region."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.pages = Pages(getattr(settings, "LUPAUS_PAGES_BYTES", DEFAULT_LIMIT))

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD") or language_of(request.path_info) is None:
            return self.get_response(request)
        if is_private(request.path_info):
            return self.get_response(request)
        try:
            address = address_of(request)
        except BadAddress:
            return self.get_response(request)  # AddressMiddleware answers, inside the other middleware
        redirect = region_choice.recall(request, address)
        if redirect is not None:
            return redirect
        response = self._answer(request, address)
        region_choice.remember(request, response, address)
        return response

    def _answer(self, request: HttpRequest, address: Address) -> HttpResponse:
        key = PageKey(
            origin=f"{request.scheme}://{request.get_host()}",
            address=str(address),
            version=content_version(),
            day=clock.day_of(clock.real_clock),
        )
        request.META[PAGES_IN_REQUEST] = self.pages
        page = self.pages.get(key)
        if page is None:
            response = self.get_response(request)
            if not _may_be_kept(request, response):
                return response
            page = ready(response)
            if address.value("q") is None and len(key.address) <= LONGEST_QUERY_KEPT:
                self.pages.keep(key, page)
        return _response(page, request)


class AddressMiddleware:
    """Gives views `request.address` and lets them see no parameter but the canonical ones.

    Private pages, which are kept nowhere, see every parameter.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        if language_of(request.path_info) is None:
            return None
        try:
            address = address_of(request)
        except BadAddress as bad:
            return problem_page(request, bad.status, [problem.message for problem in bad.problems])
        request.address = address  # type: ignore[attr-defined]  # PageRequest names it
        if not is_private(request.path_info):
            request.GET = as_query_dict(address)  # type: ignore[assignment]  # stubs give it a private type
        return None


def ready(response: HttpResponse) -> ReadyPage:
    """A finished page of a response: strong entity tag of its bytes, compressed once."""
    patch_vary_headers(response, ["Accept-Encoding", "Cookie"])
    response.headers.setdefault("Cache-Control", "no-cache")  # keep, but ask each time whether it still holds
    dropped = {"content-length", "etag", "set-cookie"}
    return ReadyPage(
        body=response.content,
        compressed=gzip.compress(response.content, compresslevel=6, mtime=0),
        etag=hashlib.blake2b(response.content, digest_size=16).hexdigest(),
        headers=tuple((n, v) for n, v in response.headers.items() if n.lower() not in dropped),
    )


def _may_be_kept(request: HttpRequest, response: HttpResponse) -> bool:
    """Not what was made for one person, whatever the answer itself says about being kept."""
    return (
        not hasattr(request, "actor")
        and "CSRF_COOKIE_NEEDS_UPDATE" not in request.META  # no form's token was asked for
        and response.status_code == 200
        and not response.streaming
        and not response.cookies
        and "no-store" not in response.headers.get("Cache-Control", "")
        and "Content-Encoding" not in response.headers
    )


def told(page: ReadyPage, *, encodings: str, held: str, since: str | None) -> Answer:
    """The answer with a ready page to the headers Accept-Encoding, If-None-Match and If-Modified-Since.

    It has every header in order; the body is told to HEAD too, for whoever sends it to take off.
    """
    compressed = "gzip" in encodings
    etag = f'"{page.etag}-gzip"' if compressed else f'"{page.etag}"'
    if (held and _is_held(etag, held, page, since)) or (since and not held and _is_of_that_time(page, since)):
        return Answer(304, (*page.headers, ("ETag", etag)), b"")
    body = page.compressed if compressed else page.body
    encoding = (("Content-Encoding", "gzip"),) if compressed else ()
    return Answer(200, (*page.headers, ("Content-Length", str(len(body))), *encoding, ("ETag", etag)), body)


def _is_held(etag: str, held: str, page: ReadyPage, since: str | None) -> bool:
    tags = {tag.removeprefix("W/") for tag in parse_etags(held)}
    if tags:
        return etag in tags or "*" in tags
    return since is not None and _is_of_that_time(page, since)  # what was sent is no tag at all


def _is_of_that_time(page: ReadyPage, since: str) -> bool:
    """Whether somebody who knows no entity tags holds the page already: feed readers of the older kind.

    Only pages that say when they changed are compared, and by equality: a page from which the newest part
    was taken away is older than the one they hold, and another.
    """
    return since == dict(page.headers).get("Last-Modified")


def _response(page: ReadyPage, request: HttpRequest) -> HttpResponse:
    answer = told(
        page,
        encodings=request.headers.get("Accept-Encoding", ""),
        held=request.headers.get("If-None-Match", ""),
        since=request.headers.get("If-Modified-Since"),
    )
    body = b"" if request.method == "HEAD" else answer.body
    return HttpResponse(body, status=answer.status, headers=dict(answer.headers))
