"""Loading the register that is part of the product: Uusimaa, its counties and its municipalities."""

from __future__ import annotations

import csv
from dataclasses import replace
from functools import cache
from pathlib import Path

from lupaus.accounts.actors import Actor, require
from lupaus.accounts.models import Role
from lupaus.regions.codes import PREFIXES
from lupaus.regions.models import Category
from lupaus.regions.register import Entry, Register, Written, read, with_parents, write
from lupaus.web.clock import Clock
from lupaus.web.texts import Text

DATA = Path(__file__).parent.parent / "data"

#: The classification our file is taken from; a newer one that was imported is left as it is.
CLASSIFIED_IN = 2026


def load_register(*, actor: Actor, clock: Clock) -> Written:
    """Bring the product's own regions into the register. Idempotent; a planner may.

    What a newer classification has said of names and parents stays; places on the tile map are always ours.
    """
    require(actor, Role.PLANNER)
    before = read()
    own = own_entries()
    return write(
        actor=actor, clock=clock, verb="load_register", before=before, after=_joined(before, own), told=own
    )


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


def _joined(before: Register, own: Register) -> Register:
    everything = {**own, **before}
    after = dict(before)
    for code, told in own.items():
        known = before.get(code)
        if known is None:
            after[code] = told
            continue
        known = replace(known, tile=told.tile, sotkanet=known.sotkanet | told.sotkanet)
        if (known.classified_in or 0) <= CLASSIFIED_IN:
            named = replace(known, name=told.name, classified_in=known.classified_in or told.classified_in)
            known = with_parents(named, told.parents, everything)
        after[code] = known
    return after
