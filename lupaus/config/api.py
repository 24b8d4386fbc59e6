"""The API of all rooms under `/api/v1/`: open data, for reading, without a key."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from http import HTTPStatus
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, re_path
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.renderers import JSONRenderer

from lupaus import __version__
from lupaus.analysis.api import router as analysis
from lupaus.decisions.api import router as decisions
from lupaus.indicators.api import router as indicators
from lupaus.practices.api import router as practices
from lupaus.regions.api import router as regions
from lupaus.services.api import router as services
from lupaus.strategy.api import router as strategy
from lupaus.web.api.answers import answered
from lupaus.web.api.problems import MEDIA_TYPE, ProblemDetails, problem_response, validation_problems
from lupaus.web.api.shapes import JSON_STYLE
from lupaus.web.refusals import Problem, Refused

_DESCRIPTION = """\
Strategies, their goals and targets, the statistics they are followed by, and the verdicts.

Everything is open data and for reading: no key, any origin. Texts come in Finnish, Swedish and English.
Long lists come in parts (`limit`, `offset`, `next`). Every answer has an entity tag; ask with
`If-None-Match`. `release` keeps an answer at a data release for ever. Errors are problem documents
(RFC 9457). Figures are never rounded. Whose figures they are, and under which terms, is told by each
indicator's `producer` and `licence`; `illustrative` marks those that are no statistics.
"""

#: Errors every operation may answer with, beside 200.
_ERRORS: Final = {
    "304": None,
    "400": "The request cannot be understood.",
    "404": "What was asked for is not here.",
    "405": "The API is for reading only.",
    "422": "A parameter is wrong; `problems` names each.",
    "500": "The fault is ours.",
}


class LupausAPI(NinjaAPI):
    """The API, with the problem documents every operation may answer described in its schema."""

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
                    operation["responses"][status] = (
                        {"description": description, "content": content}
                        if description
                        else {"description": "What the reader holds is still right."}
                    )
        return schema


class ReadableJSON(JSONRenderer):
    json_dumps_params = JSON_STYLE


class Directory(Schema):
    """What there is, by name, and where."""

    title: str
    version: str
    openapi: str
    resources: dict[str, str]


api = LupausAPI(
    title="Lupaus",
    version=__version__,
    description=_DESCRIPTION,
    docs_url=None,
    renderer=ReadableJSON(),
    openapi_url="openapi.json",
    urls_namespace="api-v1",
)
api.add_router("", regions)
api.add_router("", indicators)
api.add_router("", analysis)
api.add_router("", services)
api.add_router("", strategy)
api.add_router("", practices)
api.add_router("", decisions)

_ROOT: Final = "/api/v1/"
_RESOURCES: Final = (
    *("strategies", "practices", "chains", "matrices", "processes"),
    *("services", "service-classes", "service-points", "reach", "hsds/"),
    *("bodies", "meetings", "decisions", "matters"),
    *("indicators", "observations", "comparisons", "findings", "regions", "releases"),
)


@api.get("/", response=Directory, tags=["directory"], summary="What there is", url_name="directory")
def directory(request: HttpRequest) -> dict[str, Any]:
    """Where to begin."""
    return {
        "title": "Lupaus",
        "version": __version__,
        "openapi": f"{_ROOT}openapi.json",
        "resources": {name: f"{_ROOT}{name}" for name in _RESOURCES},
    }


@api.exception_handler(Refused)
def refused(request: HttpRequest, exc: Refused | type[Refused]) -> HttpResponse:
    return problem_response(request, exc.status, problems=getattr(exc, "problems", ()))


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, exc: ValidationError | type[ValidationError]) -> HttpResponse:
    problems = validation_problems(getattr(exc, "errors", []))
    return problem_response(request, HTTPStatus.UNPROCESSABLE_ENTITY, problems=problems)


@api.exception_handler(HttpError)
def http_error(request: HttpRequest, exc: HttpError | type[HttpError]) -> HttpResponse:
    return problem_response(request, getattr(exc, "status_code", HTTPStatus.BAD_REQUEST))


@api.exception_handler(Http404)
def not_found(request: HttpRequest, exc: Http404 | type[Http404]) -> HttpResponse:
    return problem_response(request, HTTPStatus.NOT_FOUND)


@api.exception_handler(Exception)
def unexpected(request: HttpRequest, exc: Exception | type[Exception]) -> HttpResponse:
    """`answered` records it and answers without telling what went wrong inside."""
    raise exc


@cache
def _known_parameters() -> dict[str, frozenset[str]]:
    """Address template of each operation → its query parameters."""
    paths = api.get_openapi_schema(path_prefix="/")["paths"]
    return {
        path: frozenset(p["name"] for p in methods["get"]["parameters"] if p["in"] == "query")
        for path, methods in paths.items()
    }


def _strict(pattern: URLPattern) -> URLPattern:
    """The route answering as every answer does, and refusing parameters it does not know."""
    view = pattern.callback
    template = "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", str(pattern.pattern))

    def checked(request: HttpRequest, **parameters: Any) -> HttpResponse:
        strange = sorted(request.GET.keys() - _known_parameters().get(template, frozenset()))
        if strange:
            problems = [Problem("There is no such parameter.", path=name[:80]) for name in strange[:20]]
            return problem_response(request, HTTPStatus.UNPROCESSABLE_ENTITY, problems=problems)
        response: HttpResponse = view(request, **parameters)
        return response

    return URLPattern(pattern.pattern, answered(checked), pattern.default_args, pattern.name)


def _nothing_here(request: HttpRequest) -> HttpResponse:
    return problem_response(request, HTTPStatus.NOT_FOUND)


_patterns, _app, _namespace = api.urls

#: For `include()`, under `api/v1/`.
urls = ([_strict(pattern) for pattern in _patterns if isinstance(pattern, URLPattern)], _app, _namespace)

#: Whatever else is asked for under `api/`.
nothing_here = re_path(r"^api(?:/.*)?$", answered(_nothing_here))
