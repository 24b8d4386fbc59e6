"""The catalogue of indicators over the API."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from lupaus.indicators import queries
from lupaus.indicators.models import Indicator, Polarity, SourceKind
from lupaus.web.api.shapes import Language, Page, Paging, SearchWords, Words, page

router = Router()


class SourceOut(Schema):
    kind: SourceKind
    id: str
    url: str


class IndicatorOut(Schema):
    """A statistic of the catalogue: whose it is, under which terms, and how it is to be read."""

    id: str
    title: Words
    description: Words
    unit: Words
    decimals: int
    polarity: Polarity
    producer: Words
    licence: str
    source: SourceOut
    theme: str
    rhythm_years: int
    lag_years: int
    retired: bool


class IndicatorPage(Page):
    items: list[IndicatorOut]


class IndicatorFilters(Paging):
    q: SearchWords | None = Field(None, description="Words that all must occur.")
    theme: SearchWords | None = Field(None, description="Exactly this theme.")
    source: SourceKind | None = Field(None, description="Where the figures come from.")
    language: Language = Field("fi", description="Titles of this language count first in a search.")


@router.get("/indicators", response=IndicatorPage, summary="Indicators", url_name="indicators")
def indicators(request: HttpRequest, filters: Query[IndicatorFilters]) -> dict[str, Any]:
    """The indicators in use; those with a hit in the title first."""
    found = queries.search_indicators(
        filters.q or "", theme=filters.theme, source=filters.source, language=filters.language
    )
    part = found[filters.offset : filters.offset + filters.limit]
    return page(request, map(_indicator, part), total=len(found), limit=filters.limit, offset=filters.offset)


@router.get(
    "/indicators/{id}",
    response=IndicatorOut,
    summary="One indicator",
    url_name="indicator",
)
def indicator(request: HttpRequest, id: str) -> dict[str, Any]:  # noqa: A002 - the field's own name
    """An entry of the catalogue, also one that is retired."""
    return _indicator(queries.indicator(id))


def _indicator(entry: Indicator) -> dict[str, Any]:
    source = {"kind": entry.source_kind, "id": entry.source_id, "url": entry.source_url}
    same = {
        name: getattr(entry, name) for name in IndicatorOut.model_fields if name not in ("source", "retired")
    }
    return {**same, "source": source, "retired": entry.retired_at is not None}
