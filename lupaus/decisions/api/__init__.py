"""The machine-readable doors of the room, under /api/v1/."""

from __future__ import annotations

from ninja import Router

router = Router(tags=["decisions"])
