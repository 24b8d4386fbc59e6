"""Published items over the API: what was proposed and decided, one by one or in lists."""

from __future__ import annotations

from datetime import date, datetime
from http import HTTPStatus
from typing import Any, Final

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from lupaus.decisions import queries
from lupaus.decisions.api.parameters import BodyId, ChangedSince, Reference, moment
from lupaus.decisions.api.whole import ItemWhole, item_whole
from lupaus.decisions.api.words import item_page, line
from lupaus.decisions.matters import canonical_number
from lupaus.decisions.models import Item, Stage
from lupaus.web.api.problems import MEDIA_TYPE
from lupaus.web.api.shapes import Page, Paging, Words, Year, page
from lupaus.web.refusals import Refused

router = Router()


class ItemLineOut(Schema):
    """An item of an agenda or a section of minutes, in a list. `id` is `body/meeting/slug`.

    `matter` is the id of its matter. One with `gone_at` was taken away: `gone_why` says why.
    """

    id: str
    body: str
    meeting: str
    slug: str
    date: date
    stage: Stage
    section: int | None
    number: str
    title: Words
    matter: str | None
    diary_number: str
    appeal: str
    published_at: datetime | None
    changed_at: datetime
    gone_at: datetime | None
    gone_why: Words
    pages: Words


class ItemPage(Page):
    items: list[ItemLineOut]


class ItemFilters(Paging, ChangedSince):
    body: BodyId | None = None
    year: Year | None = Field(None, description="Of a meeting held in this year.")
    stage: Stage | None = Field(None, description="`agenda`: proposed; `minutes`: decided.")
    concern: Reference | None = Field(
        None, description="That concern this.", examples=["goal:uusimaa-2030/employment"]
    )
    diary_number: Reference | None = Field(None, description="Of the matter with this number.")


_GONE_IN_SCHEMA: Final = {
    "responses": {
        410: {
            "description": "It was taken away; `detail` says why.",
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}},
        }
    }
}


class ItemIsGone(Refused):
    """An item was taken away; its sentence says why."""

    status = HTTPStatus.GONE


@router.get("/decisions", response=ItemPage, summary="Items and decisions", url_name="decisions")
def decisions(request: HttpRequest, filters: Query[ItemFilters]) -> dict[str, Any]:
    """Items of published agendas and minutes, those of the newest meetings first."""
    found = _chosen(filters)
    ordered = found.order_by("-meeting__date", "meeting", "position").values_list("pk", flat=True)
    chosen = list(ordered[filters.offset : filters.offset + filters.limit])
    part = queries.by_ids(chosen)  # of the others only the place was read
    return page(
        request, map(item_line, part), total=found.count(), limit=filters.limit, offset=filters.offset
    )


@router.get(
    "/decisions/{body}/{meeting}/{section}",
    response=ItemWhole,
    summary="One item, whole",
    url_name="decision",
    openapi_extra=_GONE_IN_SCHEMA,
)
def decision(request: HttpRequest, body: str, meeting: str, section: str) -> dict[str, Any]:
    """An item with its texts, votes, attachments and how to appeal.

    `section` is its place in addresses, also a former one. What was taken away answers 410 and the reason.
    """
    found = queries.item(body, meeting, section)
    if found.moved_to is not None:
        found = queries.item(body, meeting, found.moved_to)
    if found.item.is_gone:
        raise ItemIsGone(line(found.item.gone_why).words("en") or "The item was taken away.")
    return item_whole(found.item)


def _chosen(filters: ItemFilters) -> QuerySet[Item]:
    found = Item.objects.all()
    if filters.body is not None:
        found = found.filter(meeting__body=filters.body)
    if filters.year is not None:
        found = found.filter(
            meeting__date__gte=date(filters.year, 1, 1), meeting__date__lte=date(filters.year, 12, 31)
        )
    if filters.stage is not None:
        found = found.filter(meeting__stage=filters.stage)
    if filters.concern is not None:
        found = found.filter(concerns__name=filters.concern)
    if filters.diary_number is not None:
        found = found.filter(matter__diary_number=canonical_number(filters.diary_number))
    since = moment(filters.changed_since)
    return found if since is None else found.filter(changed_at__gte=since)


def item_line(found: Item) -> dict[str, Any]:
    """The item with its meeting and matter, as in a list."""
    meeting = found.meeting
    return {
        "id": f"{meeting.body_id}/{meeting.slug}/{found.slug}",
        "body": meeting.body_id,
        "meeting": f"{meeting.body_id}/{meeting.slug}",
        "date": meeting.date,
        "stage": meeting.stage,
        **{name: getattr(found, name) for name in ("slug", "section", "number", "published_at")},
        **{name: getattr(found, name) for name in ("appeal", "changed_at", "gone_at")},
        "title": line(found.title),
        "matter": found.matter.slug if found.matter else None,
        "diary_number": found.matter.diary_number if found.matter else "",
        "gone_why": line(found.gone_why),
        "pages": item_page(found),
    }
