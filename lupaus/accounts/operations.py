"""What an administrator does: let people in, give and take roles, let people go. Every write is audited.

An administrator of one organisation gives and takes its roles; accounts themselves belong to those of all.
"""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor, actor_of, require, require_somewhere
from lupaus.accounts.audit import record
from lupaus.accounts.models import OF_EVERY_ORGANISATION, OF_ONE_ORGANISATION, Grant, Role, User
from lupaus.accounts.passwords import PasswordRefused, check_password_strength
from lupaus.accounts.queries import user_called
from lupaus.accounts.sign_ins import end_all
from lupaus.accounts.tokens import revoke_all
from lupaus.web.clock import Clock
from lupaus.web.refusals import NotFound, Problem, Refused

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,149}")


class UserRefused(Refused):
    """A person cannot be let in like this: every reason at once."""


class RoleRefused(Refused):
    """The role and the organisation do not belong together."""


class NoSuchGrant(NotFound):
    """The person does not hold the role."""


def create_user(
    *, actor: Actor, clock: Clock, username: str, name: str, password: str, email: str = ""
) -> User:
    """Let a person in, with no role yet. The password is kept only as a hash, and told to no log.

    Raises `UserRefused` with every reason: username, name, address, password.
    """
    require(actor, Role.ADMINISTRATOR)
    user = User(username=username, name=name.strip(), email=email, created_at=clock())
    problems = [
        *_username_problems(username),
        *_field_problems("name", "" if user.name else _("A name is needed.")),
        *_email_problems(email),
        *_password_problems(password, user),
    ]
    if problems:
        raise UserRefused(problems)
    user.set_password(password)
    with transaction.atomic():
        user.save()
        _record(actor, clock, "create_user", user, before=None)
    return user


def grant_role(*, actor: Actor, clock: Clock, username: str, role: Role, organisation: str = "") -> bool:
    """Give a role, in one organisation named by its id or in every one. Returns whether it is new.

    An administrator of one organisation gives roles there only. Raises `NotFound` for an unknown person,
    `RoleRefused` for an editor of nothing or a planner of something.
    """
    require_somewhere(actor, Role.ADMINISTRATOR)
    require(actor, Role.ADMINISTRATOR, organisation)
    user = user_called(username)
    if role in OF_ONE_ORGANISATION and not organisation:
        raise RoleRefused(_("The role %(role)s is for one organisation: name it.") % {"role": role.label})
    if role in OF_EVERY_ORGANISATION and organisation:
        raise RoleRefused(_("The role %(role)s is not for one organisation.") % {"role": role.label})
    if not re.fullmatch(r"[a-z0-9-]{0,80}", organisation):
        raise RoleRefused(_("%(id)s is not an organisation's id.") % {"id": organisation})
    with transaction.atomic():
        before = _state(user)
        _grant, is_new = Grant.objects.get_or_create(user=user, role=role, organisation=organisation)
        if is_new:
            _record(actor, clock, "grant_role", user, before=before)
    return is_new


def revoke_role(*, actor: Actor, clock: Clock, username: str, role: Role, organisation: str = "") -> None:
    """Take a role away. Raises `NotFound` for an unknown person, `NoSuchGrant` for a role not held."""
    require_somewhere(actor, Role.ADMINISTRATOR)
    require(actor, Role.ADMINISTRATOR, organisation)
    user = user_called(username)
    with transaction.atomic():
        before = _state(user)
        taken, _kinds = user.grants.filter(role=role, organisation=organisation).delete()
        if not taken:
            raise NoSuchGrant(
                _("%(user)s does not hold the role %(role)s.") % {"user": username, "role": role.label}
            )
        _record(actor, clock, "revoke_role", user, before=before)


def deactivate_user(*, actor: Actor, clock: Clock, username: str) -> None:
    """Let a person go: what they did stays in the audit trail, they may do nothing more. Idempotent.

    Their sessions and tokens end at once.
    """
    require(actor, Role.ADMINISTRATOR)
    user = user_called(username)
    if not user.is_active:
        return
    with transaction.atomic():
        before = _state(user)
        user.is_active = False
        user.save(update_fields=["is_active"])
        end_all(user.sign_ins.all())
        revoke_all(user, clock=clock)
        _record(actor, clock, "deactivate_user", user, before=before)


def end_sessions(*, actor: Actor, clock: Clock, username: str) -> int:
    """Sign a person out wherever they have signed in. Returns how many sessions that were."""
    require(actor, Role.ADMINISTRATOR)
    user = user_called(username)
    with transaction.atomic():
        ended = end_all(user.sign_ins.all())
        _tell_ended(actor, clock, user, ended)
    return ended


def end_own_sessions(*, person: User, clock: Clock, number: int | None = None, but: str | None = None) -> int:
    """End one of one's own sessions, by its number, or all but the one with the key `but`.

    Returns how many that were. Raises `NotFound` for a number that is not the person's own.
    """
    chosen = person.sign_ins.exclude(session_key=but) if number is None else person.sign_ins.filter(pk=number)
    with transaction.atomic():
        ended = end_all(chosen)
        if number is not None and not ended:
            raise NotFound(_("You have no such session."))
        if ended:
            _tell_ended(actor_of(person, "page"), clock, person, ended)
    return ended


def _tell_ended(actor: Actor, clock: Clock, user: User, ended: int) -> None:
    record(
        actor=actor,
        clock=clock,
        verb="end_sessions",
        kind="user",
        object_id=user.username,
        after={"ended": ended},
        public=False,
    )


def _record(actor: Actor, clock: Clock, verb: str, user: User, *, before: dict[str, Any] | None) -> None:
    record(
        actor=actor,
        clock=clock,
        verb=verb,
        kind="user",
        object_id=user.username,
        before=before,
        after=_state(user),
    )


def _state(user: User) -> dict[str, Any]:
    """What the audit trail keeps of a person; never the password, nor its hash."""
    return {
        "username": user.username,
        "name": user.name,
        "email": user.email,
        "is_active": user.is_active,
        "roles": sorted(
            " ".join(filter(None, grant)) for grant in user.grants.values_list("role", "organisation")
        ),
    }


def _field_problems(path: str, *sentences: str) -> list[Problem]:
    return [Problem(sentence, path=path) for sentence in sentences if sentence]


def _username_problems(username: str) -> list[Problem]:
    if not _USERNAME.fullmatch(username):
        sentence = _("A username has small letters a–z, digits, points, hyphens and underscores only.")
    elif User.objects.filter(username=username).exists():
        sentence = _("There is already somebody called %(name)s.") % {"name": username}
    else:
        sentence = ""
    return _field_problems("username", sentence)


def _email_problems(email: str) -> list[Problem]:
    if not email:
        return []
    try:
        validate_email(email)
    except ValidationError as wrong:
        return _field_problems("email", *wrong.messages)
    return []


def _password_problems(password: str, user: User) -> list[Problem]:
    try:
        check_password_strength(password, user)
    except PasswordRefused as refused:
        return list(refused.problems)
    return []
