"""The authenticator program on somebody's phone."""

from __future__ import annotations

import base64
from datetime import timedelta

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from lupaus.accounts import second_factor
from lupaus.accounts.models import User
from lupaus.web.clock import Clock


def code_of(key: str, clock: Clock, *, later: timedelta = timedelta()) -> str:
    """The six digits the program shows for the key."""
    machine = TOTP(base64.b32decode(key.replace(" ", "")), 6, SHA1(), 30, enforce_key_length=False)
    return machine.generate((clock() + later).timestamp()).decode()


def with_phone(username: str, clock: Clock) -> tuple[str, list[str]]:
    """Set up a second factor for somebody, an hour ago. Returns its key and the recovery codes."""
    key = second_factor.new_key()

    def earlier() -> object:
        return clock() - timedelta(hours=1)

    codes = second_factor.set_up_second_factor(
        person=User.objects.get(username=username),
        clock=earlier,  # type: ignore[arg-type]  # a clock that is slow
        key=key,
        code=code_of(key, clock, later=-timedelta(hours=1)),
    )
    return key, codes
