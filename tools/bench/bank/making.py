# ruff: noqa: S608 - queries are put together from names of this module
"""The synthetic bank: indicators × 400 regions × 20 years × 3 genders, the same figures on every machine.

Beside them stand up to fifty indicators of 500 regions × 30 years × 3 genders, for the rows of the table that
ask for a series of 30 years, and for 15,000 figures at once.

Figures come from a hash of their key, so nothing depends on the order of work. An indicator has a level, a
trend and a unit of its own, a region stands above or below it, women and men beside it, and each year brings
noise: so the files compress like real ones, and no two figures are copies. Written bucket by bucket through
the store's own table, in one release.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any, Final

GENDERS: Final = ("female", "male", "total")


@dataclass(frozen=True)
class Shape:
    """How much is told of each indicator of a kind."""

    name: str
    regions: int
    years: range

    @property
    def rows(self) -> int:
        return self.regions * len(self.years) * len(GENDERS)

    def indicator(self, number: int) -> str:
        return f"{self.name}-{number:04}"


USUAL: Final = Shape("bench", 400, range(2005, 2025))
LONG: Final = Shape("long", 500, range(1995, 2025))
WHOLE: Final = 2000  # indicators: 48 million rows
_MOST_LONG: Final = 50
_MADE_AT: Final = datetime(2026, 1, 1, tzinfo=UTC)
#: Prefix, category and numbers; the last hundred municipalities are in the long series alone.
_KINDS: Final = (
    ("KU", "municipality", range(1, 301)),
    ("SK", "subregion", range(1, 59)),
    ("HVA", "county", range(1, 23)),
    ("MK", "region", range(1, 20)),
    ("SSS", "country", range(1)),
    ("KU", "municipality", range(301, 401)),
)

_FIGURES: Final = """
WITH keys AS (
    SELECT i, r, g, y FROM range($first, $last) a(i), range($regions) b(r), range(3) c(g), range($years) d(y)
), noise AS (
    SELECT i, r, g, y,
        (hash(i * 7 + 1) % 100000) / 1e5 AS of_indicator,
        (hash(i * 7 + 2) % 100000) / 1e5 AS of_trend,
        (hash(i * 1000003 + r * 7 + 3) % 100000) / 1e5 AS of_region,
        (hash(i * 1000003 + r * 31 + g * 7 + 4) % 100000) / 1e5 AS of_gender,
        (hash(((i * 1009 + r) * 11 + g) * 101 + y) % 100000) / 1e5 AS of_year
    FROM keys
), figures AS (
    SELECT i, r, g, y,
        round(power(10, 3 * of_indicator) * (0.6 + 0.8 * of_region) * (1 + (of_trend - 0.5) * 0.06 * y)
            * (CASE g WHEN 2 THEN 1 ELSE 0.9 + 0.2 * of_gender END) * (0.97 + 0.06 * of_year),
            (i % 3)::INTEGER) AS value
    FROM noise
)
SELECT i.id AS indicator, r.code AS region, g.word AS gender, ($year + y)::VARCHAR AS period,
    value, CASE WHEN i % 4 = 0 THEN round(value * 1000) END AS numerator,
    CASE WHEN i % 4 = 0 THEN 1e3::DOUBLE END AS denominator,
    CASE WHEN y = $years - 1 THEN 'P' ELSE 'A' END AS status, 1::BIGINT AS release
