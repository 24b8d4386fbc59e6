"""The audit trail: the one place every operation tells what it wrote."""

from __future__ import annotations

import secrets
from typing import Any

from lupaus.accounts.actors import Actor
from lupaus.accounts.models import AuditRecord
from lupaus.accounts.sealing.words import SALT_BYTES, Randomness, commitment, words_of
from lupaus.web.clock import Clock
from lupaus.web.versions import advance_content_version


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
    written = AuditRecord(
        at=clock(),
        actor=actor.name,
        user_id=actor.user_id,
        channel=actor.channel,
        verb=verb,
        kind=kind,
        object_id=object_id,
        before=before,
        after=after,
    )
    salt = randomness(SALT_BYTES)
    written.salt, written.commitment = salt.hex(), commitment(salt, words_of(written)).hex()
    written.save(force_insert=True)
    if public:
        advance_content_version()
