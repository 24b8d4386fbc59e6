"""Personal tokens: keys with which a program acts for a person, with some of the person's rights.

A token carries rights its owner chose, and at any moment only those of them that the owner still holds. Only
its digest is kept: 256 random bits need no slow hash.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor, actor_of, require, require_somewhere
from lupaus.accounts.audit import record
from lupaus.accounts.models import Role, Token, User
from lupaus.web.clock import Clock
from lupaus.web.refusals import NotAllowed, NotFound, Problem, Refused

#: Every token begins like this, so that one that leaks is recognised by those who look for leaks.
PREFIX: Final = "lupaus_"
LONGEST_LIFE: Final = 365  # days
MOST_TOKENS: Final = 20
_LONGEST_NAME: Final = 100
_MINUTE: Final = timedelta(minutes=1)


class TokenRefused(Refused):
    """A token cannot be made like this: every reason at once."""


class BadToken(Refused):
    """The token opens nothing: it is none, has ended, was revoked, or its owner was let go."""

    status = 401


def make_token(
    *, actor: Actor, clock: Clock, name: str, rights: Iterable[tuple[Role, str]], days: int
) -> tuple[Token, str]:
    """Make a token of the actor's own. Returns it with its secret, which is told only now.

    `rights` are (role, organisation or "") pairs that the actor may use now; `days` is 1–365. Raises
    `TokenRefused` with every reason, `NotAllowed` for a right the actor does not hold and for a token that
    would make another.
    """
    require_somewhere(actor, *Role)
    if actor.channel == "api" or actor.user_id is None:
        raise NotAllowed(_("A token is made by a person who has signed in, not by a token or a machine."))
    chosen = sorted(set(rights))
    for role, organisation in chosen:
        require(actor, role, organisation)
    now = clock()
    alive = Token.objects.filter(user_id=actor.user_id, revoked_at=None, expires_at__gt=now)
    problems = _problems(name.strip(), len(chosen), days, alive.count())
    if problems:
        raise TokenRefused(problems)
    secret = PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic():
        token = Token.objects.create(
            user_id=actor.user_id,
            name=name.strip(),
            digest=_digest(secret),
            grants=[[role.value, organisation] for role, organisation in chosen],
            created_at=now,
            expires_at=now + timedelta(days=days),
        )
        _tell(actor, clock, "make_token", token, before=None, after=_state(token))
    return token, secret


def revoke_token(*, actor: Actor, clock: Clock, token: int) -> None:
    """End a token, named by its number: one's own, or anybody's as an administrator. Idempotent.

    Raises `NotFound` for another person's token as for none at all.
    """
    require_somewhere(actor, *Role)
    found = Token.objects.select_related("user").filter(pk=token).first()
    if found is None or not (found.user_id == actor.user_id or actor.may(Role.ADMINISTRATOR)):
        raise NotFound(_("There is no token %(number)s.") % {"number": token})
    if found.revoked_at is not None:
        return
    with transaction.atomic():
        before = _state(found)
        found.revoked_at = clock()
        found.save(update_fields=["revoked_at"])
        _tell(actor, clock, "revoke_token", found, before=before, after=_state(found))


def tokens_of(user: User) -> list[Token]:
    """The tokens of a person that were not revoked, the newest first. One query."""
    return list(user.tokens.filter(revoked_at=None))


def revoke_all(user: User, *, clock: Clock) -> None:
    """End every token of a person. Call it inside the transaction of what makes it needed."""
    user.tokens.filter(revoked_at=None).update(revoked_at=clock())


def actor_of_token(secret: str, *, clock: Clock) -> Actor:
    """Who acts when a program shows this secret, with the token's rights that the owner still holds.

    Raises `BadToken`. Two queries, and a write at most once a minute.
    """
    digest = _digest(secret)
    token = Token.objects.select_related("user").filter(digest=digest).first()
    now = clock()
    if (
        token is None
        or not constant_time_compare(token.digest, digest)
        or token.revoked_at is not None
        or token.expires_at <= now
        or not token.user.is_active
    ):
        raise BadToken(_("The token is not valid: it is mistyped, has ended or was revoked."))
    if token.last_used_at is None or now - token.last_used_at >= _MINUTE:
        Token.objects.filter(pk=token.pk).update(last_used_at=now)
    owner = actor_of(token.user, "api")
    chosen = ((Role(role), organisation) for role, organisation in token.grants)
    return Actor(
        name=owner.name,
        channel="api",
        grants=frozenset(right for right in chosen if owner.may(*right)),
        user_id=owner.user_id,
    )


def _problems(name: str, rights: int, days: int, alive: int) -> list[Problem]:
    problems = []
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        problems.append(Problem(_("Name the token, in at most 100 characters."), path="name"))
    if not rights:
        problems.append(Problem(_("Choose at least one right."), path="rights"))
    if not 1 <= days <= LONGEST_LIFE:
        problems.append(Problem(_("A token lives from 1 to 365 days."), path="days"))
    if alive >= MOST_TOKENS:
        problems.append(Problem(_("You have 20 tokens already: revoke one first."), path="name"))
    return problems


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _state(token: Token) -> dict[str, object]:
    """What the audit trail keeps of a token; never its secret, nor its digest."""
    return {
        "user": token.user.username,
        "name": token.name,
        "rights": [" ".join(filter(None, right)) for right in token.grants],
        "expires_at": token.expires_at.isoformat(),
        "revoked_at": token.revoked_at.isoformat() if token.revoked_at else None,
    }


def _tell(
    actor: Actor,
    clock: Clock,
    verb: str,
    token: Token,
    *,
    before: dict[str, object] | None,
    after: dict[str, object] | None,
) -> None:
    record(
        actor=actor,
        clock=clock,
        verb=verb,
        kind="token",
        object_id=str(token.pk),
        before=before,
        after=after,
        public=False,
    )
