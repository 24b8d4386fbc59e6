"""`lupaus services figures|what-if`."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.test import Client

from lupaus.web.clock import Clock
from tests.journeys.doors import run, told
from tests.services import followed_chain as world
from tests.services.followed_chain import WORK

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kaava(clock: Clock) -> None:
    world.kaava(clock)


def test_figures_answer_in_a_sentence_and_step_by_step() -> None:
    shown = told("services", "figures", WORK).replace("\u202f", "").replace("\u00a0", " ")
    assert shown.startswith("Uusimaa: most clients, 83.3 %, were at the step “Stage home” in 2024.")
    assert "3. Stage care: 20  1.7 %  50000 €  1000000 €" in shown


def test_figures_are_those_of_the_interface() -> None:
    found = json.loads(told("services", "figures", WORK, "--format", "json"))
    answer = Client().get(f"/api/v1/chains/{WORK}/figures").json()
    for each in (found, answer):
        for named in (*each["stages"], *each["targets"]):
            named.pop("title")
    assert found == answer
    rows = told("services", "figures", WORK, "--format", "csv")
    file = Client().get(f"/api/v1/chains/{WORK}/figures?format=csv").content.decode()
    assert rows.splitlines() == file.splitlines()
    assert len(list(csv.DictReader(io.StringIO(rows)))) > 20


def test_figures_of_a_region_and_a_year() -> None:
    found = json.loads(
        told("services", "figures", WORK, "--region", "KU049", "--year", "2019", "--format", "json")
    )
    assert (found["region"], found["year"]) == ("KU049", None)
    assert "in 2019" in told("services", "figures", WORK, "--year", "2019")


def test_what_if_tells_what_follows_and_what_it_assumes() -> None:
    arguments = ("services", "what-if", WORK, "--share", "home=84.3", "--share", "care=0.7")
    shown = told(*arguments, "--horizon", "2030")
    assert "less in 2030 than if nothing changes" in shown
    assert "(aged-75, 2040)" in shown
    found = json.loads(told(*arguments, "--horizon", "2030", "--format", "json"))
    answer = Client().get(f"/api/v1/chains/{WORK}/what-if?share=84.3&share=15&share=0.7&horizon=2030")
    assert found == answer.json()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--share", "home=90"), "The shares add up to 106.7\u00a0%: 6.7\u00a0% too much."),
        (("--share", "nowhere=10"), "“nowhere=10” names no stage"),
        (("--share", "home"), "“home” names no stage"),
        (("--horizon", "1999"), "choose a year from 2025 to 2040"),
        (("--region", "KU049"), "the clients of the stages are not known here"),
    ],
)
def test_what_cannot_be_computed_is_refused_in_a_sentence(arguments: tuple[str, ...], sentence: str) -> None:
    ran = run("services", "what-if", WORK, *arguments)
    assert ran.status == 1
    assert sentence in ran.err


def test_no_chain() -> None:
    assert run("services", "figures", "nothing").status == 1
