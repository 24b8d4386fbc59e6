"""What the room analysis answers over the API."""

from __future__ import annotations

from ninja import Router

from lupaus.analysis.comparing.api import router as comparing
from lupaus.analysis.situation.api import router as situation

router = Router()
router.add_router("", comparing, tags=["comparisons"])
router.add_router("", situation, tags=["situations"])
