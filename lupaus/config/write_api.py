"""The write API under `/api/v1/workspace/`: for programs that act for a person, with a personal token."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from http import HTTPStatus
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, re_path
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from lupaus import __version__
from lupaus.accounts.api import token_auth
from lupaus.config.api import ReadableJSON
from lupaus.web.api.private import StrictParser, answered_in_private
from lupaus.web.api.problems import MEDIA_TYPE, ProblemDetails, problem_response, validation_problems
from lupaus.web.refusals import Problem, Refused
from lupaus.workspace.api import router
from lupaus.workspace.operations import Collision

_DESCRIPTION = """\
Writing strategies and other works, reviewing, approving and publishing them: the same as the pages do.

Every request names a personal token (`Authorization: Bearer …`), made on the account pages; it has the
rights its owner chose for it and still holds. Cookies are not looked at. What is sent is JSON, and a name
that is not described here is refused. Nothing is overwritten: changing a part needs the revision you read
(`revision`, or `If-Match` with its entity tag). Errors are problem documents (RFC 9457).
"""

_ERRORS: Final = {
    "400": "The body is not JSON, or not as it is meant to be.",
    "401": "There is no token, or it opens nothing.",
    "403": "The token's rights are not enough.",
    "404": "It is not there, or not for you.",
    "405": "The address does not know this method.",
    "409": "Not in this state, or somebody changed it in between.",
    "413": "The body is too large.",
    "415": "The body is not JSON.",
    "422": "Something is wrong with what was sent; `problems` names each.",
    "429": "Too many attempts.",
    "500": "The fault is ours.",
}


class WriteAPI(NinjaAPI):
    """The write API, with the problem documents every operation may answer described in its schema."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: Mapping[str, Any] | None = None
    ) -> OpenAPISchema:
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=dict(path_params or {}))
        shapes = ProblemDetails.model_json_schema(ref_template="#/components/schemas/{model}")
        places = shapes.pop("$defs")
        schema["components"]["schemas"] |= {"ProblemDetails": shapes, **places}
        content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}}
        for methods in schema["paths"].values():
            for operation in methods.values():
                for status, description in _ERRORS.items():
                    operation["responses"][status] = {"description": description, "content": content}
        return schema


api = WriteAPI(
    title="Lupaus: the workspace",
    version=__version__,
    description=_DESCRIPTION,
    docs_url=None,
    renderer=ReadableJSON(),
    parser=StrictParser(),
    auth=token_auth,
    openapi_url="openapi.json",
    urls_namespace="api-v1-workspace",
)
api.add_router("", router)


@api.exception_handler(Collision)
def collided(request: HttpRequest, exc: Collision | type[Collision]) -> HttpResponse:
    """All three contents, so that nothing is lost."""
    assert isinstance(exc, Collision)  # noqa: S101 - the type of ninja's handlers is wider than what comes
    more = {
        "base": exc.base,
        "theirs": exc.theirs,
        "yours": exc.yours,
        "by": exc.by,
        "at": exc.at.isoformat(),
        "revision": exc.revision,
    }
    return problem_response(request, exc.status, problems=exc.problems, more=more)


@api.exception_handler(Refused)
def refused(request: HttpRequest, exc: Refused | type[Refused]) -> HttpResponse:
    return problem_response(request, exc.status, problems=getattr(exc, "problems", ()))


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, exc: ValidationError | type[ValidationError]) -> HttpResponse:
    """A place that cannot be is a place that is not there."""
    errors = getattr(exc, "errors", [])
    if any(error["loc"][0] == "path" for error in errors):
        return problem_response(request, HTTPStatus.NOT_FOUND)
    return problem_response(
        request, HTTPStatus.UNPROCESSABLE_ENTITY, problems=validation_problems(errors[:100])
    )


@api.exception_handler(HttpError)
def http_error(request: HttpRequest, exc: HttpError | type[HttpError]) -> HttpResponse:
    """What the parser found wrong with the body comes wrapped."""
    cause = getattr(exc, "__cause__", None)
    if isinstance(cause, Refused):
        return problem_response(request, cause.status, problems=cause.problems)
    return problem_response(request, getattr(exc, "status_code", HTTPStatus.BAD_REQUEST))


@api.exception_handler(Http404)
def not_found(request: HttpRequest, exc: Http404 | type[Http404]) -> HttpResponse:
    return problem_response(request, HTTPStatus.NOT_FOUND)


@api.exception_handler(Exception)
def unexpected(request: HttpRequest, exc: Exception | type[Exception]) -> HttpResponse:
    """`answered_in_private` records it and answers without telling what went wrong inside."""
    raise exc


@cache
def _known_parameters() -> dict[tuple[str, str], frozenset[str]]:
    """Address template and method of each operation → its query parameters."""
    paths = api.get_openapi_schema(path_prefix="/")["paths"]
    return {
        (path, method.upper()): frozenset(
            each["name"] for each in operation["parameters"] if each["in"] == "query"
        )
        for path, methods in paths.items()
        for method, operation in methods.items()
    }


def _strict(pattern: URLPattern) -> URLPattern:
    """The route answering as every answer does, and refusing parameters it does not know."""
    view = pattern.callback
    template = "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", str(pattern.pattern))

    def checked(request: HttpRequest, **parameters: Any) -> HttpResponse:
        known = _known_parameters().get((template, request.method or ""))
        strange = sorted(request.GET.keys() - known) if known is not None else []
        if strange:
            problems = [Problem("There is no such parameter.", path=name[:80]) for name in strange[:20]]
            return problem_response(request, HTTPStatus.UNPROCESSABLE_ENTITY, problems=problems)
        response: HttpResponse = view(request, **parameters)
        return response

    return URLPattern(pattern.pattern, answered_in_private(checked), pattern.default_args, pattern.name)


def _nothing_here(request: HttpRequest) -> HttpResponse:
    return problem_response(request, HTTPStatus.NOT_FOUND)


_patterns, _app, _namespace = api.urls

#: For `include()`, under `api/v1/workspace/`.
urls = (
    [
        *(_strict(pattern) for pattern in _patterns if isinstance(pattern, URLPattern)),
        re_path(r"^.*$", answered_in_private(_nothing_here)),
    ],
    _app,
    _namespace,
)
