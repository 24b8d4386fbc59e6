"""Services are found whichever form a word stands in, and by what they are."""

from __future__ import annotations

import string
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from lupaus.regions.models import Region, RegionParent
from lupaus.services.catalogue.search import Filters, counts, found, index, regions_for
from lupaus.services.catalogue.terms import place_in_alphabet
from lupaus.services.models import SearchTerm, Service
from lupaus.web.clock import Clock
from lupaus.web.search.tokens import tokens
from lupaus.web.texts import LANGUAGES, Text
from tests.services.few_services import few, service

pytestmark = pytest.mark.django_db


@pytest.fixture
def services(clock: Clock) -> None:
    few(clock, wait=None)


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("kotihoito", "fi"),
        ("KOTIHOITOA", "fi"),
        ("kotihoidon ikäihmisille", "fi"),
        ("koti", "fi"),  # the beginning of a compound
        ("hoito", "fi"),  # its end
        ("sosiaalihuolto", "fi"),  # only in the description
        ("hemvården", "sv"),
        ("caring", "en"),
        ("kotihoito", "sv"),  # a Finnish name on a Swedish page
    ],
)
def test_home_care_is_found_by_words_in_any_form(services: None, words: str, language: str) -> None:
    assert "home-care" in found(words, language).ids


def test_every_word_must_be_there(services: None) -> None:
    assert found("kotihoito aikuisille", "fi").partly
    assert not found("ikäihmisten kotihoito", "fi").partly


def test_where_nothing_has_all_the_words_those_with_some_come_and_it_is_told(services: None) -> None:
    seen = found("kallion kotihoito", "fi")
    assert seen.partly
    assert set(seen.ids) == {"home-care", "sauna"}


def test_a_hit_in_the_name_stands_before_one_in_the_text(services: None, clock: Clock) -> None:
    service("other", clock, name=Text.same("Muu"), description=Text("Kotihoito mainitaan.", "", ""))
    index(["other"])
    assert found("kotihoito", "fi").ids == ("home-care", "other")


def test_a_typing_mistake_is_answered_with_the_nearest_word(services: None) -> None:
    seen = found("kotihioto", "fi")
    assert (seen.ids, seen.suggested) == ((), ("kotihoito",))


def test_of_several_words_only_the_wrong_one_is_changed(services: None) -> None:
    assert found("ikäihmisten kotihioto", "fi").suggested == ("ikäihmisten kotihoito",)


def test_nothing_like_it_suggests_nothing(services: None) -> None:
    seen = found("xyzzyplugh", "fi")
    assert (seen.total, seen.suggested) == (0, ())


@pytest.mark.parametrize("words", ["★ ♥", "...", "_", "'", "%", "x' OR 1=1 --"])
def test_signs_that_are_no_words_find_nothing_and_break_nothing(services: None, words: str) -> None:
    assert found(words, "fi").total == 0


def test_without_words_everything_comes_in_the_order_of_the_alphabet(services: None) -> None:
    assert found("", "fi").ids == ("adult-social-work", "home-care", "sauna")
    assert found(" ", "en", limit=1, offset=1).ids == ("home-care",)
    assert found("", "fi").total == 3


