"""The people of the demo: one per role, with passwords made at each start and shown only then.

They are called `demo-…` and exist only in a database where everybody is: where anybody else has an account
nobody of the demo is let in, so that it can never touch a real person's password.
"""

from __future__ import annotations

import secrets
from typing import Final, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor, require
from lupaus.accounts.models import Role, User
from lupaus.accounts.operations import create_user, grant_role
from lupaus.accounts.passwords import set_password
from lupaus.web.clock import Clock
from lupaus.web.refusals import Refused

_PREFIX: Final = "demo-"


class NotADemo(Refused):
    """People work with this database: it is no place for passwords that are printed on a screen."""


class DemoPerson(NamedTuple):
    """Somebody of the demo, as the terminal shows them once."""

    username: str
    role: Role
    password: str


def check_is_demo(*, actor: Actor) -> None:
    """Raise `NotADemo` where there are people who are not the demo's. Call it before anything is loaded."""
    require(actor, Role.ADMINISTRATOR)
    real = User.objects.exclude(username__startswith=_PREFIX).order_by("username").first()
    if real is not None:
        raise NotADemo(
            _(
                "This database is not a demo's: %(name)s has an account in it. Nobody of the demo is let in; "
                "give the demo a folder of its own, for example LUPAUS_DATA=demo."
            )
            % {"name": real.username}
        )


def demo_people(*, actor: Actor, clock: Clock, organisation: str) -> list[DemoPerson]:
    """One person per role, made where missing, each with a fresh password. Raises `NotADemo`.

    A role that is for one organisation, and those that may be, are given for `organisation`.
    """
    check_is_demo(actor=actor)
    people = []
    with transaction.atomic():
        for role in Role:
            username, password = f"{_PREFIX}{role.value}", secrets.token_urlsafe(15)
            if not User.objects.filter(username=username).exists():
                _let_in(actor, clock, username, role, organisation)
            set_password(actor=actor, clock=clock, username=username, password=password)
            people.append(DemoPerson(username, role, password))
    return people


def _let_in(actor: Actor, clock: Clock, username: str, role: Role, organisation: str) -> None:
    create_user(
        actor=actor,
        clock=clock,
        username=username,
        name=_("Demo, %(role)s") % {"role": role.label},
        password=secrets.token_urlsafe(24),
    )
    place = "" if role in (Role.PLANNER, Role.ADMINISTRATOR) else organisation
    grant_role(actor=actor, clock=clock, username=username, role=role, organisation=place)
