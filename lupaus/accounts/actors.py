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
        """Whether the role is held, there or everywhere. An administrator acts in every role of theirs."""
        return any(
            held in (role, Role.ADMINISTRATOR) and scope in ("", organisation) for held, scope in self.grants
        )

    def may_somewhere(self, *roles: Role) -> bool:
        """Whether one of the roles is held in any organisation at all."""
        return any(held in (*roles, Role.ADMINISTRATOR) for held, _scope in self.grants)


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
    """Raise `NotAllowed` unless the actor holds the role, in that organisation or in every one."""
    if not actor.may(role, organisation):
        raise not_allowed(actor, role)


def require_somewhere(actor: Actor, *roles: Role) -> None:
    """Raise `NotAllowed` unless the actor holds one of the roles in any organisation.

    The first line of an operation that must look up whose the thing is before it can ask `require`.
    """
    if not actor.may_somewhere(*roles):
        raise not_allowed(actor, *roles)


def not_allowed(actor: Actor, *roles: Role) -> NotAllowed:
    """The refusal that names who asked and which role would do."""
    who = actor.name or _("A visitor who is not signed in")
    if len(roles) == 1:
        return NotAllowed(
            _("%(actor)s may not do this: it needs the role %(role)s.")
            % {"actor": who, "role": roles[0].label}
        )
    return NotAllowed(
        _("%(actor)s may not do this: it needs the role %(roles)s.")
        % {"actor": who, "roles": _(" or ").join(str(role.label) for role in roles)}
    )
