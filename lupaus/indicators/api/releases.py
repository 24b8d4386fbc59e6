"""Data releases over the API."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Path, Query, Router, Schema

from lupaus.indicators import queries
from lupaus.indicators.models import Gender, Nature, Release
from lupaus.web.api.shapes import Page, Paging, ReleaseNumber, page

router = Router()


class ReleaseOut(Schema):
    """One import, whole: where it came from and what it changed. Its number keeps figures for ever."""

    number: int
    nature: Nature
    source: str
    url: str
    checksum: str
    retrieved_at: datetime
    licence: str
    producer: str
    added: int
    changed: int
    withdrawn: int
    unchanged: int
    skipped: int


class ReleasePage(Page):
    items: list[ReleaseOut]


class ChangeOut(Schema):
    """How one observation differs; an old or new status is null where the observation is absent."""

    indicator: str
    region: str
    gender: Gender
    year: str
    kind: Literal["added", "changed", "withdrawn"]
    old: float | None
    new: float | None
    old_status: str | None
    new_status: str | None


class ChangePage(Page):
    before: int
    after: int
    added: int
    changed: int
    withdrawn: int
    items: list[ChangeOut]


@router.get("/releases", response=ReleasePage, summary="Releases", url_name="releases")
def releases(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """The data releases, the newest first."""
    found = queries.releases()
    part = found[paging.offset : paging.offset + paging.limit]
    return page(request, map(_as_release, part), total=len(found), limit=paging.limit, offset=paging.offset)


@router.get("/releases/{number}", response=ReleaseOut, summary="One release", url_name="release")
def release(request: HttpRequest, number: Path[ReleaseNumber]) -> dict[str, Any]:
    """One data release."""
    return _as_release(queries.release(number))


@router.get(
    "/releases/{before}/diff/{after}",
    response=ChangePage,
    summary="What changed between two releases",
    url_name="release-diff",
)
def release_diff(
    request: HttpRequest, before: Path[ReleaseNumber], after: Path[ReleaseNumber], paging: Query[Paging]
) -> dict[str, Any]:
    """What `after` says otherwise than `before`: the largest revisions first."""
    differ = queries.changes_between(
        queries.release(before), queries.release(after), limit=paging.offset + paging.limit
    )
    return page(
        request,
        ({**change._asdict(), "year": change.period} for change in differ.largest[paging.offset :]),
        total=differ.added + differ.changed + differ.withdrawn,
        limit=paging.limit,
        offset=paging.offset,
        before=before,
        after=after,
        added=differ.added,
        changed=differ.changed,
        withdrawn=differ.withdrawn,
    )


def _as_release(entry: Release) -> dict[str, Any]:
    same = {name: getattr(entry, name) for name in ReleaseOut.model_fields if name != "number"}
    return {**same, "number": entry.pk}
