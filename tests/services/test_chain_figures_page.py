"""The page of a chain's figures, and the same figures over the API and as a file."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.test import Client

from lupaus.web.clock import Clock
from tests.services import followed_chain as world
from tests.services.followed_chain import STAGES, WORK

pytestmark = pytest.mark.django_db

PAGE = f"/en/chains/{WORK}/figures/"
API = f"/api/v1/chains/{WORK}/figures"


@pytest.fixture
def kaava(clock: Clock) -> None:
    world.kaava(clock)


def read(address: str) -> str:
    response = Client().get(address)
    assert response.status_code == 200, response.content[:300]
    return response.content.decode()


def told(address: str = API) -> Any:
    response = Client().get(address)
    assert response.status_code == 200, response.content
    return response.json()


@pytest.mark.usefixtures("kaava")
class TestThePage:
    def test_answers_in_a_sentence(self) -> None:
        page = read(PAGE)
        assert "Uusimaa: most clients, 83.3\u00a0%, were at the step “Stage home” in 2024." in page
        assert "The weight has moved to lighter services since 2019." in page
        assert "The mean step was 1.25 in 2019 and 1.18 in 2024." in page

    def test_says_what_a_step_down_would_save(self) -> None:
        assert "it would cost 492\u202f000\u00a0€ less a year" in read(PAGE).replace(
            "492,000", "492\u202f000"
        )

    def test_says_whether_a_hand_over_kept_its_promise(self) -> None:
        page = read(PAGE)
        assert "not kept" in page
        assert "9 days" in page

    def test_another_year(self) -> None:
        assert "were at the step “Stage home” in 2019" in read(f"{PAGE}?year=2019")

    def test_in_a_municipality_without_figures(self) -> None:
        assert "Espoo: it is not known yet" in read(f"{PAGE}?region=KU049")

    @pytest.mark.parametrize("language", ["fi", "sv"])
    def test_in_each_language(self, language: str) -> None:
        assert f"Stage home {language}" in read(f"/{language}/chains/{WORK}/figures/")

    def test_of_no_chain(self) -> None:
        assert Client().get("/en/chains/nothing/figures/").status_code == 404


@pytest.mark.usefixtures("kaava")
class TestTheInterface:
    def test_tells_the_same_figures(self) -> None:
        found = told()
        assert (found["chain"], found["region"], found["year"]) == (WORK, "MK01", 2024)
        assert found["clients"] == {
            "value": 1200,
            "year": 2024,
            "suppressed": False,
            "illustrative": False,
        }
        assert found["mean_step"] == pytest.approx(1420 / 1200)
        assert [each["share"]["value"] for each in found["stages"]] == pytest.approx([250 / 3, 15, 5 / 3])
        assert found["handovers"][0]["kept"] is False
        assert found["one_per_cent_down"][1]["euros"] == 12 * 41_000

    def test_of_another_year(self) -> None:
        found = told(f"{API}?year=2019")
        assert (found["year"], found["compared_with"]) == (2019, None)

    def test_as_a_file(self) -> None:
        response = Client().get(f"{API}?format=csv")
        rows = list(csv.DictReader(io.StringIO(response.content.decode())))
        now = {
            row["of"]: row["value"] for row in rows if row["figure"] == "clients" and row["year"] == "2024"
        }
        assert now == {"home": "1000.0", "help": "180.0", "care": "20.0", "": "1200.0"}
        assert all(row["illustrative"] == "no" for row in rows)

    def test_wrong_words_are_refused(self) -> None:
        assert Client().get(f"{API}?year=soon").status_code == 422
        assert Client().get("/api/v1/chains/nothing/figures").status_code == 404


class TestFewPeople:
    @pytest.fixture(autouse=True)
    def few(self, clock: Clock) -> None:
        world.catalogue(clock)
        counts = zip(STAGES, (9137, 61, 3), strict=True)
        rows = [(world.clients(stage), "MK01", 2024, float(count)) for stage, count in counts]
        rows += [(world.cost(stage), "MK01", 2024, 1000.0) for stage in STAGES]
        world.figures(clock, rows, nature="illustrative")
        world.publish(clock)

    def test_no_door_tells_a_small_number_or_what_it_is_left_of(self) -> None:
        for address in (PAGE, API, f"{API}?format=csv"):
            answer = Client().get(address).content.decode()
            assert "9137" in answer.replace("\u202f", "")
            for number in ("61.0", ">61<", "0.66", "9201000", "1.007"):
                assert number not in answer.replace("\u202f", ""), (address, number)

    def test_the_page_says_so(self) -> None:
        page = read(PAGE)
        assert "not told" in page
        assert "cannot be told: some numbers are too small" not in page  # there is no earlier year
        assert "Illustrative, not a statistic." in page


def test_a_chain_without_figures(clock: Clock) -> None:
    world.catalogue(clock)
    world.publish(clock)
    assert "it is not known yet at which steps the clients are" in read(PAGE)
    assert told()["stages"][0]["share"]["value"] is None
