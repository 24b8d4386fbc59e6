"""The doors of Akoma Ntoso: a work in Finnish, or an expression in a language, as XML."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse

from lupaus.decisions.akn import document
from lupaus.decisions.akn.naming import KINDS, LANGUAGES, day_of, slug_of, work_of
from lupaus.web.api.answers import answered
from lupaus.web.api.problems import problem_response
from lupaus.web.refusals import NotFound

MEDIA_TYPE: Final = "application/akn+xml"
_STAGES: Final = {subtype: stage for stage, (_element, subtype) in KINDS.items()}


@answered
def document_of(
    request: HttpRequest,
    *,
    subtype: str,
    body: str,
    day: str,
    number: int,
    expression: str = "fin",
) -> HttpResponse:
    """The document. What was asked for as an agenda leads to the minutes once they stand in its place."""
    code, _at, version = expression.removesuffix(".xml").partition("@")
    try:
        found = document.meeting(body, slug_of(day, str(number)))
    except NotFound as refused:
        return problem_response(request, refused.status, problems=refused.problems)
    if found.stage != _STAGES[subtype]:
        if found.stage == "agenda":
            return problem_response(request, 404, "There are no minutes yet.")
        return HttpResponseRedirect(f"{work_of(found, found.stage)}/{code}")
    if version and version != str(day_of(found)):
        return problem_response(
            request, 404, "Only the newest version is kept: leave out the day behind the @."
        )
    site = request.build_absolute_uri("/").removesuffix("/")
    parts = document.pieces(found, LANGUAGES[code], site)
    name = f"{body}-{found.slug}-{code}.xml"
    headers = {"Content-Disposition": f'inline; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    response: HttpResponse = StreamingHttpResponse(  # type: ignore[assignment]  # headers are all that is added
        parts, content_type=f"{MEDIA_TYPE}; charset=utf-8", headers=headers
    )
    return response


@answered
def nothing_here(request: HttpRequest) -> HttpResponse:
    return problem_response(request, 404, "There is no document here.")