FROM figures f
JOIN indicators i ON f.i = i.number JOIN regions r ON f.r = r.number JOIN genders g ON f.g = g.number
"""


def indicator(number: int) -> str:
    """One of the usual indicators."""
    return USUAL.indicator(number)


def long_ones(indicators: int) -> int:
    """How many indicators of long series stand beside so many usual ones."""
    return min(_MOST_LONG, indicators)


def rows_of(indicators: int) -> int:
    """All rows of a bank of so many usual indicators."""
    return indicators * USUAL.rows + long_ones(indicators) * LONG.rows


def codes(shape: Shape = USUAL) -> list[tuple[str, str]]:
    """The regions of a shape: code and category."""
    made = [
        (f"{prefix}{n:03}" if n else prefix, category)
        for prefix, category, numbers in _KINDS
        for n in numbers
    ]
    return made[: shape.regions]


def make(indicators: int, tell: Any) -> dict[str, float]:
    """Make the bank in the data folder of the settings, which is empty. After django.setup().

    48 million rows take two minutes on two cores. Returns seconds.
    """
    begun = perf_counter()
    catalogue(indicators, long_ones(indicators))
    version = 0
    buckets = _buckets()
    for number, (bucket, entries) in enumerate(buckets.items()):
        version = _written(bucket, entries)
        tell(f"bucket {number + 1} of {len(buckets)}")
    _release(indicators, version)
    return {"rows": float(rows_of(indicators)), "seconds": round(perf_counter() - begun, 1)}


def catalogue(indicators: int, longer: int = 0) -> None:
    """Save regions and indicators, without figures."""
    from django.core.management import call_command  # noqa: PLC0415 - after django.setup()

    from lupaus.accounts.actors import operator  # noqa: PLC0415
    from lupaus.indicators.definitions import IndicatorDefinition  # noqa: PLC0415
    from lupaus.indicators.models import SourceKind  # noqa: PLC0415
    from lupaus.indicators.operations import save_indicators  # noqa: PLC0415
    from lupaus.regions.models import Region, RegionIdentifier  # noqa: PLC0415
    from lupaus.web.clock import real_clock  # noqa: PLC0415
    from lupaus.web.texts import Text  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    regions = [
        Region(code=code, category=category, number=code[-3:], name=Text.same(f"Alue {code}"))
        for code, category in codes(LONG)
    ]
    Region.objects.bulk_create(regions, ignore_conflicts=True)
    RegionIdentifier.objects.bulk_create(
        (
            RegionIdentifier(scheme="sotkanet", value=str(100_000 + n), region_id=code)
            for n, (code, _category) in enumerate(codes(LONG))
        ),
        ignore_conflicts=True,
    )
    polarities = ("higher_is_better", "lower_is_better", "neutral")
    names = [
        *(USUAL.indicator(number) for number in range(indicators)),
        *(LONG.indicator(number) for number in range(longer)),
    ]
    definitions = [
        IndicatorDefinition(
            id=name,
            title=Text.same(f"Koeindikaattori {name}"),
            unit=Text.same("/ 1 000"),  # many values are far above what a share can be
            decimals=number % 3,
            polarity=polarities[number % 3],
            producer=Text.same("Mittaus"),
            licence="CC BY 4.0",
            theme=f"Aihe {number % 20}",
            source_kind=SourceKind.SOTKANET,
            source_id=str(100_000 + number),
        )
        for number, name in enumerate(names)
    ]
    save_indicators(actor=operator(), clock=real_clock, definitions=definitions)


def _buckets() -> dict[int, list[tuple[int, str]]]:
    """Numbers and names of the indicators, by the bucket they are in."""
    from lupaus.indicators.models import Indicator  # noqa: PLC0415 - after django.setup()
    from lupaus.indicators.store import bucket_of  # noqa: PLC0415

    found: dict[int, list[tuple[int, str]]] = {}
    for number, name in Indicator.objects.order_by("number").values_list("number", "pk"):
        found.setdefault(bucket_of(number), []).append((number, name))
    return found


_AS_CSV: Final = "indicator, region, gender, period AS year, value, numerator, denominator"
#: Sotkanet leaves `absValue` out where it has none.
_AS_SOTKANET: Final = """CASE WHEN row_number() OVER (ORDER BY indicator, region, gender, period) = 1
        THEN '[' ELSE '' END
    || '{"indicator":' || (100000 + number) || ',"region":' || (100000 + nth) || ',"year":' || period
    || ',"gender":"' || gender || '","value":' || value
    || CASE WHEN numerator IS NULL THEN '' ELSE ',"absValue":' || numerator::BIGINT END || '},' AS line"""
_KINDS_OF_FILES: Final = {
    "csv": (_AS_CSV, "FORMAT csv, HEADER"),
    "json": (_AS_SOTKANET, "FORMAT csv, HEADER false, QUOTE '', DELIMITER ';'"),
}


def write_observations(path: Path, kind: str, *, first: int, count: int, shift: float) -> int:
    """Figures of some usual indicators as a file, in the order a service gives them; `shift` changes them.

    `kind`: "csv" for tidy CSV, "json" for an answer of Sotkanet. Returns how many.
    """
    entries = [(number, indicator(number)) for number in range(first, first + count)]
    columns, how = _KINDS_OF_FILES[kind]
    with _figures(entries) as database:
        told = database.execute(
            f"""COPY (
                SELECT {columns} FROM (
                    SELECT f.* REPLACE (f.value + {shift} AS value), i.number, r.number AS nth
                    FROM ({_FIGURES}) f
                    JOIN indicators i ON f.indicator = i.id JOIN regions r ON f.region = r.code)
                ORDER BY indicator, region, gender, period
            ) TO '{path}' ({how})""",
            _params(entries, USUAL),
        ).fetchone()
    if kind == "json":
        with path.open("r+b") as file:
            file.seek(-len(b",\n"), os.SEEK_END)
            file.write(b"]\n")
    return int(told[0]) if told else 0


@contextmanager
def _figures(entries: list[tuple[int, str]]) -> Iterator[Any]:
    """A database with the tables that `_FIGURES` asks."""
    import duckdb  # noqa: PLC0415 - not every process needs it

    with duckdb.connect() as database:
        regions = list(enumerate(code for code, _category in codes(LONG)))
        _words(database, "regions (number BIGINT, code VARCHAR)", regions)
        _words(database, "genders (number BIGINT, word VARCHAR)", list(enumerate(GENDERS)))
        _words(database, "indicators (number BIGINT, id VARCHAR)", entries)
        yield database


def _params(entries: list[tuple[int, str]], shape: Shape) -> dict[str, int]:
    """What `_FIGURES` is told: indicators of one shape, whose numbers follow each other."""
    return {
        "first": entries[0][0],
        "last": entries[-1][0] + 1,
        "regions": shape.regions,
        "years": len(shape.years),
        "year": shape.years[0],
    }


def _words(database: Any, table: str, rows: list[tuple[int, str]]) -> None:
    name = table.partition(" ")[0]
    database.execute(f"CREATE OR REPLACE TABLE {table}")
    database.execute(
        f"INSERT INTO {name} SELECT unnest(?), unnest(?)",
        [[number for number, _word in rows], [word for _number, word in rows]],
    )


def _written(bucket: int, entries: list[tuple[int, str]]) -> int:
    """Write a bucket, which may hold indicators of both shapes; returns the version of the table."""
    from lupaus.indicators.store import Table  # noqa: PLC0415 - after django.setup()

    table = Table.own()
    table.create_if_absent()
    table.head()
    made = "CREATE TABLE made AS"
    with _figures(entries) as database:
        for shape in (USUAL, LONG):
            some = [entry for entry in entries if entry[1].startswith(shape.name)]
            if some:
                query = f"{made} SELECT *, {bucket}::INTEGER AS bucket FROM ({_FIGURES})"
                database.execute(query, _params(some, shape))
                made = "INSERT INTO made"
        rows = database.sql("SELECT * FROM made ORDER BY bucket, indicator, region, gender, period")
        return table.replace({bucket}, rows, {"lupaus.release": "1"})


def _release(indicators: int, version: int) -> None:
    from django.db import transaction  # noqa: PLC0415 - after django.setup()

    from lupaus.indicators.models import Release, ReleaseContent  # noqa: PLC0415
    from lupaus.web.versions import advance_content_version  # noqa: PLC0415

    rows = rows_of(indicators)
    with transaction.atomic():
        release = Release.objects.create(
            id=1, source="synthetic", checksum="0" * 64, retrieved_at=_MADE_AT, actor="bench",
            added=rows, changed=0, withdrawn=0, unchanged=0, table_version=version,
        )  # fmt: skip
        ReleaseContent.objects.bulk_create(
            ReleaseContent(
                release=release, indicator_id=shape.indicator(n), added=shape.rows, changed=0, withdrawn=0
            )
            for shape, many in ((USUAL, indicators), (LONG, long_ones(indicators)))
            for n in range(many)
        )
        advance_content_version()
