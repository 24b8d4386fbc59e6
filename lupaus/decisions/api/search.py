"""The search of decisions over the API."""

from __future__ import annotations

from typing import Any, Final, Literal

from django.http import HttpRequest
from markupsafe import Markup
from ninja import Query, Router, Schema
from pydantic import Field

from lupaus.decisions import queries
from lupaus.decisions.api.items import ItemLineOut, item_line
from lupaus.decisions.api.parameters import BodyId, Reference
from lupaus.decisions.models import Item
from lupaus.decisions.search.finding import DEEPEST, Filters, search
from lupaus.decisions.search.page import Line, lines
from lupaus.web.api.problems import MEDIA_TYPE
from lupaus.web.api.shapes import Language, Page, Paging, SearchWords, Year, page

router = Router()

_LARGEST_PAGE: Final = 100
_NOT_READY: Final = {
    "responses": {
        503: {
            "description": "The index is being made anew; `detail` says so. Try again in a few minutes.",
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}},
        }
    }
}


class HitOut(ItemLineOut):
    """A hit: `snippet` is a piece of its text; in `snippet_html` the found words are within `<mark>`."""

    snippet: str
    snippet_html: str
    snippet_language: Language


class CountOut(Schema):
    """A value of a facet, and how many items have it among what the other parameters let through."""

    value: str
    items: int


class FacetsOut(Schema):
    """`kind`: `minutes`, `agenda`, or `official`: decided by an office-holder."""

    body: list[CountOut]
    year: list[CountOut]
    kind: list[CountOut]
    concern: list[CountOut]


class HitPage(Page):
    """`partly`: nothing has all the words, these have some; `suggested`: the question with known words."""

    partly: bool
    suggested: list[str]
    facets: FacetsOut
    items: list[HitOut]


class Asked(Paging):
    q: SearchWords | None = Field(None, description="Words that all occur, in any form; or a diary number.")
    language: Language = Field("fi", description="Language of the words.")
    body: BodyId | None = None
    year: Year | None = Field(None, description="Of a meeting held in this year.")
    kind: Literal["minutes", "agenda", "official"] | None = None
    concern: Reference | None = Field(None, examples=["goal:uusimaa-2030/employment"])
    order: Literal["best", "newest"] = "best"
    limit: int = Field(20, ge=1, le=_LARGEST_PAGE, description="How many at most.")
    offset: int = Field(0, ge=0, le=DEEPEST, description="How many to leave out first.")


@router.get(
    "/decisions/search",
    response=HitPage,
    summary="Search items",
    url_name="decisions-search",
    openapi_extra=_NOT_READY,
)
def decisions_search(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    """Published items that have all the words; without words all of them, the newest first."""
    found = search(
        asked.q or "",
        asked.language,
        filters=Filters(
            body=asked.body or "", year=asked.year, kind=asked.kind or "", concern=asked.concern or ""
        ),
        newest_first=asked.order == "newest",
        limit=asked.limit,
        offset=asked.offset,
        facets=True,
    )
    shown = lines(found, asked.language)
    items = {item.pk: item for item in queries.by_ids([line.row.pk for line in shown])}
    return page(
        request,
        (_hit(items[line.row.pk], line) for line in shown if line.row.pk in items),
        total=min(found.total, DEEPEST),
        limit=asked.limit,
        offset=asked.offset,
        partly=found.partly,
        suggested=list(found.suggested),
        facets={
            name: [{"value": value, "items": count} for value, count in counted]
            for name, counted in found.facets.items()
        }
        or dict.fromkeys(("body", "year", "kind", "concern"), ()),
    )


def _hit(item: Item, line: Line) -> dict[str, Any]:
    html, language = line.snippet or (Markup(""), "fi")
    return {
        **item_line(item),
        "snippet": html.striptags(),
        "snippet_html": str(html),
        "snippet_language": language,
    }
