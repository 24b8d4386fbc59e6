"""The situation picture: page and API say the same, and what the figures of the store make of it."""

from __future__ import annotations

import csv
import io
import re
from statistics import median
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from lupaus.analysis.roles import roles
from lupaus.analysis.situation.figures import situation_of
from lupaus.analysis.situation.sections import BadSections, read_sections, sections
from lupaus.indicators.operations import Row
from lupaus.indicators.queries import newest_release
from lupaus.regions.models import Region
from lupaus.web.clock import Clock
from lupaus.web.texts import Text
from tests.analysis import few_towns
from tests.analysis.few_towns import JOBLESS, PEOPLE, TOWNS

pytestmark = pytest.mark.django_db

HOST = {"host": "127.0.0.1"}


@pytest.fixture
def towns(clock: Clock) -> None:
    few_towns.build(clock)


def answered(client: Client, code: str = "KU901", **asked: str) -> dict[str, Any]:
    answer = client.get(f"/api/v1/situations/{code}", {"language": "en", **asked}, headers=HOST)
    assert answer.status_code == 200, answer.content
    told: dict[str, Any] = answer.json()
    return told


def page_of(client: Client, code: str = "KU901", query: str = "", language: str = "en") -> str:
    answer = client.get(f"/{language}/regions/{code}/situation/{query}", headers=HOST)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode()).replace("\xa0", " ").replace("\u202f", " ")


@pytest.mark.usefixtures("towns")
class TestATown:
    def test_is_told_how_many_live_there_and_what_is_unusual(self, client: Client) -> None:
        told = answered(client)
        assert [each.replace("\xa0", " ").replace("\u202f", " ") for each in told["sentences"]] == [
            "Kylä 1: 1 500 residents in 2024, 50.0 % more than in 2019.",
            "2 things are far out of line with the areas it is compared with (6 similar municipalities).",
        ]
        rate, growth = (each.replace("\xa0", " ") for each in told["unusual"])
        assert rate == (
            "Unemployment rate: unusually high, 15.0 % in 2024. In the areas compared (6 similar"
            " municipalities) it is between 6.0 % and 8.0 %, in half of them 7.0 % or less."
        )
        assert growth.startswith(
            "Population: an unusually large rise, +50.0 % from 2019 to 2024. In the areas"
        )

    def test_that_is_like_the_others_is_told_so(self, client: Client) -> None:
        told = answered(client, "KU904")
        assert told["unusual"] == []
        assert told["sentences"][-1].startswith("Nothing here is far out of line")

    def test_is_compared_with_the_figures_of_the_same_years(self, client: Client) -> None:
        facts = {fact["role"]: fact for fact in answered(client)["facts"]}
        others = [JOBLESS[code] for code in TOWNS[1:]]
        assert facts["unemployment"]["among"]["median"] == median(others)
        assert facts["unemployment"]["peers"] == {code: JOBLESS[code] for code in TOWNS[1:]}
        assert facts["unemployment"]["change"] == 1
        assert facts["unemployment"]["country"] == 7.3
        growth = [(PEOPLE[code][1] / PEOPLE[code][0] - 1) * 100 for code in TOWNS[1:]]
        assert facts["population"]["change_among"]["median"] == pytest.approx(median(growth))
        assert facts["population"]["among"] is None

    def test_has_a_page_that_says_what_the_interface_says(self, client: Client) -> None:
        told, page = answered(client), page_of(client)
        for sentence in (*told["sentences"], *told["unusual"]):
            assert sentence.replace("\xa0", " ").replace("\u202f", " ") in page
        assert page.count("<details>") >= 3
        assert 'Kylä 1</th><td class="num">15.0 %' in page  # the numbers behind the sentence

    def test_is_told_in_finnish_and_swedish(self, client: Client) -> None:
        assert "Kylä 1: 1 500 asukasta vuonna 2024, 50,0 % enemmän kuin vuonna 2019." in page_of(
            client, language="fi"
        )
        assert "Kylä 1: 1 500 invånare år 2024, 50,0 % fler än år 2019." in page_of(client, language="sv")

    def test_comes_as_csv_too(self, client: Client) -> None:
        answer = client.get("/api/v1/situations/KU901?format=csv&language=en", headers=HOST)
        rows = {row["role"]: row for row in csv.DictReader(io.StringIO(answer.content.decode()))}
        told = {fact["role"]: fact for fact in answered(client)["facts"]}
        assert rows.keys() == told.keys()
        assert float(rows["unemployment"]["value"]) == told["unemployment"]["value"]
        assert rows["unemployment"]["among_unusual"] == "high"
        assert rows["population"]["relative"] == "true"

    def test_stays_as_it_was_at_a_release(self, client: Client, clock: Clock) -> None:
        before = answered(client)
        few_towns.bring(clock, [Row(1, "unemployment-rate", "KU901", year="2024", value=7.0)], "later.csv")
        assert answered(client)["unusual"] != before["unusual"]
        assert answered(client, release="1") == before
        assert "unusually high, 15.0 %" in page_of(client, query="?release=1")

    def test_does_not_look_ahead_of_the_year_asked_for(self, client: Client) -> None:
        assert {fact["year"] for fact in answered(client, as_of="2020")["facts"]} == {2019}

    def test_is_told_its_forecast(self, client: Client, clock: Clock) -> None:
        few_towns.bring(
            clock, [Row(1, "population", "KU901", year="2040", value=2000, status="F")], "forecast.csv"
        )
        told = answered(client)
        assert [(each["year"], each["value"]) for each in told["forecast"]] == [(2040, 2000)]
        assert "By 2040 the number is forecast to be 2\u202f000\xa0residents." in told["sentences"]
        assert {fact["year"] for fact in told["facts"]} == {2024}

    @pytest.mark.examined
    def test_costs_no_more_with_more_towns(
        self, django_assert_num_queries: DjangoAssertNumQueries, clock: Clock
    ) -> None:
        release = newest_release()
        with django_assert_num_queries(9):
            situation_of("KU901", release=release)
        few_towns.bring(
            clock, [Row(at, "unemployment-rate", code, year="2025", value=9) for at, code in enumerate(TOWNS)]
        )
        release = newest_release()
        with django_assert_num_queries(9):
            situation_of("KU902", release=release)


