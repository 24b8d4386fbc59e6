"""The audit trail: the one place every operation tells what it wrote."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from lupaus.accounts.actors import Actor
from lupaus.accounts.models import AuditRecord
from lupaus.accounts.sealing.words import SALT_BYTES, Randomness, commitment, words_of
from lupaus.web.clock import Clock
from lupaus.web.versions import advance_content_version


class Told(NamedTuple):
    """What happened to one object; `before` and `after` are JSON-ready."""

    object_id: str
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None


def record(
    *,
    actor: Actor,
    clock: Clock,
    verb: str,
    kind: str,
    object_id: str,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    public: bool = True,
    randomness: Randomness = secrets.token_bytes,
) -> None:
    """Write one audit record and advance the content version.

    What changes nothing that a public page or the open API shows, such as a draft or a sign-in, says so with
    `public=False`: ready pages stay ready, and nobody can throw them away by trying passwords.

    Call it inside the transaction of the write itself, so that neither exists without the other.
    `before` and `after` are JSON-ready; `None` means the object did not exist then. The record commits to its
    words at once; the seal comes later (`accounts.sealing.sealer`).
    """
    _written(
        actor=actor,
        at=clock(),
        verb=verb,
        kind=kind,
        told=Told(object_id, before, after),
        randomness=randomness,
    ).save(force_insert=True)
    if public:
        advance_content_version()


def record_all(
    *,
    actor: Actor,
    clock: Clock,
    verb: str,
    kind: str,
    objects: Iterable[Told],
    randomness: Randomness = secrets.token_bytes,
) -> None:
    """Write one audit record for each of many objects, a few hundred at a time; else as `record`."""
    at = clock()
    AuditRecord.objects.bulk_create(
        (
            _written(actor=actor, at=at, verb=verb, kind=kind, told=told, randomness=randomness)
            for told in objects
        ),
        batch_size=500,
    )
    advance_content_version()


def _written(
    *, actor: Actor, at: datetime, verb: str, kind: str, told: Told, randomness: Randomness
) -> AuditRecord:
    written = AuditRecord(
        at=at,
        actor=actor.name,
        user_id=actor.user_id,
        channel=actor.channel,
        verb=verb,
        kind=kind,
        object_id=told.object_id,
        before=told.before,
        after=told.after,
    )
    salt = randomness(SALT_BYTES)
    written.salt, written.commitment = salt.hex(), commitment(salt, words_of(written)).hex()
    return written
