"""The coverage of a chain finds the planted gaps and nothing else, the same at every door."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from lupaus.accounts.actors import operator
from lupaus.regions.queries import children_of, codes_of
from lupaus.services.chains.commands import coverage as command
from lupaus.services.chains.coverage import (
    Coverage,
    Given,
    Land,
    Municipality,
    coverage,
    service_gaps,
)
from lupaus.services.chains.queries import Stage, StageService, chain
from lupaus.web.clock import Clock
from lupaus.web.texts import Text
from tests.services import planted
from tests.services.planted import WORK


def found() -> Coverage:
    return coverage(chain(WORK))


@pytest.mark.django_db
class TestWhatIsPlanted:
    @pytest.fixture(autouse=True)
    def catalogue(self, clock: Clock) -> None:
        planted.catalogue(clock)

    def test_where_nothing_is_lacking_nothing_is_found(self, clock: Clock) -> None:
        planted.publish(clock)
        assert found().count == 0

    def test_each_gap_is_found_once_and_nothing_else(self, clock: Clock) -> None:
        planted.publish(clock, planted.gaps())
        seen = found()
        assert [(gap.stage.id, gap.service.id, gap.why) for gap in seen.services] == [
            ("light", "unlinked", "unlinked"),
            ("light", "ended", "ended"),
            ("middle", "orphan", "nobody"),
            ("middle", "patchy", "some"),
        ]
        assert [(gap.lighter.id, gap.heavier.id) for gap in seen.handovers] == [("middle", "heavy")]
        assert [handover.id for handover in seen.nobody] == ["up-1"]

    def test_a_patchy_service_is_lacking_in_the_municipalities_nobody_serves(self, clock: Clock) -> None:
        planted.publish(clock, planted.gaps())
        patchy = found().services[-1]
        # Its producers are in every county of Uusimaa but Western Uusimaa.
        western = {each.code for each in children_of("HVA03", "municipality")}
        assert {each.code for each in patchy.municipalities} == western
        assert western

    def test_a_gap_everywhere_names_every_municipality_of_the_chain(self, clock: Clock) -> None:
        planted.publish(clock, planted.gaps())
        seen = found()
        everywhere = codes_of("municipality", within="MK01")
        assert tuple(each.code for each in seen.land.municipalities) == everywhere
        assert tuple(each.code for each in seen.services[0].municipalities) == everywhere

    def test_a_service_that_is_not_given_in_a_place_is_lacking_there_whoever_produces_it(
        self, clock: Clock
    ) -> None:
        from lupaus.services.models import Service

        Service.objects.filter(pk="everywhere").update(area="limited", regions=["HVA03"])
        planted.publish(clock)
        gaps = found().services
        assert {gap.service.id for gap in gaps} == {"advice", "home"}
        western = {each.code for each in children_of("HVA03", "municipality")}
        assert not western & {each.code for each in gaps[0].municipalities}

    def test_the_region_of_a_merged_municipality_holds_for_its_successor(self, clock: Clock) -> None:
        from lupaus.regions.models import Region
        from lupaus.services.models import Provision

        Region.objects.create(
            code="KU998", category="municipality", number="998", valid_to=clock().date(), successor_id="KU444"
        )
        Provision.objects.filter(service="in-some").update(regions=["KU998"])
        planted.publish(clock, planted.gaps())
        assert "KU444" not in {each.code for each in found().services[-1].municipalities}

    def test_a_chain_of_one_municipality_is_looked_at_there_alone(self, clock: Clock) -> None:
        planted.publish(clock, [planted.head(region="KU444"), *planted.gaps()[1:]])
        assert [each.code for each in found().land.municipalities] == ["KU444"]

    def test_a_chain_without_a_region_is_looked_at_everywhere(self, clock: Clock) -> None:
        planted.publish(clock, [planted.head(region=""), *planted.whole()[1:]])
        assert tuple(each.code for each in found().land.municipalities) == codes_of("municipality")

    def test_a_chain_of_one_step_needs_no_hand_over(self, clock: Clock) -> None:
        planted.publish(clock, [planted.head(), planted.stage("light")])
        assert found().count == 0

    def test_five_queries_however_long_the_chain_is(
        self, clock: Clock, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        planted.publish(clock, planted.gaps())
        long = chain(WORK)
        assert long.stages
        with django_assert_num_queries(5):
            coverage(long)

    def test_page_api_and_command_give_the_same_answer(self, clock: Clock) -> None:
        planted.publish(clock, planted.gaps())
        told = found().as_data()
        answer = Client().get(f"/api/v1/chains/{WORK}/coverage").json()
        printed = CliRunner().invoke(command, [WORK, "--format", "json"], obj=operator())
        assert answer == json.loads(printed.output) == told
        page = Client().get(f"/en/chains/{WORK}/coverage/").content.decode()
        table = CliRunner().invoke(command, [WORK], obj=operator()).output
        for words in (
            "The chain does not hold yet: 6 gaps.",
            "Service unlinked (“Stage light”) is not linked to the catalogue of services.",
            "Service ended (“Stage light”) has ended.",
            "Service orphan (“Stage middle”) has no producer anywhere.",
            "There is no hand-over from “Stage middle” to “Stage heavy”.",
            "Nobody is responsible for the hand-over from “Stage light” to “Stage middle”.",
        ):
            assert words in page
        assert table.count("\n- ") == 6
        assert "Lohja" in page

    def test_a_draft_has_no_coverage(self, clock: Clock) -> None:
        assert Client().get(f"/en/chains/{WORK}/coverage/").status_code == 404
        assert Client().get(f"/api/v1/chains/{WORK}/coverage").status_code == 404


# Against a slow computation of its own, on any land and any catalogue.

REGIONS = ("A", "B", "C", "D")  # counties, A and B inside the bigger one Z
MUNICIPALITIES = tuple(f"{county}{number}" for county in REGIONS for number in range(2))
CODES = st.sampled_from((*REGIONS, *MUNICIPALITIES, "Z", "nowhere"))
SERVICES = st.builds(
    Given,
    st.booleans(),
    st.sampled_from(["country", "limited"]),
    st.lists(CODES, max_size=3).map(tuple),
    st.lists(st.lists(CODES, max_size=3).map(tuple), max_size=3).map(tuple),
)


def around(municipality: str) -> frozenset[str]:
    county = municipality[0]
    return frozenset({municipality, county} | ({"Z"} if county in "AB" else set()))


def lies_in(municipality: str, region: str) -> bool:
    return region == municipality or region == municipality[0] or (region == "Z" and municipality[0] in "AB")


def somebody_gives(service: Given | None, municipality: str) -> bool:
    """By hand: one service, one municipality."""
    if service is None or service.ended:
        return False
    if service.area == "limited" and not any(lies_in(municipality, each) for each in service.regions):
        return False
    for regions in service.producers:
        if not regions or any(lies_in(municipality, each) for each in regions):
            return True
    return False


def stage_of(names: list[tuple[str, bool]]) -> Stage:
    services = tuple(
        StageService(f"s{place}", Text(), name, critical, Text(), Text())
        for place, (name, critical) in enumerate(names)
    )
    return Stage("one", 1, Text(), Text(), "", "", "", "", services)


@given(
    known=st.dictionaries(st.sampled_from("pqrs"), SERVICES),
    names=st.lists(st.tuples(st.sampled_from(["", *"pqrs"]), st.booleans()), max_size=6),
)
@settings(max_examples=200, deadline=None)
def test_a_service_is_lacking_exactly_where_nobody_gives_it(
    known: dict[str, Given], names: list[tuple[str, bool]]
) -> None:
    land = Land(
        tuple(Municipality(code, Text()) for code in MUNICIPALITIES),
        {code: around(code) for code in MUNICIPALITIES},
    )
    stage = stage_of(names)
    told = {
        (gap.service.id, each.code)
        for gap in service_gaps([stage], known, land)
        for each in gap.municipalities
    }
    expected = {
        (service.id, code)
        for service in stage.services
        if service.critical
        for code in MUNICIPALITIES
        if not somebody_gives(known.get(service.service), code)
    }
    assert told == expected
