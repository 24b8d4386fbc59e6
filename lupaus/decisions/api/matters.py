"""Matters over the API: by diary number, with every step through the bodies."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from lupaus.decisions import queries
from lupaus.decisions.api.items import ItemLineOut, item_line
from lupaus.decisions.api.parameters import BodyId, ChangedSince, Reference, moment
from lupaus.decisions.api.words import in_all_languages, line
from lupaus.decisions.matters import canonical_number
from lupaus.decisions.models import Item, Matter
from lupaus.web.api.shapes import Page, Paging, Slug, Words, page

router = Router()


class MatterLineOut(Schema):
    """What items of several meetings have in common, by its diary number."""

    id: str
    organisation: str
    diary_number: str
    title: Words
    opened_on: date | None
    closed_on: date | None
    changed_at: datetime
    pages: Words


class MatterPage(Page):
    items: list[MatterLineOut]


class MatterWhole(MatterLineOut):
    """A matter with its path: every item of it, the oldest first."""

    path: list[ItemLineOut]


class MatterFilters(Paging, ChangedSince):
    organisation: Slug | None = Field(None, description="Of this organisation.")
    body: BodyId | None = Field(None, description="That this body has handled.")
    diary_number: Reference | None = Field(None, description="With this number, whole.")


@router.get("/matters", response=MatterPage, summary="Matters", url_name="matters")
def matters(request: HttpRequest, filters: Query[MatterFilters]) -> dict[str, Any]:
    """Matters something was published of, in the order of their numbers."""
    found = _chosen(filters)
    part = found[filters.offset : filters.offset + filters.limit]
    return page(request, map(_line, part), total=found.count(), limit=filters.limit, offset=filters.offset)


@router.get("/matters/{id}", response=MatterWhole, summary="One matter and its path", url_name="matter")
def matter(request: HttpRequest, id: str) -> dict[str, Any]:  # noqa: A002 - the field's own name
    """From the first preparation to the last decision."""
    found = queries.matter(id)
    steps = []
    for item in queries.path_of(found):
        item.matter = found
        steps.append(item_line(item))
    return {**_line(found), "path": steps}


def _chosen(filters: MatterFilters) -> QuerySet[Matter]:
    found = Matter.objects.public()
    if filters.organisation is not None:
        found = found.filter(organisation=filters.organisation)
    if filters.body is not None:
        of_body = Item.objects.filter(matter=OuterRef("pk"), meeting__body=filters.body)
        found = found.filter(Exists(of_body))
    if filters.diary_number is not None:
        found = found.filter(diary_number=canonical_number(filters.diary_number))
    since = moment(filters.changed_since)
    if since is not None:
        changed = Exists(Item.objects.filter(matter=OuterRef("pk"), changed_at__gte=since))
        found = found.filter(
            changed | Exists(Matter.objects.filter(pk=OuterRef("pk"), changed_at__gte=since))
        )
    return found


def _line(found: Matter) -> dict[str, Any]:
    same = ("organisation", "diary_number", "opened_on", "closed_on", "changed_at")
    return {
        "id": found.slug,
        **{name: getattr(found, name) for name in same},
        "title": line(found.title),
        "pages": in_all_languages("decisions:matter", found.slug),
    }
