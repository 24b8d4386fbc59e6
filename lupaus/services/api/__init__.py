"""Services over the API, for reading: a module per noun, joined here."""

from __future__ import annotations

from ninja import Router

from lupaus.services.api import chains, hsds, matrices, points, processes, services, what_if

router = Router(tags=["services"])
router.add_router("", chains.router)
router.add_router("", matrices.router)
router.add_router("", processes.router)
router.add_router("", what_if.router)
router.add_router("", services.router)
router.add_router("", hsds.router)
router.add_router("", points.router)
