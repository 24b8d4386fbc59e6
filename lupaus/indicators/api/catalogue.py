"""The catalogue of indicators over the API."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from lupaus.indicators import queries
from lupaus.indicators.derived.reading import parse
from lupaus.indicators.models import Indicator, Polarity, SourceKind
from lupaus.web.api.shapes import Language, Page, Paging, SearchWords, Words, page

router = Router()


class SourceOut(Schema):
    kind: SourceKind
    id: str
    url: str


class PartOut(Schema):
    """An indicator that another is worked out from, and as what: a key of its derivation."""

    role: str
    indicator: str


class IndicatorOut(Schema):
    """A statistic of the catalogue: whose it is, under which terms, and how it is to be read.

    `derivation` says how it is worked out from other indicators, and `parts` from which; null and empty of
    one that is not.
    """

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
    counts_people: bool
    derivation: dict[str, Any] | None
    parts: list[PartOut]


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
    worked_out = ("source", "retired", "derivation", "parts")
    same = {name: getattr(entry, name) for name in IndicatorOut.model_fields if name not in worked_out}
    parts = [part._asdict() for part in queries.parts_said(entry)]
    retired = entry.retired_at is not None
    # (PostgreSQL keeps the members of an object in an order of its own.)
    derivation = parse(entry.derivation).as_json() if entry.derivation else None
    return {**same, "source": source, "retired": retired, "derivation": derivation, "parts": parts}
