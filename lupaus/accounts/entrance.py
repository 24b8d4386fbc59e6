"""Proving who one is: password, then the second factor. What a stranger learns is the same for everybody."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.contrib import auth
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from lupaus.accounts import second_factor, sign_ins
from lupaus.accounts.actors import Actor, actor_of, nobody
from lupaus.accounts.audit import record
from lupaus.accounts.limits import of_code, of_sign_in, trying
from lupaus.accounts.models import User
from lupaus.accounts.where import address_of_client
from lupaus.web.clock import Clock
from lupaus.web.refusals import Refused

#: Longer ones would only keep the hashing busy.
LONGEST_PASSWORD: Final = 1000
#: How long the code may be given after the password.
_PATIENCE: Final = timedelta(minutes=10)
_PENDING: Final = "pending"


class NotRecognised(Refused):
    """Username, password or code is not right; which of them is not told."""


def sign_in(request: HttpRequest, username: str, password: str, *, clock: Clock) -> User | None:
    """Sign in by password. Returns the user, or None when the second factor has still to be asked for.

    Raises `NotRecognised`, and `TooManyAttempts` when a limit is reached.
    """
    username = username.replace("\x00", "").strip().lower()[:150]
    try:
        with trying(*of_sign_in(request, username), clock=clock):
            user = _known_by_password(request, username, password)
    except NotRecognised:
        _told_failed(request, username, "password", clock=clock)
        raise
    if second_factor.is_set_up(user):
        wait_for_code(request, user, clock=clock)
        return None
    complete(request, user, how="password", clock=clock)
    return user


def wait_for_code(request: HttpRequest, user: User, *, clock: Clock) -> None:
    """Remember, in a session with a new key, that all but the second factor has been proved."""
    request.session.cycle_key()
    request.session[_PENDING] = {
        "user": user.pk,
        "at": clock().timestamp(),
        "hash": user.get_session_auth_hash(),
    }


def waiting_for_code(request: HttpRequest, *, clock: Clock) -> User | None:
    """Who has given the right password a moment ago, but not yet the code."""
    pending: dict[str, Any] = request.session.get(_PENDING) or {}
    if clock().timestamp() - pending.get("at", 0) > _PATIENCE.total_seconds():
        return None
    user = User.objects.filter(pk=pending["user"], is_active=True).first()
    if user is None or not constant_time_compare(pending["hash"], user.get_session_auth_hash()):
        return None
    return user


def give_code(request: HttpRequest, user: User, code: str, *, clock: Clock) -> None:
    """Sign in with the code of the second factor, or a recovery code.

    Raises `NotRecognised`, and `TooManyAttempts` when a limit is reached.
    """
    how = check_code(request, user, code, clock=clock)
    request.session.pop(_PENDING, None)
    complete(request, user, how=f"password and {how}", clock=clock)


def check_code(request: HttpRequest, user: User, code: str, *, clock: Clock) -> str:
    """What kind of code it is. Raises `NotRecognised` and `TooManyAttempts`."""
    try:
        with trying(*of_code(user.pk), clock=clock):
            return _kind_of_code(user, code, clock=clock)
    except NotRecognised:
        _told_failed(request, user.username, "code", clock=clock)
        raise


def check_password_again(request: HttpRequest, user: User, password: str, *, clock: Clock) -> None:
    """Raises `NotRecognised` unless it is the person's password, and `TooManyAttempts`."""
    try:
        with trying(*of_code(user.pk), clock=clock):
            _must_be_password_of(user, password)
    except NotRecognised:
        _told_failed(request, user.username, "password asked again", clock=clock)
        raise


def complete(
    request: HttpRequest, user: User, *, how: str, clock: Clock, by_two_factors: bool = False
) -> None:
    """Begin the session of who has proved everything that is asked of them."""
    both = by_two_factors or second_factor.is_set_up(user)
    sign_ins.begin(request, user, clock=clock, second_factor=both)
    _tell(actor_of(user, "page"), "sign_in", user.username, request, {"how": how}, clock=clock)


def leave(request: HttpRequest, *, clock: Clock) -> None:
    """Sign out."""
    user = request.user
    sign_ins.end(request)
    if isinstance(user, User):
        _tell(actor_of(user, "page"), "sign_out", user.username, request, {}, clock=clock)


def refused_elsewhere(request: HttpRequest, reason: str, *, clock: Clock) -> None:
    """Record that a sign-in which began at a provider was refused here."""
    _tell(nobody("page"), "sign_in_failed", "-", request, {"what": reason}, clock=clock)


def not_the_same() -> str:
    return _("The two new passwords are not the same.")


def _known_by_password(request: HttpRequest, username: str, password: str) -> User:
    """Takes the same time whether or not there is such a user: Django hashes the password in any case."""
    found = auth.authenticate(request, username=username, password=password[: LONGEST_PASSWORD + 1])
    if not isinstance(found, User) or len(password) > LONGEST_PASSWORD:
        raise NotRecognised(_("The username or the password is not right."))
    return found


def _kind_of_code(user: User, code: str, *, clock: Clock) -> str:
    how = second_factor.use_code(user, code, clock=clock)
    if how is None:
        raise NotRecognised(_("The code is not right, or has been used already."))
    return how


def _must_be_password_of(user: User, password: str) -> None:
    if len(password) > LONGEST_PASSWORD or not user.check_password(password):
        raise NotRecognised(_("The password is not right."))


def _told_failed(request: HttpRequest, username: str, what: str, *, clock: Clock) -> None:
    """A name that is nobody's is not kept: it may be a password typed into the wrong field."""
    known = username if User.objects.filter(username=username).exists() else "-"
    _tell(nobody("page"), "sign_in_failed", known, request, {"what": what}, clock=clock)


def _tell(
    actor: Actor, verb: str, username: str, request: HttpRequest, told: dict[str, str], *, clock: Clock
) -> None:
    address = address_of_client(request)
    record(
        actor=actor,
        clock=clock,
        verb=verb,
        kind="sign-in",
        object_id=username,
        after={**told, "address": address or ""},
        public=False,
    )
