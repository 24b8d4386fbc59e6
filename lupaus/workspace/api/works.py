"""Works over the write API."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Path, Router, Status

from lupaus.web.clock import real_clock
from lupaus.workspace import operations, queries
from lupaus.workspace.api.asked import CREATED, Answer, who
from lupaus.workspace.api.shapes import NewWork, OfWork, VersionOut, WorkOut, WorksOut
from lupaus.workspace.api.versions import version_out
from lupaus.workspace.models import State, Version

router = Router(tags=["works"])


@router.get("/works", response=WorksOut, summary="Works", url_name="works")
def works(request: HttpRequest) -> Answer:
    """The works of the organisations you may read in."""
    found = queries.works(actor=who(request))
    return {
        "items": [
            {
                "id": line.work.pk,
                "kind": line.work.kind,
                "organisation": line.work.organisation,
                "on_its_way": _number(line.on_its_way),
                "published": _number(line.published),
            }
            for line in found
        ]
    }


@router.post("/works", response={CREATED: VersionOut}, summary="Begin a work")
def open_work(request: HttpRequest, data: NewWork) -> Status[Answer]:
    """Begin a work with its first draft; `content` is that of its head."""
    made = operations.open_work(
        actor=who(request),
        clock=real_clock,
        kind=data.kind,
        work=data.id,
        organisation=data.organisation,
        content=data.content,
    )
    return Status(CREATED, version_out(made))


@router.get("/works/{work}", response=WorkOut, summary="One work", url_name="work")
def work(request: HttpRequest, where: Path[OfWork]) -> Answer:
    """A work, and which of its versions is where."""
    found = queries.work(actor=who(request), work=where.work)
    versions = queries.versions(actor=who(request), work=where.work)
    return {
        "id": found.pk,
        "kind": found.kind,
        "organisation": found.organisation,
        "on_its_way": _number(next((each for each in versions if not each.is_public), None)),
        "published": _number(next((each for each in versions if each.state == State.PUBLISHED), None)),
    }


def _number(version: Version | None) -> int | None:
    return version.number if version else None
