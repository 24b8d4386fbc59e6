"""A journalist takes figures along: in parts, as files, and again only when they have changed."""

from __future__ import annotations

import csv
import io
import json
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from lupaus.accounts.models import AuditRecord
from lupaus.indicators.models import Release
from lupaus.regions.files.own import own_entries
from lupaus.services.example.shares import LAST
from lupaus.services.example.veterans import VETERANS, VETERANS_BY_MUNICIPALITY
from lupaus.web.versions import content_version
from tests.journeys.doors import API, Reader, asks, run, told

pytestmark = pytest.mark.usefixtures("uusimaa")


@pytest.fixture
def chosen() -> dict[str, Any]:
    """An indicator of the example with real and illustrative figures, in three regions."""
    targets = [
        target
        for goal in asks("/strategies/uusimaa-2030/assessment")["goals"]
        for target in goal["targets"]
        if target["latest"]
    ]
    for target in targets:
        wanted = {"indicator": target["indicator"], "region": ["KU444", "KU049", "MK01"]}
        marks = {seen["illustrative"] for seen in asks("/observations", **wanted)["items"]}
        if marks == {True, False}:
            return wanted
    raise AssertionError("the example has no such indicator")


def test_the_interface_describes_itself_and_is_found_from_every_page(
    chosen: dict[str, Any],
) -> None:
    assert f'href="{API}/"' in Client().get("/fi/").content.decode()
    described = asks("/openapi.json")
    assert described["openapi"].startswith("3.1")
    assert f"{API}/observations" in described["paths"]
    for path, verbs in described["paths"].items():
        assert set(verbs) == {"get"}, path
        if "{" not in path:
            needed = {each["name"] for each in verbs["get"].get("parameters", ()) if each.get("required")}
            wanted = {name: chosen[name] for name in needed}
            assert Client().get(path, wanted).status_code == 200, path


def test_the_parts_put_together_are_the_whole(chosen: dict[str, Any]) -> None:
    whole = asks("/observations", **chosen, limit=1000)
    assert whole["next"] is None
    assert whole["total"] == len(whole["items"]) > 30

    collected = []
    part = asks("/observations", **chosen, limit=7)
    while True:
        collected += part["items"]
        if part["next"] is None:
            break
        part = json.loads(Client().get(part["next"]).content)
    assert collected == whole["items"]


def test_every_form_holds_the_same_figures(chosen: dict[str, Any]) -> None:
    items = asks("/observations", **chosen, limit=1000)["items"]
    rows = rows_of(chosen)
    assert [(row["region"], row["year"], as_number(row["value"])) for row in rows] == [
        (item["region"], item["year"], item["value"]) for item in items
    ]
    dataset = asks("/observations", **chosen, format="jsonstat")
    places = [dataset["dimension"][name]["category"]["index"] for name in dataset["id"]]
    cells = dict(zip(product(*places), dataset["value"], strict=True))
    names = {"period": "year", "time": "year"}
    for item in items:
        key = tuple(item[names.get(name, name)] for name in dataset["id"])
        assert cells.pop(key) == item["value"]
    assert set(cells.values()) <= {None}


def rows_of(wanted: dict[str, Any]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(taken(wanted).decode())))


def taken(wanted: dict[str, Any]) -> bytes:
    response = Client().get(f"{API}/observations", {**wanted, "format": "csv"})
    assert response.headers["Content-Type"].startswith("text/csv")
    body: bytes = response.content
    return body


def as_number(text: str) -> float | None:
    return float(text) if text else None


def traces() -> tuple[int, int, int]:
    return AuditRecord.objects.count(), content_version(), Release.objects.count()


def test_what_was_taken_can_be_brought_back_and_changes_nothing(
    chosen: dict[str, Any], tmp_path: Path
) -> None:
    file = tmp_path / "observations.csv"
    file.write_bytes(taken(chosen))
    before = traces()
    told("observations", "import", str(file), "--nature", "illustrative")
    told("observations", "import", str(file), "--skip-bad")
    assert traces() == before


