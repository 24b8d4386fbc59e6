"""The search of decisions over the API."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Literal

from django.http import HttpRequest
from markupsafe import Markup
from ninja import Query, Router, Schema
from pydantic import Field

from lupaus.decisions.api.items import ItemLineOut
from lupaus.decisions.api.parameters import BodyId, Reference
from lupaus.decisions.api.words import in_all_languages, line
from lupaus.decisions.models import Item
from lupaus.decisions.search.finding import DEEPEST, Filters, search
from lupaus.decisions.search.page import Line, lines
from lupaus.web.api.problems import MEDIA_TYPE
from lupaus.web.api.shapes import Language, Page, Paging, SearchWords, Year, page
from lupaus.web.texts import Text

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


class SearchAsked(Paging):
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
def decisions_search(request: HttpRequest, asked: Query[SearchAsked]) -> dict[str, Any]:
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
    told = _told([hit.row.pk for hit in shown])
    return page(
        request,
        ({**told[hit.row.pk], **_snippet(hit)} for hit in shown if hit.row.pk in told),
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


#: What `ItemLineOut` tells as the item and its meeting have it, and where it is.
_SAME: Final = {
    "slug": "slug",
    "section": "section",
    "number": "number",
    "title": "title",
    "appeal": "appeal",
    "published_at": "published_at",
    "changed_at": "changed_at",
    "gone_at": "gone_at",
    "gone_why": "gone_why",
    "body": "meeting__body_id",
    "meeting": "meeting__slug",
    "date": "meeting__date",
    "stage": "meeting__stage",
    "matter": "matter__slug",
    "diary_number": "matter__diary_number",
}


def _told(ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Items as in every list (`items.item_line`), without making an object of each. One query."""
    front = in_all_languages("decisions:index").as_dict()
    found = {}
    for pk, *values in Item.objects.filter(pk__in=ids).values_list("pk", *_SAME.values()):
        told = dict(zip(_SAME, values, strict=True))
        meeting = f"{told['body']}/{told['meeting']}"
        found[pk] = told | {
            "id": f"{meeting}/{told['slug']}",
            "meeting": meeting,
            "title": line(told["title"]),
            "gone_why": line(told["gone_why"]),
            "diary_number": told["diary_number"] or "",
            "pages": Text(**{each: f"{base}{meeting}/{told['slug']}/" for each, base in front.items()}),
        }
    return found


def _snippet(hit: Line) -> dict[str, Any]:
    html, language = hit.snippet or (Markup(""), "fi")
    return {"snippet": html.striptags(), "snippet_html": str(html), "snippet_language": language}
