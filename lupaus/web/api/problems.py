"""Problem documents (RFC 9457): how the API says no, in English whoever asks."""

from __future__ import annotations

import json
from collections.abc import Iterable
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
    request: HttpRequest, status: int, detail: str | None = None, problems: Iterable[Problem] = ()
) -> HttpResponse:
    """A problem document for an HTTP status. Depends on nothing that could fail as well."""
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
    body = json.dumps(document, ensure_ascii=False)
    return HttpResponse(body, status=status, content_type=MEDIA_TYPE)


def _as_place(problem: Problem) -> dict[str, Any]:
    place = {"message": problem.message, "file": problem.file, "line": problem.line, "path": problem.path}
    return {key: value for key, value in place.items() if value not in ("", None)}


def _advice(status: int) -> str:
    if status == HTTPStatus.NOT_FOUND:
        return "There is nothing at this address. /api/v1/ lists what there is."
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        return "The API is for reading: use GET or HEAD."
    if status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return "The request cannot be understood."
    return "The fault is ours and it has been recorded. Nothing was changed. Try again in a moment."
