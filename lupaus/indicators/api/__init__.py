"""Indicators, observations and releases over the API."""

from __future__ import annotations

from ninja import Router

from lupaus.indicators.api import catalogue, observations, releases

router = Router()
router.add_router("", catalogue.router, tags=["indicators"])
router.add_router("", observations.router, tags=["observations"])
router.add_router("", releases.router, tags=["releases"])
