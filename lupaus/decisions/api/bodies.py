"""Who decides, over the API: bodies with their members and terms."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from lupaus.decisions import queries
from lupaus.decisions.api.parameters import ChangedSince, moment
from lupaus.decisions.api.words import in_all_languages
from lupaus.decisions.models import Body, BodyKind, Membership
from lupaus.web.api.shapes import Page, Paging, Slug, Words, page

router = Router()


class DecidingBodyOut(Schema):
    """A decision-making body. An office-holder who decides alone is one of `kind` `office-holder`.

    `above` is the body above it; `source` tells the service it was read in from, or `own`.
    """

    id: str
    organisation: str
    name: Words
    kind: BodyKind
    above: str | None
    began: date | None
    ended: date | None
    source: str
    changed_at: datetime
    pages: Words


class TermOut(Schema):
    """Somebody's term in a body. `since` and `until` are the first and the last day, null where not told.

    `deputy_of` is whose deputy by name; `group` is the political group.
    """

    person: str
    role: str
    deputy_of: str
    group: Words
    since: date | None
    until: date | None


class DecidingBodyPage(Page):
    items: list[DecidingBodyOut]


class DecidingBodyWhole(DecidingBodyOut):
    """A body with everybody who sits or sat in it, in their order."""

    members: list[TermOut]


class BodyFilters(Paging, ChangedSince):
    organisation: Slug | None = Field(None, description="That decide for this organisation.")
    kind: BodyKind | None = None


@router.get("/bodies", response=DecidingBodyPage, summary="Decision-making bodies", url_name="bodies")
def bodies(request: HttpRequest, filters: Query[BodyFilters]) -> dict[str, Any]:
    """Bodies and office-holders, those that decide now first."""
    found = queries.bodies(filters.organisation)
    since = moment(filters.changed_since)
    chosen = [
        each
        for each in found
        if (filters.kind is None or each.kind == filters.kind) and (since is None or each.changed_at >= since)
    ]
    part = chosen[filters.offset : filters.offset + filters.limit]
    return page(request, map(body_line, part), total=len(chosen), limit=filters.limit, offset=filters.offset)


@router.get("/bodies/{id}", response=DecidingBodyWhole, summary="One body", url_name="deciding-body")
def body(request: HttpRequest, id: str) -> dict[str, Any]:  # noqa: A002 - the field's own name
    """A body with its members, past terms too."""
    found = queries.body(id)
    return {**body_line(found), "members": [_term(each) for each in found.memberships.all()]}


def body_line(found: Body) -> dict[str, Any]:
    return {
        "id": found.pk,
        **{name: getattr(found, name) for name in ("organisation", "name", "kind", "began", "ended")},
        "above": found.above_id,
        "source": found.source,
        "changed_at": found.changed_at,
        "pages": in_all_languages("decisions:body", found.pk),
    }


def _term(member: Membership) -> dict[str, Any]:
    return {
        name: getattr(member, name) for name in ("person", "role", "deputy_of", "group", "since", "until")
    }
