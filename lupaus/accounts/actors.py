"""Who is acting, through which door, and what they may do. Operations ask here; pages never decide."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from django.utils.translation import gettext as _

from lupaus.accounts.models import Role, User
from lupaus.web.refusals import NotAllowed

Channel = Literal["command", "page", "api", "job"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who does something. `grants` holds (role, organisation id or "" for everywhere)."""

    name: str
    channel: Channel
    grants: frozenset[tuple[Role, str]] = field(default_factory=frozenset)
    user_id: int | None = None

    def may(self, role: Role, organisation: str = "") -> bool:
        """An administrator may act in every role; others need the role, everywhere or there."""
        return any(
            (held == role and scope in ("", organisation)) or held == Role.ADMINISTRATOR
            for held, scope in self.grants
        )


def nobody(channel: Channel) -> Actor:
    """Somebody who is not signed in: may write nothing."""
    return Actor(name="", channel=channel)


def operator(channel: Channel = "command") -> Actor:
    """The person at the machine that holds the database: may do everything, and is named as such."""
    return Actor(name="operator", channel=channel, grants=frozenset({(Role.ADMINISTRATOR, "")}))


def actor_of(user: User, channel: Channel) -> Actor:
    """A person who signed in, with the roles they hold now. One query."""
    grants = user.grants.values_list("role", "organisation") if user.is_active else ()
    return Actor(
        name=user.username,
        channel=channel,
        grants=frozenset((Role(role), organisation) for role, organisation in grants),
        user_id=user.pk,
    )


def require(actor: Actor, role: Role, organisation: str = "") -> None:
    """Raise `NotAllowed` unless the actor holds the role."""
    if not actor.may(role, organisation):
        raise NotAllowed(
            _("%(actor)s may not do this: it needs the role %(role)s.")
            % {"actor": actor.name or _("A visitor who is not signed in"), "role": role.label}
        )
