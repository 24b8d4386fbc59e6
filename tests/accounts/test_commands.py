from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from lupaus.accounts.actors import Actor
from lupaus.accounts.commands import acting_as, user
from lupaus.accounts.models import AuditRecord, Role, User
from lupaus.accounts.sealing.commands import audit
from lupaus.web.refusals import NotAllowed, Refused

pytestmark = pytest.mark.django_db


def run(actor: Actor, *arguments: str, typed: str = "") -> Result:
    command = audit if arguments[0] == "audit" else user
    return CliRunner().invoke(command, arguments[1:], obj=actor, input=typed, catch_exceptions=False)


def test_a_typed_password_is_asked_twice_and_not_shown(at_the_machine: Actor) -> None:
    secret = "a calm and long sentence"
    result = run(
        at_the_machine, "user", "create", "pirkko", "--name", "Pirkko", typed=f"{secret}\n{secret}\n"
    )
    assert result.exit_code == 0
    assert secret not in result.output
    assert User.objects.get().check_password(secret)


def test_a_made_password_is_shown_once_and_works(at_the_machine: Actor) -> None:
    result = run(at_the_machine, "user", "create", "pirkko", "--name", "Pirkko", "--generate")
    password = result.output.strip().rsplit(" ", 1)[-1]
    assert User.objects.get().check_password(password)
    assert password not in json.dumps(list(AuditRecord.objects.values("after")))


def test_roles_come_and_go_by_command(at_the_machine: Actor) -> None:
    run(at_the_machine, "user", "create", "pirkko", "--name", "Pirkko", "--generate")
    assert "now holds the role planner" in run(at_the_machine, "user", "role", "pirkko", "planner").output
    assert "already holds" in run(at_the_machine, "user", "role", "pirkko", "planner").output
    assert acting_as("pirkko").may(Role.PLANNER)
    assert "no longer" in run(at_the_machine, "user", "role", "pirkko", "planner", "--revoke").output
    assert not acting_as("pirkko").may(Role.PLANNER)


def test_tables_fit_a_hundred_columns_and_cut_no_name(at_the_machine: Actor) -> None:
    name = "anna-katariina.af-enehjelm-hyvinvointialue-" * 3
    run(at_the_machine, "user", "create", name, "--name", "Anna", "--generate")
    for command in (("user", "list"), ("audit",)):
        table = run(at_the_machine, *command).output
        assert max(map(len, table.splitlines())) <= 100
        assert "…" not in table


def test_people_are_listed_for_people_and_for_programs(at_the_machine: Actor) -> None:
    run(at_the_machine, "user", "create", "eeva", "--name", "Eeva [red]E.[/red]", "--generate")
    run(at_the_machine, "user", "role", "eeva", "editor", "--organisation", "clinic-a")
    table = run(at_the_machine, "user", "list").output
    assert "Eeva [red]E.[/red]" in table
    assert "clinic-a" in table
    assert json.loads(run(at_the_machine, "user", "list", "--format", "json").output) == [
        {
            "username": "eeva",
            "name": "Eeva [red]E.[/red]",
            "email": "",
            "is_active": True,
            "grants": [{"role": "editor", "organisation": "clinic-a"}],
        }
    ]


def test_the_audit_trail_is_told_for_people_and_for_programs(at_the_machine: Actor) -> None:
    run(at_the_machine, "user", "create", "pirkko", "--name", "Pirkko", "--generate")
    run(at_the_machine, "user", "deactivate", "pirkko")
    assert "deactivate_user" in run(at_the_machine, "audit").output
    newest, first = json.loads(run(at_the_machine, "audit", "--format", "json", "--kind", "user").output)
    assert (newest["verb"], first["verb"]) == ("deactivate_user", "create_user")
    assert newest["before"] == first["after"]
    assert set(newest) == {"at", "actor", "channel", "verb", "kind", "id", "before", "after"}


def test_acting_as_somebody_gives_no_more_rights_than_theirs(at_the_machine: Actor) -> None:
    run(at_the_machine, "user", "create", "pirkko", "--name", "Pirkko", "--generate")
    run(at_the_machine, "user", "role", "pirkko", "planner")
    with pytest.raises(NotAllowed):
        run(acting_as("pirkko"), "user", "role", "pirkko", "administrator")
    run(at_the_machine, "user", "deactivate", "pirkko")
    with pytest.raises(Refused, match="no active user"):
        acting_as("pirkko")
