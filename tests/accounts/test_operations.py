from __future__ import annotations

import logging
from collections.abc import Callable
from itertools import pairwise

import pytest

from lupaus.accounts import operations
from lupaus.accounts.actors import Actor, actor_of
from lupaus.accounts.models import AuditRecord, Grant, Role, User
from lupaus.web.clock import Clock
from lupaus.web.refusals import NotAllowed, NotFound, Refused
from lupaus.web.versions import content_version

pytestmark = pytest.mark.django_db

PASSWORD = "a calm and long sentence"


@pytest.fixture
def pirkko(at_the_machine: Actor, clock: Clock) -> User:
    return operations.create_user(
        actor=at_the_machine, clock=clock, username="pirkko", name="Pirkko Planner", password=PASSWORD
    )


def test_a_new_person_can_be_known_by_the_password_and_may_do_nothing_yet(pirkko: User) -> None:
    assert pirkko.check_password(PASSWORD)
    actor = actor_of(pirkko, "page")
    assert not any(actor.may(role) for role in Role)


@pytest.mark.real_hashing
def test_the_password_is_hashed_and_never_told(
    caplog: pytest.LogCaptureFixture, at_the_machine: Actor, clock: Clock
) -> None:
    with caplog.at_level(logging.DEBUG, logger="lupaus"):
        user = operations.create_user(
            actor=at_the_machine, clock=clock, username="pirkko", name="Pirkko", password=PASSWORD
        )
    record = AuditRecord.objects.get()
    assert user.password.startswith("scrypt$")
    for told in (str(record.after), str(record.before), caplog.text):
        assert PASSWORD not in told
        assert user.password not in told


def test_all_that_is_wrong_with_a_new_person_is_said_at_once(
    pirkko: User, at_the_machine: Actor, clock: Clock
) -> None:
    with pytest.raises(operations.UserRefused) as refused:
        operations.create_user(
            actor=at_the_machine, clock=clock, username="pirkko", name=" ", password="short", email="nowhere"
        )
    assert {problem.path for problem in refused.value.problems} == {"username", "name", "password", "email"}
    assert User.objects.count() == 1


@pytest.mark.parametrize("username", ["", "Pirkko", "pir kko", ".pirkko", "pirkko\n", "a" * 151, "päivi"])
def test_a_username_that_could_be_mistaken_is_refused(
    username: str, at_the_machine: Actor, clock: Clock
) -> None:
    with pytest.raises(operations.UserRefused):
        operations.create_user(
            actor=at_the_machine, clock=clock, username=username, name="X", password=PASSWORD
        )


@pytest.mark.parametrize("password", ["pirkko planner 1", "123456789012345", "fourteen chars"])
def test_a_weak_password_is_refused(password: str, at_the_machine: Actor, clock: Clock) -> None:
    with pytest.raises(operations.UserRefused):
        operations.create_user(
            actor=at_the_machine, clock=clock, username="pirkko", name="Pirkko Planner", password=password
        )


def test_a_role_is_given_once_and_taken_once(pirkko: User, at_the_machine: Actor, clock: Clock) -> None:
    given = [
        operations.grant_role(actor=at_the_machine, clock=clock, username="pirkko", role=Role.PLANNER)
        for _again in range(2)
    ]
    assert given == [True, False]
    assert actor_of(pirkko, "page").may(Role.PLANNER)
    operations.revoke_role(actor=at_the_machine, clock=clock, username="pirkko", role=Role.PLANNER)
    assert not actor_of(pirkko, "page").may(Role.PLANNER)
    with pytest.raises(operations.NoSuchGrant):
        operations.revoke_role(actor=at_the_machine, clock=clock, username="pirkko", role=Role.PLANNER)


def test_an_editor_may_act_for_the_own_organisation_only(
    pirkko: User, at_the_machine: Actor, clock: Clock
) -> None:
    operations.grant_role(
        actor=at_the_machine, clock=clock, username="pirkko", role=Role.EDITOR, organisation="clinic-a"
    )
    actor = actor_of(pirkko, "page")
    assert actor.may(Role.EDITOR, "clinic-a")
    assert not actor.may(Role.EDITOR, "clinic-b")
    assert not actor.may(Role.EDITOR)


