"""“What helps in my situation”: the way through services, and that nobody learns who asked."""

from __future__ import annotations

import logging
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lupaus.accounts.actors import operator
from lupaus.indicators.definitions import IndicatorDefinition
from lupaus.indicators.operations import save_indicators
from lupaus.services import verdicts
from lupaus.services.models import Channel, Service
from lupaus.services.verdicts import Mark, Promised
from lupaus.web.address import Address
from lupaus.web.clock import Clock
from lupaus.web.texts import Text
from lupaus.web.versions import advance_content_version, content_version
from tests.services import few_points
from tests.services.few_points import ESPOO, LOHJA, TODAY, channel, concept, connect, people, point, service
from tests.strategy.followed import bring_in

HELP = "/en/help/"
WAIT = "wait-for-advice"


@pytest.fixture
def world(db: None, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Advice for the seriously ill by every way, a course for the young; where Lohja lives is told."""
    monkeypatch.setattr("lupaus.web.clock.day_of", lambda _clock: TODAY)
    few_points.few(clock)
    save_indicators(
        actor=operator(),
        clock=clock,
        definitions=[
            IndicatorDefinition(
                WAIT,
                Text("Odotus", "Väntan", "Wait"),
                polarity="lower_is_better",
                unit=Text("päivää", "dagar", "days"),
            )
        ],
    )
    bring_in(clock, [(WAIT, "HVA03", 2024, 9.0), (WAIT, "SSS", 2025, 3.0)])
    Service.objects.filter(pk="advice").update(
        summary=Text("Neuvoja.", "Råd.", "Advice for hard times."), promised_days=7, wait_indicator=WAIT
    )
    advice, care = Service.objects.get(pk="advice"), Service.objects.get(pk="care")
    course = service("course", clock, name=Text("Kurssi", "Kurs", "A course"), languages=["fi"])
    for each, scheme, code in (
        (advice, "life-event", "KE11"),
        (care, "life-event", "KE11"),
        (course, "life-event", "KE11"),
        (course, "target-group", "KR1.3"),
        (care, "target-group", "KR1.1"),
    ):
        each.concepts.add(concept(code, scheme))
    channel("line", clock, kind="phone", name=Text.same("Advice line"), phones=[{"number": "+358 9 123"}])
    Channel.objects.filter(pk="digi").update(
        url=Text.same("https://example.fi/digi"), hours=[{"always": True}]
    )
    connect(advice, "line")
    people(LOHJA, (60.25, 24.05, 1000))
    advance_content_version()


def answer(query: str = "") -> str:
    response = Client().get(f"{HELP}{query}")
    assert response.status_code == 200
    return response.content.decode()


def services(shown: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r'<h3 class="line-title"><a href="/en/services/([a-z]+)/', shown)))


def begins(shown: str) -> list[str]:
    """The kinds of the ways to begin with, in their order."""
    first = shown[shown.index('id="first"') : shown.index('id="helping"')]
    return re.findall(r"channel--([a-z-]+)", first)


class TestTheAnswer:
    def test_begins_digitally_then_by_telephone_then_nearby(self, world: None) -> None:
        shown = answer(f"?event=KE11&region={LOHJA}")
        assert begins(shown) == ["e-service", "phone", "place"]
        assert services(shown) == ["advice", "care", "course"]

    def test_names_the_nearest_open_point_with_its_distance(self, world: None) -> None:
        shown = answer(f"?event=KE11&region={LOHJA}")
        first = shown[shown.index('id="first"') : shown.index('id="helping"')]
        assert "/en/services/points/centre/" in first
        assert "under 1 km" in first
        assert "from where people of Lohja live on average" in shown

    def test_without_people_measures_from_the_points_and_says_so(self, world: None) -> None:
        shown = answer(f"?event=KE11&region={ESPOO}")
        assert "from the middle of the service points of Espoo" in shown

    def test_of_a_whole_region_tells_no_distance(self, world: None) -> None:
        shown = answer("?event=KE11&region=MK01")
        assert "as the crow flies" not in shown
        assert begins(shown) == ["e-service", "phone", "place"]

    def test_leaves_out_general_descriptions_which_are_nobodys(self, world: None) -> None:
        before = services(answer("?event=KE11"))
        Service.objects.filter(pk="advice").update(source="description")
        advance_content_version()
        assert set(before) - set(services(answer("?event=KE11"))) == {"advice"}

    def test_leaves_out_what_is_for_others(self, world: None) -> None:
        assert services(answer("?event=KE11&group=KR1.1")) == ["advice", "care"]
        assert services(answer("?event=KE11&group=KR1.3")) == ["advice", "course"]
        assert services(answer("?group=KR1.3")) == ["course"]

    def test_leaves_out_what_is_not_given_in_the_language(self, world: None) -> None:
        assert services(answer("?event=KE11&language=sv")) == ["advice", "care"]

    def test_leaves_out_what_is_not_given_there(self, world: None) -> None:
        Service.objects.filter(pk="care").update(area="limited", regions=["HVA04"])
        Service.objects.filter(pk="course").update(area="limited", regions=["MK01"])
        advance_content_version()
        assert services(answer(f"?event=KE11&region={LOHJA}")) == ["advice", "course"]

    def test_tells_what_was_promised_and_how_it_is_kept(self, world: None) -> None:
        shown = answer(f"?event=KE11&region={LOHJA}")
        assert "West Uusimaa" in shown
        assert "the wait was 9.0\u00a0days in 2024. Promised: at most 7 days." in shown
        assert "is not being kept" in shown

    def test_shows_the_promises_of_the_strategy(self, world: None, monkeypatch: pytest.MonkeyPatch) -> None:
        def promises(_address: Address, indicators: object, _region: str | None) -> tuple[Promised, ...]:
            assert list(indicators) == [WAIT]  # type: ignore[call-overload]  # a collection of ids
            return (Promised(Text.same("Help comes in time"), Mark("kept", "kept"), "/en/promises/x/"),)

        monkeypatch.setattr(verdicts, "_promises", promises)
        assert "Help comes in time" in answer("?event=KE11")

    def test_says_what_is_open_at_a_moment(self, world: None) -> None:
        shown = answer(f"?event=KE11&region={LOHJA}&at=2026-11-23T10:30")
        assert "Open until 16:00." in shown

    def test_leaves_out_a_point_that_has_closed(self, world: None) -> None:
        Channel.objects.filter(kind="place").exclude(pk="harbour").update(status="closed")
        advance_content_version()
        shown = answer(f"?event=KE11&region={LOHJA}")
        assert "/en/services/points/harbour/" in shown
        assert "/en/services/points/village/" not in shown

    @pytest.mark.examined
    def test_costs_the_same_queries_with_few_and_with_many(self, world: None, clock: Clock) -> None:
        def cost() -> int:
            with CaptureQueriesContext(connection) as told:
                answer(f"?event=KE11&region={LOHJA}")
            return len(told)

        before = cost()
        for number in range(4):
            more = service(f"more{number}", clock, promised_days=3, wait_indicator_id=WAIT)
            more.concepts.add(concept("KE11", "life-event"))
            point(f"p{number}", clock, ESPOO, (60.2, 24.6 + number / 50))
            connect(more, f"p{number}", "digi", "line")
        assert cost() == before


class TestNothingFound:
    def test_says_what_to_do(self, world: None) -> None:
        shown = answer("?event=KE1")
        assert "no service for this situation" in shown
        assert "What you can do" in shown
        assert 'href="tel:112"' in shown
        assert 'href="tel:116117"' in shown

    def test_an_empty_catalogue_says_so(self, db: None) -> None:
        assert "no services for life situations yet" in answer()

    def test_refuses_what_has_no_sense(self, world: None) -> None:
        assert Client().get(f"{HELP}?event=x").status_code == 400
        assert Client().get(f"{HELP}?region=KU999&event=KE11").status_code == 404


class TestNobodyLearnsWhoAsked:
    ASKED = f"?event=KE11&group=KR1.1&region={LOHJA}&language=sv"

    def test_nothing_is_written(self, world: None) -> None:
        before = content_version()
        with CaptureQueriesContext(connection) as told:
            answer(self.ASKED)
        assert told.captured_queries
        for query in told.captured_queries:
            assert re.match(r"\s*(SELECT|WITH|SAVEPOINT|RELEASE)", query["sql"]), query["sql"]
        assert content_version() == before

    def test_no_line_of_any_log_tells_it(self, world: None, caplog: pytest.LogCaptureFixture) -> None:
        with caplog.at_level(logging.DEBUG):
            answer(self.ASKED)
            Client().get(f"{HELP}?event=KE11&region=KU999")  # a refusal is logged, what was asked is not
        told = [each.getMessage() for each in caplog.records if each.name != "django.db.backends"]
        assert not any(word in line for line in told for word in ("KE11", "KR1", LOHJA, "KU999"))

    def test_no_copy_of_the_answer_is_kept_on_the_way(self, world: None) -> None:
        response = Client().get(f"{HELP}{self.ASKED}")
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["Referrer-Policy"] == "same-origin"
        assert "no-store" not in Client().get(HELP).headers.get("Cache-Control", "")

    def test_the_answer_is_the_same_whoever_asks(self, world: None) -> None:
        one, other = Client(headers={"User-Agent": "one"}), Client(headers={"User-Agent": "other"})
        assert one.get(f"{HELP}{self.ASKED}").content == other.get(f"{HELP}{self.ASKED}").content

    def test_no_cookie_but_the_area_is_set(self, world: None) -> None:
        response = Client().get(f"{HELP}{self.ASKED}")
        assert set(response.cookies) == {"lupaus-region"}
        assert "We do not store what you choose or who asks" in response.content.decode()


def test_plain_words_stand_for_the_codes_and_others_keep_their_label(world: None, clock: Clock) -> None:
    other = service("other", clock)
    other.concepts.add(concept("KE99", "life-event", label=Text("Muu", "Annat", "Something else")))
    other.concepts.add(concept("KR2", "target-group", label=Text.same("Companies")))
    advance_content_version()
    shown = answer()
    assert "I or somebody close to me is seriously ill" in shown
    assert "Something else" in shown
    assert "Companies" not in shown
