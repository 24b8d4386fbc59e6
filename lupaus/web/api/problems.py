"""Problem documents (RFC 9457): how the API says no, in English whoever asks."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from ninja import Schema

from lupaus.web.refusals import Problem

MEDIA_TYPE: Final = "application/problem+json"


class ProblemPlace(Schema):
    """One thing that is wrong; `path` names the parameter or the place in a document."""

    message: str
    file: str | None = None
    line: int | None = None
    path: str | None = None


class ProblemDetails(Schema):
    """A problem document of RFC 9457. `problems` lists every reason at once, where there are several."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    problems: list[ProblemPlace] = []


def problem_response(
    request: HttpRequest,
    status: int,
    detail: str | None = None,
    problems: Iterable[Problem] = (),
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """A problem document for an HTTP status, with `more` members of its own.

    Depends on nothing that could fail as well.
    """
    reasons = [_as_place(problem) for problem in problems]
    document: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail or " ".join(dict.fromkeys(place["message"] for place in reasons)) or _advice(status),
        "instance": request.path,
    }
    if reasons:
        document["problems"] = reasons
    body = json.dumps(document | dict(more or {}), ensure_ascii=False)
    return HttpResponse(body, status=status, content_type=MEDIA_TYPE)


def validation_problems(errors: Iterable[dict[str, Any]]) -> list[Problem]:
    """What ninja found wrong with parameters and body, as our own problems."""
    return [Problem(_reason(error), path=_parameter(error["loc"])) for error in errors]


def _reason(error: dict[str, Any]) -> str:
    if error["type"] == "string_pattern_mismatch":
        return "The value does not have the form the schema describes."
    if error["type"] == "extra_forbidden":
        return "This cannot be written here."
    return f"{error['msg']}."


def _parameter(location: tuple[str | int, ...]) -> str:
    """`("query", "filters", "limit")` → `limit`: the last name, with the place in a list behind it.

    Of a body (`("body", "data", "title", "fi")`) the whole way: `title.fi`.
    """
    if location[:1] == ("body",):
        return ".".join(str(part)[:80] for part in location[2:])
    names = [part for part in location if isinstance(part, str)]
    places = "".join(f"[{part}]" for part in location if isinstance(part, int))
    return f"{names[-1]}{places}" if names else ""


def _as_place(problem: Problem) -> dict[str, Any]:
    place = {"message": problem.message, "file": problem.file, "line": problem.line, "path": problem.path}
    return {key: value for key, value in place.items() if value not in ("", None)}


def _advice(status: int) -> str:
    if status == HTTPStatus.NOT_FOUND:
        return "There is nothing at this address. /api/v1/ lists what there is."
    if status == HTTPStatus.FORBIDDEN:
        return "This may not be done with these rights."
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        return "The API is for reading: use GET or HEAD."
    if status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return "The request cannot be understood."
    return "The fault is ours and it has been recorded. Nothing was changed. Try again in a moment."