@pytest.mark.usefixtures("towns")
def test_an_area_with_nothing_to_compare_it_with_is_told_what_is_known(client: Client) -> None:
    few = answered(client, "SSS")
    assert few["peers"] == []
    assert few["unusual"] == []
    assert few["sentences"] == ["Unemployment rate: 7.3\xa0% in 2024."]


def test_nothing_has_been_brought_in(client: Client, db: None) -> None:
    Region.objects.create(code="SSS", category="country", number="SSS", name=Text.same("Maa"))
    assert answered(client, "SSS")["sentences"] == ["There are no figures about this area yet."]
    assert "There are no figures about this area yet." in page_of(client, "SSS")


def test_an_area_nobody_knows_is_not_found(client: Client, db: None) -> None:
    assert client.get("/en/regions/KU999/situation/", headers=HOST).status_code == 404
    assert client.get("/api/v1/situations/KU999", headers=HOST).status_code == 404


def test_the_sections_tell_of_roles_that_exist() -> None:
    assert sections()[0].id == "people"
    assert {role for section in sections() for role in section.roles} <= roles().keys()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a: b", "sections are a list"),
        ("- {id: x}", "a section has id, title and roles"),
        ("- {id: x, title: {fi: a}, roles: []}", "x: the title is in fi, sv and en"),
        ("- {id: x, title: {fi: a, sv: a, en: a}, roles: [nobody]}", "x: there is no role nobody"),
    ],
)
def test_a_faulty_file_of_sections_is_told(text: str, fault: str) -> None:
    with pytest.raises(BadSections, match=re.escape(fault)):
        read_sections(text)


@pytest.mark.usefixtures("towns")
def test_ways_to_pages_of_the_area_come_from_the_rooms_that_have_them(client: Client) -> None:
    page = page_of(client)
    assert '<a href="/en/regions/">Areas</a>' in page
    assert '<a href="/en/regions/KU901/">Kylä 1</a>' in page
    assert '<a href="/en/regions/KU901/">The goals in this area</a>' in page
