from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from lupaus.accounts.actors import Actor
from lupaus.accounts.audit import record
from lupaus.accounts.models import Role
from lupaus.accounts.operations import create_user, grant_role
from lupaus.accounts.queries import audit_trail, people
from lupaus.web.clock import Clock
from lupaus.web.refusals import NotAllowed

pytestmark = pytest.mark.django_db


def let_in(actor: Actor, clock: Clock, *usernames: str) -> None:
    for username in usernames:
        create_user(actor=actor, clock=clock, username=username, name=username, password="long enough for us")
        grant_role(actor=actor, clock=clock, username=username, role=Role.PLANNER)


@pytest.mark.parametrize("usernames", [("a",), ("a", "b", "c")])
def test_people_are_listed_with_two_queries(
    usernames: tuple[str, ...],
    at_the_machine: Actor,
    clock: Clock,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    let_in(at_the_machine, clock, *usernames)
    with django_assert_num_queries(2):
        found = people(actor=at_the_machine)
    assert [person.username for person in found] == list(usernames)
    assert all(person.grants == ((Role.PLANNER, ""),) for person in found)


def test_the_trail_tells_the_newest_first_and_can_be_narrowed(at_the_machine: Actor, clock: Clock) -> None:
    for hour, (kind, object_id) in enumerate([("goal", "a"), ("goal", "b"), ("region", "a")]):
        record(
            actor=at_the_machine,
            clock=lambda hour=hour: clock() + timedelta(hours=hour),  # type: ignore[misc]  # binds the loop's value
            verb="save",
            kind=kind,
            object_id=object_id,
        )

    def told(**narrowed: str | int) -> list[tuple[str, str]]:
        entries = audit_trail(actor=at_the_machine, **narrowed)  # type: ignore[arg-type]  # mixed on purpose
        return [(entry.kind, entry.object_id) for entry in entries]

    assert told() == [("region", "a"), ("goal", "b"), ("goal", "a")]
    assert told(kind="goal") == [("goal", "b"), ("goal", "a")]
    assert told(kind="goal", object_id="a") == [("goal", "a")]
    assert told(limit=1) == [("region", "a")]


def test_only_an_administrator_reads_about_people(planner: Actor, outsider: Actor) -> None:
    for actor in (planner, outsider):
        with pytest.raises(NotAllowed):
            people(actor=actor)
        with pytest.raises(NotAllowed):
            audit_trail(actor=actor)
