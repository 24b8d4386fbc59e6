"""Published handbooks over the API, for reading. What is not published is not here."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from lupaus.practices import queries
from lupaus.practices.queries import Chapter, Handbook, HandbookLine, Section
from lupaus.web.api.shapes import Page, Paging, Words, page
from lupaus.workspace.api.published import PublishedVersionOut
from lupaus.workspace.models import Version

router = Router(tags=["practices"])


class HandbookOut(Schema):
    """How an organiser works: a practices document in force."""

    id: str
    title: Words
    organisation: Words
    purpose: Words
    version: PublishedVersionOut


class HandbookPage(Page):
    items: list[HandbookOut]


class SectionOut(Schema):
    """`goals` are goals of strategies, each as `strategy/goal`; `text` may hold headings, lists and links."""

    id: str
    number: str
    title: Words
    text: Words
    review_date: date | None
    goals: list[str]


class ChapterOut(SectionOut):
    """`responsible` is an office or a body."""

    responsible: Words
    sections: list[SectionOut]


class HandbookWhole(HandbookOut):
    """A version, whole."""

    chapters: list[ChapterOut]


class PublishedVersions(Schema):
    items: list[PublishedVersionOut]


@router.get("/practices", response=HandbookPage, summary="Practices documents in force", url_name="practices")
def practices(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """The practices documents in force."""
    found = queries.handbooks()
    part = found[paging.offset : paging.offset + paging.limit]
    return page(request, map(_line, part), total=len(found), limit=paging.limit, offset=paging.offset)


@router.get(
    "/practices/{id}",
    response=HandbookWhole,
    summary="A practices document, whole",
    url_name="practices-document",
)
def document(request: HttpRequest, id: str) -> dict[str, Any]:  # noqa: A002 - the field's own name
    """The version in force with its chapters and sections."""
    return _whole(queries.handbook(id))


@router.get(
    "/practices/{id}/versions",
    response=PublishedVersions,
    summary="Its published versions",
    url_name="practices-versions",
)
def versions(request: HttpRequest, id: str) -> dict[str, Any]:  # noqa: A002 - as above
    """Every version that was ever published, the newest first."""
    return {"items": [_version(version) for version in queries.published_versions(id)]}


@router.get(
    "/practices/{id}/versions/{number}",
    response=HandbookWhole,
    summary="A published version, whole",
    url_name="practices-version",
)
def version(request: HttpRequest, id: str, number: int) -> dict[str, Any]:  # noqa: A002 - as above
    """The same for ever."""
    return _whole(queries.handbook(id, number))


@router.get(
    "/practices/{id}/chapters/{chapter}",
    response=ChapterOut,
    summary="One chapter",
    url_name="practices-chapter",
)
def chapter(request: HttpRequest, id: str, chapter: str) -> dict[str, Any]:  # noqa: A002 - as above
    """A chapter of the version in force with its sections."""
    return _chapter(queries.handbook(id).chapter(chapter))


def _line(line: HandbookLine) -> dict[str, Any]:
    return {
        "id": line.id,
        "title": line.title,
        "organisation": line.organisation,
        "purpose": line.purpose,
        "version": _version(line.version),
    }


def _whole(handbook: Handbook) -> dict[str, Any]:
    return {
        "id": handbook.id,
        "title": handbook.title,
        "organisation": handbook.organisation,
        "purpose": handbook.purpose,
        "version": _version(handbook.version),
        "chapters": [_chapter(chapter) for chapter in handbook.chapters],
    }


def _version(version: Version) -> dict[str, Any]:
    return {
        "number": version.number,
        "state": version.state,
        "published_at": version.published_at,
        "superseded_at": version.superseded_at,
        "decision": version.decision,
        "digest": version.digest,
    }


def _chapter(chapter: Chapter) -> dict[str, Any]:
    return {
        **_section(chapter),
        "responsible": chapter.responsible,
        "sections": [_section(section) for section in chapter.sections],
    }


def _section(section: Section) -> dict[str, Any]:
    return {
        "id": section.id,
        "number": section.number,
        "title": section.title,
        "text": section.text,
        "review_date": section.review_date,
        "goals": list(section.goals),
    }
