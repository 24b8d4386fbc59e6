"""Every door of the workspace is attacked: by visitors, by outsiders, by strangers, by each lesser role."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker

from lupaus.workspace import kinds, operations
from lupaus.workspace.models import State
from tests.conftest import NOW
from tests.journeys import attacked
from tests.journeys.attacked import LESSER, SECRET, STRANGERS, Attacker, everything, tells
from tests.journeys.surface import Place, parameters, places
from tests.signed_in import client_of
from tests.workspace import ledger
from tests.world import standing

PLACES: Final = places()
PRIVATE: Final = [place for place in PLACES if place.is_workspace or place.is_account]
METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
#: What the forms of one address may do, where there are several: each is tried.
DEEDS: Final = {
    "workspace:review": ("write", "answer", "close", "reopen"),
    "workspace:bring-check": ("take", "drop"),
    "workspace:part-people": ("write", "away"),
}

#: Addresses of the workspace at which a lesser role may change something in a draft: who.
#: A new address at which nobody lesser may stands nowhere here, and is attacked all the same.
MAY: Final = {
    "workspace:review": ("partner", "responsible", "approver", "publisher"),
    "api-v1-workspace:comments": ("partner", "responsible", "approver", "publisher"),
    "api-v1-workspace:close": ("approver",),
    "api-v1-workspace:reopen": ("approver",),
}


@pytest.fixture(scope="module")
def standing_drafts(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """The drafts for all tests of the file, taken down after the last."""
    kinds.register_kind(ledger.LEDGER)
    with standing(django_db_blocker, tmp_path_factory.mktemp("observations"), attacked.build):
        yield
    del kinds._kinds["ledger"]


@pytest.fixture
def drafts(standing_drafts: None, db: None) -> None:
    """The drafts, as they were for every test; what a test writes is undone."""


def _steps(state: State) -> None:
    """Bring the book into a state."""
    at: dict[str, Any] = {"clock": lambda: NOW, "work": "book", "number": 1}
    if state != State.DRAFT:
        operations.submit(actor=ledger.EDITOR, **at)
    if state == State.APPROVED:
        operations.approve(actor=ledger.APPROVER, **at, decision=f"Council {SECRET} § 1")


def deeds(method: str, place: Place) -> tuple[str, ...]:
    return DEEDS.get(place.name, ("write",)) if method == "POST" else ("write",)


def named(place: Place) -> str:
    return place.address


def test_the_addresses_are_found() -> None:
    assert len(PLACES) > 100
    assert {"workspace:part", "workspace:pdf", "workspace:take", "accounts:people"} <= {
        p.name for p in PLACES
    }
    assert sum(place.is_of_an_organisation for place in PLACES) > 50
    writes = {(m, p.route) for m in ("POST", "PUT") for p in PLACES if attacked.body_of(m, p) is not None}
    assert len(writes) >= len(attacked.BODIES)


def test_every_write_of_the_api_is_attacked_with_a_body_that_would_do_it() -> None:
    from lupaus.config.write_api import api

    for path, methods in api.get_openapi_schema()["paths"].items():
        route = path.removeprefix("/").replace("{", "<").replace("}", ">")
        for method, operation in methods.items():
            if "requestBody" in operation:
                place = Place(route, path, "")
                assert attacked.body_of(method.upper(), place) is not None, (
                    f"{method} {path}: say in tests/journeys/attacked.py what to send"
                )


@pytest.mark.parametrize("place", PLACES, ids=named)
@pytest.mark.usefixtures("drafts")
def test_nobody_from_outside_gets_or_changes_anything(place: Place) -> None:
    before = everything(of_attackers=not place.is_account)
    for name in (None, *STRANGERS):
        attacker = Attacker(name)
        began = everything(of_attackers=not place.is_account)
        for method in METHODS:
            for deed in deeds(method, place):
                answer = attacker.ask(method, place, deed)
                how = f"{name} {method} {place.address} ({deed}): {answer.status_code}"
                assert answer.status_code < 500, how
                assert SECRET not in tells(answer), how
                if place.is_of_an_organisation:
                    assert answer.status_code in (302, 401, 403, 404, 405), how
                if answer.status_code == 302 and place.is_workspace:
                    assert answer.headers["Location"].startswith("/en/account/login/"), how
        assert everything(of_attackers=not place.is_account) == began, f"{name} changed {place.address}"
    assert before[:-1] == everything(of_attackers=not place.is_account)[:-1]


@pytest.mark.parametrize("state", [State.IN_REVIEW, State.APPROVED])
@pytest.mark.usefixtures("drafts")
def test_nor_in_any_later_state(state: State) -> None:
    _steps(state)
    for name in (None, "stranger"):
        attacker = Attacker(name)
        before = everything()
        for place in (place for place in PLACES if place.is_of_an_organisation):
            for method in ("GET", "POST", "PUT", "DELETE"):
                answer = attacker.ask(method, place)
                how = f"{name} {method} {place.address}: {answer.status_code}"
                assert answer.status_code in (302, 401, 403, 404, 405), how
                assert SECRET not in tells(answer), how
        assert everything() == before


@pytest.mark.parametrize("name", LESSER)
@pytest.mark.usefixtures("drafts")
def test_a_lesser_role_changes_nothing_that_is_not_theirs(name: str) -> None:
    attacker = Attacker(name)
    for place in (place for place in PLACES if place.is_workspace):
        before = everything()
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
            for deed in deeds(method, place):
                answer = attacker.ask(method, place, deed)
                how = f"{name} {method} {place.address} ({deed}): {answer.status_code}"
                assert answer.status_code < 500, how
        if name not in MAY.get(place.name, ()):
            assert everything() == before, f"{name} changed something at {place.address}"


@pytest.mark.parametrize("state", [State.IN_REVIEW, State.APPROVED])
@pytest.mark.usefixtures("drafts")
def test_a_reader_changes_nothing_in_any_state(state: State) -> None:
    _steps(state)
    attacker = Attacker("reader")
    before = everything()
    for place in (place for place in PLACES if place.is_workspace):
        for method in ("POST", "PUT", "DELETE"):
            assert attacker.ask(method, place).status_code < 500
    assert everything() == before


@pytest.mark.usefixtures("drafts")
def test_a_form_without_its_key_is_refused_at_every_page() -> None:
    before = everything()
    for place in (p for p in PRIVATE if not p.is_api):
        browser = client_of("victim", checks_forms=True)
        answer = browser.post(attacked.address_of(place), attacked.form("write"))
        assert answer.status_code == 403, place.address
    assert everything() == before


@pytest.mark.usefixtures("drafts")
def test_nothing_private_may_be_kept_or_framed() -> None:
    for place in PRIVATE:
        answer = client_of("victim").get(attacked.address_of(place))
        assert answer.status_code < 500, place.address
        assert "no-store" in answer.headers["Cache-Control"], place.address
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Access-Control-Allow-Origin" not in answer.headers
        if not place.is_api:
            assert answer.headers["X-Frame-Options"] == "DENY"
            assert "unsafe" not in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path",
    [
        *("/admin", "/admin/", "/en/admin/", "/fi/admin/login/", "/django-admin/", "/cms/", "/wagtail/"),
        *("/en/workspace/admin/", "/en/templates/", "/debug/", "/__debug__/", "/silk/", "/graphql"),
        *("/api/v1/workspace/admin", "/api/v1/workspace/docs", "/api/v1/docs", "/metrics", "/.env"),
        *("/static/../lupaus/config/settings.py", "/static/%2e%2e/settings.py", "/accounts/login/"),
    ],
)
@pytest.mark.usefixtures("drafts")
def test_there_is_no_back_door_for_whoever_is_signed_in(path: str) -> None:
    assert Client().get(path).status_code in (301, 302, 401, 404)
    for browser in (client_of("outsider"), client_of("victim")):
        assert browser.get(path, follow=True).status_code in (401, 403, 404)


@pytest.mark.usefixtures("drafts")
class TestAnotherPersonsThings:
    def test_a_page_of_ones_own_shows_nothing_of_others(self) -> None:
        for name in (*STRANGERS, *LESSER):
            for place in (place for place in PRIVATE if place.is_account and not parameters(place.route)):
                told = tells(client_of(name).get(place.address))
                assert "kaava.example" not in told, place.address

    def test_numbers_in_an_address_open_nothing_of_others(self) -> None:
        before = everything(of_attackers=False)
        for name in (*STRANGERS, *LESSER):
            for place in (place for place in PRIVATE if place.is_account and parameters(place.route)):
                answer = client_of(name).post(attacked.address_of(place), {})
                assert answer.status_code in (302, 403, 404), place.address
        assert everything(of_attackers=False) == before
