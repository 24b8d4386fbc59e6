"""Real figures and real answers of Sotkanet, where they are beside the project."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from lupaus.accounts.actors import Actor
from lupaus.indicators import queries
from lupaus.indicators.definitions import IndicatorDefinition
from lupaus.indicators.models import SourceKind
from lupaus.indicators.observations import SeriesKey
from lupaus.indicators.operations import (
    import_observations_file,
    import_sotkanet_file,
    save_indicators,
)
from lupaus.regions.operations import import_regions, load_register
from lupaus.web.clock import Clock
from lupaus.web.texts import Text

pytestmark = [pytest.mark.django_db, pytest.mark.real_data, pytest.mark.slow]

PREFIXES = {"KUNTA": "KU", "SEUTUKUNTA": "SK", "MAAKUNTA": "MK"}


@pytest.fixture
def sotkanet(real_data: Path) -> Path:
    return real_data / "sotkanet"


@pytest.fixture
def finland(db: None, sotkanet: Path, planner: Actor, clock: Clock) -> None:
    """Every region of 2016, after our own register."""
    load_register(actor=planner, clock=clock)
    import_regions(actor=planner, clock=clock, path=sotkanet / "SotkaRegions.json")


def tidy(given: Path, wanted: Path) -> dict[str, str]:
    """The collector's table as tidy CSV; returns the indicators in it: our id → Sotkanet's, where known.

    Four indicators (shares of branches among the employed) lost their Sotkanet id at the collector's; their
    titles tell them apart.
    """
    found: dict[str, str] = {}
    branches: dict[str, str] = {}
    with (
        given.open(encoding="utf-8", newline="") as read,
        wanted.open("w", encoding="utf-8", newline="") as written,
    ):
        rows = csv.writer(written)
        rows.writerow(["indicator", "region", "gender", "year", "value"])
        for row in csv.DictReader(read):
            number = row["sotkanet_indicator_id"]
            name = (
                f"sotkanet-{number}"
                if number
                else branches.setdefault(row["indicator_title_fi"], f"branch-{len(branches) + 1}")
            )
            found[name] = number
            code = PREFIXES[row["region_category"]] + row["region_code"]
            rows.writerow([name, code, "total", row["year"], row["value"]])
    return found


def add(planner: Actor, clock: Clock, numbers: dict[str, str]) -> None:
    definitions = [
        IndicatorDefinition(
            name,
            Text.same(name),
            source_kind=SourceKind.SOTKANET if number else SourceKind.OWN,
            source_id=number,
        )
        for name, number in sorted(numbers.items())
    ]
    save_indicators(actor=planner, clock=clock, definitions=definitions)


def test_twenty_thousand_real_observations_come_in(
    finland: None, sotkanet: Path, planner: Actor, clock: Clock, tmp_path: Path
) -> None:
    path = tmp_path / "uusimaa.csv"
    numbers = tidy(sotkanet / "sotkanet_observations_1990_2012_uusimaa.csv", path)
    assert len(numbers) == 54
    add(planner, clock, numbers)
    imported = import_observations_file(actor=planner, clock=clock, path=path)
    assert imported.added == 20_976
    assert import_observations_file(actor=planner, clock=clock, path=path, replace=True).release is None
    lohja, uusimaa = SeriesKey("sotkanet-181", "KU444"), SeriesKey("sotkanet-181", "MK01")
    found = queries.series([lohja, uusimaa], release=imported.release)
    assert {o.period: o.value for o in found[lohja]}["2010"] == 8.4
    assert len(found[uusimaa]) > 10
    espoo = queries.cross_section(
        [("sotkanet-181", "total", "2010")], release=imported.release, regions=["KU049"]
    )
    assert espoo == {("sotkanet-181", "total", "2010"): {"KU049": 6.1}}


def test_answers_of_2026_come_in(finland: None, sotkanet: Path, planner: Actor, clock: Clock) -> None:
    add(planner, clock, {"sotkanet-127": "127", "sotkanet-5513": "5513"})
    population = import_sotkanet_file(
        actor=planner, clock=clock, path=sotkanet / "real_json_127_2019_2023_5cities.json", indicators=[127]
    )
    assert population.added == 10
    key = SeriesKey("sotkanet-127", "KU049")
    series = queries.series([key], release=population.release)[key]
    assert [(o.period, o.value) for o in series] == [("2019", 289_731.0), ("2023", 314_024.0)]
    shares = import_sotkanet_file(
        actor=planner, clock=clock, path=sotkanet / "real_json_5513_2023_5cities.json", indicators=[5513]
    )
    key = SeriesKey("sotkanet-5513", "KU091")
    (helsinki,) = queries.series([key], release=shares.release)[key]
    assert (helsinki.value, helsinki.numerator, helsinki.release) == (12.9, 7491.0, 2)


def test_a_real_csv_answer_comes_in(finland: None, sotkanet: Path, planner: Actor, clock: Clock) -> None:
    add(planner, clock, {"sotkanet-127": "127"})
    imported = import_sotkanet_file(
        actor=planner, clock=clock, path=sotkanet / "SotkaIndicatorData.csv", indicators=[127], skip_bad=True
    )
    assert (imported.added, imported.skipped_rows) == (463, 3)  # three regions are newer than the list


def test_real_metadata_describes_an_indicator(
    finland: None, sotkanet: Path, planner: Actor, clock: Clock, tmp_path: Path
) -> None:
    answer = tmp_path / "186.json"
    answer.write_text(
        json.dumps([{"indicator": 186, "region": 20, "year": 2020, "gender": "male", "value": 700.5}])
    )
    import_sotkanet_file(
        actor=planner,
        clock=clock,
        path=answer,
        indicators=[186],
        metadata=sotkanet / "hus_indicator_metadata_full.json",
    )
    entry = queries.indicator("sotkanet-186")
    assert entry.title.fi == "Kuolleisuus / 100 000 asukasta"
    assert entry.producer.en == "Statistics Finland"
    assert entry.unit.sv == "/ 100 000 invånare"
    assert "<" not in entry.description.fi
    assert entry.licence == "Terms of the producer"