@pytest.mark.parametrize(
    ("role", "organisation"),
    [
        (Role.READER, ""),
        (Role.PARTNER, ""),
        (Role.RESPONSIBLE, ""),
        (Role.EDITOR, ""),
        (Role.PLANNER, "clinic-a"),
        (Role.EDITOR, "Klinik A"),
        (Role.ADMINISTRATOR, "Klinik A"),
    ],
)
def test_role_and_organisation_must_belong_together(
    role: Role, organisation: str, pirkko: User, at_the_machine: Actor, clock: Clock
) -> None:
    with pytest.raises(operations.RoleRefused):
        operations.grant_role(
            actor=at_the_machine, clock=clock, username="pirkko", role=role, organisation=organisation
        )
    assert not Grant.objects.exists()


def test_who_was_let_go_may_do_nothing_but_stays_in_the_trail(
    pirkko: User, at_the_machine: Actor, clock: Clock
) -> None:
    operations.grant_role(actor=at_the_machine, clock=clock, username="pirkko", role=Role.ADMINISTRATOR)
    for _again in range(2):
        operations.deactivate_user(actor=at_the_machine, clock=clock, username="pirkko")
    pirkko.refresh_from_db()
    assert not actor_of(pirkko, "page").may(Role.PLANNER)
    assert AuditRecord.objects.filter(verb="deactivate_user").count() == 1


def test_every_write_is_audited_with_who_when_before_and_after(
    pirkko: User, at_the_machine: Actor, clock: Clock
) -> None:
    version = content_version()
    operations.grant_role(actor=at_the_machine, clock=clock, username="pirkko", role=Role.PLANNER)
    operations.revoke_role(actor=at_the_machine, clock=clock, username="pirkko", role=Role.PLANNER)
    operations.deactivate_user(actor=at_the_machine, clock=clock, username="pirkko")
    records = list(AuditRecord.objects.order_by("pk"))
    assert [record.verb for record in records] == [
        "create_user",
        "grant_role",
        "revoke_role",
        "deactivate_user",
    ]
    assert all(
        (record.actor, record.at, record.kind, record.object_id) == ("operator", clock(), "user", "pirkko")
        for record in records
    )
    assert records[0].before is None
    for earlier, later in pairwise(records):
        assert later.before == earlier.after
        assert later.before != later.after
    assert content_version() == version + 3


Verb = Callable[[Actor, Clock], object]
VERBS: dict[str, Verb] = {
    "create": lambda actor, clock: operations.create_user(
        actor=actor, clock=clock, username="matti", name="Matti", password=PASSWORD
    ),
    "grant": lambda actor, clock: operations.grant_role(
        actor=actor, clock=clock, username="pirkko", role=Role.PLANNER
    ),
    "revoke": lambda actor, clock: operations.revoke_role(
        actor=actor, clock=clock, username="pirkko", role=Role.PLANNER
    ),
    "deactivate": lambda actor, clock: operations.deactivate_user(
        actor=actor, clock=clock, username="pirkko"
    ),
}


@pytest.mark.parametrize("verb", VERBS)
def test_only_an_administrator_may(
    verb: str, pirkko: User, planner: Actor, outsider: Actor, clock: Clock
) -> None:
    editor = Actor(name="eeva", channel="page", grants=frozenset({(Role.EDITOR, "clinic-a")}))
    for actor in (outsider, planner, editor, actor_of(pirkko, "page")):
        with pytest.raises(NotAllowed):
            VERBS[verb](actor, clock)
    assert [record.verb for record in AuditRecord.objects.all()] == ["create_user"]


def test_who_may_not_is_not_told_who_exists(outsider: Actor, clock: Clock) -> None:
    with pytest.raises(NotAllowed):
        operations.deactivate_user(actor=outsider, clock=clock, username="nobody-knows")


@pytest.mark.parametrize("verb", ["grant", "revoke", "deactivate"])
def test_an_unknown_person_is_said_to_be_unknown(verb: str, at_the_machine: Actor, clock: Clock) -> None:
    with pytest.raises(NotFound):
        VERBS[verb](at_the_machine, clock)


def test_when_the_audit_trail_cannot_be_written_nothing_is(
    monkeypatch: pytest.MonkeyPatch, at_the_machine: Actor, clock: Clock
) -> None:
    def full(**_told: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(operations, "record", full)
    with pytest.raises(OSError, match="disk full"):
        VERBS["create"](at_the_machine, clock)
    assert not User.objects.exists()


def test_a_refusal_is_not_an_error_of_the_program() -> None:
    assert issubclass(operations.UserRefused, Refused)
