# ruff: noqa: S608 - queries are put together from names of this module
"""All series at once, inside the program's process: our arrays against the grouped query of DuckDB.

`begin` opens both sides, `compare` holds every row of one against the other, `ours` and `duckdb` are a round.
"""

from __future__ import annotations

import json
from pathlib import Path
from time import perf_counter
from typing import Any

import duckdb
import numpy as np
from django.conf import settings

from lupaus.indicators import queries, reading
from lupaus.indicators.models import Indicator
from lupaus.indicators.store import Table
from lupaus.regions.models import Region
from lupaus.strategy.standings.sql import COLUMNS, whole_bank
from lupaus.strategy.standings.whole import rows, standings

_FLOATS = ("value", "baseline", "slope")
_PLACES = ("position", "peers")
_POLARITIES = {"higher_is_better": 1, "lower_is_better": -1}


class _Sides:
    """What both sides start from."""

    def __init__(self) -> None:
        release = queries.newest_release()
        if release is None:
            raise RuntimeError("the bank is empty")
        self.version = release.table_version
        self.polarities = {
            name: _POLARITIES.get(polarity, 0)
            for name, polarity in Indicator.objects.values_list("id", "polarity")
        }
        self.categories = dict(Region.objects.values_list("code", "category"))
        self.files = Table.own().as_of(self.version).files()
        self.database = duckdb.connect()
        for table, kind, words in (
            ("polarities (indicator VARCHAR, polarity INTEGER)", "INTEGER", self.polarities),
            ("categories (region VARCHAR, category VARCHAR)", "VARCHAR", self.categories),
        ):
            name = table.partition(" ")[0]
            self.database.execute(f"CREATE TABLE {table}")
            self.database.execute(
                f"INSERT INTO {name} SELECT unnest(?::VARCHAR[]), unnest(?::{kind}[])",
                [list(words), list(words.values())],
            )
        reading.make_ready(self.version)

    @property
    def query(self) -> str:
        files = ", ".join("'" + file.replace("'", "''") + "'" for file in self.files)
        return whole_bank(f"read_parquet([{files}])")

    def blocks(self) -> Any:
        buckets = reading.buckets_as_of(self.version)
        return standings(buckets, polarities=self.polarities, categories=self.categories)


_sides: list[_Sides] = []


def begin(_rounds: int) -> dict[str, Any]:
    """Open both sides; returns what others need to be told the same."""
    _sides[:] = [_Sides()]
    sides = _sides[0]
    told = Path(settings.DATA) / "bench-catalogue.json"
    told.write_text(json.dumps({"categories": sides.categories, "polarities": sides.polarities}))
    return {"files": sides.files, "catalogue": str(told), "query": sides.query}


def ours(rounds: int) -> list[float]:
    return [_timed(_sides[0].blocks) for _round in range(rounds)]


def duckdb_(rounds: int) -> list[float]:
    query = f"CREATE OR REPLACE TEMP TABLE answer AS {_sides[0].query}"
    return [_timed(lambda: _sides[0].database.execute(query)) for _round in range(rounds)]


def compare(_rounds: int) -> dict[str, int]:
    """Every row of DuckDB's answer held against ours; raises where one differs."""
    sides = _sides[0]
    sides.database.execute(f"CREATE OR REPLACE TEMP TABLE answer AS {sides.query}")
    _ours_as_table(sides)
    return {"rows": differences(sides.database, "answer", "ours")}


def compare_others(path: str, kind: str) -> dict[str, int]:
    """The same for the answer of another engine in a file, `parquet` or `csv`; NaN there is absent."""
    sides = _sides[0]
    floats = ", ".join(f"nullif({name}::DOUBLE, 'nan'::DOUBLE) AS {name}" for name in _FLOATS)
    places = ", ".join(f"nullif({name}::DOUBLE, 'nan'::DOUBLE)::BIGINT AS {name}" for name in _PLACES)
    sides.database.execute(
        f"""CREATE OR REPLACE TEMP TABLE other AS SELECT indicator, region, gender, latest::INTEGER AS latest,
            {floats}, nullif(word, '') AS word, {places} FROM read_{kind}(?)""",
        [path],
    )
    _ours_as_table(sides)
    return {"rows": differences(sides.database, "other", "ours")}


def differences(database: duckdb.DuckDBPyConnection, other: str, mine: str) -> int:
    """The number of rows, all the same on both sides (floats to 1e-12 relative). Raises `RuntimeError`."""
    same = """o.latest = m.latest AND o.word IS NOT DISTINCT FROM m.word
        AND o.position IS NOT DISTINCT FROM m.position AND o.peers IS NOT DISTINCT FROM m.peers"""
    for name in _FLOATS:
        near = f"abs(o.{name} - m.{name}) <= 1e-12 * greatest(abs(o.{name}), abs(m.{name}))"
        same += f" AND coalesce({near}, o.{name} IS NULL AND m.{name} IS NULL)"
    found = database.execute(
        f"""SELECT count(*), count(*) FILTER (NOT coalesce({same}, false)) FROM {other} o
            FULL JOIN {mine} m USING (indicator, region, gender)"""
    ).fetchone()
    if found is None or not found[0] or found[1]:
        raise RuntimeError(f"answers differ: {found}")
    return int(found[0])


def _ours_as_table(sides: _Sides) -> None:
    columns: dict[str, Any] = {}
    told = list(zip(*rows(sides.blocks()), strict=True))
    for name, values in zip(COLUMNS, told, strict=True):
        if name in (*_FLOATS, *_PLACES):
            columns[name] = np.array([np.nan if each is None else each for each in values], dtype="f8")
        elif name == "latest":
            columns[name] = np.array(values, dtype="i4")
        else:
            columns[name] = np.array([each or "" for each in values], dtype=object)
    sides.database.register("told", columns)
    nulls = ", ".join(f"nullif({name}, 'nan'::DOUBLE) AS {name}" for name in _FLOATS)
    places = ", ".join(f"nullif({name}, 'nan'::DOUBLE)::BIGINT AS {name}" for name in _PLACES)
    sides.database.execute(
        f"""CREATE OR REPLACE TEMP TABLE ours AS SELECT indicator, region, gender, latest, {nulls},
            nullif(word, '') AS word, {places} FROM told"""
    )
    sides.database.unregister("told")


def _timed(deed: Any) -> float:
    begun = perf_counter()
    deed()
    return perf_counter() - begun
