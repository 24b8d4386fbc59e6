"""What holds for every answer of the API."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from lupaus.regions import queries
from lupaus.regions.models import Region
from lupaus.web.versions import advance_content_version
from tests.api_world import ROOT, ask, reasons

EVERY_RESOURCE = [
    "",
    "openapi.json",
    "regions",
    "regions/MK01",
    "indicators",
    "indicators/employment-rate",
    "observations",
    "observations?format=csv",
    "observations?format=jsonstat",
    "releases",
    "releases/1",
    "releases/1/diff/2",
    "strategies",
    "strategies/kaava-2030",
    "strategies/kaava-2030/goals",
    "strategies/kaava-2030/goals/work",
    "strategies/kaava-2030/assessment",
]


pytestmark = pytest.mark.usefixtures("world")


@pytest.mark.parametrize("address", EVERY_RESOURCE)
def test_it_may_be_read_from_any_page_and_kept_until_something_is_written(
    client: Client, address: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first = client.get(ROOT + address)
    assert first.status_code == 200
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert first.headers["Cache-Control"] == "public, no-cache"
    assert "Set-Cookie" not in first.headers
    with django_assert_num_queries(1):
        again = client.get(ROOT + address, headers={"if-none-match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    advance_content_version()
    changed = client.get(ROOT + address, headers={"if-none-match": first.headers["ETag"]})
    assert changed.status_code == 200


def test_two_addresses_never_share_a_tag(client: Client) -> None:
    tags = {client.get(ROOT + address).headers["ETag"] for address in EVERY_RESOURCE}
    assert len(tags) == len(EVERY_RESOURCE)


def test_head_tells_what_get_would(client: Client) -> None:
    got, told = client.get(f"{ROOT}regions"), client.head(f"{ROOT}regions")
    assert (told.status_code, told.content) == (200, b"")
    assert told.headers["ETag"] == got.headers["ETag"]
    assert told.headers["Content-Type"] == got.headers["Content-Type"]


def test_a_browser_may_ask_first(client: Client) -> None:
    answer = client.options(f"{ROOT}regions")
    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("address", ["regions", "openapi.json", "nothing"])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(address: str, method: str) -> None:
    refused = getattr(Client(enforce_csrf_checks=True), method)(ROOT + address)
    assert refused.status_code == 405
    assert refused.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert refused.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/v2/regions", "/api/v1/nothing", "/api/v1/regions/"])
def test_an_unknown_address_is_a_problem_document_too(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json() == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "There is nothing at this address. /api/v1/ lists what there is.",
        "instance": path,
    }


def test_every_wrong_parameter_is_named_at_once() -> None:
    assert reasons("observations?limit=0&offset=-1&year=soon&gender=women&region=ku049&release=1.5", 422) == [
        ("region[0]", "The value does not have the form the schema describes."),
        ("gender[0]", "Input should be 'total', 'female' or 'male'."),
        ("year[0]", "Input should be a valid integer, unable to parse string as an integer."),
        ("release", "Input should be a valid integer, unable to parse string as an integer."),
        ("limit", "Input should be greater than or equal to 1."),
        ("offset", "Input should be greater than or equal to 0."),
    ]


def test_a_parameter_nobody_knows_is_refused_rather_than_passed_over() -> None:
    assert reasons("observations?indicators=jobs", 422) == [("indicators", "There is no such parameter.")]
    assert reasons("?x=1", 422) == [("x", "There is no such parameter.")]


@pytest.mark.parametrize(
    "address",
    [
        "regions?within=%00",
        "regions?within=KU049%00",
        "indicators?q=%00",
        "indicators?theme=a%00",
        "indicators?q=%ff",
        "observations?indicator=%00",
        "observations?region=%00",
        f"observations?release={10**30}",
        f"observations?offset={10**30}",
        f"observations?year={10**30}",
        f"releases/{10**30}",
        f"releases/1/diff/{10**30}",
        "releases/0",
        "regions/%00",
        "indicators/%00",
        "strategies/%00",
        "strategies/kaava-2030/goals/%00",
        "strategies/kaava-2030/assessment?region=%00",
        "strategies/kaava-2030/assessment?goal=%00",
        "strategies/kaava-2030/assessment?as_of=99999",
        "observations?" + "&".join(["gender=total"] * 1500),
        "regions/" + "K" * 5000,
    ],
)
def test_the_unexpected_never_breaks_it(client: Client, address: str) -> None:
    answer = client.get(ROOT + address)
    assert answer.status_code in {200, 400, 404, 422}
    if answer.status_code != 200:
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["status"] == answer.status_code


def test_a_fault_of_ours_is_recorded_and_tells_nothing_of_the_inside(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(**_asked: Any) -> list[Region]:
        raise RuntimeError("the password is 12345")

    monkeypatch.setattr(queries, "listed", broken)
    answer = Client(raise_request_exception=False).get(f"{ROOT}regions")
    assert answer.status_code == 500
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "12345" not in answer.content.decode()
    assert "the password is 12345" in caplog.text


def test_a_long_list_comes_in_parts_that_make_the_whole() -> None:
    whole = ask("regions?limit=1000")
    seen: list[Any] = []
    address: str | None = "regions?category=municipality&limit=10"
    while address:
        part = ask(address.removeprefix(ROOT))
        seen += part["items"]
        address = part["next"]
    assert seen == [item for item in whole["items"] if item["category"] == "municipality"]
    last = ask("regions?category=municipality&limit=10&offset=20")
    assert (len(last["items"]), last["next"], last["total"]) == (6, None, 26)
    assert last["previous"] == "/api/v1/regions?category=municipality&limit=10&offset=10"
    assert ask("regions?offset=1000")["items"] == []


def test_the_directory_leads_to_every_resource(client: Client) -> None:
    directory = ask("")
    for address in [directory["openapi"], *directory["resources"].values()]:
        assert client.get(address).status_code == 200
