"""What is committed to: the words of one record, hashed behind a salt that only the record knows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import Any, Protocol

from lupaus.accounts.sealing.canonical import canonical, moment

SALT_BYTES = 32

#: Gives so many random bytes.
Randomness = Callable[[int], bytes]


class Worded(Protocol):
    """A record as the database holds it."""

    at: datetime
    actor: str
    user_id: int | None
    channel: str
    verb: str
    kind: str
    object_id: str
    before: Any
    after: Any


def words_of(record: Worded) -> bytes:
    """The canonical JSON of everything a record says."""
    return canonical(
        {
            "actor": record.actor,
            "after": record.after,
            "at": moment(record.at),
            "before": record.before,
            "channel": record.channel,
            "kind": record.kind,
            "object_id": record.object_id,
            "user": record.user_id,
            "verb": record.verb,
        }
    )


def commitment(salt: bytes, words: bytes) -> bytes:
    """SHA-256 over salt and words. The salt has always 32 bytes, so the border between them is fixed."""
    return sha256(salt + words).digest()
