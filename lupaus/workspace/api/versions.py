"""Versions and their way over the write API."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Path, Router, Status

from lupaus.web.clock import real_clock
from lupaus.workspace import operations, queries
from lupaus.workspace.api.asked import CREATED, Answer, tagged, who
from lupaus.workspace.api.shapes import (
    ContentOut,
    Decision,
    Nothing,
    OfVersion,
    OfWork,
    Return,
    VersionOut,
    VersionsOut,
)
from lupaus.workspace.content import PartValue
from lupaus.workspace.models import Version

router = Router(tags=["versions"])


@router.get("/works/{work}/versions", response=VersionsOut, summary="Versions", url_name="versions")
def versions(request: HttpRequest, where: Path[OfWork]) -> Answer:
    """Every version of a work, the newest first."""
    return {"items": [version_out(each) for each in queries.versions(actor=who(request), work=where.work)]}


@router.post("/works/{work}/versions", response={CREATED: VersionOut}, summary="Begin the next version")
def begin_draft(request: HttpRequest, where: Path[OfWork], data: Nothing | None = None) -> Status[Answer]:
    """Begin the next version as a copy of the newest one."""
    made = operations.begin_draft(actor=who(request), clock=real_clock, work=where.work)
    return Status(CREATED, version_out(made))


@router.get("/works/{work}/versions/{number}", response=VersionOut, summary="One version", url_name="version")
def version(request: HttpRequest, where: Path[OfVersion]) -> Answer:
    """A version, whatever its state."""
    return version_out(queries.version(actor=who(request), work=where.work, number=where.number))


@router.get(
    "/works/{work}/versions/{number}/content",
    response={HTTPStatus.OK: ContentOut, HTTPStatus.NOT_MODIFIED: None},
    summary="All parts of a version",
    url_name="content",
)
def content(request: HttpRequest, response: HttpResponse, where: Path[OfVersion]) -> Status[Any]:
    """Every part, internal attributes too. The entity tag is the digest over all of it."""
    found = queries.version(actor=who(request), work=where.work, number=where.number)
    whole = queries.content(found)
    if tagged(request, response, whole.digest):
        return Status(HTTPStatus.NOT_MODIFIED, None)
    told = {
        "work": found.work_id,
        "number": found.number,
        "state": found.state,
        "digest": whole.digest,
        "parts": [part_out(part) for part in whole.parts],
    }
    return Status(HTTPStatus.OK, told)


@router.post(
    "/works/{work}/versions/{number}/submit",
    response=VersionOut,
    summary="Hand over to the review",
    url_name="submit",
)
def submit(request: HttpRequest, where: Path[OfVersion], data: Nothing | None = None) -> Answer:
    """From draft to in review."""
    done = operations.submit(actor=who(request), clock=real_clock, work=where.work, number=where.number)
    return version_out(done)


@router.post(
    "/works/{work}/versions/{number}/return",
    response=VersionOut,
    summary="Give back to the writers",
    url_name="return",
)
def return_to_draft(request: HttpRequest, where: Path[OfVersion], data: Return | None = None) -> Answer:
    """From in review or approved back to draft."""
    done = operations.return_to_draft(
        actor=who(request),
        clock=real_clock,
        work=where.work,
        number=where.number,
        reason=data.reason if data else "",
    )
    return version_out(done)


@router.post(
    "/works/{work}/versions/{number}/approve", response=VersionOut, summary="Approve", url_name="approve"
)
def approve(request: HttpRequest, where: Path[OfVersion], data: Decision) -> Answer:
    """From in review to approved, by a decision. From now on the digest is over every part."""
    done = operations.approve(
        actor=who(request),
        clock=real_clock,
        work=where.work,
        number=where.number,
        decision=data.decision,
    )
    return version_out(done)


@router.post(
    "/works/{work}/versions/{number}/publish", response=VersionOut, summary="Publish", url_name="publish"
)
def publish(request: HttpRequest, where: Path[OfVersion], data: Nothing | None = None) -> Answer:
    """From approved to published; the version before it is superseded."""
    done = operations.publish(actor=who(request), clock=real_clock, work=where.work, number=where.number)
    return version_out(done)


def version_out(each: Version) -> Answer:
    names = VersionOut.model_fields.keys() - {"work"}
    return {"work": each.work_id, **{name: getattr(each, name) for name in names}}


def part_out(part: PartValue) -> Answer:
    return {
        "kind": part.kind,
        "id": part.slug,
        "parent": part.parent,
        "position": part.position,
        "revision": part.revision,
        "content": part.content,
    }
