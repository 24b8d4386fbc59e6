"""The people of the demo."""

from __future__ import annotations

import pytest

from lupaus.accounts.actors import Actor, actor_of, operator
from lupaus.accounts.demo import NotADemo, demo_people
from lupaus.accounts.models import AuditRecord, Role, User
from lupaus.accounts.operations import create_user
from lupaus.web.clock import Clock
from tests.signed_in import client_of

pytestmark = pytest.mark.django_db


def test_there_is_one_person_per_role_who_can_sign_in(clock: Clock) -> None:
    people = demo_people(actor=operator(), clock=clock, organisation="uusimaa")
    assert [person.role for person in people] == list(Role)
    for person in people:
        user = User.objects.get(username=person.username)
        assert user.check_password(person.password)
        actor = actor_of(user, "page")
        assert actor.may(person.role, "uusimaa") or actor.may(person.role)
        assert len(actor.grants) == 1


def test_the_next_start_gives_new_passwords_and_ends_the_sessions(clock: Clock) -> None:
    first = demo_people(actor=operator(), clock=clock, organisation="uusimaa")
    browser = client_of("demo-editor")
    second = demo_people(actor=operator(), clock=clock, organisation="uusimaa")
    assert not {person.password for person in first} & {person.password for person in second}
    assert browser.get("/en/account/").status_code == 302
    assert User.objects.count() == len(Role)
    old = next(person.password for person in first if person.username == "demo-editor")
    assert not User.objects.get(username="demo-editor").check_password(old)


def test_no_password_is_kept_in_clear(clock: Clock) -> None:
    people = demo_people(actor=operator(), clock=clock, organisation="uusimaa")
    kept = str(list(User.objects.values())) + str(list(AuditRecord.objects.values()))
    assert not [person for person in people if person.password in kept]


def test_where_real_people_are_nobody_of_the_demo_is_let_in(clock: Clock, at_the_machine: Actor) -> None:
    create_user(
        actor=at_the_machine, clock=clock, username="pirkko", name="Pirkko", password="a long enough word"
    )
    with pytest.raises(NotADemo, match="pirkko has an account"):
        demo_people(actor=operator(), clock=clock, organisation="uusimaa")
    assert User.objects.get().check_password("a long enough word")
