"""The WSGI application that the server runs: the front, and behind it the framework."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from http.client import responses
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import DatabaseError, connections

from lupaus.config.front.dressing import Dresser
from lupaus.config.front.origins import Origins
from lupaus.config.front.versions import Versions, versions_of_database
from lupaus.web import clock, region_choice
from lupaus.web.front_door import Answer, Environ, door_of, with_version
from lupaus.web.languages import language_of
from lupaus.web.pages import LONGEST_QUERY_KEPT, PAGES_IN_REQUEST, PageKey, Pages, told

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication

_log = logging.getLogger(__name__)

_STATUS: Final = {number: f"{number} {words}" for number, words in responses.items()}
_NO_BODY: Final = frozenset({None, "", "0"})
_HEAD: Final = "HEAD"


class Front:
    """Answers kept pages and the addresses of doors; hands everything else to `application`.

    A page is looked for in the very store the framework keeps pages in (`web.pages`), under the same key.
    Only an address in its canonical form is looked for, written as it came: then what came *is* the key,
    and nothing needs to be parsed. What the framework's answer may depend on besides (the host, cookies, the
    method, a body, a range) is either part of the question or sends it to the framework.
    """

    def __init__(self, application: WSGIApplication, versions: Versions | None = None) -> None:
        self._application = application
        self._versions = versions or versions_of_database()
        self._origins = Origins()
        self._dresser = Dresser()
        self._pages: Pages | None = None
        self._redirects = bool(settings.SECURE_SSL_REDIRECT)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        method = environ["REQUEST_METHOD"]
        if method in ("GET", _HEAD) and _is_plain(environ):
            answer = self._known(environ)
            if answer is not None:
                start_response(_STATUS[answer.status], list(answer.headers))
                return [b"" if method == _HEAD else answer.body]
        returned = self._application(environ, start_response)
        if self._pages is None:
            self._pages = environ.get(PAGES_IN_REQUEST)
        return returned

    def _known(self, environ: Environ) -> Answer | None:
        path = environ["PATH_INFO"]
        if self._pages is not None and language_of(path) is not None:
            return self._page(environ, path, environ.get("QUERY_STRING", ""), self._pages)
        door = door_of(path)
        if door is None:
            return None
        origin = self._origins.of(environ)
        if origin is None or (self._redirects and not origin.secure):
            return None
        version = self._versions.now()
        if version is None:
            return None
        try:
            answer = door(with_version(environ, version))
            return answer and self._dresser.dressed(answer, origin)
        except Exception:  # noqa: BLE001 - whatever it was, it is recorded, and the framework answers
            _log.exception("The door of %s could not answer; the framework does", path)
            _let_go_of_databases()
            return None

    def _page(self, environ: Environ, path: str, query: str, pages: Pages) -> Answer | None:
        if len(path) + len(query) >= LONGEST_QUERY_KEPT:
            return None
        cookie = environ.get("HTTP_COOKIE")
        if cookie is not None or query:
            region = _region(query)
            if not _says_nothing(cookie, region):
                return None
        origin = self._origins.of(environ)
        if origin is None:
            return None
        version = self._versions.now()
        if version is None:
            return None
        address = f"{path}?{query}" if query else path
        page = pages.get(PageKey(origin.name, address, version, clock.day_of(clock.real_clock)))
        if page is None:
            return None
        return told(
            page,
            encodings=environ.get("HTTP_ACCEPT_ENCODING", ""),
            held=environ.get("HTTP_IF_NONE_MATCH", ""),
            since=environ.get("HTTP_IF_MODIFIED_SINCE"),
        )


def _is_plain(environ: Environ) -> bool:
    """Whether the request is of the common kind, in which the bytes of an address say all there is."""
    path = environ["PATH_INFO"]
    return (
        environ.get("CONTENT_LENGTH") in _NO_BODY
        and "HTTP_TRANSFER_ENCODING" not in environ
        and "HTTP_RANGE" not in environ
        and not environ.get("SCRIPT_NAME")
        and path.isascii()
        and "?" not in path  # one that was written %3F: no part of a query
    )


def _region(query: str) -> str | None:
    """The region chosen in a canonical query, where values of codes are never encoded."""
    for pair in query.split("&"):
        if pair.startswith("region="):
            return pair[7:]
    return None


def _says_nothing(cookie: str | None, region: str | None) -> bool:
    """Whether the framework would neither send the reader elsewhere nor set a cookie."""
    if cookie is None or region_choice.COOKIE not in cookie:
        return region is None
    return region is not None and cookie == f"{region_choice.COOKIE}={region}"


def _let_go_of_databases() -> None:
    """Close what a door may have left in an unknown state."""
    for connection in connections.all(initialized_only=True):
        try:
            connection.close()
        except DatabaseError:
            _log.debug("A connection could not be closed", exc_info=True)
