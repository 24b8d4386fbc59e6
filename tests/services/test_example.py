"""The example's services: whole in three languages, naming only what exists, loaded once."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lupaus.accounts.actors import Actor, operator
from lupaus.accounts.models import AuditRecord
from lupaus.indicators.models import Indicator, Release
from lupaus.regions.files.own import own_entries
from lupaus.services.example import load_services_example, scenarios
from lupaus.services.example.definitions import definitions
from lupaus.services.example.files import CATALOGUE, CHILDREN, MATRIX, OLDER, PROCESSES
from lupaus.services.example.load import MARK, ORGANISATION, WORKS
from lupaus.services.example.scenarios import SCENARIOS
from lupaus.services.models import Scenario
from lupaus.strategy.example import load_example
from lupaus.strategy.example.load import MARK as STRATEGY_MARK
from lupaus.web.clock import Clock
from lupaus.web.refusals import NotAllowed
from lupaus.workspace import operations
from lupaus.workspace.content import Content
from lupaus.workspace.models import Version
from tests.services.example_files import (
    FILES,
    LANGUAGES,
    every_file,
    known_indicators,
    texts,
)


@pytest.fixture
def files() -> dict[Path, dict[str, Any]]:
    return every_file()


@pytest.fixture
def catalogue() -> dict[str, Any]:
    return every_file()[CATALOGUE]


@pytest.fixture
def chains() -> list[dict[str, Any]]:
    return [every_file()[CHILDREN], every_file()[OLDER]]


# The files


@pytest.mark.parametrize(("work", "declared", "file"), WORKS, ids=[name for name, _declared, _file in WORKS])
def test_a_work_is_as_take_would_write_it(work: str, declared: Any, file: Path) -> None:
    words = file.read_text(encoding="utf-8")
    document = declared.read_bytes(words.encode(), file.name)
    assert declared.head_of(document).id == work
    again = declared.write_yaml(Content(tuple(declared.parts_of(declared.head_of(document)))))
    assert "".join(line for line in words.splitlines(True) if not line.startswith("#")) == again


def test_every_text_is_in_three_languages(files: dict[Path, dict[str, Any]]) -> None:
    lacking = [
        (file.name, path) for file in FILES for path, text in texts(files[file]) if set(text) != LANGUAGES
    ]
    assert lacking == []
    assert [each.id for each in definitions() if not all(each.title.as_dict().values())] == []


def test_no_address_number_or_text_could_be_taken_for_a_real_one(catalogue: dict[str, Any]) -> None:
    for channel in catalogue["channels"]:
        told = json.dumps(channel, ensure_ascii=False)
        if channel["kind"] == "place":
            assert channel["name"]["fi"].startswith("Esimerkki: ")
            assert channel["address"]["fi"].startswith("Esimerkkikatu")
        for number in re.findall(r'"number": "([^"]+)"', told):
            assert number in {"112", "116117"} or number.startswith("+358 9 000 ")
        for address in re.findall(r"https?://([^/\"]+)", told):
            assert address == "sote.example"
    for change in catalogue["changes"]:
        assert change["decision"]["fi"].startswith("Esimerkki: ")
        assert "2026-11-22" <= change["on"] <= "2030-12-31"
    made_up = [each for each in catalogue["organisations"] if each["sector"] in ("company", "ngo")]
    assert len(made_up) >= 6
    assert all("keksitty" in each["name"]["fi"] for each in made_up)


def test_the_catalogue_is_as_varied_as_the_format(catalogue: dict[str, Any]) -> None:
    assert 65 <= len(catalogue["services"]) <= 95
    places = [each for each in catalogue["channels"] if each["kind"] == "place"]
    assert len(places) >= 45
    municipalities = {code for code, entry in own_entries().items() if code.startswith("KU")}
    assert {each["municipality"] for each in places} == municipalities
    assert {each["kind"] for each in catalogue["channels"]} == {
        "place",
        "phone",
        "e-service",
        "web-page",
        "form",
    }
    assert {each["kind"] for each in catalogue["changes"]} == {"opens", "closes", "moves", "digital"}
    provisions = [each for service in catalogue["services"] for each in service["provisions"]]
    assert {each.get("kind") for each in provisions} >= {"own", "bought", "voucher", "personal-budget"}
    assert {each.get("accessibility") for each in places} >= {"accessible", "partly", "not", None}


# What they name


def test_everything_that_is_named_exists(
    files: dict[Path, dict[str, Any]], catalogue: dict[str, Any], chains: list[dict[str, Any]]
) -> None:
    services = {each["id"] for each in catalogue["services"]}
    channels = {each["id"] for each in catalogue["channels"]}
    organisations = {each["id"] for each in catalogue["organisations"]}
    codes = {each["code"] for each in catalogue["concepts"]}
    indicators = known_indicators()
    regions = set(own_entries())
    used: set[str] = set()
    for service in catalogue["services"]:
        used |= {*service["classes"], *service["target_groups"], *service.get("life_events", [])}
        assert {each["channel"] for each in service["channels"]} <= channels, service["id"]
        assert {each["organisation"] for each in service["provisions"]} <= organisations, service["id"]
        assert {code for each in service["provisions"] for code in each.get("regions", [])} <= regions
        assert service.get("wait_indicator", "wait-advice") in indicators
        assert {each["role"] for each in service["provisions"]} == {"organiser", "producer"}, service["id"]
    above = {each["broader"] for each in catalogue["concepts"] if "broader" in each}
    assert used | above == codes
    for chain in chains:
        stages = {stage["id"] for stage in chain["stages"]}
        for stage in chain["stages"]:
            assert {each["service"] for each in stage["services"]} <= services
            assert {stage[key] for key in ("clients", "cost", "capacity", "reentries") if key in stage} <= (
                indicators
            )
        for each in chain["handovers"]:
            assert {each["from_stage"], each["to_stage"]} <= stages
            assert {each["days"], each["flow"]} <= indicators
        assert {one for each in chain["beneath"] for one in each["services"]} <= services
        assert {one for each in chain["targets"] for one in each.get("stages", [])} <= stages
        assert {each["indicator"] for each in chain["targets"]} | {chain["population"]} <= indicators
    cells = files[MATRIX]["cells"]
    assert {one for cell in cells for one in cell["services"]} <= services
    assert {one for cell in cells for one in cell["indicators"]} <= indicators
    named = {one for cell in cells for one in cell["services"]}
    named |= {each["service"] for chain in chains for stage in chain["stages"] for each in stage["services"]}
    named |= {one for chain in chains for each in chain["beneath"] for one in each["services"]}
    assert services == named, "each service of the catalogue stands in the matrix or in a chain"


def test_the_process_map_follows_five_outcomes_and_is_digital_first(
    files: dict[Path, dict[str, Any]],
) -> None:
    found = files[PROCESSES]
    segments = {f"{files[MATRIX]['id']}/{each['id']}" for each in files[MATRIX]["segments"]}
    outcomes = ("productivity", "effectiveness", "availability", "client_experience", "staff_experience")
    for process in found["processes"]:
        assert all(process[each] for each in outcomes), process["id"]
        assert {one for each in outcomes for one in process[each]} <= known_indicators()
        assert set(process["segments"]) <= segments
    assert {each["group"] for each in found["processes"]} == {"core", "support"}
    assert [each["channel"] for each in found["entries"]] == [
        "digital",
        "phone",
        "place",
        "referral",
        "other",
    ]
    assert {each[key] for each in found["entries"] for key in ("contacts", "first_contact")} <= (
        known_indicators()
    )


# Loading


@pytest.mark.slow
@pytest.mark.django_db
def test_it_is_loaded_once_and_left_alone_when_others_write(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_example(actor=operator(), clock=clock)
    loaded = load_services_example(actor=operator(), clock=clock)
    assert [version.work_id for version in loaded.works] == [work for work, _declared, _file in WORKS]
    assert all(version.decision.startswith("Esimerkki") for version in loaded.works)
    assert {version.work.organisation for version in loaded.works} == {ORGANISATION}
    assert loaded.points == 520
    assert loaded.scenarios == 2
    assert loaded.figures is not None
    assert loaded.figures.release is not None
    assert loaded.figures.release.nature == "illustrative"
    assert loaded.catalogue is not None
    assert loaded.catalogue.notes == ()
    assert Indicator.objects.filter(pk="older-enhanced-clients").exists()

    before = AuditRecord.objects.count(), Release.objects.count()
    again = load_services_example(actor=operator(), clock=clock)
    assert (again.figures, again.catalogue, again.points, again.works, again.scenarios) == (
        None,
        None,
        0,
        (),
        0,
    )
    assert (AuditRecord.objects.count(), Release.objects.count()) == before

    Scenario.objects.all().delete()
    unknown = replace(SCENARIOS[1][2], shares=("70", "30"))
    monkeypatch.setattr(scenarios, "SCENARIOS", [SCENARIOS[0], (*SCENARIOS[1][:2], unknown)])
    assert load_services_example(actor=operator(), clock=clock).scenarios == 0  # the demo starts all the same
    assert not Scenario.objects.exists()

    operations.begin_draft(actor=operator(), clock=clock, work="lastensuojelu")
    assert load_services_example(actor=operator(), clock=clock).works == ()
    assert Version.objects.filter(work="lastensuojelu").count() == 2


def test_an_outsider_may_not_load_it(outsider: Actor, clock: Clock) -> None:
    with pytest.raises(NotAllowed, match="needs the role"):
        load_services_example(actor=outsider, clock=clock)


def test_an_example_is_marked_alike_everywhere() -> None:
    assert MARK == STRATEGY_MARK
