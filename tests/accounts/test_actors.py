from __future__ import annotations

import pytest

from lupaus.accounts.actors import Actor, nobody, operator, require
from lupaus.accounts.models import Role
from lupaus.web.refusals import NotAllowed


@pytest.mark.parametrize("role", Role)
def test_nobody_may_do_anything(role: Role) -> None:
    with pytest.raises(NotAllowed, match="needs the role"):
        require(nobody("page"), role)


@pytest.mark.parametrize("role", Role)
def test_the_operator_may_do_everything_everywhere(role: Role) -> None:
    require(operator(), role)
    require(operator(), role, "clinic-a")


def test_an_administrator_may_act_in_every_role() -> None:
    actor = Actor(name="aino", channel="api", grants=frozenset({(Role.ADMINISTRATOR, "")}))
    assert all(actor.may(role, "clinic-a") for role in Role)


def test_a_role_for_one_organisation_is_no_role_elsewhere() -> None:
    actor = Actor(name="eeva", channel="api", grants=frozenset({(Role.EDITOR, "clinic-a")}))
    assert actor.may(Role.EDITOR, "clinic-a")
    assert not actor.may(Role.EDITOR, "clinic-b")
    assert not actor.may(Role.EDITOR)
    assert not actor.may(Role.PLANNER, "clinic-a")


def test_a_role_everywhere_is_a_role_anywhere() -> None:
    actor = Actor(name="pirkko", channel="api", grants=frozenset({(Role.PLANNER, "")}))
    assert actor.may(Role.PLANNER, "clinic-a")
