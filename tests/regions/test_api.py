"""Regions over the API."""

from __future__ import annotations

from datetime import date

import pytest

from lupaus.accounts.actors import Actor
from lupaus.regions.models import Region
from lupaus.regions.operations import load_register
from lupaus.web.clock import Clock
from tests.api_world import ask, reasons


@pytest.fixture(autouse=True)
def _register(db: None, planner: Actor, clock: Clock) -> None:
    load_register(actor=planner, clock=clock)


def test_regions_are_listed_by_category_and_by_what_they_lie_in() -> None:
    assert ask("regions")["total"] == 37
    counties = ask("regions?category=county&within=MK01")["items"]
    assert [region["code"] for region in counties] == ["HVA01", "HVA02", "HVA03", "HVA04", "HVA90"]
    assert counties[2]["name"] == {
        "fi": "Länsi-Uudenmaan hyvinvointialue",
        "sv": "Västra Nylands välfärdsområde",
        "en": "West Uusimaa wellbeing services county",
    }


def test_a_region_that_has_ended_is_listed_only_when_asked_for() -> None:
    Region.objects.filter(code="KU611").update(valid_to=date(2025, 12, 31), successor="KU638")
    assert ask("regions?category=municipality")["total"] == 25
    assert ask("regions?category=municipality&ended=true")["total"] == 26
    ended = ask("regions/KU611")
    assert (ended["valid_to"], ended["successor"]) == ("2025-12-31", "KU638")


def test_one_region_tells_where_it_lies() -> None:
    assert ask("regions/KU091") == {
        "code": "KU091",
        "category": "municipality",
        "number": "091",
        "name": {"fi": "Helsinki", "sv": "Helsingfors", "en": "Helsinki"},
        "valid_from": None,
        "valid_to": None,
        "successor": None,
        "parents": ["SK011", "HVA90", "MK01", "SSS"],
        "sotkanet_ids": [46],
        "tile": {"column": 4, "row": 4},
    }
    assert ask("regions/HVA03")["sotkanet_ids"] == [889, 969]


def test_what_is_not_there_is_said() -> None:
    assert reasons("regions/KU999", 404) == [("", "There is no region KU999.")]
    assert reasons("regions?within=KU999", 404) == [("", "There is no region KU999.")]
    assert [path for path, _reason in reasons("regions?category=village&limit=9999", 422)] == [
        "limit",
        "category",
    ]
