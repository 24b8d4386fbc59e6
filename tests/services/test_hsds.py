"""The catalogue as Open Referral HSDS 3: valid, whole, and the same ids for ever."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner
from django.test import Client
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from lupaus.services.catalogue.hsds import VERSION, schema, uuid_of, written
from lupaus.services.catalogue.search import index
from lupaus.services.commands import services as services_command
from lupaus.services.models import Channel, Service
from lupaus.web.clock import Clock
from lupaus.web.refusals import NotFound
from lupaus.web.texts import Text
from tests.services.few_services import PTV_ID, few, service

pytestmark = pytest.mark.django_db

ROOT = "/api/v1/hsds"


@pytest.fixture
def services(clock: Clock) -> None:
    few(clock, wait=None)


def whole(language: str = "en", **more: Any) -> dict[str, Any]:
    document: dict[str, Any] = json.loads("".join(written(language, **more)))
    return document


def one(id_: str = "home-care", language: str = "en") -> dict[str, Any]:
    return next(each for each in whole(language)["services"] if each["id"] == uuid_of("service", id_))


def ask(address: str, status: int = 200) -> Any:
    answer = Client().get(f"{ROOT}{address}")
    assert answer.status_code == status, answer.content.decode()[:1000]
    return answer.json()


def valid(document: Any, part: str = "") -> None:
    ours = schema()
    wanted = {**ours["$defs"][part], "$defs": ours["$defs"]} if part else ours
    checker = Draft202012Validator(wanted, format_checker=Draft202012Validator.FORMAT_CHECKER)
    problems = [f"{error.json_path}: {error.message}" for error in checker.iter_errors(document)]
    assert problems == []


def ids_of(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "id" or key.endswith("_id"):
                yield inner
            yield from ids_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from ids_of(inner)


def test_our_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_catalogue_fits_its_schema(services: None, language: str) -> None:
    valid(whole(language))


def test_an_empty_catalogue_fits_its_schema() -> None:
    document = whole()
    valid(document)
    assert document == {"hsds_version": VERSION, "language": "en", "organizations": [], "services": []}


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_catalogue_fits_the_official_schema(services: None, language: str) -> None:
    folder = os.environ.get("LUPAUS_HSDS_SCHEMA")
    if not folder:
        pytest.skip("the official schema is not part of this program: set LUPAUS_HSDS_SCHEMA to its folder")
    files = {file.name: json.loads(file.read_text("utf-8")) for file in Path(folder).glob("*.json")}
    bare = {name: {k: v for k, v in each.items() if k != "$id"} for name, each in files.items()}
    registry: Registry[Any] = Registry().with_resources(
        (name, Resource.from_contents(each, default_specification=DRAFT202012)) for name, each in bare.items()
    )
    document = whole(language)
    assert document["services"]
    for name, entities in (("service", document["services"]), ("organization", document["organizations"])):
        checker = Draft202012Validator(
            {"$ref": f"{name}.json"},
            registry=registry,
            format_checker=Draft202012Validator.FORMAT_CHECKER,
        )
        for entity in entities:
            assert [f"{e.json_path}: {e.message}" for e in checker.iter_errors(entity)] == []


def test_every_id_is_a_uuid_and_the_same_each_time(services: None) -> None:
    ids = list(ids_of(whole()))
    assert all(str(UUID(each)) == each for each in ids)
    assert ids == list(ids_of(whole()))


def test_an_id_that_is_a_uuid_stays(clock: Clock) -> None:
    few(clock, wait=None)
    service(PTV_ID, clock, name=Text.same("Toinen"))
    assert PTV_ID in [each["id"] for each in whole()["services"]]


def test_a_service_has_what_is_known_of_it(services: None) -> None:
    found = one()
    assert found["name"] == "Home care for older people"
    assert found["status"] == "active"
    assert found["url"] == "https://example.fi/hae"
    assert found["email"] == "neuvonta@example.fi"
    assert found["eligibility_description"] == "Ikäihmiset"
    assert found["organization"]["name"] == "Kaavan hyvinvointialue"
    assert [each["code"] for each in found["languages"]] == ["fi", "sv"]
    assert [each["number"] for each in found["phones"]] == ["09 123 4567"]
    assert [each["extent"] for each in found["service_areas"]] == ["HVA03"]
    (identifier,) = found["organization"]["organization_identifiers"]
    assert identifier["identifier"] == "1234567-1"


def test_a_place_has_its_address_coordinates_accessibility_and_hours(services: None) -> None:
    (link,) = one()["service_at_locations"]
    place = link["location"]
    (address,) = place["addresses"]
    assert (address["address_1"], address["postal_code"], address["city"], address["country"]) == (
        "Karstuntie 4",
        "08100",
        "Lohja",
        "FI",
    )
    assert address["state_province"] == "Uusimaa"
    assert (place["latitude"], place["longitude"]) == (60.25, 24.07)
    assert place["accessibility"][0]["description"].startswith("Accessible")
    week, exception = place["schedules"]
    assert (week["freq"], week["byday"]) == ("WEEKLY", "MO,TU,WE,TH,FR")
    assert (week["opens_at"], week["closes_at"]) == ("08:00", "16:00")
    assert (exception["valid_from"], exception["valid_to"]) == ("2026-12-24", "2026-12-26")
    assert exception["notes"].startswith("Closed.")


def test_a_place_without_a_street_has_no_address_rather_than_half_of_one(services: None) -> None:
    Channel.objects.filter(pk="lohja-station").update(address=Text())
    (link,) = one()["service_at_locations"]
    assert "addresses" not in link["location"]
    valid(whole())


def test_classes_are_attributes_with_their_terms(services: None) -> None:
    terms = {each["taxonomy_term"]["code"]: each for each in one()["attributes"] if "taxonomy_term" in each}
    assert set(terms) == {"P4.3", "KR1.1", "KE11"}
    term = terms["P4.3"]["taxonomy_term"]
    assert term["term_uri"] == "https://example.fi/codes/P4.3"
    assert term["parent_id"] == uuid_of("taxonomy-term", "https://example.fi/codes/P4")


def test_how_it_is_produced_is_told(services: None) -> None:
    (produced,) = [each for each in one()["attributes"] if each["link_type"] == "producer"]
    assert (produced["value"], produced["label"]) == ("bought", "Hoiva Oy: bought service")


def test_a_free_service_costs_nothing_and_another_tells_what(services: None) -> None:
    (free,) = one("adult-social-work")["cost_options"]
    assert (free["amount"], free["currency"]) == (0, "EUR")
    (paid,) = one("home-care", "fi")["cost_options"]
    assert paid["amount_description"] == "Maksu riippuu tuloista."


def test_a_text_that_lacks_the_language_is_in_finnish_and_marked(services: None) -> None:
    found = one()
    assert "Sosiaalihuollossa autetaan." in found["description"]
    marked = {
        each["label"]: each["value"] for each in found["attributes"] if each["link_type"] == "text-language"
    }
    assert marked == {"description": "fi", "application_process": "fi", "fees_description": "fi"}
    assert not [each for each in one(language="fi")["attributes"] if each["link_type"] == "text-language"]


def test_a_general_description_is_nobodys_service(services: None) -> None:
    before = len(whole()["services"])
    Service.objects.filter(pk="home-care").update(source="description")
    assert len(whole()["services"]) == before - 1
    assert len(ids_listed()) == before - 1


def ids_listed() -> list[str]:
    return [each["id"] for each in ask("/services")["contents"]]


def test_one_organisations_catalogue_has_nothing_of_others(services: None, clock: Clock) -> None:
    service("foreign", clock, name=Text.same("Muu"))
    Service.objects.filter(pk="foreign").update(organisation="other")
    assert len(whole(organisation="kaava")["services"]) == 3
    assert len(whole(organisation="other")["services"]) == 1


def test_what_has_ended_is_left_out_unless_wanted(services: None, clock: Clock) -> None:
    Service.objects.filter(pk="sauna").update(retired_at=clock())
    assert len(whole()["services"]) == 2
    ended = next(each for each in whole(retired=True)["services"] if each["name"] == "Kallion sauna")
    assert ended["status"] == "defunct"


def test_the_list_comes_in_pages_as_the_specification_says(services: None) -> None:
    first = ask("/services?per_page=2")
    assert {key: first[key] for key in first if key != "contents"} == {
        "total_items": 3,
        "total_pages": 2,
        "page_number": 1,
        "size": 2,
        "first_page": True,
        "last_page": False,
        "empty": False,
    }
    last = ask("/services?per_page=2&page=2")
    assert (last["size"], last["first_page"], last["last_page"]) == (1, False, True)
    for each in [*first["contents"], *last["contents"]]:
        valid(each, "service")
        assert not [key for key, value in each.items() if isinstance(value, list)]


def test_an_empty_list_says_so() -> None:
    seen = ask("/services")
    assert (seen["empty"], seen["total_items"], seen["contents"]) == (True, 0, [])


def test_the_list_is_searched_and_filtered(services: None) -> None:
    def names(query: str) -> set[str]:
        return {each["name"] for each in ask(f"/services?{query}")["contents"]}

    assert names("search=kotihoidosta&language=fi") == {"Ikäihmisten kotihoito"}
    assert names(f"organization_id={uuid_of('organization', 'hoiva')}") == {"Home care for older people"}
    term = uuid_of("taxonomy-term", "https://example.fi/codes/P4")
    assert names(f"taxonomy_term_id={term}") == {"Adult social work"}
    assert names("modified_after=2027-01-01T00:00:00Z") == set()
    assert len(names("modified_after=2026-01-01T00:00:00Z")) == 3
    assert names("search=kotihoito&modified_after=2026-01-01T00:00:00Z&language=fi") == {
        "Ikäihmisten kotihoito"
    }


def test_full_services_are_nested_and_minimal_ones_bare(services: None) -> None:
    for each in ask("/services?full=true")["contents"]:
        valid(each, "service")
    assert any("service_at_locations" in each for each in ask("/services?full=true")["contents"])
    assert set(ask("/services?minimal=true")["contents"][0]) == {"id", "modified_date"}


@pytest.mark.parametrize("name", ["home-care", uuid_of("service", "home-care")])
def test_a_service_is_found_by_our_id_and_by_that_of_hsds(services: None, name: str) -> None:
    found = ask(f"/services/{name}")
    valid(found, "service")
    assert found == one()


def test_organizations_are_listed_and_found(services: None) -> None:
    listed = ask("/organizations")
    assert listed["total_items"] == 2
    for each in listed["contents"]:
        valid(each, "organization")
        assert ask(f"/organizations/{each['id']}") == each


@pytest.mark.parametrize("address", ["/services/nobody", f"/services/{PTV_ID}", "/organizations/nobody"])
def test_what_is_not_there_is_not_found(services: None, address: str) -> None:
    assert ask(address, 404)["status"] == 404


def test_the_interface_tells_of_itself() -> None:
    assert ask("/")["version"] == VERSION


def test_the_command_writes_what_the_interface_tells(services: None, tmp_path: Path) -> None:
    file = tmp_path / "services.json"
    done = CliRunner().invoke(
        services_command,
        ["export", "hsds", "--output", str(file), "--language", "sv"],
        catch_exceptions=False,
    )
    assert done.exit_code == 0
    assert json.loads(file.read_text("utf-8")) == whole("sv")
    shown = CliRunner().invoke(services_command, ["export", "hsds"], catch_exceptions=False)
    assert json.loads(shown.stdout) == whole()


def test_the_command_prints_the_schema() -> None:
    shown = CliRunner().invoke(services_command, ["export", "hsds", "--schema"], catch_exceptions=False)
    assert json.loads(shown.stdout) == schema()


def test_an_organisation_without_services_is_refused(services: None, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="nobody"):
        CliRunner().invoke(
            services_command,
            ["export", "hsds", "--organisation", "nobody", "--output", str(tmp_path / "x")],
            catch_exceptions=False,
        )
    assert not list(tmp_path.iterdir())


def test_the_table_has_a_row_for_each_service_and_language(services: None) -> None:
    shown = CliRunner().invoke(services_command, ["export", "csv"], catch_exceptions=False).stdout
    assert shown.startswith("id,language,name,")
    rows = [line.split(",")[:2] for line in shown.splitlines() if line.startswith(("home-care", "sauna"))]
    assert sorted(map(tuple, rows)) == [
        (name, language) for name in ("home-care", "sauna") for language in ("en", "fi", "sv")
    ]


def test_no_cell_of_the_table_is_a_formula(services: None, clock: Clock) -> None:
    service("bad", clock, name=Text.same("=HYPERLINK(1)"), summary=Text.same("@x"))
    index()
    shown = CliRunner().invoke(services_command, ["export", "csv"], catch_exceptions=False).stdout
    assert "'=HYPERLINK(1)" in shown
    assert ",=HYPERLINK" not in shown
    assert ",@x" not in shown


def test_reindexing_says_how_many_services_are_known(services: None) -> None:
    shown = CliRunner().invoke(services_command, ["reindex"], catch_exceptions=False).stdout
    assert shown == "The search knows 3 services.\n"
