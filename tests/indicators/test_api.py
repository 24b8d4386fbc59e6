"""Indicators, observations and releases over the API."""

from __future__ import annotations

import csv
import io
from itertools import product
from typing import Any

import pytest
from django.test import Client

from lupaus.indicators import jsonstat
from lupaus.indicators.api import observations as observations_api
from lupaus.web.clock import Clock
from tests.api_world import ROOT, ask, reasons, small_world
from tests.strategy.followed import FIGURES


@pytest.fixture(autouse=True)
def _world(db: None, clock: Clock) -> None:
    small_world(clock)


def table(address: str) -> list[dict[str, str]]:
    answer = Client().get(ROOT + address)
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8; header=present"
    text = answer.content.decode()
    assert text.endswith("\r\n")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_indicators_are_searched_and_described() -> None:
    found = ask("indicators?q=rate&language=en")["items"]
    assert [entry["id"] for entry in found] == ["employment-rate", "unemployment-rate"]
    whole = ask("indicators/employment-rate")
    assert whole["title"]["sv"] == "Sysselsättningsgrad"
    assert whole["producer"]["fi"] == "Kaavan toimisto"
    assert whole["source"] == {"kind": "own", "id": "", "url": ""}
    assert reasons("indicators/none", 404) == [("", "There is no indicator none.")]


def test_figures_are_those_of_the_newest_release_unless_it_is_pinned() -> None:
    address = "observations?indicator=employment-rate&region=MK01&year=2024"
    (now,) = ask(address)["items"]
    assert now == {
        "indicator": "employment-rate",
        "region": "MK01",
        "gender": "total",
        "year": "2024",
        "value": 76.0,
        "numerator": None,
        "denominator": None,
        "status": "E",
        "release": 2,
        "illustrative": True,
    }
    pinned = ask(f"{address}&release=1")
    assert pinned["release"] == 1
    assert (pinned["items"][0]["value"], pinned["items"][0]["illustrative"]) == (75.8, False)


def test_filters_may_stand_several_times() -> None:
    found = ask("observations?region=KU444&region=KU049&year=2023&year=2017&gender=total")
    assert [(each["indicator"], each["region"], each["year"]) for each in found["items"]] == [
        ("employment-rate", "KU049", "2017"),
        ("employment-rate", "KU444", "2017"),
        ("unemployment-rate", "KU049", "2023"),
        ("unemployment-rate", "KU444", "2017"),
        ("unemployment-rate", "KU444", "2023"),
    ]
    assert ask("observations?gender=female")["total"] == 0


def test_a_missing_figure_has_no_value() -> None:
    (missing,) = ask("observations?indicator=employment-rate&year=2021")["items"]
    assert (missing["value"], missing["status"]) == (None, "M")


def test_csv_holds_the_whole_selection_with_every_digit() -> None:
    rows = table("observations?format=csv&release=1")
    assert len(rows) == len(FIGURES)
    values = {(row["indicator"], row["region"], int(row["year"])): row["value"] for row in rows}
    assert all(
        values[indicator, region, year] == ("" if value is None else repr(value))
        for indicator, region, year, value in FIGURES
    )
    assert {row["illustrative"] for row in rows} == {"false"}
    marked = [row for row in table("observations?format=csv") if row["illustrative"] == "true"]
    assert [row["release"] for row in marked] == ["2", "2"]


def test_jsonstat_is_a_cube_whose_cells_are_the_same_figures() -> None:
    cube = ask("observations?format=jsonstat&language=en")
    assert (cube["version"], cube["class"]) == ("2.0", "dataset")
    assert cube["id"] == ["indicator", "region", "gender", "year"]
    assert cube["role"] == {"time": ["year"], "geo": ["region"], "metric": ["indicator"]}
    axes = [cube["dimension"][name]["category"]["index"] for name in cube["id"]]
    assert cube["size"] == [len(axis) for axis in axes]
    cells = dict(zip(product(*axes), cube["value"], strict=True))
    listed = {
        (each["indicator"], each["region"], each["gender"], each["year"]): each["value"]
        for each in ask("observations?limit=1000")["items"]
    }
    assert {place: value for place, value in cells.items() if value is not None} == {
        place: value for place, value in listed.items() if value is not None
    }
    assert cube["dimension"]["region"]["category"]["label"]["KU049"] == "Espoo"
    assert cube["dimension"]["indicator"]["category"]["unit"]["employment-rate"] == {
        "label": "%",
        "decimals": 1,
    }
    assert cube["source"] == "Kaavan toimisto"
    assert cube["extension"]["illustrative"] == [2]
    assert cube["extension"]["status"] == {"E": "estimated", "M": "missing"}
    place = str(list(cells).index(("employment-rate", "MK01", "total", "2021")))
    assert cube["status"][place] == "M"


def test_jsonstat_speaks_the_language_asked_for() -> None:
    cube = ask("observations?format=jsonstat&language=sv&region=KU091")
    assert cube["dimension"]["region"]["label"] == "Område"
    assert cube["dimension"]["region"]["category"]["label"] == {"KU091": "Helsingfors"}
    assert cube["label"] == "Arbetslöshetsgrad"


def test_an_empty_selection_is_an_empty_answer_in_every_form() -> None:
    assert ask("observations?gender=male")["items"] == []
    assert table("observations?format=csv&gender=male") == []
    cube = ask("observations?format=jsonstat&gender=male")
    assert (cube["size"], cube["value"]) == ([0, 0, 0, 0], [])


def test_every_unknown_name_is_told_at_once() -> None:
    assert reasons("observations?indicator=b&indicator=a&region=KU999&region=MK01", 404) == [
        ("indicator", "There is no indicator a."),
        ("indicator", "There is no indicator b."),
        ("region", "There is no region KU999."),
    ]
    assert reasons("observations?release=9", 404) == [("", "There is no release 9.")]


@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonstat"])
def test_a_file_comes_whole_or_not_at_all(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [path for path, _ in reasons(f"observations?format={form}&limit=5&offset=5", 422)] == [
        "limit",
        "offset",
    ]
    monkeypatch.setattr(observations_api, "LARGEST_FILE", 3)
    ((_path, sentence),) = reasons(f"observations?format={form}", 422)
    assert "a file holds at most 3" in sentence


def test_a_cube_that_is_mostly_empty_is_refused_before_it_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonstat, "LARGEST_CUBE", 10)
    ((_path, sentence),) = reasons("observations?format=jsonstat", 422)
    assert "at most 10 are given. Narrow it." in sentence


def test_releases_tell_where_figures_came_from_and_what_changed() -> None:
    newest, first = ask("releases")["items"]
    assert (newest["number"], newest["nature"], newest["added"], newest["changed"]) == (
        2,
        "illustrative",
        1,
        1,
    )
    assert ask("releases/1") == first
    differ = ask("releases/1/diff/2")
    assert (differ["total"], differ["added"], differ["changed"], differ["withdrawn"]) == (2, 1, 1, 0)
    revised, added = differ["items"]
    assert (revised["kind"], revised["old"], revised["new"]) == ("changed", 75.8, 76.0)
    assert (added["kind"], added["region"], added["old_status"]) == ("added", "KU049", None)
    second = ask("releases/1/diff/2?limit=1&offset=1")
    assert (second["items"], second["next"]) == ([added], None)


def test_nothing_imported_yet_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> Any:
        return None

    monkeypatch.setattr("lupaus.indicators.queries.newest_release", none)
    assert ask("observations")["release"] is None
    assert ask("observations?format=jsonstat")["value"] == []
