"""Services and national classes over the API."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lupaus.services.catalogue.search import index
from lupaus.services.models import Service
from lupaus.web.clock import Clock
from lupaus.web.texts import Text
from tests.api_world import ask, reasons
from tests.services.few_services import PTV_ID, WAIT, few, service

pytestmark = pytest.mark.django_db


@pytest.fixture
def services(clock: Clock) -> None:
    few(clock, wait=None)


def ids(query: str) -> list[str]:
    return [each["id"] for each in ask(f"services?{query}")["items"]]


def test_the_list_has_services_in_the_order_of_the_alphabet(services: None) -> None:
    seen = ask("services")
    assert [each["id"] for each in seen["items"]] == ["adult-social-work", "home-care", "sauna"]
    assert (seen["total"], seen["partly"], seen["suggested"]) == (3, False, [])
    assert seen["items"][0]["organisations"] == [dict.fromkeys(("fi", "sv", "en"), "Kaavan hyvinvointialue")]


def test_long_lists_come_in_parts(services: None) -> None:
    seen = ask("services?limit=2")
    assert len(seen["items"]) == 2
    assert [each["id"] for each in ask(seen["next"].removeprefix("/api/v1/"))["items"]] == ["sauna"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=kotihoidosta", ["home-care"]),
        ("q=caring&language=en", ["home-care"]),
        ("service_class=P4", ["adult-social-work", "home-care"]),
        ("target_group=KR1", ["home-care"]),
        ("life_event=KE11", ["home-care"]),
        ("region=KU091", ["adult-social-work", "sauna"]),
        ("region=KU999", ["adult-social-work"]),
        ("given_in=sv", ["home-care"]),
        ("provision=bought", ["home-care"]),
        ("charge=free", ["adult-social-work", "sauna"]),
    ],
)
def test_the_list_is_searched_and_filtered(services: None, query: str, expected: list[str]) -> None:
    assert ids(query) == expected


def test_a_typing_mistake_is_answered_with_the_nearest_words(services: None) -> None:
    assert ask("services?q=kotihioto")["suggested"] == ["kotihoito"]


def test_what_a_filter_does_not_know_is_named(services: None) -> None:
    ((path, _sentence),) = reasons("services?charge=cheap", 422)
    assert "charge" in path


def test_a_service_comes_whole(services: None) -> None:
    found = ask("services/home-care")
    assert found["name"]["sv"] == "Hemvård för äldre"
    assert (found["promised_days"], found["wait_indicator"]) == (7, WAIT)
    assert {each["code"] for each in found["classes"]} == {"P4.3", "KR1.1", "KE11"}
    assert [(each["role"], each["kind"]) for each in found["provisions"]] == [
        ("organiser", ""),
        ("producer", "bought"),
    ]
    assert [each["kind"] for each in found["channels"]] == ["e-service", "phone", "place"]
    assert found["channels"][1]["phones"][0]["number"] == "09 123 4567"
    assert found["channels"][2]["municipality"] == "KU444"


def test_texts_of_the_national_catalogue_have_their_licence(services: None) -> None:
    found = ask("services/adult-social-work")
    assert (found["source"], found["source_id"], found["licence"]) == ("ptv", PTV_ID, "CC BY 4.0")


def test_what_has_ended_is_found_by_its_id_alone(services: None, clock: Clock) -> None:
    Service.objects.filter(pk="sauna").update(retired_at=clock())
    index(["sauna"])
    assert "sauna" not in ids("")
    assert ask("services/sauna")["retired_at"] is not None


@pytest.mark.parametrize("name", ["nobody", "a%00b", "9" * 200])
def test_what_is_not_there_is_a_problem_document(services: None, name: str) -> None:
    assert ask(f"services/{name}", 404)["status"] == 404


def test_classes_come_in_the_order_of_their_codes_with_numbers(services: None) -> None:
    found = [(each["code"], each["services"]) for each in ask("service-classes")["items"]]
    assert found == [("P4", 2), ("P4.3", 1), ("P5", 0)]


def test_the_list_asks_the_same_number_of_questions_whatever_there_is(services: None, clock: Clock) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            ask("services")
        return len(captured)

    ask("services")
    before = asked()
    for number in range(3):
        service(f"more-{number}", clock, name=Text.same("Palvelu"))
    index()
    assert asked() == before
