"""How often one may try to get in.

Tries are counted in the database, so that all worker processes count together. Every limit ends by itself.

Nobody can lock somebody else out: a browser in which the person has signed in before carries a signed mark
(`known_device`), and its tries are counted apart from those of strangers, as OWASP's "device cookies"
propose. A try is counted before it is made, and given back when it was right: so parallel tries cannot slip
through together.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Final, NamedTuple

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from lupaus.accounts.models import Attempt
from lupaus.accounts.where import network_of_client
from lupaus.web.clock import Clock
from lupaus.web.refusals import Refused


class Limit(NamedTuple):
    """So many failed tries within a time."""

    name: str
    tries: int
    within: timedelta


ADDRESS: Final = Limit("address", 30, timedelta(minutes=15))
#: One account, tried from one address.
ACCOUNT_HERE: Final = Limit("account here", 6, timedelta(minutes=15))
#: One account, tried by strangers anywhere.
ACCOUNT: Final = Limit("account", 60, timedelta(hours=1))
#: One account, tried on a device its person has signed in on before.
DEVICE: Final = Limit("device", 10, timedelta(minutes=15))
#: Codes of the second factor, which only who knows the password can try; and passwords asked again.
CODE: Final = Limit("code", 6, timedelta(minutes=15))
CODES_A_DAY: Final = Limit("codes a day", 40, timedelta(days=1))
#: Tokens that are none, from one address.
TOKEN: Final = Limit("token", 30, timedelta(minutes=15))
#: Letters that strangers have sent, from one address and to one mailbox; and wrong links of such letters.
LETTERS: Final = Limit("letters", 10, timedelta(hours=1))
LETTERS_TO: Final = Limit("letters to", 4, timedelta(days=1))
LETTER_LINK: Final = Limit("letter link", 30, timedelta(minutes=15))

_log = logging.getLogger(__name__)
_LONGEST: Final = timedelta(days=1)
_DEVICE_AGE: Final = timedelta(days=180)
_signer = TimestampSigner(salt="lupaus.device")

Counted = tuple[Limit, str]


class TooManyAttempts(Refused):
    """The limit is reached; it ends by itself."""

    status = 429


@contextmanager
def trying(*counted: Counted, clock: Clock) -> Iterator[None]:
    """Count a try of each (limit, subject) while the block runs; a block that raises was a failed try.

    Raises `TooManyAttempts` before the block when a limit is reached; such a try does not count.
    """
    mine = count(*counted, clock=clock)
    yield
    mine.delete()


def count(*counted: Counted, clock: Clock) -> QuerySet[Attempt]:
    """Count something that is limited whether it goes well or not, such as a letter that is sent.

    Raises `TooManyAttempts` when a limit is reached; what is refused so does not count.
    """
    now = clock()
    Attempt.objects.filter(at__lt=now - _LONGEST).delete()
    buckets = {_bucket(limit, subject): limit for limit, subject in counted}
    attempts = [Attempt.objects.create(bucket=bucket, at=now) for bucket in buckets]
    mine = Attempt.objects.filter(pk__in=[attempt.pk for attempt in attempts])
    for bucket, limit in buckets.items():
        if Attempt.objects.filter(bucket=bucket, at__gt=now - limit.within).count() > limit.tries:
            mine.delete()
            _log.warning("Too many failed attempts: the limit “%s” is reached", limit.name)
            minutes = int(limit.within.total_seconds() // 60)
            raise TooManyAttempts(
                _("Too many attempts have failed. Try again in %(minutes)s minutes.") % {"minutes": minutes}
            )
    return mine


def of_sign_in(request: HttpRequest, username: str) -> list[Counted]:
    """What a try to sign in counts against."""
    address = network_of_client(request)
    device = known_device(request, username)
    if device:
        return [(ADDRESS, address), (DEVICE, device)]
    return [(ADDRESS, address), (ACCOUNT_HERE, f"{username}@{address}"), (ACCOUNT, username)]


def of_code(user_id: int) -> list[Counted]:
    """What a try of a code counts against."""
    return [(CODE, str(user_id)), (CODES_A_DAY, str(user_id))]


def of_token(request: HttpRequest) -> list[Counted]:
    return [(TOKEN, network_of_client(request))]


def known_device(request: HttpRequest, username: str) -> str:
    """The mark of this browser if the person has signed in with it before, else an empty string."""
    try:
        mark = _signer.unsign(request.COOKIES.get(_cookie(), ""), max_age=_DEVICE_AGE)
    except BadSignature:
        return ""
    return mark if mark.startswith(_bucket(DEVICE, username)) else ""


def know_device(request: HttpRequest, response: HttpResponse, username: str) -> None:
    """Leave a mark in the browser in which somebody has just signed in. It opens nothing."""
    if known_device(request, username):
        return
    response.set_cookie(
        _cookie(),
        _signer.sign(f"{_bucket(DEVICE, username)}.{secrets.token_urlsafe(9)}"),
        max_age=_DEVICE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _cookie() -> str:
    return "__Host-lupaus-device" if settings.SESSION_COOKIE_SECURE else "lupaus-device"


def _bucket(limit: Limit, subject: str) -> str:
    return salted_hmac("lupaus.attempts", f"{limit.name}:{subject}", algorithm="sha256").hexdigest()
