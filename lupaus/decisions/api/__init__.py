"""The machine-readable doors of the room, under /api/v1/: a module per noun, joined here."""

from __future__ import annotations

from ninja import Router

from lupaus.decisions.api import bodies, items, matters, meetings, search

router = Router(tags=["decisions"])
router.add_router("", bodies.router)
router.add_router("", meetings.router)
router.add_router("", search.router)
router.add_router("", items.router)
router.add_router("", matters.router)
