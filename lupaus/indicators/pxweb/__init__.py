"""Statistics Finland's tables (PxWeb, interface version 1): asking, choosing by a mapping, understanding."""

from __future__ import annotations

from lupaus.indicators.pxweb.mapping import PxMap, map_of, read_map
from lupaus.indicators.pxweb.service import BASE, NoAnswer, NoSuchTable, PxWeb, TooManyCells
from lupaus.indicators.pxweb.tables import PxTable, table_of

__all__ = [
    "BASE",
    "NoAnswer",
    "NoSuchTable",
    "PxMap",
    "PxTable",
    "PxWeb",
    "TooManyCells",
    "map_of",
    "read_map",
    "table_of",
]
