"""Sessions: how one begins, how long it lives, how it ends.

A session ends `LIFE` after it began, whatever happens, and `REST` after its person was last seen. It gets a
new key when it begins, and every session of a person ends with the password it was begun with.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.contrib import auth
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from lupaus.accounts.models import SignIn, User
from lupaus.accounts.where import address_of_client
from lupaus.web.clock import Clock

LIFE: Final = timedelta(hours=12)
REST: Final = timedelta(hours=1)
#: How often a session's last moment is written down.
_MINUTE: Final = timedelta(minutes=1)

_BACKEND: Final = "django.contrib.auth.backends.ModelBackend"
_BEGUN: Final = "begun"
_SEEN: Final = "seen"
_SECOND_FACTOR: Final = "second-factor"
_PROVED: Final = "proved"


def begin(request: HttpRequest, user: User, *, clock: Clock, second_factor: bool) -> SignIn:
    """Begin a session of a person who has proved who they are; the session's key is a new one."""
    now = clock()
    with transaction.atomic():
        auth.login(request, user, backend=_BACKEND)
        request.session[_BEGUN] = request.session[_SEEN] = request.session[_PROVED] = now.timestamp()
        request.session[_SECOND_FACTOR] = second_factor
        request.session.save()
        _forget_all_dead_ones(clock=clock)
        forget_dead_ones(user, clock=clock)
        return SignIn.objects.create(
            user=user,
            session_key=request.session.session_key or "",
            address=address_of_client(request),
            device=request.headers.get("User-Agent", "")[:300],
            at=now,
            last_seen_at=now,
        )


def go_on(request: HttpRequest, *, clock: Clock) -> None:
    """Called for each request with a session: ends one that is too old, or writes down that it is alive."""
    if not request.user.is_authenticated:
        return
    now = clock().timestamp()
    begun, seen = request.session.get(_BEGUN, 0), request.session.get(_SEEN, 0)
    if now - begun > LIFE.total_seconds() or now - seen > REST.total_seconds():
        end(request)
    elif now - seen > _MINUTE.total_seconds():
        request.session[_SEEN] = now
        SignIn.objects.filter(session_key=request.session.session_key).update(last_seen_at=clock())


def end(request: HttpRequest) -> None:
    """End the session of this request."""
    SignIn.objects.filter(session_key=request.session.session_key).delete()
    auth.logout(request)


def end_all(sign_ins: QuerySet[SignIn]) -> int:
    """End these sessions, and say how many there were. Call it inside a transaction."""
    keys = list(sign_ins.values_list("session_key", flat=True))
    SessionStore.get_model_class().objects.filter(session_key__in=keys).delete()
    sign_ins.delete()
    return len(keys)


def forget_dead_ones(user: User, *, clock: Clock) -> None:
    """Take away the sessions of a person that have ended by themselves."""
    now = clock()
    end_all(user.sign_ins.filter(at__lte=now - LIFE) | user.sign_ins.filter(last_seen_at__lte=now - REST))


def _forget_all_dead_ones(*, clock: Clock) -> None:
    """Take away what nobody comes back to: sessions of everybody that are past their life."""
    now = clock()
    SessionStore.get_model_class().objects.filter(expire_date__lt=now).delete()
    SignIn.objects.filter(at__lte=now - LIFE).delete()


def has_second_factor(request: HttpRequest) -> bool:
    """Whether this session was begun with a second factor, or has set one up."""
    return bool(request.session.get(_SECOND_FACTOR))


def second_factor_given(request: HttpRequest) -> None:
    request.session[_SECOND_FACTOR] = True


def second_factor_taken(request: HttpRequest) -> None:
    request.session[_SECOND_FACTOR] = False


def proved_lately(request: HttpRequest, *, clock: Clock, within: timedelta = timedelta(minutes=10)) -> bool:
    """Whether the person has proved who they are, by password or code, a moment ago."""
    proved: float = request.session.get(_PROVED, 0)
    return clock().timestamp() - proved <= within.total_seconds()


def proved_again(request: HttpRequest, *, clock: Clock) -> None:
    request.session[_PROVED] = clock().timestamp()
