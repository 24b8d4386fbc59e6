"""Seven small towns in a country, with figures small enough to work out by hand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from lupaus.indicators.definitions import IndicatorDefinition
from lupaus.indicators.models import Nature
from lupaus.indicators.operations import ImportSource, Row, import_observations, save_indicators
from lupaus.regions.models import Category, Region
from lupaus.web.clock import Clock
from lupaus.web.texts import Text
from tests.world import PIRKKO

TOWNS: Final = ("KU901", "KU902", "KU903", "KU904", "KU905", "KU906", "KU907")
#: Population in 2019 and 2024; the first grows by a half, the others by a tenth or so.
PEOPLE: Final = dict(
    zip(
        TOWNS,
        [(1000, 1500), (1000, 1100), (1000, 1090), (1000, 1105), (1000, 1095), (1000, 1110), (1000, 1100)],
        strict=True,
    )
)
#: Unemployment rate in 2024 (2019: one less): the first is far above the others.
JOBLESS: Final = dict(zip(TOWNS, [15.0, 6.0, 6.5, 7.0, 7.5, 8.0, 7.0], strict=True))


def build(clock: Clock) -> None:
    Region.objects.create(code="SSS", category=Category.COUNTRY, number="SSS", name=Text.same("Maa"))
    for code in TOWNS:
        Region.objects.create(
            code=code, category=Category.MUNICIPALITY, number=code[2:], name=Text.same(f"Kylä {code[-1]}")
        )
    save_indicators(
        actor=PIRKKO.acts(),
        clock=clock,
        definitions=[
            IndicatorDefinition(
                id="population",
                title=Text("Väkiluku", "Invånarantal", "Population"),
                unit=Text("asukasta", "invånare", "residents"),
                decimals=0,
                counts_people=True,
            ),
            IndicatorDefinition(
                id="unemployment-rate",
                title=Text("Työttömyysaste", "Arbetslöshetsgrad", "Unemployment rate"),
                unit=Text.same("%"),
                source_kind="file",
            ),
        ],
    )
    bring(clock, _rows())


def bring(clock: Clock, rows: Iterable[Row], name: str = "towns.csv") -> None:
    import_observations(
        actor=PIRKKO.acts(),
        clock=clock,
        rows=rows,
        source=ImportSource(name=name, checksum=lambda: "0" * 64, nature=Nature.STATISTIC),
    )


def _rows() -> list[Row]:
    rows: list[Row] = []
    for code in TOWNS:
        for year, people in zip(("2019", "2024"), PEOPLE[code], strict=True):
            rows.append(Row(len(rows), "population", code, year=year, value=people))
        for year, rate in (("2019", JOBLESS[code] - 1), ("2024", JOBLESS[code])):
            rows.append(Row(len(rows), "unemployment-rate", code, year=year, value=rate))
    rows.append(Row(len(rows), "unemployment-rate", "SSS", year="2024", value=7.3))
    return rows
