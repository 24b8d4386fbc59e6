"""What may be asked about regions, and what it costs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from lupaus.accounts.actors import Actor
from lupaus.regions import queries
from lupaus.regions.models import Boundary, RegionParent
from lupaus.regions.operations import load_register
from lupaus.web.clock import Clock
from lupaus.web.refusals import NotFound

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _register(planner: Actor, clock: Clock) -> None:
    load_register(actor=planner, clock=clock)


def test_a_region_is_found_by_its_code() -> None:
    assert queries.region("HVA03").name.en == "West Uusimaa wellbeing services county"


@pytest.mark.parametrize("code", ["KU999", "", "ku049", "KU049\x00"])
def test_a_code_nobody_knows_is_not_found(code: str) -> None:
    with pytest.raises(NotFound):
        queries.region(code)
    assert queries.parents_of(code) == []
    assert queries.codes_of("municipality", within=code) == ()


def test_what_lies_inside_is_found_at_any_depth() -> None:
    assert len(queries.codes_of("municipality", within="SSS")) == 26
    assert queries.codes_of("municipality", within="HVA04") == ("KU092", "KU245")
    assert queries.codes_of("municipality", within="KU049") == ()
    assert [region.code for region in queries.children_of("HVA90")] == ["KU091"]
    assert len(queries.children_of("MK01", "county")) == 5


def test_a_circle_that_got_into_the_database_does_not_hang() -> None:
    RegionParent.objects.create(child_id="MK01", parent_id="KU049")
    assert "MK01" in {region.code for region in queries.parents_of("MK01")}
    assert len(queries.codes_of("municipality", within="MK01")) == 26


def test_the_tile_map_has_one_tile_for_each_municipality() -> None:
    tiles = queries.tiles("MK01")
    assert (len(tiles), tiles[0].code, tiles[-1].code) == (26, "KU106", "KU091")
    assert {tile.code for tile in queries.tiles("HVA04")} == {"KU092", "KU245"}
    assert queries.tiles("KU091") == []


def test_outlines_are_given_for_those_that_have_one() -> None:
    ring: Any = [[24.0, 60.0], [25.0, 60.0], [25.0, 61.0], [24.0, 60.0]]
    Boundary.objects.create(region_id="KU049", polygons=[[ring]], attribution="NLS")
    assert queries.outlines(["KU049", "KU091"]) == {"KU049": [[ring]]}
    assert queries.attributions(["KU049", "KU091"]) == ("NLS",)


@pytest.mark.parametrize(
    ("ask", "cost"),
    [
        (lambda: queries.region("KU049"), 1),
        (queries.regions_by_code, 1),
        (lambda: queries.regions_by_code(["KU049", "KU091", "nobody"]), 1),
        (queries.known_codes, 1),
        (lambda: queries.codes_of("municipality"), 1),
        (lambda: queries.codes_of("municipality", within="MK01"), 2),
        (lambda: queries.codes_of("municipality", within="HVA90"), 2),
        (lambda: queries.parents_of("KU049"), 2),
        (lambda: queries.children_of("MK01"), 2),
        (queries.sotkanet_codes, 1),
        (lambda: queries.category_of(["KU049", "MK01"]), 1),
        (lambda: queries.outlines(["KU049", "MK01"]), 1),
        (lambda: queries.tiles("MK01"), 2),
    ],
)
def test_every_question_costs_the_same_however_much_it_finds(
    ask: Callable[[], Any], cost: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(cost):
        ask()
