"""The second factor: codes that change every half minute (RFC 6238), and recovery codes for a lost phone.

The key lies encrypted in allauth's table of authenticators; whoever reads the database alone cannot make
codes. A code is good once, for half a minute before and after its time.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterable
from typing import Final, Literal
from urllib.parse import quote, urlencode

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor import InvalidToken as WrongCode
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from markupsafe import Markup
from qrcode.main import QRCode

from lupaus.accounts.actors import Actor, actor_of, require
from lupaus.accounts.audit import record
from lupaus.accounts.models import Role, User
from lupaus.accounts.queries import user_called
from lupaus.accounts.sign_ins import end_all
from lupaus.web.clock import Clock
from lupaus.web.refusals import Refused

_DIGITS: Final = 6
_PERIOD: Final = 30  # seconds
_KINDS: Final = Authenticator.Type


class SecondFactorRefused(Refused):
    """The second factor cannot be set up or taken away like this."""


class Adapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """How allauth keeps secrets: encrypted with a key made from the signing key of the service."""

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()


def is_set_up(user: User) -> bool:
    """Whether the person has a second factor. One query."""
    return bool(Authenticator.objects.filter(user_id=user.pk, type=_KINDS.TOTP).exists())


def recovery_codes_left(user: User) -> int:
    """How many recovery codes have not been used yet."""
    codes = Authenticator.objects.filter(user_id=user.pk, type=_KINDS.RECOVERY_CODES).first()
    return len(codes.wrap().get_unused_codes()) if codes else 0


def new_key() -> str:
    """A key of 160 random bits, in Base32 as authenticator programs want it."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def picture_of(key: str, username: str, issuer: str) -> Markup:
    """The key as a QR code: an SVG without styles, dark on light whatever the page's colours."""
    label = f"{issuer}:{username}"
    address = f"otpauth://totp/{quote(label)}?{urlencode({'secret': key, 'issuer': issuer})}"
    code = QRCode(border=4)
    code.add_data(address)
    code.make()
    rows: Iterable[list[bool | None]] = code.get_matrix()
    dots = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    size = code.modules_count + 2 * code.border
    return Markup(
        '<svg class="qr" viewBox="0 0 {size} {size}" role="img" aria-label="{name}">'
        '<rect width="{size}" height="{size}" fill="#fff"/><path d="{dots}" fill="#000"/></svg>'
    ).format(size=size, name=_("QR code with the key that stands below it"), dots=dots)


def set_up_second_factor(*, person: User, clock: Clock, key: str, code: str) -> list[str]:
    """Keep the key once a right code shows that the person's program has it. Returns the recovery codes.

    Raises `SecondFactorRefused` for a wrong code, and when there is a second factor already.
    """
    step = _step_of(key, code, clock=clock)
    if step is None:
        raise SecondFactorRefused(
            _("The code is not right. Check that the clock of your phone is, and give the newest code.")
        )
    with transaction.atomic():
        User.objects.select_for_update().get(pk=person.pk)
        if is_set_up(person):
            raise SecondFactorRefused(_("You have a second factor already."))
        data = {"secret": Adapter().encrypt(key), "last_step": step}
        Authenticator.objects.create(user=person, type=_KINDS.TOTP, data=data, created_at=clock())
        codes = _new_recovery_codes(person, clock=clock)
        _tell(actor_of(person, "page"), clock, "set_up_second_factor", person)
    return codes


def renew_recovery_codes(*, person: User, clock: Clock) -> list[str]:
    """New recovery codes; the old ones are good no more. Raises `SecondFactorRefused` without a factor."""
    with transaction.atomic():
        if not is_set_up(person):
            raise SecondFactorRefused(_("You have no second factor yet."))
        codes = _new_recovery_codes(person, clock=clock)
        _tell(actor_of(person, "page"), clock, "renew_recovery_codes", person)
    return codes


def remove_second_factor(*, person: User, clock: Clock) -> None:
    """Take the second factor away, to set up another one."""
    with transaction.atomic():
        if _removed(person):
            _tell(actor_of(person, "page"), clock, "remove_second_factor", person)


def reset_second_factor(*, actor: Actor, clock: Clock, username: str) -> None:
    """Take somebody's second factor away who has lost it, and end their sessions. Raises `NotFound`."""
    require(actor, Role.ADMINISTRATOR)
    user = user_called(username)
    with transaction.atomic():
        _removed(user)
        end_all(user.sign_ins.all())
        _tell(actor, clock, "reset_second_factor", user)


def use_code(user: User, code: str, *, clock: Clock) -> Literal["code", "recovery code"] | None:
    """What the code is, if it is right; it is used up then. A code works once, also in parallel."""
    code = "".join(code.split()).replace("-", "")
    if not code.isascii() or not code.isdigit():
        return None
    with transaction.atomic():
        kept = list(Authenticator.objects.select_for_update().filter(user_id=user.pk))
        for each in kept:
            if each.type == _KINDS.TOTP:
                step = _step_of(_key_of(each), code, clock=clock)
                if step is not None and step > each.data.get("last_step", 0):
                    each.data["last_step"] = step
                    each.last_used_at = clock()
                    each.save(update_fields=["data", "last_used_at"])
                    return "code"
            elif each.type == _KINDS.RECOVERY_CODES and each.wrap().validate_code(code):
                return "recovery code"
    return None


def _step_of(key: str, code: str, *, clock: Clock) -> int | None:
    """The half minute the code belongs to: this one, the one before, the one after; None if to none."""
    machine = TOTP(base64.b32decode(key), _DIGITS, SHA1(), _PERIOD, enforce_key_length=False)  # noqa: S303 - RFC 6238
    now = int(clock().timestamp()) // _PERIOD
    for step in (now, now - 1, now + 1):
        try:
            machine.verify("".join(code.split()).encode(), step * _PERIOD)
        except WrongCode:
            continue
        return step
    return None


def _key_of(authenticator: Authenticator) -> str:
    try:
        return Adapter().decrypt(authenticator.data["secret"])
    except InvalidToken:
        raise SecondFactorRefused(
            _("Your second factor can no longer be read. Ask an administrator to reset it.")
        ) from None


def _new_recovery_codes(person: User, *, clock: Clock) -> list[str]:
    Authenticator.objects.filter(user_id=person.pk, type=_KINDS.RECOVERY_CODES).delete()
    data = {"seed": Adapter().encrypt(secrets.token_hex(40)), "used_mask": 0}
    kept = Authenticator.objects.create(
        user=person, type=_KINDS.RECOVERY_CODES, data=data, created_at=clock()
    )
    codes: list[str] = kept.wrap().generate_codes()
    return codes


def _removed(user: User) -> bool:
    count, _kinds = Authenticator.objects.filter(user_id=user.pk).delete()
    return bool(count)


def _tell(actor: Actor, clock: Clock, verb: str, user: User) -> None:
    record(actor=actor, clock=clock, verb=verb, kind="user", object_id=user.username, public=False)


def _cipher() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet(
        Fernet(
            base64.urlsafe_b64encode(
                salted_hmac("lupaus.second-factor", "", secret=key, algorithm="sha256").digest()
            )
        )
        for key in keys
    )
