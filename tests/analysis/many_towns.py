"""Three hundred and eight municipalities in four counties, with every kind of figure a comparison meets.

`jobs` has women and men over ten years, `migration` figures below zero, `same` one figure for all, `echo`
goes with `jobs`, `holes` has figures that are missing, suppressed or not there, `lone` one region alone,
`nothing` none. Population, languages and age are there to liken municipalities by.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Final

from lupaus.indicators.definitions import IndicatorDefinition
from lupaus.indicators.models import Nature
from lupaus.indicators.operations import ImportSource, Row, import_observations, save_indicators
from lupaus.regions.models import Category, Region, RegionParent
from lupaus.web.clock import Clock
from lupaus.web.texts import Text
from tests.world import PIRKKO

COUNT: Final = 308
TOWNS: Final = tuple(f"KU{number:03}" for number in range(COUNT))
COUNTIES: Final = ("HVA01", "HVA02", "HVA03", "HVA04")
YEARS: Final = tuple(str(year) for year in range(2015, 2025))
GENDERS: Final = ("total", "female", "male")
#: Towns whose figure of 2024 is missing, suppressed, and not there at all.
HOLES: Final = (1, 2, 3)
LONG: Final = "Pohjois-Keski-Itä-Suomen hyvinvointi- ja pelastustoimen kuntayhtymän erityisalue"


def county_of(number: int) -> str:
    return COUNTIES[number % 4]


def build(clock: Clock) -> None:
    _regions()
    save_indicators(actor=PIRKKO.acts(), clock=clock, definitions=list(_catalogue()))
    bring(clock, _rows())


def bring(clock: Clock, rows: list[Row], nature: Nature = Nature.STATISTIC, name: str = "many.csv") -> None:
    import_observations(
        actor=PIRKKO.acts(),
        clock=clock,
        rows=rows,
        source=ImportSource(name=name, checksum=lambda: "0" * 64, nature=nature),
    )


def _regions() -> None:
    wide = [
        Region(
            code="SSS",
            category=Category.COUNTRY,
            number="SSS",
            name=Text("Koko maa", "Hela landet", "Finland"),
        ),
        *(
            Region(code=f"MK0{n}", category=Category.REGION, number=f"0{n}", name=Text.same(f"Maakunta {n}"))
            for n in (1, 2)
        ),
        *(
            Region(code=code, category=Category.COUNTY, number=code[3:], name=Text.same(f"Alue {code[4:]}"))
            for code in COUNTIES
        ),
    ]
    towns = [
        Region(
            code=code,
            category=Category.MUNICIPALITY,
            number=code[2:],
            name=Text.same(LONG if number == 5 else f"Kunta {number:03}"),
            tile_column=number % 20,
            tile_row=number // 20,
        )
        for number, code in enumerate(TOWNS)
    ]
    Region.objects.bulk_create([*wide, *towns])
    links = [("MK01", "SSS"), ("MK02", "SSS")]
    links += [(code, "MK01" if code in COUNTIES[:2] else "MK02") for code in COUNTIES]
    links += [(code, county_of(number)) for number, code in enumerate(TOWNS)]
    RegionParent.objects.bulk_create(
        RegionParent(child_id=child, parent_id=parent) for child, parent in links
    )


def _catalogue() -> Iterator[IndicatorDefinition]:
    for id_, title, unit, polarity in (
        ("jobs", "Jobs", "%", "higher_is_better"),
        ("migration", "Migration", "/ 1 000", "neutral"),
        ("same", "Same", "%", "lower_is_better"),
        ("holes", "Holes", "%", "lower_is_better"),
        ("lone", "Lone", "%", "neutral"),
        ("echo", "Echo", "", "neutral"),
        ("nothing", "Nothing", "%", "neutral"),
        ("population", "Population", "residents", "neutral"),
        ("other-mother-tongue", "Languages", "/ 1 000", "neutral"),
        ("over-64", "Over 64", "%", "neutral"),
    ):
        yield IndicatorDefinition(
            id=id_,
            title=Text(title, title, title),
            unit=Text.same(unit),
            decimals=0 if id_ == "population" else 1,
            polarity=polarity,
            producer=Text.same("Byrå"),
            licence="CC BY 4.0",
            source_kind="file",
        )


def jobs(number: int, year: str, gender: str = "total") -> float:
    """What `jobs` is in a town; many towns share figures."""
    base = 60 + (number * 7 % 31) / 2 + (int(year) - 2015) * ((number % 5) - 2) / 4
    return base + {"total": 0.0, "female": (number % 3 - 1) * 0.5, "male": (1 - number % 3) * 0.75}[gender]


def population(number: int) -> float:
    return float(1000 + 317 * (number * 13 % COUNT))


def _rows() -> list[Row]:
    told: list[tuple[str, str, str, float | None, str, str]] = []

    def tell(
        indicator: str, region: str, year: str, value: float | None, gender: str = "total", status: str = ""
    ) -> None:
        told.append((indicator, region, year, value, gender, status))

    for number, code in enumerate(TOWNS):
        for year, gender in product(YEARS, GENDERS):
            tell("jobs", code, year, jobs(number, year, gender), gender)
        for year in ("2014", "2024"):
            tell("migration", code, year, (number % 11) - 5.5 + (number % 2 if year == "2024" else 0))
        tell("echo", code, "2024", 2 * jobs(number, "2024") - 30)
        tell("same", code, "2024", 5.0)
        tell("holes", code, "2023", float(number % 9))
        if number not in HOLES:
            tell("holes", code, "2024", float(number % 7))
        tell("population", code, "2024", population(number))
        tell("other-mother-tongue", code, "2024", float(number * 29 % 211))
        tell("over-64", code, "2024", 15.0 + (number * 11 % 97) / 4)
    tell("holes", TOWNS[1], "2024", None, status="M")
    tell("holes", TOWNS[2], "2024", None, status="Q")
    for (place, code), year in product(enumerate(COUNTIES), YEARS):
        tell("jobs", code, year, 65.0 + place + (int(year) - 2020) / 2)
    for year, gender in product(YEARS, GENDERS):
        tell("jobs", "SSS", year, 68.0 + (int(year) - 2015) / 10, gender)
    tell("lone", TOWNS[10], "2024", 3.25)
    return [
        Row(line, indicator, region, gender=gender, year=year, value=value, status=status)
        for line, (indicator, region, year, value, gender, status) in enumerate(told, start=1)
    ]
