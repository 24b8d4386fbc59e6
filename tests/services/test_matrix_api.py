"""The published matrices over the API: the same figures as on the page and in the CSV."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Any

import pytest
from django.test import Client

from lupaus.web.clock import Clock
from lupaus.workspace.models import Version
from tests.services import matrices as made
from tests.services.matrices import WORK
from tests.strategy.followed import FIGURES, bring_in, kaava

pytestmark = pytest.mark.django_db

ROOT = "/api/v1/matrices"


@pytest.fixture(autouse=True)
def published(db: None, clock: Clock) -> Version:
    kaava(clock)
    bring_in(clock, FIGURES)
    made.catalogue()
    return made.publish(clock)


def ask(client: Client, rest: str = "") -> Any:
    answer = client.get(f"{ROOT}{rest}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_the_list_has_the_matrices_in_force(client: Client, published: Version) -> None:
    (line,) = ask(client)["items"]
    assert (line["id"], line["version"]["digest"]) == (WORK, published.digest)


def test_the_whole_comes_with_every_cell(client: Client) -> None:
    whole = ask(client, f"/{WORK}")
    assert [level["id"] for level in whole["levels"]] == ["heavy", "light"]
    assert whole["levels"][1]["tasks"][1] == {
        "id": "school",
        "title": made.words("task school"),
        "description": {"fi": "", "sv": "", "en": ""},
        "sector": "county",
        "entities": ["children"],
    }
    cells = {cell["id"]: cell for cell in whole["cells"]}
    assert len(cells) == 7
    assert cells["advice-children"]["segment"] is None
    assert cells["care-much"]["figures"][1]["people"] == 100
    assert (whole["years"], whole["region"], whole["illustrative"]) == ([2023, 2024], "MK01", False)


@pytest.mark.parametrize("figure", ["people", "money", "access", "satisfaction", "verdict", "services"])
def test_api_csv_and_page_show_the_same(client: Client, figure: str) -> None:
    asked = f"figure={figure}&year=2024&against=2023"
    told = ask(client, f"/{WORK}/figures?{asked}")
    table = client.get(f"/en/matrix/{WORK}/matrix.csv?{asked}").content.decode()
    rows = list(csv.DictReader(StringIO(table)))
    assert len(rows) == len(told["places"]) == 9
    for row, place in zip(rows, told["places"], strict=True):
        for name, value in place.items():
            assert row[name] == ("" if value is None else str(value).removesuffix(".0")), name
    page = client.get(f"/en/matrix/{WORK}/?figure={figure}&year=2024").content.decode()
    plain = ask(client, f"/{WORK}/figures?figure={figure}&year=2024")
    value = plain["whole"]["value"]
    if value is not None:
        decimals = 1 if figure == "satisfaction" else 0
        assert f"{value:,.{decimals}f}".replace(",", "\u202f") in page
    else:
        assert f"verdict--{plain['places'][0]['verdict'] or 'at_risk'}" in page


def test_the_newest_year_is_shown_by_itself(client: Client) -> None:
    told = ask(client, f"/{WORK}/figures")
    assert (told["figure"], told["year"], told["against"]) == ("people", 2024, None)
    assert (told["whole"]["value"], told["whole"]["known"], told["whole"]["of"]) == (1600, 4, 6)
    assert ask(client, f"/{WORK}/figures?year=1999")["whole"]["value"] is None


@pytest.mark.parametrize("rest", ["/nobody", "/nobody/figures", "/a%00b"])
def test_what_is_not_there_is_a_problem_document(client: Client, rest: str) -> None:
    answer = client.get(f"{ROOT}{rest}")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_a_figure_that_is_none_is_refused(client: Client) -> None:
    assert client.get(f"{ROOT}/{WORK}/figures?figure=love").status_code == 422
    assert client.get(f"{ROOT}/{WORK}/figures?year=1").status_code == 422


def test_a_draft_is_not_here(client: Client, clock: Clock) -> None:
    made.begin(clock, work="secret")
    assert client.get(f"{ROOT}/secret").status_code == 404
    assert len(ask(client)["items"]) == 1
