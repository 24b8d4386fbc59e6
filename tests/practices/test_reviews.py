"""What is to be read anew, and by whom: only for those who work there."""

from __future__ import annotations

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from lupaus.accounts.actors import actor_of
from lupaus.accounts.models import User
from lupaus.practices.reviews import reviews
from lupaus.web.clock import Clock
from lupaus.web.refusals import NotAllowed
from lupaus.workspace import operations
from lupaus.workspace.models import Part, Version
from tests.practices import handbooks as made
from tests.signed_in import client_of
from tests.world import MAIJA, OLLI, PIRKKO, RASMUS, RIITTA, VISITOR, Person

pytestmark = pytest.mark.django_db
ADDRESS = "/en/workspace/practices/reviews/"


def test_what_is_past_comes_first_and_what_is_far_does_not_come(published: Version) -> None:
    found = reviews(actor=RIITTA.acts(), today=made.TODAY)
    assert [(each.number, each.slug, each.late) for each in found.due] == [
        ("1", "roles", True),
        ("1.2", "producer", False),
    ]
    assert [(work, count) for _title, work, count in found.undated] == [(made.WORK, 1)]


def test_a_section_without_people_of_its_own_has_those_of_its_chapter(
    cast: None, published: Version, clock: Clock
) -> None:
    operations.assign(
        actor=PIRKKO.acts(),
        clock=clock,
        work=made.WORK,
        kind="chapter",
        slug="roles",
        username=RASMUS.username,
    )
    rasmus = actor_of(User.objects.get(username=RASMUS.username), "page")
    found = reviews(actor=rasmus, today=made.TODAY).due
    assert [(each.people, each.mine) for each in found] == [((RASMUS.name,), True)] * 2
    assert not any(each.mine for each in reviews(actor=RIITTA.acts(), today=made.TODAY).due)


def test_a_later_day_in_the_draft_is_told(published: Version, clock: Clock) -> None:
    operations.begin_draft(actor=PIRKKO.acts(), clock=clock, work=made.WORK)
    part = Part.objects.get(version__number=2, slug="roles")
    operations.change_part(
        actor=PIRKKO.acts(),
        clock=clock,
        work=made.WORK,
        kind="chapter",
        slug="roles",
        revision=part.revision,
        content=part.content | {"review_date": "2028-01-31"},
    )
    roles = reviews(actor=RIITTA.acts(), today=made.TODAY).due[0]
    assert (roles.day, roles.renewed, roles.version) == (date(2026, 11, 21), date(2028, 1, 31), 2)


def test_a_handbook_of_which_nothing_is_published_counts_by_its_draft(clock: Clock) -> None:
    made.begin(clock, review_date="2026-01-01")
    assert [each.slug for each in reviews(actor=RIITTA.acts(), today=made.TODAY).due] == ["secret"]


def test_another_organisation_is_told_nothing(published: Version) -> None:
    assert reviews(actor=MAIJA.acts(), today=made.TODAY) == ((), ())


@pytest.mark.parametrize("who", [OLLI.acts(), VISITOR], ids=["without a role", "not signed in"])
def test_who_holds_no_role_is_refused(who: object) -> None:
    with pytest.raises(NotAllowed):
        reviews(actor=who, today=made.TODAY)  # type: ignore[arg-type]  # an actor


@pytest.mark.parametrize(("chapters", "sections"), [(1, 0), (3, 1), (10, 30)])
def test_the_queries_are_the_same_however_much_is_due(
    clock: Clock, chapters: int, sections: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    made.publish(clock, made.of_size(chapters, sections))
    made.publish(clock, made.of_size(1, 1, "second"), "second")
    with django_assert_num_queries(5):
        found = reviews(actor=RIITTA.acts(), today=made.TODAY)
    assert len(found.due) == chapters * (1 + sections) + 2


@pytest.mark.slow
@pytest.mark.parametrize("person", [RIITTA, RASMUS], ids=lambda person: person.username)
def test_the_page_names_the_people_to_those_who_work_there(
    cast: None, today: None, published: Version, clock: Clock, person: Person
) -> None:
    operations.assign(
        actor=PIRKKO.acts(),
        clock=clock,
        work=made.WORK,
        kind="chapter",
        slug="roles",
        username=RASMUS.username,
    )
    client = client_of(person)
    page = client.get(ADDRESS).content.decode()
    assert "Chapter roles en" in page
    assert RASMUS.name in page
    assert "review is due" in page
    assert 'href="/en/workspace/practices/reviews/" aria-current="page"' in page
    assert 'href="/en/workspace/" aria-current' not in page  # one line of a menu is where we are
    mine = client.get(ADDRESS + "?show=mine").content.decode()
    assert ("Chapter roles en" in mine) == (person is RASMUS)


@pytest.mark.slow
def test_the_page_sends_strangers_to_sign_in_and_tells_others_nothing(
    cast: None, today: None, published: Version
) -> None:
    from django.test import Client

    assert Client().get(ADDRESS)["Location"].startswith("/en/account/login/")
    assert b"Chapter roles" not in client_of(MAIJA).get(ADDRESS).content
    assert client_of(OLLI).get(ADDRESS).status_code == 403
