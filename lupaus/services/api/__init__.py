"""Services over the API, for reading: a module per noun, joined here."""

from __future__ import annotations

from ninja import Router

router = Router(tags=["services"])
