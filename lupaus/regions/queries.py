"""What may be asked about regions. Every function says how many queries it costs."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from lupaus.regions.codes import INWARDS_OUT
from lupaus.regions.models import Boundary, Category, Region, RegionIdentifier, RegionParent
from lupaus.web.refusals import NotFound
from lupaus.web.texts import Text

#: A GeoJSON MultiPolygon coordinate array: polygons of rings of (longitude, latitude).
Polygons = list[list[list[tuple[float, float]]]]

SOTKANET = "sotkanet"

# UNION, not UNION ALL: a region reached twice is followed once, so even a cycle would end.
_INSIDE = """
WITH RECURSIVE inside(code) AS (
    SELECT child_id FROM regions_regionparent WHERE parent_id = %s
    UNION
    SELECT link.child_id FROM regions_regionparent link JOIN inside ON link.parent_id = inside.code
) SELECT code FROM inside
"""
_AROUND = """
WITH RECURSIVE around(code) AS (
    SELECT parent_id FROM regions_regionparent WHERE child_id = %s
    UNION
    SELECT link.parent_id FROM regions_regionparent link JOIN around ON link.child_id = around.code
) SELECT code FROM around
"""


class Tile(NamedTuple):
    """A region's place on the tile-grid map, counted from the top left corner."""

    code: str
    name: Text
    column: int
    row: int


def region(code: str) -> Region:
    """The region of a code. One query; raises `NotFound`."""
    found = Region.objects.filter(code=code).first() if "\x00" not in code else None
    if found is None:
        raise NotFound(_("There is no region %(code)s.") % {"code": code})
    return found


def regions_by_code(codes: Collection[str] | None = None) -> dict[str, Region]:
    """Regions by code, those of `codes` or all; codes nobody knows are left out. One query."""
    chosen = Region.objects.all() if codes is None else Region.objects.filter(code__in=codes)
    return {region.code: region for region in chosen}


def known_codes() -> frozenset[str]:
    """The codes of all regions, also of those that have ended. One query."""
    return frozenset(Region.objects.values_list("code", flat=True))


def existing(on: date | None) -> Q:
    """The condition of a region that existed on a day; without a day, of one that has not ended."""
    if on is None:
        return Q(valid_to__isnull=True)
    return (Q(valid_from__isnull=True) | Q(valid_from__lte=on)) & (
        Q(valid_to__isnull=True) | Q(valid_to__gte=on)
    )


def codes_of(category: str, *, within: str | None = None, on: date | None = None) -> tuple[str, ...]:
    """Codes of a category in the order of codes, at any depth inside `within` where it is given.

    Those that existed on the day `on`; without a day, those that have not ended. At most two queries.
    """
    chosen = Region.objects.filter(existing(on), category=category)
    if within is not None:
        chosen = chosen.filter(code__in=_codes(_INSIDE, within))
    return tuple(chosen.order_by("code").values_list("code", flat=True))


def codes_ever_of(category: str) -> tuple[str, ...]:
    """Codes of a category in the order of codes, past ones too. One query."""
    return tuple(Region.objects.filter(category=category).order_by("code").values_list("code", flat=True))


def listed(*, category: str | None = None, within: str | None = None, ended: bool = False) -> list[Region]:
    """Regions by category and code; those that have ended only with `ended`. At most three queries.

    Raises `NotFound` when `within` is not a region.
    """
    chosen = Region.objects.all() if ended else Region.objects.filter(existing(None))
    if category is not None:
        chosen = chosen.filter(category=category)
    if within is not None:
        region(within)
        chosen = chosen.filter(code__in=_codes(_INSIDE, within))
    return list(chosen)


def categories() -> tuple[str, ...]:
    """The kinds of area that are there and have not ended, the smallest areas first. One query."""
    found = set(Region.objects.filter(existing(None)).values_list("category", flat=True).distinct())
    return tuple(category for category in INWARDS_OUT if category in found)


def of_categories(categories: Collection[str]) -> list[Region]:
    """Regions of these kinds that have not ended, by category and code. One query."""
    return list(Region.objects.filter(existing(None), category__in=categories))


def sotkanet_ids_of(code: str) -> list[int]:
    """Sotkanet's internal ids of one region, in the order of numbers. One query."""
    rows = RegionIdentifier.objects.filter(scheme=SOTKANET, region=code).values_list("value", flat=True)
    return sorted(map(int, rows))


def parents_of(code: str) -> list[Region]:
    """Every region it lies in, at any depth, from the smallest category to the country. Two queries."""
    return _from_inside_out(Region.objects.filter(code__in=_codes(_AROUND, code)))


def children_of(code: str, category: str | None = None) -> list[Region]:
    """Every region inside it that has not ended, at any depth, of one category or all. Two queries."""
    chosen = Region.objects.filter(existing(None), code__in=_codes(_INSIDE, code))
    return _from_inside_out(chosen if category is None else chosen.filter(category=category))


def sotkanet_codes() -> dict[int, str]:
    """Sotkanet's internal region ids, present and former, → our codes. One query."""
    rows = RegionIdentifier.objects.filter(scheme=SOTKANET).values_list("value", "region_id")
    return {int(value): code for value, code in rows}


def category_of(codes: Collection[str]) -> dict[str, str]:
    """The category of each known code. One query."""
    return dict(Region.objects.filter(code__in=codes).values_list("code", "category"))


def outlines(codes: Collection[str]) -> dict[str, Polygons]:
    """Boundaries in WGS84 of those codes that have one. One query."""
    return dict(Boundary.objects.filter(region__in=codes).values_list("region_id", "polygons"))


def attributions(codes: Collection[str]) -> tuple[str, ...]:
    """Whom to name beside a map of these outlines, each once. One query."""
    named = Boundary.objects.filter(region__in=codes).exclude(attribution="")
    return tuple(named.order_by("attribution").values_list("attribution", flat=True).distinct())


def tiles(within: str) -> list[Tile]:
    """The tile-grid map of a region, row by row; empty where none is drawn. Two queries."""
    chosen = Region.objects.filter(code__in=_codes(_INSIDE, within), tile_column__isnull=False)
    rows = chosen.order_by("tile_row", "tile_column").values_list("code", "name", "tile_column", "tile_row")
    return [Tile(code, name, column or 0, row or 0) for code, name, column, row in rows]


def parents_by_child() -> dict[str, tuple[str, ...]]:
    """The regions each region lies in directly, whichever they are. One query."""
    found: dict[str, list[str]] = {}
    for child, parent in RegionParent.objects.order_by("child", "parent").values_list(
        "child_id", "parent_id"
    ):
        found.setdefault(child, []).append(parent)
    return {child: tuple(parents) for child, parents in found.items()}


def _codes(statement: str, code: str) -> tuple[str, ...]:
    if "\x00" in code:  # PostgreSQL refuses the character, and no code has it
        return ()
    with connection.cursor() as cursor:
        cursor.execute(statement, [code])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return tuple(row[0] for row in rows)


def _from_inside_out(chosen: QuerySet[Region]) -> list[Region]:
    return sorted(chosen, key=lambda region: (INWARDS_OUT.index(Category(region.category)), region.code))
