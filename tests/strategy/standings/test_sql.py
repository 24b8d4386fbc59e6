"""The whole-bank query: the same answer from two engines, equal to the house's own arithmetic."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lupaus.strategy.standings.sql import COLUMNS, whole_bank
from lupaus.strategy.verdicts.judgement import Aim, judge
from lupaus.strategy.verdicts.ranks import rank
from lupaus.strategy.verdicts.words import Level

POLARITIES: dict[str, int | None] = {"up": 1, "down": -1, "neither": 0, "unknown": None}
CATEGORIES = {"KU001": "municipality", "KU002": "municipality", "KU003": "municipality", "SSS": "country"}

Row = tuple[str, str, str, str, float | None, str]

#: As published: decimals, so that differences and equal values are common.
_values = st.one_of(
    st.none(),
    st.integers(-30, 120).map(lambda tenths: tenths / 10),
    st.floats(-1e9, 1e9, allow_nan=False),
)
_rows = st.dictionaries(
    st.tuples(
        st.sampled_from(sorted(POLARITIES)),
        st.sampled_from([*CATEGORIES, "KU999"]),
        st.sampled_from(["total", "female"]),
        st.sampled_from([str(year) for year in range(2014, 2024)]),
    ),
    st.tuples(_values, st.sampled_from(["A", "P", "F"])),
    max_size=60,
).map(
    lambda drawn: [(*key, value, "M" if value is None else status) for key, (value, status) in drawn.items()]
)


@pytest.mark.slow
@settings(deadline=None, max_examples=60)
@given(_rows)
def test_two_engines_and_the_house_agree(rows: list[Row]) -> None:
    in_duckdb, in_sqlite = asked_of_duckdb(rows, POLARITIES), asked_of_sqlite(rows)
    assert in_duckdb == in_sqlite
    assert in_duckdb == expected(rows, POLARITIES)


def test_columns_are_what_they_are_called() -> None:
    cursor = _filled(duckdb.connect(), [], POLARITIES).execute(whole_bank())
    assert tuple(column[0] for column in cursor.description) == COLUMNS


def asked_of_duckdb(rows: Iterable[Row], polarities: Mapping[str, int | None]) -> set[Any]:
    with duckdb.connect() as database:
        return set(_filled(database, rows, polarities).execute(whole_bank()).fetchall())


def asked_of_sqlite(rows: Iterable[Row]) -> set[Any]:
    database = sqlite3.connect(":memory:")
    try:
        return set(_filled(database, rows, POLARITIES).execute(whole_bank()).fetchall())
    finally:
        database.close()


def _filled(database: Any, rows: Iterable[Row], polarities: Mapping[str, int | None]) -> Any:
    number = "DOUBLE PRECISION"
    database.execute(
        "CREATE TABLE observations"
        f" (indicator TEXT, region TEXT, gender TEXT, period TEXT, value {number}, status TEXT)"
    )
    database.execute("CREATE TABLE categories (region TEXT, category TEXT)")
    database.execute("CREATE TABLE polarities (indicator TEXT, polarity INTEGER)")
    known = [(name, polarity) for name, polarity in polarities.items() if polarity is not None]
    for table, content in (
        ("observations", list(rows)),
        ("categories", list(CATEGORIES.items())),
        ("polarities", known),
    ):
        if content:
            marks = ", ".join("?" * len(content[0]))
            database.executemany(f"INSERT INTO {table} VALUES ({marks})", content)
    return database


def expected(rows: Iterable[Row], polarities: Mapping[str, int | None]) -> set[Any]:
    """The same by `judge`, `rank` and the closed form of the slope, one series at a time."""
    series: dict[tuple[str, str, str], dict[int, float]] = {}
    for indicator, region, gender, period, value, status in rows:
        if value is not None and status != "F":
            series.setdefault((indicator, region, gender), {})[int(period)] = value
    return {(*key, *_standing(key, figures, series, polarities)) for key, figures in series.items()}


def _standing(
    key: tuple[str, str, str],
    figures: Mapping[int, float],
    series: Mapping[tuple[str, str, str], Mapping[int, float]],
    polarities: Mapping[str, int | None],
) -> tuple[Any, ...]:
    indicator, region, gender = key
    latest = max(figures)
    polarity = polarities[indicator] or 0
    baseline = figures.get(latest - 5)
    aim = Aim(Level(latest - 5, baseline), None, polarity)
    word = judge(aim, [Level(*each) for each in figures.items()]).status if polarity else None
    place = None
    if region in CATEGORIES:
        peers = {
            other[1]: values[latest]
            for other, values in series.items()
            if (other[0], other[2]) == (indicator, gender)
            and latest in values
            and CATEGORIES.get(other[1]) == CATEGORIES[region]
        }
        place = rank(peers, region, polarity=polarity, category=CATEGORIES[region])
    return (
        latest,
        figures[latest],
        baseline,
        word,
        slope(figures, latest),
        place.position if place else None,
        place.of if place else None,
    )


def slope(figures: Mapping[int, float], latest: int) -> float | None:
    """Least squares by the closed form, in the order the query works it out."""
    steps = [k for k in (1, 2, 3, 4) if latest - k in figures]
    if not steps:
        return None
    differences = {k: figures[latest - k] - figures[latest] if k in steps else 0.0 for k in (1, 2, 3, 4)}
    n, t, tt = 1 + len(steps), -sum(steps), sum(k * k for k in steps)
    d = ((differences[1] + differences[2]) + differences[3]) + differences[4]
    td = 0.0 - (((differences[1] + 2 * differences[2]) + 3 * differences[3]) + 4 * differences[4])
    return (n * td - t * d) / (n * tt - t * t)
