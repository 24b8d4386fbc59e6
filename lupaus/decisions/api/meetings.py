"""Published meetings over the API: agendas and minutes, with their items."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from lupaus.decisions import queries
from lupaus.decisions.akn.naming import latest
from lupaus.decisions.api.items import ItemLineOut, item_line
from lupaus.decisions.api.parameters import BodyId, ChangedSince, moment
from lupaus.decisions.api.words import line, meeting_page
from lupaus.decisions.models import Attendance, Meeting, Stage
from lupaus.web.api.shapes import Page, Paging, Words, Year, page
from lupaus.web.marks import without_marks
from lupaus.web.texts import LANGUAGES, Text

router = Router()

Day = date


class MeetingLineOut(Schema):
    """A meeting of a body, or what an office-holder decided on one day. `id` is `body/slug`.

    `stage` is `agenda` before the minutes are published and `minutes` after; the time to appeal runs from
    `minutes_published_at`. Times are in UTC. `akoma_ntoso` is where it stands as XML.
    """

    id: str
    body: str
    slug: str
    date: date
    number: str
    starts_at: datetime | None
    ends_at: datetime | None
    place: Words
    stage: Stage
    cancelled: bool
    agenda_published_at: datetime | None
    minutes_published_at: datetime | None
    checked_on: Day | None
    version: int | None
    source: str
    source_url: str
    changed_at: datetime
    pages: Words
    akoma_ntoso: Words


class AttendanceOut(Schema):
    """Who was there. `came` and `left` are Finnish times such as `09:20`, null where it was all of it."""

    person: str
    role: str
    present: bool
    came: str | None
    left: str | None
    note: str


class MeetingPage(Page):
    items: list[MeetingLineOut]


class MeetingWhole(MeetingLineOut):
    """A meeting with its attendance and its items in order; one that is gone has `gone_at`."""

    attendance: list[AttendanceOut]
    items: list[ItemLineOut]


class MeetingFilters(Paging, ChangedSince):
    body: BodyId | None = None
    year: Year | None = Field(None, description="Held in this year.")
    stage: Stage | None = Field(None, description="`agenda`: coming ones and those without minutes.")


@router.get("/meetings", response=MeetingPage, summary="Published meetings", url_name="meetings")
def meetings(request: HttpRequest, filters: Query[MeetingFilters]) -> dict[str, Any]:
    """Meetings whose agenda or minutes are published, the newest first."""
    found = _chosen(filters)
    part = found[filters.offset : filters.offset + filters.limit]
    return page(
        request, map(meeting_line, part), total=found.count(), limit=filters.limit, offset=filters.offset
    )


@router.get(
    "/meetings/{body}/{meeting}", response=MeetingWhole, summary="One meeting, whole", url_name="meeting"
)
def meeting(request: HttpRequest, body: str, meeting: str) -> dict[str, Any]:
    """The agenda, or the minutes once they are published."""
    found = queries.meeting(body, meeting)
    items = []
    for item in queries.items_of(found):
        item.meeting = found
        items.append(item_line(item))
    return {
        **meeting_line(found),
        "attendance": [_attendance(each) for each in found.attendance.all()],
        "items": items,
    }


def _chosen(filters: MeetingFilters) -> QuerySet[Meeting]:
    found = queries.meetings()
    if filters.body is not None:
        found = found.filter(body=filters.body)
    if filters.year is not None:
        found = found.filter(date__gte=date(filters.year, 1, 1), date__lte=date(filters.year, 12, 31))
    if filters.stage is not None:
        found = found.filter(stage=filters.stage)
    since = moment(filters.changed_since)
    return found if since is None else found.filter(changed_at__gte=since)


def meeting_line(found: Meeting) -> dict[str, Any]:
    same = (
        *("slug", "date", "number", "starts_at", "ends_at", "stage", "cancelled", "agenda_published_at"),
        *("minutes_published_at", "checked_on", "version", "source", "source_url", "changed_at"),
    )
    return {
        "id": f"{found.body_id}/{found.slug}",
        "body": found.body_id,
        **{name: getattr(found, name) for name in same},
        "place": line(found.place),
        "pages": meeting_page(found),
        "akoma_ntoso": Text(**{language: latest(found, language) for language in LANGUAGES}),
    }


def _attendance(each: Attendance) -> dict[str, Any]:
    return {
        **{name: getattr(each, name) for name in ("role", "present")},
        **{name: without_marks(getattr(each, name)) for name in ("person", "note")},
        "came": each.came.strftime("%H:%M") if each.came else None,
        "left": each.left.strftime("%H:%M") if each.left else None,
    }
