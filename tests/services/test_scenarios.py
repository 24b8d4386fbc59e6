"""Scenarios: who may keep and remove them, what is refused, and how they stand side by side."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from lupaus.accounts.models import AuditRecord
from lupaus.services.chains import scenarios as rules
from lupaus.services.chains.asked import Asked, WishRefused
from lupaus.services.chains.scenarios import (
    ScenarioRefused,
    asked_of,
    remove_scenario,
    save_scenario,
    scenarios,
)
from lupaus.services.chains.scenarios_page import scenarios_page
from lupaus.services.models import Scenario
from lupaus.web.address import Address
from lupaus.web.clock import Clock
from lupaus.web.refusals import NotAllowed, NotFound
from lupaus.web.texts import Text
from lupaus.web.versions import content_version
from tests import world as cast
from tests.conftest import NOW
from tests.services import followed_chain as world
from tests.services.followed_chain import STAGES, WORK
from tests.signed_in import client_of
from tests.world import MATTI, OLLI, PIRKKO, RIITTA

pytestmark = pytest.mark.django_db

COMPARE = f"/en/chains/{WORK}/what-if/compare/"
OWN = f"/en/workspace/services/{WORK}/scenarios/"
LIGHTER = Asked(("84.3", "15", "0.7"), "2030", "2026", "2")


@pytest.fixture(autouse=True)
def kaava(clock: Clock, settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    world.kaava(clock)


def save(clock: Clock, title: str = "Lighter care", asked: Asked = LIGHTER) -> Scenario:
    return save_scenario(
        actor=PIRKKO.acts(), clock=clock, work=WORK, title=Text(title, "", title), asked=asked
    )


class TestKeeping:
    def test_an_editor_keeps_one(self, clock: Clock) -> None:
        before = content_version()
        kept = save(clock)
        assert (kept.slug, kept.made_by, kept.made_at) == ("lighter-care", "pirkko", NOW)
        assert asked_of(kept, STAGES) == LIGHTER
        assert content_version() > before
        record = AuditRecord.objects.latest("pk")
        assert (record.verb, record.object_id) == ("save_scenario", f"{WORK}/lighter-care")
        assert record.after is not None
        assert record.after["assumptions"]["shares"] == ["84.3", "15", "0.7"]

    def test_an_id_is_never_used_again(self, clock: Clock) -> None:
        first = save(clock)
        remove_scenario(actor=PIRKKO.acts(), clock=clock, work=WORK, slug=first.slug)
        assert save(clock).slug == "lighter-care-2"

    @pytest.mark.parametrize("title", ["Ä ö å", "…", "خيار"])
    def test_any_name_makes_an_id(self, clock: Clock, title: str) -> None:
        assert save(clock, title).slug

    def test_removing_is_recorded_and_forgets_nothing(self, clock: Clock) -> None:
        save(clock)
        remove_scenario(actor=PIRKKO.acts(), clock=clock, work=WORK, slug="lighter-care")
        assert scenarios(WORK) == []
        assert Scenario.objects.count() == 1
        record = AuditRecord.objects.latest("pk")
        assert (record.verb, record.after) == ("remove_scenario", None)
        with pytest.raises(NotFound):
            remove_scenario(actor=PIRKKO.acts(), clock=clock, work=WORK, slug="lighter-care")

    def test_what_cannot_be_computed_is_not_kept(self, clock: Clock) -> None:
        with pytest.raises(WishRefused, match="4\u00a0% is missing"):
            save(clock, asked=Asked(("80", "15", "1")))
        assert not Scenario.objects.exists()

    def test_what_cannot_be_named_is_not_kept(self, clock: Clock) -> None:
        with pytest.raises(ScenarioRefused) as caught:
            save_scenario(
                actor=PIRKKO.acts(),
                clock=clock,
                work=WORK,
                title=Text(),
                note=Text.same("x" * 2001),
                asked=LIGHTER,
            )
        assert [problem.path for problem in caught.value.problems] == ["title", "note"]

    def test_there_may_not_be_too_many(self, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(rules, "MOST", 1)
        save(clock)
        with pytest.raises(ScenarioRefused, match="remove one"):
            save(clock)

    def test_strangers_are_not_told_and_readers_may_not(self, clock: Clock) -> None:
        told = {"clock": clock, "work": WORK, "title": Text.same("x"), "asked": LIGHTER}
        with pytest.raises(NotFound):
            save_scenario(actor=MATTI.acts(), **told)  # type: ignore[arg-type]  # a mapping of several
        for person in (RIITTA, OLLI):
            with pytest.raises(NotAllowed):
                save_scenario(actor=person.acts(), **told)  # type: ignore[arg-type]  # as above


class TestSideBySide:
    def test_the_page_says_which_costs_least(self, clock: Clock) -> None:
        save(clock)
        save(clock, "More care", Asked(("80", "15", "5")))
        page = Client().get(COMPARE).content.decode()
        assert "“Lighter care” would cost least" in page
        assert "More care" in page

    def test_only_those_that_are_named(self, clock: Clock) -> None:
        save(clock)
        save(clock, "More care", Asked(("80", "15", "5")))
        page = Client().get(f"{COMPARE}?scenario=more-care").content.decode()
        assert "None of these scenarios would cost less" in page

    def test_of_a_chain_that_has_changed_since(self, clock: Clock) -> None:
        save(clock)
        world.publish(clock, world.chain(("home", "help")))
        page = Client().get(COMPARE).content.decode()
        assert "The chain has other steps now than when this was saved." in page

    def test_without_any(self) -> None:
        assert "No scenario of this chain has been saved yet." in Client().get(COMPARE).content.decode()

    def test_over_the_interface(self, clock: Clock) -> None:
        save(clock)
        (item,) = Client().get(f"/api/v1/chains/{WORK}/scenarios").json()["items"]
        assert (item["id"], item["shares"], item["growth"]) == ("lighter-care", ["84.3", "15", "0.7"], "2")

    def test_as_many_queries_for_one_as_for_three(
        self, clock: Clock, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        address = Address("en", f"/chains/{WORK}/what-if/compare/")
        save(clock)
        with django_assert_num_queries(14):
            scenarios_page(address, WORK)
        save(clock, "Two")
        save(clock, "Three")
        with django_assert_num_queries(14):
            scenarios_page(address, WORK)


class TestThePagesOfAnEditor:
    @pytest.fixture(autouse=True)
    def people(self, clock: Clock) -> None:
        cast.settle(clock)

    def test_the_form_holds_what_was_computed_and_keeps_it(self) -> None:
        browser = client_of(PIRKKO)
        form = browser.get(f"{OWN}new/?share1=84.3&share2=15&share3=0.7&horizon=2030").content.decode()
        assert 'value="84.3"' in form
        assert 'value="2030"' in form
        sent = {"title.fi": "Kevyempi", "share1": "84,3", "share2": "15", "share3": "0,7", "horizon": "2030"}
        answer = browser.post(f"{OWN}new/", sent)
        assert answer.status_code == 302
        assert answer["Location"] == f"{COMPARE}?scenario=kevyempi"
        assert "Kevyempi" in Client().get(answer["Location"]).content.decode()

    def test_what_is_wrong_is_told_and_nothing_is_lost(self) -> None:
        sent = {"title.fi": "Kevyempi", "share1": "80", "share2": "15", "share3": "1", "note.fi": "Miksi"}
        answer = client_of(PIRKKO).post(f"{OWN}new/", sent)
        assert answer.status_code == 422
        page = answer.content.decode()
        assert "4\u00a0% is missing" in page
        assert "Miksi" in page

    def test_removing_asks_first(self, clock: Clock) -> None:
        save(clock)
        browser = client_of(PIRKKO)
        assert "lighter-care/remove/" in browser.get(OWN).content.decode()
        assert "Lighter care" in browser.get(f"{OWN}lighter-care/remove/").content.decode()
        assert len(scenarios(WORK)) == 1
        answer = browser.post(f"{OWN}lighter-care/remove/")
        assert "The scenario was removed." in browser.get(answer["Location"]).content.decode()
        assert scenarios(WORK) == []

    @pytest.mark.parametrize(("person", "status"), [(MATTI, 404), (RIITTA, 403), (OLLI, 403)])
    def test_others_may_not(self, clock: Clock, person: cast.Person, status: int) -> None:
        save(clock)
        browser = client_of(person)
        for address in (OWN, f"{OWN}new/", f"{OWN}lighter-care/remove/"):
            assert browser.get(address).status_code == status
            assert browser.post(address, {"title.fi": "x"}).status_code in (status, 405)
        assert len(scenarios(WORK)) == 1
