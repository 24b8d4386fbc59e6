"""THL's statistics bank Sotkanet: its REST interface 1.1 and the shapes of its answers."""

from __future__ import annotations

from lupaus.indicators.sotkanet.answers import Item, items_of
from lupaus.indicators.sotkanet.metadata import definition_of, metadata_of
from lupaus.indicators.sotkanet.service import BASE, Answer, NoAnswer, NoSuchIndicator, Sotkanet

__all__ = [
    "BASE",
    "Answer",
    "Item",
    "NoAnswer",
    "NoSuchIndicator",
    "Sotkanet",
    "definition_of",
    "items_of",
    "metadata_of",
]