def test_what_is_illustrative_never_comes_back_as_a_statistic(chosen: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "observations.csv"
    file.write_bytes(taken(chosen))
    before = traces()
    ran = run("observations", "import", str(file))
    line = 2 + [row["illustrative"] for row in rows_of(chosen)].index("true")
    assert ran.status == 1
    assert f"observations.csv:{line}: The figure is marked as illustrative, not a statistic" in ran.err
    assert traces() == before


def test_a_real_series_goes_out_and_in_without_a_word(tmp_path: Path) -> None:
    wanted = {"indicator": "population", "region": "KU444"}
    file = tmp_path / "population.csv"
    file.write_bytes(taken(wanted))
    assert len(file.read_text().splitlines()) > 20
    before = traces()
    told("observations", "import", str(file))
    assert traces() == before
    file.write_text(file.read_text().replace("KU444,total,2000,", "KU444,total,2000,1"))
    told("observations", "import", str(file))
    assert Release.objects.order_by("-pk")[0].changed == 1


@pytest.mark.parametrize("form", ["json", "csv", "jsonstat"])
def test_what_has_not_changed_is_not_sent_again(form: str, chosen: dict[str, Any], tmp_path: Path) -> None:
    client, wanted = Client(), {**chosen, "format": form}
    first = client.get(f"{API}/observations", wanted)
    again = client.get(f"{API}/observations", wanted, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")

    newest = Release.objects.order_by("-pk")[0].pk
    file = tmp_path / "more.csv"
    file.write_text(f"indicator,region,gender,year,value\n{chosen['indicator']},KU444,total,2025,1.25\n")
    told("observations", "import", str(file))
    later = client.get(f"{API}/observations", wanted, headers={"If-None-Match": first.headers["ETag"]})
    assert later.status_code == 200
    assert b"1.25" in later.content
    kept = client.get(f"{API}/observations", {**wanted, "release": str(newest)})
    assert b"1.25" not in kept.content
    if form != "json":  # whose addresses of other parts carry the question along
        assert kept.content == first.content


@pytest.mark.parametrize(
    ("asked", "status", "said"),
    [
        ("/observations?indicator=nothing", 404, "There is no indicator nothing."),
        ("/observations?indicator=nothing&region=KU000", 404, "There is no region KU000."),
        ("/observations?release=99", 404, "There is no release 99."),
        ("/observations?limit=0", 422, "limit"),
        ("/observations?format=xls", 422, "format"),
        ("/observations?format=csv&limit=5", 422, "A file holds the whole selection"),
        ("/strategies/nobody/assessment", 404, "There is no strategy nobody."),
        ("/strategies/uusimaa-2030/assessment?as_of=soon", 422, "as_of"),
        ("/regions/KU000", 404, "KU000"),
        ("/nothing/here", 404, "/api/v1/"),
    ],
)
def test_a_refusal_is_a_problem_document(asked: str, status: int, said: str) -> None:
    response = Client().get(API + asked)
    document = json.loads(response.content)
    assert (response.status_code, document["status"]) == (status, status)
    assert response.headers["Content-Type"] == "application/problem+json"
    assert document.keys() >= {"type", "title", "status", "detail", "instance"}
    assert document["instance"] == urlsplit(API + asked).path
    assert said in json.dumps(document, ensure_ascii=False)


def test_the_interface_is_for_reading_only() -> None:
    before = traces()
    for verb in ("post", "put", "patch", "delete"):
        response = getattr(Client(), verb)(f"{API}/observations")
        assert (response.status_code, response.headers["Content-Type"]) == (405, "application/problem+json")
    assert traces() == before


def test_a_page_leads_to_the_file_of_its_own_figures() -> None:
    page = Reader().opens("/fi/goals/employment/", {"region": "KU444"})
    for name in page.target_ids:
        section = page.target(name)
        href = next(each.attributes["href"] for each in section.all("a") if "download" in each.attributes)
        response = Client().get(href)
        assert response.headers["Content-Type"].startswith("text/csv")
        rows = list(csv.DictReader(io.StringIO(response.content.decode())))
        assert {row["region"] for row in rows} <= {"KU444"}
        latest = [each for each in section.all("data") if "latest" in each.attributes["data-figure"]]
        if latest:
            newest = [row for row in rows if row["value"]][-1]
            assert newest["year"] == latest[0].attributes["data-year"]
            assert float(newest["value"]) == float(latest[0].attributes["value"])


def test_how_many_the_last_veterans_of_a_small_municipality_are_is_found_nowhere() -> None:
    wanted = {"indicator": VETERANS, "year": LAST}
    items = asks("/observations", **wanted, limit=100)["items"]
    there = {item["region"]: item["value"] for item in items}
    hidden = {item["region"] for item in items if item["status"] == "Q"}
    meant = {code: round(line.at(LAST)) for code, line in VETERANS_BY_MUNICIPALITY.items()}
    small = {code for code, number in meant.items() if 0 < number < 5}
    # Sipoo and Mäntsälä are kept back for the sake of the small ones beside them, and nobody else is.
    assert hidden == small | {"KU753", "KU505"}
    assert {code: value for code, value in there.items() if value is None} == dict.fromkeys(hidden)
    assert there["KU616"] == 0

    # What is left of a county when all that is told is taken away leaves each of them five possibilities.
    for county in ("HVA01", "HVA02", "HVA03"):
        inside = [code for code, entry in own_entries().items() if county in entry.parents and code in meant]
        few = [code for code in inside if code in hidden]
        left = there[county] - sum(there[code] for code in inside if code not in hidden)
        assert left == sum(meant[code] for code in few)
        assert left - len(few) + 1 >= 5

    assert {row["region"] for row in rows_of(wanted) if not row["value"]} == hidden

    # A year is no less full for what is not shown in it: the newest is the one to begin with.
    towns = {"category": "municipality"}
    assert asks(f"/comparisons/{VETERANS}/ranking", **towns)["year"] == str(LAST)
    assert asks(f"/comparisons/{VETERANS}/scatter", **towns, **{"with": "population"})["year"] == "2024"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fi", "ei kerrota: koskee liian harvoja"),
        ("sv", "uppges inte: för få personer"),
        ("en", "not shown: too few people"),
    ],
)
def test_a_figure_that_is_not_shown_says_why(language: str, words: str) -> None:
    reader = Reader()
    compared = f"/{language}/compare/{VETERANS}"
    for address in (
        f"{compared}/ranking/?category=municipality",
        f"{compared}/map/?category=municipality",
        f"{compared}/dumbbell/?category=municipality&against=2024&year={LAST}",
        f"{compared}/similar/?region=KU018",
        f"/{language}/indicators/{VETERANS}/",
    ):
        page = reader.opens(address)
        assert words in page.text, address
    # Whoever cannot see the map hears it too.
    assert f"Askola: {words}" in {said for said, _language in page.spoken()}
