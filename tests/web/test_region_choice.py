from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from django.test import Client

from lupaus.web import region_choice
from lupaus.web.address import Address
from lupaus.web.region_choice import COOKIE, Option, OptionGroup
from lupaus.web.texts import Text

PAGE = "/fi/accessibility/"


class TwoRegions:
    def groups(self, address: Address) -> Sequence[OptionGroup]:
        return (
            OptionGroup("Kunnat", (Option("KU444", Text.same("Lohja")), Option("KU049", Text.same("Espoo")))),
        )

    def named(self, code: str) -> Text | None:
        return {"KU444": Text.same("Lohja"), "KU049": Text.same("Espoo")}.get(code)

    def page_of(self, code: str) -> str:
        return f"/fi/regions/{code}/"

    def list_page(self) -> str:
        return "/fi/regions/"


@pytest.fixture(autouse=True)
def two_regions(db: None) -> Iterator[None]:
    before = region_choice.regions()
    region_choice.offer(TwoRegions())
    yield
    region_choice.offer(before)


def test_a_region_chosen_once_stays_chosen(client: Client) -> None:
    chosen = client.get(PAGE, {"region": "KU444"})
    assert "Lohja" in chosen.content.decode()
    back = client.get(PAGE)
    assert back.status_code == 302
    assert back.headers["Location"] == f"{PAGE}?region=KU444"
    assert back.headers["Vary"] == "Cookie"


def test_the_cookie_is_closed_to_scripts_and_other_sites(client: Client) -> None:
    cookie = client.get(PAGE, {"region": "KU444"}).cookies[COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_coming_back_keeps_the_rest_of_the_address(client: Client) -> None:
    client.get(PAGE, {"region": "KU444"})
    assert client.get(f"{PAGE}?as_of=2020").headers["Location"] == f"{PAGE}?region=KU444&as_of=2020"


def test_an_empty_choice_forgets_the_region(client: Client) -> None:
    client.get(PAGE, {"region": "KU444"})
    forgotten = client.get(f"{PAGE}?region=")
    assert (forgotten.status_code, forgotten.headers["Location"]) == (302, PAGE)
    assert client.get(PAGE).status_code == 200


def test_another_choice_replaces_the_first(client: Client) -> None:
    client.get(PAGE, {"region": "KU444"})
    client.get(PAGE, {"region": "KU049"})
    assert client.get(PAGE).headers["Location"].endswith("KU049")


def test_the_ready_page_itself_sets_no_cookie(client: Client) -> None:
    client.get(PAGE, {"region": "KU444"})
    again = client.get(PAGE, {"region": "KU444"})
    assert not again.cookies
    other_reader = Client().get(PAGE, {"region": "KU444"})
    assert other_reader.cookies[COOKIE].value == "KU444"


@pytest.mark.parametrize("remembered", ["KU999", "../../", "KU444; Path=/", ""])
def test_a_remembered_region_that_is_none_is_passed_over(client: Client, remembered: str) -> None:
    client.cookies[COOKIE] = remembered
    assert client.get(PAGE).status_code == 200


def test_a_region_that_does_not_exist_is_not_found_and_not_remembered(client: Client) -> None:
    lost = client.get(PAGE, {"region": "KU999"})
    assert lost.status_code == 404
    assert COOKIE not in lost.cookies


def test_every_link_of_the_page_carries_the_choice(client: Client) -> None:
    page = client.get(PAGE, {"region": "KU444"}).content.decode()
    assert 'href="/sv/accessibility/?region=KU444"' in page
    assert 'href="/fi/indicators/?region=KU444"' in page
