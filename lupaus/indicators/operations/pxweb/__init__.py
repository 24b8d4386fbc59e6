"""Bringing observations in from Statistics Finland's tables, and looking before that."""

from __future__ import annotations

from lupaus.indicators.operations.pxweb.importing import PxImported, PxTableDone, import_pxweb
from lupaus.indicators.operations.pxweb.looking import (
    PxPlanned,
    PxTablePlan,
    look_up_pxweb,
    look_up_pxweb_table,
    plan_pxweb,
)

__all__ = [
    "PxImported",
    "PxPlanned",
    "PxTableDone",
    "PxTablePlan",
    "import_pxweb",
    "look_up_pxweb",
    "look_up_pxweb_table",
    "plan_pxweb",
]
