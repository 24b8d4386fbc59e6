"""Indicators, observations and releases over the API."""

from __future__ import annotations

from ninja import Router

from lupaus.indicators.api import catalogue, figures, findings, observations, releases, series

router = Router()
router.add_router("", catalogue.router, tags=["indicators"])
router.add_router("", observations.router, tags=["observations"])
router.add_router("", series.router, tags=["observations"])
router.add_router("", releases.router, tags=["releases"])
router.add_router("", findings.router, tags=["findings"])
router.add_router("", figures.router, tags=["figures"])
