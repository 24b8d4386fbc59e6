"""Remarks of the review over the write API."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest
from ninja import Path, Router, Status

from lupaus.web.clock import real_clock
from lupaus.workspace import operations, queries
from lupaus.workspace.api.asked import CREATED, Answer, who
from lupaus.workspace.api.shapes import (
    CommentOut,
    CommentsOut,
    NewComment,
    Nothing,
    OfComment,
    OfVersion,
    OfWork,
)
from lupaus.workspace.models import Comment

router = Router(tags=["review"])


@router.get(
    "/works/{work}/versions/{number}/comments",
    response=CommentsOut,
    summary="Remarks on a version",
    url_name="comments-of-version",
)
def comments(request: HttpRequest, where: Path[OfVersion]) -> Answer:
    """The remarks on a version, the oldest first, with their answers."""
    found = queries.comments(actor=who(request), work=where.work, number=where.number)
    return {"items": [_told(each, each.answers.all()) for each in found]}


@router.post(
    "/works/{work}/comments", response={CREATED: CommentOut}, summary="Remark, or answer", url_name="comments"
)
def write(request: HttpRequest, where: Path[OfWork], data: NewComment) -> Status[Answer]:
    """Remark on a part, on a passage of it or on the whole of the version on its way; or answer a remark."""
    made = operations.write_comment(
        actor=who(request),
        clock=real_clock,
        work=where.work,
        words=data.words,
        kind=data.kind or "",
        slug=data.id or "",
        field=data.field,
        language=data.language or "",
        passage=data.passage,
        answers_to=data.answers_to,
    )
    return Status(CREATED, _told(made, ()))


@router.post(
    "/works/{work}/comments/{comment}/close", response=CommentOut, summary="Settle a remark", url_name="close"
)
def close(request: HttpRequest, where: Path[OfComment], data: Nothing | None = None) -> Answer:
    """Say that a remark is settled."""
    done = operations.close_comment(
        actor=who(request), clock=real_clock, work=where.work, comment=where.comment
    )
    return _told(done, done.answers.all())


@router.post(
    "/works/{work}/comments/{comment}/reopen",
    response=CommentOut,
    summary="Take up a remark again",
    url_name="reopen",
)
def reopen(request: HttpRequest, where: Path[OfComment], data: Nothing | None = None) -> Answer:
    """Take up a settled remark again."""
    done = operations.reopen_comment(
        actor=who(request), clock=real_clock, work=where.work, comment=where.comment
    )
    return _told(done, done.answers.all())


def _told(each: Comment, answers: Iterable[Comment]) -> Answer:
    names = ("id", "words", "by", "at", "kind", "field", "language", "passage", "closed_at", "closed_by")
    return {
        **{name: getattr(each, name) for name in names},
        "part": each.slug,
        "answers": [{name: getattr(answer, name) for name in names[:4]} for answer in answers],
    }
