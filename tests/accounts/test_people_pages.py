"""What an administrator does about people, by the pages."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from lupaus.accounts.actors import Actor
from lupaus.accounts.models import AuditRecord, Grant, SignIn, User
from lupaus.accounts.operations import create_user
from lupaus.web.clock import Clock
from tests.signed_in import client_of
from tests.world import AINO, AKSELI, CAST, EERO, MAIJA, MATTI, OLLI, PASSWORD, PIRKKO, RIITTA, Person, settle

pytestmark = pytest.mark.django_db

PEOPLE = "/en/workspace/people/"


@pytest.fixture(autouse=True)
def cast(clock: Clock) -> None:
    settle(clock)


def words(page: Any) -> str:
    return str(page.content.decode())


def give(who: Person, username: str, role: str, organisation: str = "") -> Any:
    asked = {"username": username, "role": role, "organisation": organisation}
    return client_of(who).post(f"{PEOPLE}give/", asked)


def take(who: Person, username: str, role: str, organisation: str = "") -> Any:
    return client_of(who).post(f"{PEOPLE}{username}/take/", {"role": role, "organisation": organisation})


def test_an_administrator_sees_everybody_and_their_roles() -> None:
    page = words(client_of(AINO).get(PEOPLE))
    assert all(person.name in page for person in CAST)


def test_an_administrator_of_an_organisation_sees_who_works_there_and_only_that(
    at_the_machine: Actor, clock: Clock
) -> None:
    give(AINO, "pirkko", "reader", "muu")
    page = words(client_of(MAIJA).get(PEOPLE))
    assert "Matti of Muu" in page
    assert "Pirkko Planner" in page
    assert "planner" not in page.split("<tbody>")[1].split("</tbody>")[0]
    assert "Eero Editor" not in page
    assert "deactivate" not in page


@pytest.mark.parametrize("more", [0, 5])
def test_the_list_costs_the_same_however_long_it_is(
    more: int, at_the_machine: Actor, clock: Clock, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(more):
        create_user(actor=at_the_machine, clock=clock, username=f"p{number}", name="P", password=PASSWORD)
    client = client_of(AINO)
    client.get(PEOPLE)
    with django_assert_num_queries(6):  # the names of the organisations are asked once
        client.get(PEOPLE)


@pytest.mark.parametrize("who", [PIRKKO, EERO, RIITTA, AKSELI, MATTI, OLLI])
def test_nobody_else_sees_or_changes_anything(who: Person) -> None:
    client, before = client_of(who), AuditRecord.objects.count()
    assert client.get(PEOPLE).status_code == 403
    assert client.get(f"{PEOPLE}eero/deactivate/").status_code == 403
    for address, sent in (
        ("give/", {"username": who.username, "role": "administrator", "organisation": ""}),
        ("give/", {"username": who.username, "role": "editor", "organisation": "kaava"}),
        ("eero/take/", {"role": "editor", "organisation": "kaavan-nuoret"}),
        ("eero/deactivate/", {}),
        ("eero/sessions/end/", {}),
        ("nobody/deactivate/", {}),
    ):
        assert client.post(f"{PEOPLE}{address}", sent).status_code == 403
    assert AuditRecord.objects.count() == before


def test_a_role_is_given_and_taken_for_ones_own_organisation() -> None:
    assert give(MAIJA, "olli", "editor", "muu").headers["Location"] == f"{PEOPLE}?done=role-given"
    assert Grant.objects.filter(user__username="olli", role="editor", organisation="muu").exists()
    assert take(MAIJA, "olli", "editor", "muu").headers["Location"] == f"{PEOPLE}?done=role-taken"
    assert not Grant.objects.filter(user__username="olli").exists()


@pytest.mark.parametrize(
    ("role", "organisation"),
    [("editor", "kaava"), ("administrator", ""), ("planner", ""), ("approver", ""), ("editor", "")],
)
def test_no_role_of_another_organisation_can_be_given_or_taken(role: str, organisation: str) -> None:
    before = Grant.objects.count()
    assert give(MAIJA, "maija", role, organisation).status_code == 403
    assert take(MAIJA, "pirkko", role, organisation).status_code == 403
    assert Grant.objects.count() == before


@pytest.mark.parametrize(
    ("username", "role", "organisation", "status"),
    [
        ("nobody", "editor", "kaava", 404),
        ("olli", "king", "kaava", 422),
        ("olli", "editor", "", 422),
        ("olli", "planner", "kaava", 422),
        ("olli", "editor", "Kaava <b>", 422),
        ("", "", "", 422),
    ],
)
def test_what_cannot_be_given_is_said_and_what_was_typed_stays(
    username: str, role: str, organisation: str, status: int
) -> None:
    answer = give(AINO, username, role, organisation)
    assert answer.status_code == status
    assert f'value="{username}"' in words(answer)
    assert "<b>" not in words(answer)


def test_who_is_let_go_is_asked_about_first_and_then_out() -> None:
    eero, aino = client_of(EERO), client_of(AINO)
    assert "Let Eero Editor go?" in words(aino.get(f"{PEOPLE}eero/deactivate/"))
    assert User.objects.get(username="eero").is_active
    aino.post(f"{PEOPLE}eero/deactivate/")
    assert eero.get("/en/account/").status_code == 302
    assert "has been let go" in words(aino.get(PEOPLE))


def test_all_sessions_of_a_person_are_ended_and_that_is_recorded() -> None:
    eero, aino = client_of(EERO), client_of(AINO)
    assert aino.post(f"{PEOPLE}eero/sessions/end/").headers["Location"] == f"{PEOPLE}?done=sessions-ended"
    assert eero.get("/en/account/").status_code == 302
    assert not SignIn.objects.filter(user__username="eero").exists()
    record = AuditRecord.objects.get(verb="end_sessions")
    assert (record.actor, record.object_id, record.after) == ("aino", "eero", {"ended": 1})


@pytest.mark.parametrize(
    "path",
    [
        "workspace/people/%00/deactivate/",
        "workspace/people/..%2F..%2F/deactivate/",
        "workspace/people/NOBODY/deactivate/",
        f"account/sessions/{'9' * 40}/end/",
        f"account/tokens/{'9' * 19}/revoke/",
        "account/tokens/-1/revoke/",
    ],
)
def test_an_address_that_names_nothing_is_not_found(path: str) -> None:
    assert client_of(AINO).post(f"/en/{path}").status_code == 404
