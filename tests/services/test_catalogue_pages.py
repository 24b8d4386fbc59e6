"""The pages of the catalogue: what a resident sees, and that their number of queries does not grow."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lupaus.services.catalogue.search import index
from lupaus.services.models import Channel, PlannedChange, Service
from lupaus.services.verdicts import Mark, Promised
from lupaus.web import clock as clocks
from lupaus.web.clock import Clock
from lupaus.web.texts import Text
from tests.services.few_services import PTV_ID, WAIT, channel, few, service

pytestmark = pytest.mark.django_db


@pytest.fixture
def services(clock: Clock) -> None:
    few(clock)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    monkeypatch.setattr(clocks, "day_of", lambda _clock: clock().date())


def page(address: str, status: int = 200) -> str:
    """The words of a page, spaces made one."""
    answer = Client().get(address)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return re.sub(r"\s+", " ", answer.content.decode())


def said(address: str) -> str:
    """What the main part of a page says, without markup."""
    main = page(address).partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def queries_of(address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        page(address)
    return len(asked)


def test_an_empty_catalogue_says_where_services_come_from() -> None:
    assert "There are no services yet." in said("/en/services/")
    assert "No service has been classified yet." in said("/en/services/classes/")


def test_all_services_stand_in_the_order_of_the_alphabet(services: None) -> None:
    words = said("/en/services/")
    assert "3 services" in words
    assert words.index("Adult social work") < words.index("Home care") < words.index("Kallion sauna")


def test_words_in_any_form_find_a_service(services: None) -> None:
    words = said("/fi/services/?q=kotihoidosta")
    assert "Ikäihmisten kotihoito" in words
    assert "Kallion sauna" not in words


def test_a_typing_mistake_is_answered_with_a_link(services: None) -> None:
    assert 'href="/fi/services/?q=kotihoito"' in page("/fi/services/?q=kotihioto")


def test_filters_are_shown_and_can_be_taken_away(services: None) -> None:
    shown = page("/en/services/?class=P4&charge=free")
    assert "Adult social work" in shown
    assert "Home care for older people" not in shown
    assert 'href="/en/services/?class=P4"' in shown  # without the charge


def test_the_readers_region_has_what_is_given_there(services: None) -> None:
    assert "Kallion sauna" not in said("/fi/services/?region=KU444")
    assert "Kallion sauna" in said("/fi/services/?region=KU091")


def test_a_page_beyond_the_last_is_the_last(services: None) -> None:
    assert "3 services" in said("/en/services/?page=99")


@pytest.mark.parametrize("query", ["class=nonsense", "charge=cheap", "language=xx", "page=0"])
def test_an_address_that_asks_for_nonsense_is_refused(services: None, query: str) -> None:
    page(f"/en/services/?{query}", 400)


def test_a_service_tells_what_it_is_and_how_to_get_it_digital_first(services: None) -> None:
    words = said("/fi/services/home-care/")
    for told in (
        "Apua arjessa kotona.",
        "Soita neuvontaan.",
        "09 123 4567",
        "Karstuntie 4",
        "08100",
        "Hoiva Oy",
    ):
        assert told in words
    order = [words.index(name) for name in ("Sähköinen hakemus", "Neuvonta", "Lohjan palvelupiste")]
    assert order == sorted(order)


def test_a_telephone_number_can_be_dialled_and_an_e_service_opened(services: None) -> None:
    shown = page("/fi/services/home-care/")
    assert 'href="tel:091234567"' in shown
    assert 'href="https://example.fi/hae"' in shown


def test_what_a_source_calls_an_address_is_no_link_unless_it_is_one(services: None) -> None:
    Channel.objects.filter(pk="e-service").update(url=Text.same("javascript:alert(1)"))
    assert "javascript:" not in page("/fi/services/home-care/")


def test_texts_of_a_source_are_words_never_markup(services: None) -> None:
    Service.objects.filter(pk="home-care").update(description=Text.same("<script>x</script>\n**a**\n\nb"))
    shown = page("/fi/services/home-care/")
    assert "&lt;script&gt;x&lt;/script&gt;<br>**a**</p>" in shown


def test_a_promise_that_is_not_kept_is_told_with_the_readers_region(services: None) -> None:
    words = said("/en/services/home-care/?region=KU444")
    assert "the wait was 9 days in 2024. Promised: at most 7 days." in words.replace("\u00a0", " ")
    assert "is not being kept" in words


def test_without_a_region_the_figure_is_of_where_the_service_is_given(services: None) -> None:
    assert "the wait was 9 days in 2024" in said("/en/services/home-care/").replace("\u00a0", " ")


def test_another_region_has_the_figure_of_what_lies_around_it(services: None) -> None:
    words = said("/en/services/home-care/?region=KU091").replace("\u00a0", " ")
    assert "the wait was 5 days in 2024" in words
    assert "is being kept" in words


def test_looking_back_does_not_see_later_figures(services: None) -> None:
    words = said("/en/services/home-care/?region=HVA03&as_of=2023").replace("\u00a0", " ")
    assert "the wait was 4 days in 2023" in words


def test_a_wait_nobody_measures_is_said_to_be_so(clock: Clock) -> None:
    few(clock, wait=None)
    assert "There are no figures yet" in said("/en/services/home-care/")


def test_promises_of_the_strategy_are_told(services: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def promises(_address: object, indicators: object, region: object) -> tuple[Promised, ...]:
        assert indicators == [WAIT]
        return (Promised(Text.same("Help in time"), Mark("at_risk", "at risk"), "/en/promises/x/"),)

    monkeypatch.setattr("lupaus.services.verdicts._promises", promises)
    assert '<a href="/en/promises/x/">Help in time</a>' in page("/en/services/home-care/")


def test_a_service_that_has_ended_says_so_and_when(services: None, clock: Clock) -> None:
    Service.objects.filter(pk="home-care").update(retired_at=clock())
    index(["home-care"])
    words = said("/en/services/home-care/").replace("\u00a0", " ")
    assert "This service has ended." in words
    assert "22 November 2026" in words


def test_texts_of_the_national_catalogue_name_their_source_and_licence(services: None) -> None:
    words = said("/en/services/adult-social-work/")
    assert PTV_ID in words
    assert "CC BY 4.0" in words


def test_what_is_planned_for_a_service_point_is_told(services: None, clock: Clock) -> None:
    PlannedChange.objects.create(pk="closing", channel_id="lohja-station", kind="closes", on="2027-06-01")
    assert "Closes down on 1 June 2027." in said("/en/services/home-care/").replace("\u00a0", " ")


def test_another_rooms_panels_are_shown_on_the_page_of_a_service(
    services: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    monkeypatch.setattr("lupaus.web.panels._panels", {"service": [(1, lambda _a, id_: seen.append(id_))]})
    page("/en/services/home-care/")
    assert seen == ["home-care"]


@pytest.mark.parametrize(
    "address", ["/fi/services/nobody/", "/fi/services/classes/P99/", "/fi/services/classes/a%00b/"]
)
def test_what_is_not_there_is_not_found(services: None, address: str) -> None:
    page(address, 404)


def test_classes_are_a_tree_with_numbers(services: None) -> None:
    words = said("/fi/services/classes/")
    assert words.index("Sosiaalipalvelut") < words.index("Kotihoito ja kotipalvelut")
    assert "Terveydenhuolto" not in words  # holds no service


def test_a_class_has_its_services_and_those_within(services: None) -> None:
    words = said("/fi/services/classes/P4/")
    assert "Ikäihmisten kotihoito" in words
    assert "Aikuissosiaalityö" in words
    assert "Aikuissosiaalityö" not in said("/fi/services/classes/P4.3/")


@pytest.mark.parametrize(
    "address",
    [
        "/fi/services/",
        "/fi/services/?q=palvelu&charge=free&region=HVA03",
        "/fi/services/classes/P4/?region=HVA03",
    ],
)
def test_lists_ask_the_same_number_of_questions_whatever_there_is(clock: Clock, address: str) -> None:
    few(clock)
    for name in ("one", "two"):
        service(name, clock, name=Text.same(f"Palvelu {name}"), charge="free", classes=["P4"])
    index()
    page(address)
    before = queries_of(address)
    for name in ("three", "four", "five"):
        service(name, clock, name=Text.same(f"Palvelu {name}"), charge="free", classes=["P4.3"])
    index()
    assert queries_of(address) == before


def test_a_service_asks_the_same_number_of_questions_whatever_belongs_to_it(
    services: None, clock: Clock
) -> None:
    address = "/fi/services/home-care/?region=HVA03"
    page(address)
    before = queries_of(address)
    for number in range(3):
        channel(f"more-{number}", clock, kind="place", name=Text.same("Piste"), services=["home-care"])
    Channel.objects.update(changed_at=timezone.now())
    assert queries_of(address) == before
