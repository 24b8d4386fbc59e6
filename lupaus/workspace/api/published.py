"""How a published version of a work is told over the API."""

from __future__ import annotations

from datetime import datetime

from ninja import Schema


class PublishedVersionOut(Schema):
    """A published version. `decision` names what approved it; `digest` (SHA-256) seals every part of it."""

    number: int
    state: str
    published_at: datetime | None
    superseded_at: datetime | None
    decision: str
    digest: str
