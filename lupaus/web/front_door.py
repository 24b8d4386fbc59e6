"""Answers found before the framework is asked: who knows some addresses by heart stands at the door.

Most of what an answer of the framework costs is the framework. A room that answers much-asked addresses of
open data in microseconds registers a door for them; `config.front` asks the doors before the framework. A
door that is not sure of an answer, in the least, says None and the framework answers, so everything a door
answers the framework answers too, and equally (which the room tests).

What a door may rely on: the method is GET or HEAD, there is no body, the host is one of ours, and
`version_of(environ)` is the content version read after the request came. The headers of the house (content
security policy and the like) are added behind the door, `Content-Length` too, and HEAD loses its body there.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final, NamedTuple

from django.utils.encoding import escape_uri_path, iri_to_uri

from lupaus.web.api.answers import OPEN, entity_tag, kept_headers
from lupaus.web.api.answers import holds as _holds
from lupaus.web.rooms import all_in

Environ = dict[str, Any]
_VERSION: Final = "lupaus.content_version"


class Answer(NamedTuple):
    """A finished answer: its status, its own headers and its body."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


Door = Callable[[Environ], Answer | None]

#: By prefix, the longest first.
_doors: list[tuple[str, Door]] = []


def register_door(prefix: str, handler: Door) -> None:
    """Ask `handler` for addresses that begin with `prefix` (`/api/v1/verdicts`), once, when a room starts.

    Of several prefixes that fit, the longest is asked alone. The same prefix again takes the place of the
    earlier handler.
    """
    if not prefix.startswith("/"):
        raise ValueError(f"{prefix!r} is not the beginning of an address")
    _doors[:] = [known for known in _doors if known[0] != prefix]
    _doors.append((prefix, handler))
    _doors.sort(key=lambda known: -len(known[0]))


def door_of(path: str) -> Door | None:
    """Who stands at the door of a path."""
    all_in()
    for prefix, handler in _doors:
        if path.startswith(prefix):
            return handler
    return None


def with_version(environ: Environ, version: int) -> Environ:
    """Tell a door which content version it answers for."""
    environ[_VERSION] = version
    return environ


def version_of(environ: Environ) -> int:
    """The content version, read after the request came."""
    version: int = environ[_VERSION]
    return version


def open_data(environ: Environ, body: Callable[[], bytes | None], *, media_type: str) -> Answer | None:
    """The answer `web.api.answers.answered` gives to the same request: same tag, same headers.

    `body` is asked only where the reader does not hold the answer already; None of it leaves the answer to
    the framework.
    """
    etag = entity_tag(full_path(environ), version_of(environ))
    if _holds(etag, environ.get("HTTP_IF_NONE_MATCH", "")):
        # Django gives every answer a content type, this one too.
        headers = (("Content-Type", "text/html; charset=utf-8"), *kept_headers(etag).items(), *OPEN.items())
        return Answer(HTTPStatus.NOT_MODIFIED, headers, b"")
    content = body()
    if content is None:
        return None
    headers = (("Content-Type", media_type), *kept_headers(etag).items(), *OPEN.items())
    return Answer(HTTPStatus.OK, headers, content)


def full_path(environ: Environ) -> str:
    """Path and query as `HttpRequest.get_full_path` has them, of an address in ASCII."""
    query = environ.get("QUERY_STRING", "")
    path = escape_uri_path(environ["PATH_INFO"])
    return f"{path}?{iri_to_uri(query)}" if query else path
