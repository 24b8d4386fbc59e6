"""Reading who there is and what was written. Both are for administrators: they tell about people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor, require, require_somewhere
from lupaus.accounts.models import AuditRecord, Grant, Role, SignIn, Token, User
from lupaus.web.refusals import NotFound


@dataclass(frozen=True, slots=True)
class Person:
    """A user with the roles they hold, as (role, organisation or "")."""

    username: str
    name: str
    email: str
    is_active: bool
    grants: tuple[tuple[Role, str], ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One record of the audit trail. `at` is in UTC."""

    at: datetime
    actor: str
    channel: str
    verb: str
    kind: str
    object_id: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


def user_called(username: str) -> User:
    """The user of that name, active or not. Raises `NotFound`."""
    user = User.objects.filter(username=username).first()
    if user is None:
        raise NotFound(_("There is no user called %(name)s.") % {"name": username})
    return user


def people(*, actor: Actor) -> list[Person]:
    """Everybody, by username. Two queries.

    An administrator of some organisations sees who holds a role there, and only those roles.
    """
    require_somewhere(actor, Role.ADMINISTRATOR)
    everybody = actor.may(Role.ADMINISTRATOR)
    own = {organisation for role, organisation in actor.grants if role == Role.ADMINISTRATOR}
    users = User.objects.order_by("username").prefetch_related("grants")
    if not everybody:
        users = users.filter(pk__in=Grant.objects.filter(organisation__in=own).values("user"))
    return [
        Person(
            username=user.username,
            name=user.name,
            email=user.email,
            is_active=user.is_active,
            grants=tuple(
                sorted(
                    (Role(grant.role), grant.organisation)
                    for grant in user.grants.all()
                    if everybody or grant.organisation in own
                )
            ),
        )
        for user in users
    ]


def sessions(*, actor: Actor, username: str) -> list[SignIn]:
    """Where a person is signed in, seen last first. Raises `NotFound`. Two queries."""
    require(actor, Role.ADMINISTRATOR)
    return list(user_called(username).sign_ins.all())


def tokens(*, actor: Actor, username: str | None = None) -> list[Token]:
    """One's own tokens that were not revoked, or as an administrator anybody's. Raises `NotFound`."""
    require_somewhere(actor, *Role)
    if username is None or username == actor.name:
        own = Token.objects.filter(user__id=actor.user_id or 0, revoked_at=None)  # a machine has none
        return list(own.select_related("user"))
    require(actor, Role.ADMINISTRATOR)
    return list(user_called(username).tokens.filter(revoked_at=None).select_related("user"))


def audit_trail(
    *, actor: Actor, kind: str | None = None, object_id: str | None = None, limit: int | None = None
) -> list[Entry]:
    """What was written, the newest first; of one kind, of one object, at most `limit`. One query."""
    require(actor, Role.ADMINISTRATOR)
    records = AuditRecord.objects.order_by("-at", "-pk")
    if kind is not None:
        records = records.filter(kind=kind)
    if object_id is not None:
        records = records.filter(object_id=object_id)
    return [
        Entry(*values)
        for values in records.values_list(
            "at", "actor", "channel", "verb", "kind", "object_id", "before", "after"
        )[:limit]
    ]
