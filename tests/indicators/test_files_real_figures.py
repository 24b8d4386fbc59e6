"""Every real file of observations that lies beside the project goes in, and comes out as valid JSON-stat."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest
from django.test import Client
from jsonstat_validator import validate_jsonstat

from lupaus.accounts.actors import Actor
from lupaus.indicators import queries
from lupaus.indicators.definitions import IndicatorDefinition
from lupaus.indicators.models import SourceKind
from lupaus.indicators.observations import SeriesKey
from lupaus.indicators.operations import Imported, import_observations_file, save_indicators
from lupaus.regions.operations import import_regions, load_register
from lupaus.web.clock import Clock
from lupaus.web.texts import Text

pytestmark = [pytest.mark.django_db, pytest.mark.real_data, pytest.mark.slow, pytest.mark.examined]

MAPS = Path(__file__).parent / "maps"

UUSIMAA = "sotkanet/sotkanet_observations_1990_2012_uusimaa.csv"
POPULATION = "sotkanet/geofi_sotkanet_127_population_kunta_2000_2022.csv"
CITIES = "sotkanet/real_json_127_2019_2023_5cities.json"
SHARES = "sotkanet/real_json_5513_2023_5cities.json"
EVERY_LEVEL = "sotkanet/SotkaIndicatorData.csv"
MUNICIPALITIES = "statfin/jsonstat2_11s5_population_kunta_2024M12.json"
DEATHS = "statfin/jsonstat2_13u5_deaths_hva_2024.json"
REGISTER = "geo/uusimaa_26_register.csv"
#: Files with figures, each of which comes in and goes out below.
WITH_FIGURES = {UUSIMAA, POPULATION, CITIES, SHARES, EVERY_LEVEL, MUNICIPALITIES, DEATHS, REGISTER}
#: The others of the same folders, and what they hold instead.
WITHOUT_FIGURES = {
    "sotkanet/SotkaIndicators.json": "a catalogue",
    "sotkanet/SotkaRegions.json": "regions",
    "sotkanet/hus_indicator_metadata_full.json": "what six indicators mean",
    "sotkanet/real_json_regions_2026_sample.json": "regions",
    "sotkanet/sotkanet_hyvinvointialueet_id_map.csv": "ids of regions",
    "statfin/pxweb_kuntien_avainluvut_2017_metadata.json": "the variables of a table, without its cells",
    "geo/geofi_municipality_key_2026.csv": "a classification of municipalities",
    "geo/uusimaa_26_kuntarajat_nls.geojson": "boundaries; its populations are those of the register",
}


def test_no_file_of_figures_is_left_out(real_data: Path) -> None:
    found = {
        str(path.relative_to(real_data))
        for folder in ("sotkanet", "statfin", "geo")
        for path in (real_data / folder).rglob("*")
        if path.suffix in {".csv", ".json", ".geojson", ".xlsx", ".gz"}
    }
    assert found == WITH_FIGURES | WITHOUT_FIGURES.keys()


@pytest.fixture
def finland(db: None, real_data: Path, planner: Actor, clock: Clock) -> None:
    """Every region of 2016 and of 2026, after our own register."""
    load_register(actor=planner, clock=clock)
    import_regions(actor=planner, clock=clock, path=real_data / "sotkanet" / "SotkaRegions.json")
    import_regions(actor=planner, clock=clock, path=real_data / "geo" / "geofi_municipality_key_2026.csv")


def add(planner: Actor, clock: Clock, *names: str) -> None:
    definitions = [
        IndicatorDefinition(
            name,
            Text.same(name.capitalize()),
            source_kind=SourceKind.SOTKANET if name.startswith("sotkanet-") else SourceKind.FILE,
            source_id=name.removeprefix("sotkanet-") if name.startswith("sotkanet-") else "",
        )
        for name in names
    ]
    save_indicators(actor=planner, clock=clock, definitions=definitions)


def bring(planner: Actor, clock: Clock, path: Path, mapping: str = "", **how: Any) -> Imported:
    said = MAPS / f"{mapping}.yaml" if mapping else None
    return import_observations_file(actor=planner, clock=clock, path=path, mapping=said, **how)


def comes_out(indicator: str, imported: Imported) -> dict[str, Any]:
    """The indicator as the API gives it: valid, and with as many figures as came in."""
    answer = Client().get("/api/v1/observations", {"indicator": indicator, "format": "jsonstat"})
    assert answer.status_code == 200, answer.content
    cube: dict[str, Any] = orjson.loads(answer.content)
    validate_jsonstat(cube)
    told = queries.observations(release=imported.release, indicators=[indicator])
    assert sum(value is not None for value in cube["value"]) == len([o for o in told if o.value is not None])
    return cube


def test_fifty_four_indicators_of_uusimaa(
    finland: None, real_data: Path, planner: Actor, clock: Clock
) -> None:
    path = real_data / UUSIMAA
    lines = path.read_text(encoding="utf-8").splitlines()[1:]
    numbers = {number for line in lines if (number := line.split(",")[0])}
    names = [*(f"branch-{place}" for place in range(1, 5)), *(f"sotkanet-{each}" for each in sorted(numbers))]
    add(planner, clock, *names)
    imported = bring(planner, clock, path, "uusimaa")
    assert (len(names), imported.added) == (54, 20_976)
    lohja = SeriesKey("sotkanet-181", "KU444")
    series = queries.series([lohja], release=imported.release)[lohja]
    assert {o.period: o.value for o in series}["2010"] == 8.4
    for name in names:
        comes_out(name, imported)


def test_the_population_of_every_municipality(
    finland: None, real_data: Path, planner: Actor, clock: Clock, tmp_path: Path
) -> None:
    add(planner, clock, "population")
    imported = bring(planner, clock, real_data / POPULATION, "population")
    assert imported.added == 7_107
    cube = comes_out("population", imported)
    assert cube["size"] == [1, 309, 1, 23]
    path = tmp_path / "again.json"
    path.write_bytes(orjson.dumps(cube))
    again = bring(planner, clock, path, replace=True)
    assert (again.release, again.unchanged) == (None, 7_107)


def test_answers_of_sotkanet(finland: None, real_data: Path, planner: Actor, clock: Clock) -> None:
    add(planner, clock, "sotkanet-127", "sotkanet-5513")
    bring(planner, clock, real_data / CITIES)
    imported = bring(planner, clock, real_data / SHARES)
    assert comes_out("sotkanet-5513", imported)["size"] == [1, 5, 1, 1]
    imported = bring(planner, clock, real_data / EVERY_LEVEL, skip_bad=True)
    assert (imported.added, imported.skipped_rows) == (463, 3)  # three regions are newer than the list
    comes_out("sotkanet-127", imported)


def test_answers_of_statistics_finland(finland: None, real_data: Path, planner: Actor, clock: Clock) -> None:
    add(planner, clock, "population", "deaths")
    population = bring(planner, clock, real_data / MUNICIPALITIES, "statfin_population")
    assert population.added == 308
    deaths = bring(planner, clock, real_data / DEATHS, "statfin_deaths")
    assert deaths.added == 23
    assert comes_out("population", deaths)["size"] == [1, 308, 1, 1]
    assert sum(comes_out("deaths", deaths)["value"]) == 58_214


def test_the_register_of_uusimaa(finland: None, real_data: Path, planner: Actor, clock: Clock) -> None:
    add(planner, clock, "population")
    register = bring(planner, clock, real_data / REGISTER, "register")
    assert register.added == 26
    assert sum(comes_out("population", register)["value"]) == 1_782_300
    both = bring(planner, clock, real_data / MUNICIPALITIES, "statfin_population")
    assert (both.changed, both.unchanged) == (0, 26)  # Statistics Finland says the same of them
