"""How an answer of the write API leaves the house: to one program, kept nowhere, readable by no page.

It looks at no cookie and tells no page of another origin that it may read or send anything, so there is
nothing a foreign page could do in a reader's name.
"""

from __future__ import annotations

import json
import logging
import math
from functools import wraps
from http import HTTPStatus
from typing import Any, Final, NoReturn

from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from ninja.parser import Parser

from lupaus.web.api.answers import View
from lupaus.web.api.problems import MEDIA_TYPE, problem_response
from lupaus.web.refusals import Refused
from lupaus.web.refused_log import tell_refused

_log = logging.getLogger(__name__)

#: Bytes of a body; a whole content of 5,500 parts has about three million.
LARGEST_BODY: Final = 8 * 1024 * 1024
_DEEPEST: Final = 20
_WITH_BODY: Final = frozenset({"POST", "PUT"})


class BadBody(Refused):
    """The body is not JSON as it is meant to be."""

    status = 400


class StrictParser(Parser):
    """JSON without what databases and people read in two ways: NaN, names told twice, control characters."""

    def parse_body(self, request: HttpRequest) -> Any:
        try:
            found = json.loads(
                request.body,
                parse_constant=_no_number,
                parse_float=_finite,
                object_pairs_hook=_once_each,
            )
        except (RecursionError, UnicodeDecodeError) as wrong:
            raise BadBody("The body is not JSON in UTF-8, or it is nested too deep.") from wrong
        except ValueError as wrong:
            raise BadBody(f"The body is not JSON: {str(wrong)[:200]}.") from wrong
        _check(found, _DEEPEST)
        return found


def answered_in_private(view: View) -> View:
    """The view with everything an answer of the write API has in common."""

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, **parameters: Any) -> HttpResponse:
        with translation.override("en"):
            response = _answer(request, view, parameters)
        response.headers["Cache-Control"] = "no-store"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["Vary"] = "Authorization"
        if response.status_code == HTTPStatus.UNAUTHORIZED:
            response.headers["WWW-Authenticate"] = 'Bearer realm="Lupaus"'
        if response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
            response.headers["Retry-After"] = "900"
        tell_refused(request, response.status_code)
        return response

    return answer


def _answer(request: HttpRequest, view: View, parameters: dict[str, Any]) -> HttpResponse:
    try:
        wrong = _wrong_body(request)
        if wrong is not None:
            return wrong
        method = request.method
        request.method = "GET" if method == "HEAD" else method
        response = view(request, **parameters)
        request.method = method
    except Http404:
        return problem_response(request, HTTPStatus.NOT_FOUND)
    except SuspiciousOperation:
        return problem_response(request, HTTPStatus.BAD_REQUEST)
    except Exception:  # noqa: BLE001 - whatever it was, it is recorded, and nothing of it is told outside
        _log.exception("The write API could not answer %s", request.path)
        return problem_response(request, HTTPStatus.INTERNAL_SERVER_ERROR)
    if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and MEDIA_TYPE not in response["Content-Type"]:
        return _not_allowed(request, response)
    return response


def _wrong_body(request: HttpRequest) -> HttpResponse | None:
    """A refusal of a body that is not even read."""
    length = request.headers.get("Content-Length", "0") or "0"
    if not length.isdecimal() or int(length[:12]) > LARGEST_BODY:
        sentence = f"The body is larger than {LARGEST_BODY // 1024 // 1024} MB."
        return problem_response(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, sentence)
    if request.method in _WITH_BODY and int(length) and request.content_type != "application/json":
        return problem_response(
            request, HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send JSON: Content-Type: application/json."
        )
    return None


def _not_allowed(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    allowed = response.headers.get("Allow", "")
    problem = problem_response(request, HTTPStatus.METHOD_NOT_ALLOWED, f"This address knows only: {allowed}.")
    problem.headers["Allow"] = allowed
    return problem


def _no_number(word: str) -> NoReturn:
    raise BadBody(f"{word} is not a number of JSON.")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise BadBody("A number is too large.")
    return number


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BadBody("An object tells the same name twice.")
    return found


def _check(value: Any, deeper: int) -> None:
    """Raise `BadBody` for what is nested too deep, or holds letters that no database keeps."""
    if not deeper:
        raise BadBody(f"The body is nested deeper than {_DEEPEST}.")
    if isinstance(value, str):
        if "\x00" in value or not _is_text(value):
            raise BadBody("A text holds a letter that is none: U+0000 or half of a pair.")
    elif isinstance(value, dict):
        for name, inner in value.items():
            _check(name, deeper)
            _check(inner, deeper - 1)
    elif isinstance(value, list):
        for inner in value:
            _check(inner, deeper - 1)
    elif isinstance(value, int) and abs(value) >= 2**63:
        raise BadBody("A number is too large.")


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
