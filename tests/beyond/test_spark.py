"""The whole bank judged by Spark on the store's own table: what it says, DuckDB and the house say too."""

from __future__ import annotations

import json
import math
import os
import subprocess
from collections.abc import Iterable, Sequence
from itertools import product
from pathlib import Path
from random import Random
from typing import Any, Final

import duckdb
import pytest
from django.conf import settings

from lupaus.accounts.actors import operator
from lupaus.indicators import reading
from lupaus.indicators.definitions import IndicatorDefinition
from lupaus.indicators.models import Release
from lupaus.indicators.operations import ImportSource, Row, Scope, import_observations, save_indicators
from lupaus.indicators.store import Table
from lupaus.regions.models import Category, Region
from lupaus.strategy.standings.sql import COLUMNS, whole_bank
from lupaus.strategy.standings.whole import rows, standings
from lupaus.web.clock import Clock
from lupaus.web.texts import Text
from tests.conftest import PROJECT
from tools.bench.bank.peers import python_of

PYTHON: Final = python_of("beyond")
#: More than one bucket's worth.
INDICATORS: Final = {f"indicator-{number:02}": (number % 3) - 1 for number in range(54)}
CATEGORIES: Final = {
    **{f"KU{number:03}": "municipality" for number in range(1, 13)},
    **{f"HVA{number:02}": "county" for number in range(1, 4)},
    "SSS": "country",
}
GENDERS: Final = ("total", "female", "male")
YEARS: Final = range(2012, 2024)
_KEY: Final = 3  # indicator, region, gender
_NO_SUM: Final = "0" * 64

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        PYTHON is None,
        reason="no Spark here: python3 dev.py beyond installs pysail in an environment of its own",
    ),
]


def figures(seed: int, names: Iterable[str]) -> list[Row]:
    """Figures as they are published: decimals, equal ones, holes, forecasts, and some odd ones."""
    chance = Random(seed)
    found = []
    for number, (name, region, gender, year) in enumerate(
        product(names, CATEGORIES, GENDERS, YEARS), start=1
    ):
        fate = chance.random()
        if fate < 0.08:
            continue
        value: float | None = round(chance.gauss(50, 20), 1)
        if fate < 0.1:
            value = chance.choice([0.0, -3.5, 1e-12, 123456789012.25, chance.uniform(-1e9, 1e9)])
        status = "M" if fate > 0.97 else "F" if year > 2021 and fate > 0.9 else "A"
        found.append(Row(number, name, region, gender, year, None if status == "M" else value, status=status))
    return found


@pytest.fixture
def releases(db: None, clock: Clock) -> list[Release]:
    """Two releases: everything, then one indicator anew."""
    Region.objects.bulk_create(
        Region(code=code, category=Category(category), number=code[-3:], name=Text.same(code))
        for code, category in CATEGORIES.items()
    )
    save_indicators(
        actor=operator(),
        clock=clock,
        definitions=[IndicatorDefinition(id=name, title=Text.same(name)) for name in INDICATORS],
    )
    for seed, names in ((6, list(INDICATORS)), (7, ["indicator-52"])):
        imported = import_observations(
            actor=operator(),
            clock=clock,
            rows=figures(seed, names),
            source=ImportSource(name=f"seed {seed}", checksum=lambda: _NO_SUM),
            scope=Scope(frozenset(names)),
        )
        assert imported.release is not None
    return list(Release.objects.order_by("id"))


def asked_of_spark(versions: Sequence[int]) -> list[set[Any]]:
    asked = {
        "table": str(Path(settings.OBSERVATIONS) / "table"),
        "versions": versions,
        "query": whole_bank(),
        "categories": list(CATEGORIES.items()),
        "polarities": list(INDICATORS.items()),
    }
    done = subprocess.run(
        [str(PYTHON), "-W", "ignore::DeprecationWarning", str(PROJECT / "tests/beyond/spark_side.py")],
        input=json.dumps(asked),
        env={name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "DJANGO"))},
        capture_output=True, text=True, check=False, timeout=240,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    answered = json.loads(done.stdout)
    assert tuple(answered["columns"]) == COLUMNS
    floats = {COLUMNS.index(name) for name in ("value", "baseline", "slope")}
    return [
        {
            tuple(
                float.fromhex(cell) if place in floats and cell is not None else cell
                for place, cell in enumerate(row)
            )
            for row in answer
        }
        for answer in answered["answers"]
    ]


def asked_of_duckdb(version: int) -> set[Any]:
    table = Table.own()
    paths = [str(path) for path in table.home.local(table.files(version))]
    with duckdb.connect() as database:
        for name, columns, content in (
            ("categories", "region VARCHAR, category VARCHAR", CATEGORIES),
            ("polarities", "indicator VARCHAR, polarity INTEGER", INDICATORS),
        ):
            database.execute(f"CREATE TABLE {name} ({columns})")
            database.executemany(f"INSERT INTO {name} VALUES (?, ?)", list(content.items()))
        database.read_parquet(paths).create_view("observations")
        return set(database.execute(whole_bank()).fetchall())


def same(one: Any, other: Any) -> bool:
    """Numbers to 12 digits, everything else exactly."""
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-12, abs_tol=0.0)
    return bool(one == other)


def differences(one: set[Any], other: set[Any]) -> list[tuple[Any, Any]]:
    by_key = {row[:_KEY]: row for row in other}
    missing: list[tuple[Any, Any]] = [
        (None, row) for key, row in by_key.items() if key not in {r[:_KEY] for r in one}
    ]
    return missing + [
        (row, by_key.get(row[:_KEY]))
        for row in one
        if not all(map(same, row, by_key.get(row[:_KEY], (None,) * len(row))))
    ]


def test_spark_duckdb_and_the_house_judge_the_whole_bank_alike(releases: list[Release]) -> None:
    versions = [release.table_version for release in releases]
    answers = asked_of_spark(versions)
    for version, of_spark in zip(versions, answers, strict=True):
        assert len(of_spark) > 2000
        assert len({row[:_KEY] for row in of_spark}) == len(of_spark)
        assert differences(of_spark, asked_of_duckdb(version)) == []
        blocks = standings(reading.buckets_as_of(version), polarities=INDICATORS, categories=CATEGORIES)
        assert differences(of_spark, set(rows(blocks))) == []
    words = {row[COLUMNS.index("word")] for row in answers[-1]}
    assert words == {
        None, "no_data", "improving", "improving_clearly", "worsening", "worsening_clearly",
    }  # fmt: skip
    first, second = answers  # each version as it was
    assert {row[0] for row in first ^ second} == {"indicator-52"}