def test_the_alphabet_ends_with_its_accented_letters() -> None:
    names = ["Öinen", "Äiti", "Åland", "zeta", "Éclair", "aamu", "Eläke"]
    assert sorted(names, key=place_in_alphabet) == [
        "aamu",
        "Éclair",
        "Eläke",
        "zeta",
        "Åland",
        "Äiti",
        "Öinen",
    ]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"service_class": "P4"}, {"home-care", "adult-social-work"}),  # with what lies within
        ({"service_class": "P4.3"}, {"home-care"}),
        ({"target_group": "KR1"}, {"home-care"}),
        ({"life_event": "KE11"}, {"home-care"}),
        ({"spoken": "sv"}, {"home-care"}),
        ({"provision": "bought"}, {"home-care"}),
        ({"charge": "free"}, {"adult-social-work", "sauna"}),
        ({"charge": "free", "service_class": "P4"}, {"adult-social-work"}),
        ({"service_class": "P5"}, set()),
        ({"service_class": "nonsense"}, set()),
    ],
)
def test_filters_let_through_what_has_all_of_them(
    services: None, filters: dict[str, Any], expected: set[str]
) -> None:
    assert set(found("", "fi", filters=Filters(**filters)).ids) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("KU444", {"home-care", "adult-social-work"}),  # Lohja lies in the county it is given in
        ("HVA03", {"home-care", "adult-social-work"}),
        ("KU091", {"sauna", "adult-social-work"}),
        ("MK01", {"home-care", "sauna", "adult-social-work"}),  # given in a part of the region
    ],
)
def test_a_region_has_what_is_given_in_it_around_it_or_in_a_part_of_it(
    services: None, code: str, expected: set[str]
) -> None:
    assert set(found("", "fi", filters=Filters(regions=regions_for(code))).ids) == expected


def test_what_is_given_on_the_mainland_is_not_given_on_the_islands(services: None) -> None:
    Region.objects.create(code="MK21", category="region", number="21", name=Text.same("Åland"))
    Region.objects.create(code="KU478", category="municipality", number="478", name=Text.same("Mariehamn"))
    RegionParent.objects.create(child_id="KU478", parent_id="MK21")
    assert found("", "fi", filters=Filters(regions=regions_for("KU478"))).ids == ("adult-social-work",)
    Service.objects.filter(pk="adult-social-work").update(area="mainland")
    index(["adult-social-work"])
    assert found("", "fi", filters=Filters(regions=regions_for("KU478"))).ids == ()
    assert "adult-social-work" in found("", "fi", filters=Filters(regions=regions_for("KU091"))).ids


def test_nobodys_region_has_no_codes(services: None) -> None:
    assert regions_for("KU999") == frozenset()


def test_services_are_counted_by_class(services: None) -> None:
    assert counts("class") == {"P4": 2, "P4.3": 1}
    assert counts("class", filters=Filters(charge="free")) == {"P4": 1}


def test_what_ends_is_forgotten(services: None, clock: Clock) -> None:
    Service.objects.filter(pk="home-care").update(retired_at=clock())
    assert index(["home-care"]) == 0
    assert found("kotihoito", "fi").total == 0
    assert not SearchTerm.objects.filter(service="home-care").exists()


def test_the_same_again_makes_the_same_rows(services: None) -> None:
    def rows() -> set[tuple[str, str, int]]:
        return set(SearchTerm.objects.values_list("service_id", "term", "weight"))

    before = rows()
    index()
    assert rows() == before


def test_a_search_is_one_query(services: None, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    filters = Filters(charge="chargeable", spoken="sv")
    with django_assert_num_queries(1):
        assert found("ikäihmisten kotihoito", "fi", filters=filters).ids == ("home-care",)


def test_the_beginning_of_a_word_is_a_range_of_the_index(services: None) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        found("kotiho", "fi")
    statement = asked.captured_queries[0]["sql"]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}")
            plan = " ".join(str(row[-1]) for row in cursor.fetchall())
        assert "COVERING INDEX" in plan
        assert "SCAN services_searchterm" not in plan


@pytest.mark.parametrize("language", LANGUAGES)
@given(name=st.text(string.ascii_letters + "åäöÅÄÖ0123456789 -’_/ßİéèñ漢字क्ष", max_size=60))
@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    database=None,
)
@pytest.mark.slow
def test_every_service_is_found_by_each_word_of_its_own_name(clock: Clock, language: str, name: str) -> None:
    Service.objects.all().delete()
    service("it", clock, name=Text(**{language: name}))
    index(["it"])
    for word in name.split():
        if tokens(word, language):
            assert found(word, language).ids == ("it",), word
    for token in tokens(name, language):
        assert found(token.word, language).ids == ("it",)
