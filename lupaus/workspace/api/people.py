"""Responsible people over the write API."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest
from ninja import Path, Router, Status

from lupaus.web.clock import real_clock
from lupaus.workspace import operations, queries
from lupaus.workspace.api.asked import Answer, who
from lupaus.workspace.api.shapes import AssignmentsOut, NewAssignment, OfAssignment, OfWork

router = Router(tags=["people"])


@router.get(
    "/works/{work}/assignments",
    response=AssignmentsOut,
    summary="Who answers for what",
    url_name="assignments",
)
def assignments(request: HttpRequest, where: Path[OfWork]) -> Answer:
    """The responsible people of each part, in every version."""
    found = queries.assignments(actor=who(request), work=where.work)
    return {
        "items": [
            {"kind": kind, "id": slug, "username": each.user.username, "name": each.user.name}
            for (kind, slug), people in found.items()
            for each in people
        ]
    }


@router.post("/works/{work}/assignments", response=AssignmentsOut, summary="Name a responsible person")
def assign(request: HttpRequest, where: Path[OfWork], data: NewAssignment) -> Answer:
    """Name who answers for a part, and tell who all do now."""
    operations.assign(
        actor=who(request),
        clock=real_clock,
        work=where.work,
        kind=data.kind,
        slug=data.id,
        username=data.username,
    )
    return assignments(request, where)


@router.delete(
    "/works/{work}/assignments/{kind}/{id}/{username}",
    response={HTTPStatus.NO_CONTENT: None},
    summary="Take a duty from a person",
    url_name="assignment",
)
def unassign(request: HttpRequest, where: Path[OfAssignment]) -> Status[None]:
    """Take the duty for a part from a person."""
    operations.unassign(
        actor=who(request),
        clock=real_clock,
        work=where.work,
        kind=where.kind,
        slug=where.id,
        username=where.username,
    )
    return Status(HTTPStatus.NO_CONTENT, None)
