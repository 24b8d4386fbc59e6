"""Passwords: changed by their owner, or set anew by an administrator. Kept only as hashes, told to no log."""

from __future__ import annotations

import secrets

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from lupaus.accounts.actors import Actor, actor_of, require
from lupaus.accounts.audit import record
from lupaus.accounts.models import Role, User
from lupaus.accounts.queries import user_called
from lupaus.accounts.sign_ins import end_all
from lupaus.web.clock import Clock
from lupaus.web.refusals import Problem, Refused


class PasswordRefused(Refused):
    """The new password is too weak; every reason at once."""


def change_password(*, person: User, clock: Clock, password: str) -> None:
    """Give oneself a new password. Every session of the person ends, this one too: the page begins a new one.

    Whoever calls this has asked for the old password. Raises `PasswordRefused`.
    """
    check_password_strength(password, person)
    with transaction.atomic():
        _set(person, password)
        _tell(actor_of(person, "page"), clock, "change_password", person)


def reset_password(*, actor: Actor, clock: Clock, username: str) -> str:
    """Give somebody a new password made at random, and end their sessions. Returns it, to be told once.

    Raises `NotFound`.
    """
    require(actor, Role.ADMINISTRATOR)
    password = secrets.token_urlsafe(18)
    set_password(actor=actor, clock=clock, username=username, password=password)
    return password


def set_password(*, actor: Actor, clock: Clock, username: str, password: str) -> None:
    """Set somebody's password to one that was made elsewhere, and end their sessions.

    Raises `NotFound` and `PasswordRefused`.
    """
    require(actor, Role.ADMINISTRATOR)
    user = user_called(username)
    check_password_strength(password, user)
    with transaction.atomic():
        _set(user, password)
        _tell(actor, clock, "reset_password", user)


def check_password_strength(password: str, user: User) -> None:
    """Raise `PasswordRefused` with every reason why the password will not do."""
    try:
        validate_password(password, user)
    except ValidationError as wrong:
        raise PasswordRefused([Problem(message, path="password") for message in wrong.messages]) from None


def _set(user: User, password: str) -> None:
    user.set_password(password)
    user.save(update_fields=["password"])
    end_all(user.sign_ins.all())


def _tell(actor: Actor, clock: Clock, verb: str, user: User) -> None:
    record(actor=actor, clock=clock, verb=verb, kind="user", object_id=user.username, public=False)
