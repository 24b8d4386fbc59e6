"""Real answers and real metadata of Statistics Finland, where they are beside the project."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lupaus.accounts.actors import Actor
from lupaus.indicators import queries
from lupaus.indicators.operations.pxweb import import_pxweb
from lupaus.indicators.pxweb import map_of, table_of
from lupaus.indicators.pxweb.plans import plans_of
from lupaus.regions.operations import import_regions, load_register
from lupaus.web.clock import Clock
from lupaus.web.refusals import Refused
from tests.indicators.pxweb_server import FakePxWeb, fake_pxweb
from tests.indicators.sotkanet_server import Reply

pytestmark = [pytest.mark.django_db, pytest.mark.real_data, pytest.mark.slow]

POPULATION = """
language: en
tables:
  - table: StatFin/vaerak/11s5.px
    region: area
    period: month
    measure: information
    years: {"*M12": "*"}
    indicators: {population: {measure: population, title: Population}}
"""
DEATHS = """
language: en
tables:
  - table: StatFin/ksyyt/13u5.px
    region: wellbeing services county
    measure: information
    only: {underlying cause of death: 00-54 total}
    indicators: {deaths: {title: Deaths}}
"""
KEY_FIGURES = """
tables:
  - table: Kuntien_avainluvut/2017.px
    region: [alue]
    measure: tiedot
    category: municipality
    since: 2010
    indicators:
      population: {measure: väkiluku, title: Population}
      old: {measure: "Yli 64-vuotiaiden osuus väestöstä, %", title: Old}
      employment: {measure: M140, title: Employment}
"""


@pytest.fixture
def finland(db: None, real_data: Path, planner: Actor, clock: Clock) -> None:
    """Every region of 2016 and of 2026, after our own register."""
    load_register(actor=planner, clock=clock)
    import_regions(actor=planner, clock=clock, path=real_data / "sotkanet" / "SotkaRegions.json")
    import_regions(actor=planner, clock=clock, path=real_data / "geo" / "geofi_municipality_key_2026.csv")


@pytest.fixture
def fake() -> Iterator[FakePxWeb]:
    with fake_pxweb() as fake:
        yield fake


def serve(fake: FakePxWeb, way: str, body: bytes) -> dict[str, Any]:
    """The real answer to any question of figures, and the metadata it tells of itself."""
    cube: dict[str, Any] = json.loads(body)
    variables = []
    for code in cube["id"]:
        side = cube["dimension"][code]
        values = side["category"]["index"]
        variables.append(
            {
                "code": code,
                "text": side["label"],
                "values": values,
                "valueTexts": [side["category"]["label"][each] for each in values],
                "time": code in cube["role"]["time"],
            }
        )
    told = {"title": cube["label"], "variables": variables}
    fake.instead["GET", way] = Reply(json.dumps(told).encode())
    fake.instead["POST", way] = Reply(body)
    return cube


@pytest.mark.parametrize(
    ("mapping", "way", "file", "region", "figure", "total"),
    [
        (POPULATION, "StatFin/vaerak/11s5.px", "11s5_population_kunta_2024M12", "KU049", 320_931, 308),
        (DEATHS, "StatFin/ksyyt/13u5.px", "13u5_deaths_hva_2024", "HVA03", 3_660, 23),
    ],
)
def test_a_real_answer_comes_in_by_a_mapping(
    finland: None, real_data: Path, fake: FakePxWeb, planner: Actor, clock: Clock, tmp_path: Path,
    mapping: str, way: str, file: str, region: str, figure: float, total: int,
) -> None:  # fmt: skip
    cube = serve(fake, way, (real_data / "statfin" / f"jsonstat2_{file}.json").read_bytes())
    path = tmp_path / "map.yaml"
    path.write_text(mapping, encoding="utf-8")
    done = import_pxweb(actor=planner, clock=clock, path=path, service=fake.service)
    assert done.refused == []
    ((table,),) = [done.tables]
    assert table.left_out == ()
    assert table.imported is not None
    assert table.imported.added == total
    indicator = "population" if "population" in mapping else "deaths"
    found = queries.observations(release=table.imported.release, indicators=[indicator])
    assert sum(each.value or 0 for each in found) == sum(cube["value"])
    assert {each.region: each.value for each in found}[region] == figure


def test_real_metadata_are_understood(finland: None, real_data: Path) -> None:
    body = (real_data / "statfin" / "pxweb_kuntien_avainluvut_2017_metadata.json").read_bytes()
    table = table_of(json.loads(body), "key figures")
    said = map_of(KEY_FIGURES.encode(), "map.yaml").tables[0]
    (plan,) = plans_of(table, said)
    assert plan.meaning.indicators == {"M411": "population", "M478": "old", "M140": "employment"}
    assert (plan.meaning.regions["049"], plan.meaning.region) == ("KU049", "Alue 2017")
    assert list(plan.meaning.years) == [str(year) for year in range(2010, 2017)]
    assert len(plan.meaning.regions) > 300
    with pytest.raises(Refused, match="There are: M408"):
        plans_of(table, map_of(KEY_FIGURES.replace("M140", "M999").encode(), "map.yaml").tables[0])
