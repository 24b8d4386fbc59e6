"""Parts over the write API: those of the version on its way are written, those of any version are read."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router, Schema, Status

from lupaus.web.clock import real_clock
from lupaus.workspace import operations, queries
from lupaus.workspace.api.asked import CREATED, Answer, began_from, tagged, who
from lupaus.workspace.api.shapes import (
    ChangedPart,
    HistoryOut,
    NewPart,
    OfPart,
    OfPartInVersion,
    OfWork,
    PartOut,
    Place,
    Restored,
    Revision,
)
from lupaus.workspace.api.versions import part_out
from lupaus.workspace.models import Part

router = Router(tags=["parts"])
_PART = "/works/{work}/parts/{kind}/{id}"
_IN_VERSION = "/works/{work}/versions/{number}/parts/{kind}/{id}"


class Began(Schema):
    revision: Revision | None = None


@router.post("/works/{work}/parts", response={CREATED: PartOut}, summary="Add a part", url_name="parts")
def add(request: HttpRequest, response: HttpResponse, where: Path[OfWork], data: NewPart) -> Status[Answer]:
    """Put a new part last under its parent, in the draft."""
    made = operations.add_part(
        actor=who(request),
        clock=real_clock,
        work=where.work,
        kind=data.kind,
        slug=data.id,
        parent=data.parent or "",
        content=data.content,
    )
    return Status(CREATED, _told(response, made))


@router.put(_PART, response=PartOut, summary="Change a part", url_name="part")
def change(request: HttpRequest, response: HttpResponse, where: Path[OfPart], data: ChangedPart) -> Answer:
    """Write a part anew. Refused with 409 (`base`, `theirs`, `yours`) if it was changed since you read it."""
    done = operations.change_part(
        actor=who(request),
        clock=real_clock,
        work=where.work,
        kind=where.kind,
        slug=where.id,
        revision=began_from(request, data.revision),
        content=data.content,
    )
    return _told(response, done)


@router.delete(_PART, response=PartOut, summary="Take a part out")
def remove(request: HttpRequest, response: HttpResponse, where: Path[OfPart], began: Query[Began]) -> Answer:
    """Take a part out of the draft. It can be brought back."""
    done = operations.remove_part(
        actor=who(request),
        clock=real_clock,
        work=where.work,
        kind=where.kind,
        slug=where.id,
        revision=began_from(request, began.revision),
    )
    return _told(response, done)


@router.post(f"{_PART}/move", response=PartOut, summary="Move a part", url_name="move")
def move(request: HttpRequest, response: HttpResponse, where: Path[OfPart], data: Place) -> Answer:
    """Put a part at a place among its siblings, or under another parent."""
    done = operations.move_part(
        actor=who(request),
        clock=real_clock,
        work=where.work,
        kind=where.kind,
        slug=where.id,
        position=data.position,
        parent=data.parent,
    )
    return _told(response, done)


@router.post(f"{_PART}/restore", response=PartOut, summary="Undo, or bring back", url_name="restore")
def restore(request: HttpRequest, response: HttpResponse, where: Path[OfPart], data: Restored) -> Answer:
    """Make a part what it was after one of its revisions."""
    done = operations.restore_part(
        actor=who(request),
        clock=real_clock,
        work=where.work,
        kind=where.kind,
        slug=where.id,
        to=data.to,
        revision=began_from(request, data.revision),
    )
    return _told(response, done)


@router.get(
    _IN_VERSION,
    response={HTTPStatus.OK: PartOut, HTTPStatus.NOT_MODIFIED: None},
    summary="A part of a version",
    url_name="part-of-version",
)
def part(request: HttpRequest, response: HttpResponse, where: Path[OfPartInVersion]) -> Status[Any]:
    """One part of a version. Its entity tag is its revision: send it back as If-Match."""
    found = queries.part(
        actor=who(request), work=where.work, number=where.number, kind=where.kind, slug=where.id
    )
    if tagged(request, response, str(found.revision)):
        return Status(HTTPStatus.NOT_MODIFIED, None)
    return Status(HTTPStatus.OK, part_out(queries.value_of(found)))


@router.get(f"{_IN_VERSION}/history", response=HistoryOut, summary="History of a part", url_name="history")
def history(request: HttpRequest, where: Path[OfPartInVersion]) -> Answer:
    """Every change of a part in its version, the newest first."""
    found = queries.history(
        actor=who(request), work=where.work, number=where.number, kind=where.kind, slug=where.id
    )
    names = ("number", "deed", "at", "by", "parent", "position", "content")
    return {"items": [{name: getattr(each, name) for name in names} for each in found]}


def _told(response: HttpResponse, part: Part) -> Answer:
    response.headers["ETag"] = f'"{part.revision}"'
    return part_out(queries.value_of(part))
