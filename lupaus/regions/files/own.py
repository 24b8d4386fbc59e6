"""The product's own data files: the register of Uusimaa, and Sotkanet's ids of the counties."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Final

from lupaus.regions.codes import PREFIXES
from lupaus.regions.models import Category
from lupaus.regions.register import Entry
from lupaus.web.texts import Text

DATA: Final = Path(__file__).parent.parent / "data"

#: Year of the classification our file is taken from.
CLASSIFIED_IN: Final = 2026


@cache
def own_entries() -> dict[str, Entry]:
    """The entries of our data file, by code."""
    with (DATA / "uusimaa.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: _entry(row) for row in csv.DictReader(file)}


@cache
def county_ids() -> dict[int, str]:
    """Sotkanet's internal ids of the counties, present and former, → our codes."""
    with (DATA / "sotkanet_counties.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {int(row[column]): row["code"] for row in rows for column in ("present", "former") if row[column]}


def _entry(row: dict[str, str]) -> Entry:
    category = Category(row["category"])
    return Entry(
        code=row["code"],
        category=category,
        number=row["code"].removeprefix(PREFIXES[category]),
        name=Text(row["name_fi"], row["name_sv"], row["name_en"]),
        parents=frozenset(row["parents"].split()),
        sotkanet=frozenset(map(int, row["sotkanet"].split())),
        tile=(int(row["tile_column"]), int(row["tile_row"])) if row["tile_row"] else None,
        # The country carries the year of a whole classification, and this is a part of one.
        classified_in=None if category == Category.COUNTRY else CLASSIFIED_IN,
    )
