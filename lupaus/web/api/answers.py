"""How every answer of the API leaves the house: readable from any page, kept by caches, never bare."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, Final

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.http import parse_etags
from django.views.decorators.csrf import csrf_exempt

from lupaus import __version__
from lupaus.web import clock
from lupaus.web.api.problems import problem_response
from lupaus.web.versions import content_version

_log = logging.getLogger(__name__)

View = Callable[..., HttpResponse]

_METHODS: Final = "GET, HEAD, OPTIONS"
#: Open data: any page may read it, and nothing here depends on who asks.
OPEN: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
_ASKING_FIRST: Final = {
    "Access-Control-Allow-Methods": _METHODS,
    "Access-Control-Allow-Headers": "If-None-Match",
    "Access-Control-Max-Age": "86400",
}


def answered(view: View) -> View:
    """The view with everything an answer of the API has in common.

    An answer is a function of its address, the content version, the year it is and the program. The entity
    tag is made of these before the answer is, so whoever still holds it is told so at the cost of one query.
    The version is read first: a write that commits meanwhile leaves an older tag on a newer answer, which
    the next request replaces; never a newer tag on an older answer.
    """

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, **parameters: Any) -> HttpResponse:
        with translation.override("en"):
            response = _answer(request, view, parameters)
        for name, value in OPEN.items():
            response.headers[name] = value
        return response

    return answer


def _answer(request: HttpRequest, view: View, parameters: dict[str, Any]) -> HttpResponse:
    if request.method == "OPTIONS":
        return HttpResponse(status=HTTPStatus.NO_CONTENT, headers={"Allow": _METHODS, **_ASKING_FIRST})
    if request.method not in ("GET", "HEAD"):
        return _never_kept(problem_response(request, HTTPStatus.METHOD_NOT_ALLOWED), Allow=_METHODS)
    try:
        etag = entity_tag(request.get_full_path(), content_version())
        if holds(etag, request.headers.get("If-None-Match", "")):
            return _kept(HttpResponse(status=HTTPStatus.NOT_MODIFIED), etag)
        request.method, method = "GET", request.method  # the rooms know only GET
        response = view(request, **parameters)
        request.method = method
    except SuspiciousOperation:
        return _never_kept(problem_response(request, HTTPStatus.BAD_REQUEST))
    except Exception:  # noqa: BLE001 - whatever it was, it is recorded, and nothing of it is told outside
        _log.exception("The API could not answer %s", request.path)
        return _never_kept(problem_response(request, HTTPStatus.INTERNAL_SERVER_ERROR))
    return _kept(response, etag) if response.status_code == HTTPStatus.OK else _never_kept(response)


def entity_tag(full_path: str, version: int) -> str:
    """A weak tag, without its `W/`: the same content, not the same bytes after compression on the way."""
    parts = (__version__, version, clock.year_of(clock.real_clock), full_path)
    return f'"{hashlib.blake2b(repr(parts).encode(), digest_size=16).hexdigest()}"'


def holds(etag: str, if_none_match: str) -> bool:
    """Whether who asks with this header has the answer already."""
    return bool(if_none_match) and etag in {tag.removeprefix("W/") for tag in parse_etags(if_none_match)}


def kept_headers(etag: str) -> dict[str, str]:
    """What an answer says that may be kept, but must be asked for each time."""
    return {"ETag": f"W/{etag}", "Cache-Control": "public, no-cache"}


def _kept(response: HttpResponse, etag: str) -> HttpResponse:
    for name, value in kept_headers(etag).items():
        response.headers[name] = value
    return response


def _never_kept(response: HttpResponse, **headers: str) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    for name, value in headers.items():
        response.headers[name] = value
    return response
