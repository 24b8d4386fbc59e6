"""Strategies, their goals and their assessments over the API."""

from __future__ import annotations

from ninja import Router

from lupaus.strategy.api import assessments, strategies, verdicts

router = Router()
router.add_router("", strategies.router)
router.add_router("", assessments.router, tags=["assessments"])
router.add_router("", verdicts.router, tags=["assessments"])
