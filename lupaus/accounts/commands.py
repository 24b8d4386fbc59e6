"""Commands about people: who there is and what they may do."""

from __future__ import annotations

import click
from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor, actor_of, operator
from lupaus.accounts.models import User
from lupaus.web.refusals import Refused


def acting_as(username: str | None) -> Actor:
    """The actor of a command: the operator of the machine, or the named user with their own roles only."""
    if username is None:
        return operator()
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise Refused(_("There is no active user called %(name)s.") % {"name": username})
    return actor_of(user, "command")


commands: list[click.Command] = []
