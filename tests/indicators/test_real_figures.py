"""Real figures and real answers of Sotkanet, where they are beside the project."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from lupaus.accounts.actors import Actor
from lupaus.indicators import queries
from lupaus.indicators.definitions import IndicatorDefinition
from lupaus.indicators.models import Indicator, SourceKind
from lupaus.indicators.observations import SeriesKey
from lupaus.indicators.operations import (
    import_observations_file,
    import_sotkanet_file,
    import_whole_sotkanet,
    save_indicators,
    save_sotkanet_catalogue,
)
from lupaus.regions.operations import import_regions, load_register
from lupaus.web.clock import Clock
from lupaus.web.texts import Text
from tests.indicators.sotkanet_server import Reply, fake_sotkanet

pytestmark = [pytest.mark.django_db, pytest.mark.real_data, pytest.mark.slow, pytest.mark.examined]

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


def test_the_real_catalogue_goes_in_whole(
    finland: None, sotkanet: Path, planner: Actor, clock: Clock
) -> None:
    path = sotkanet / "SotkaIndicators.json"
    found = save_sotkanet_catalogue(actor=planner, clock=clock, path=path)
    assert (found.listed, len(found.saved.added), found.gone, found.strange) == (2434, 2434, (), ())
    titles = [title for entry in Indicator.objects.all() for title in entry.title.as_dict().values()]
    assert not any("<br" in title or "  " in title for title in titles)
    assert queries.indicator("sotkanet-2485").title.en.endswith("of population of same age")
    assert Indicator.objects.filter(licence="CC BY 4.0").count() == 945
    again = save_sotkanet_catalogue(actor=planner, clock=clock, path=path)
    assert (len(again.saved.unchanged), again.saved.changed) == (2434, ())


def test_the_odd_ones_of_the_real_catalogue_are_as_readable_as_the_others(
    finland: None, sotkanet: Path, planner: Actor, clock: Clock
) -> None:
    """Titles with markup, with spaces around or within, or the same as another's; no gender named."""
    path = sotkanet / "SotkaIndicators.json"
    save_sotkanet_catalogue(actor=planner, clock=clock, path=path)
    listed = {entry["id"]: entry for entry in json.loads(path.read_bytes())}
    marked = {2485, 2664, 3503, 3848, 4542, 4544}
    assert {
        n for n, entry in listed.items() if re.search("<|&[a-z]+;", str(entry["title"].values()))
    } == marked
    spaced = {n for n, entry in listed.items() if any(_is_spaced(words) for words in entry["title"].values())}
    nobody = {n for n, entry in listed.items() if not entry["classifications"]["sex"]["values"]}
    assert (len(spaced), len(nobody)) == (46, 553)
    for number in marked | spaced:
        told = queries.indicator(f"sotkanet-{number}").title.as_dict()
        assert set(told) == {"fi", "sv", "en"}
        for words in told.values():
            assert words == " ".join(words.split())
            assert not re.search("<|&[a-z]+;", words)
    titles = Counter(entry["title"]["fi"] for entry in listed.values())
    same = [n for n, entry in listed.items() if titles[entry["title"]["fi"]] > 1]
    assert len(same) == 2
    assert len({queries.indicator(f"sotkanet-{number}").number for number in same}) == 2
    assert queries.indicator("sotkanet-3848").producer.fi == listed[3848]["organization"]["title"]["fi"]


def test_everything_of_the_real_catalogue_comes_in_and_costs_next_to_nothing_again(
    finland: None, sotkanet: Path, planner: Actor, clock: Clock
) -> None:
    """All 2,434 indicators from a service on this machine, each with two figures."""
    listed = (sotkanet / "SotkaIndicators.json").read_bytes()
    entries = {entry["id"]: entry for entry in json.loads(listed)}

    def answer(path: str, headers: Mapping[str, str]) -> Reply:
        if path == "/indicators":
            return Reply(listed)
        if path.startswith("/json?"):
            number = int(path.removeprefix("/json?indicator=").split("&")[0])
            figures = [(20, number), (49, number / 7)]
            return Reply(
                json.dumps(
                    [
                        {
                            "indicator": number,
                            "region": region,
                            "year": 2024,
                            "gender": "total",
                            "value": value,
                        }
                        for region, value in figures
                    ]
                ).encode()
            )
        number = int(path.rpartition("/")[2])
        mark = f'"{number}"'
        if headers.get("If-None-Match") == mark:
            return Reply(status=304, headers={"ETag": mark})
        said = entries[number] | {"range": {"start": 2024, "end": 2024}, "data-updated": "2026-01-01"}
        return Reply(json.dumps(said).encode(), headers={"ETag": mark})

    with fake_sotkanet() as fake:
        fake.own = answer
        service = fake.service(largest=4 << 20)
        whole = import_whole_sotkanet(actor=planner, clock=clock, service=service, batch=500)
        assert (whole.total, whole.imported, whole.refused, whole.gone) == (2434, 2434, [], [])
        assert len(whole.releases) == 5
        assert sum(each.added for each in whole.releases) == 2 * 2434
        assert len(fake.asked) == 1 + 2 * 2434
        fake.asked.clear()
        fake.answered.clear()
        again = import_whole_sotkanet(actor=planner, clock=clock, service=service)
    assert (again.unchanged, again.releases, len(fake.asked)) == (2434, [], 1 + 2434)
    assert sum(size for _status, size in fake.answered) == len(listed)


def _is_spaced(words: str) -> bool:
    return words != " ".join(words.split())


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
    assert "\n\nRajoitukset: Kuolemansyytilaston lisäksi" in entry.description.fi
    assert "<" not in entry.description.fi
    assert entry.licence == "Terms of the producer"
