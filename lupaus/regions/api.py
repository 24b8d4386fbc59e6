"""Regions over the API."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from lupaus.regions import queries
from lupaus.regions.models import Category, Region
from lupaus.web.api.shapes import Page, Paging, RegionCode, Words, page

router = Router(tags=["regions"])


class RegionOut(Schema):
    """An area statistics are given for. `valid_to` is its last day, `successor` what it became part of."""

    code: str
    category: Category
    number: str
    name: Words
    valid_from: date | None
    valid_to: date | None
    successor: str | None


class TileOut(Schema):
    """Place on the tile-grid map, counted from the top left corner."""

    column: int
    row: int


class RegionWhole(RegionOut):
    """A region with where it lies: `parents` from the smallest to the country, at any depth."""

    parents: list[str]
    sotkanet_ids: list[int]
    tile: TileOut | None


class RegionPage(Page):
    items: list[RegionOut]


class RegionFilters(Paging):
    category: Category | None = Field(None, description="Only this kind of area.")
    within: RegionCode | None = Field(None, description="Only areas inside this one, at any depth.")
    ended: bool = Field(False, description="Also areas that have ended.")


@router.get("/regions", response=RegionPage, summary="Regions", url_name="regions")
def regions(request: HttpRequest, filters: Query[RegionFilters]) -> dict[str, Any]:
    """Areas by category and code."""
    found = queries.listed(category=filters.category, within=filters.within, ended=filters.ended)
    part = found[filters.offset : filters.offset + filters.limit]
    return page(request, map(_listed, part), total=len(found), limit=filters.limit, offset=filters.offset)


@router.get("/regions/{code}", response=RegionWhole, summary="One region", url_name="region")
def region(request: HttpRequest, code: str) -> dict[str, Any]:
    """An area with the areas it lies in and what Sotkanet calls it."""
    found = queries.region(code)
    return {
        **_listed(found),
        "parents": [parent.code for parent in queries.parents_of(code)],
        "sotkanet_ids": queries.sotkanet_ids_of(code),
        "tile": None
        if found.tile_column is None or found.tile_row is None
        else {"column": found.tile_column, "row": found.tile_row},
    }


def _listed(found: Region) -> dict[str, Any]:
    return {
        "code": found.code,
        "category": found.category,
        "number": found.number,
        "name": found.name,
        "valid_from": found.valid_from,
        "valid_to": found.valid_to,
        "successor": found.successor_id,
    }
