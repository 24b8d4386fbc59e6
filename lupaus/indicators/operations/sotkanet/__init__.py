"""Bringing indicators and observations in from Sotkanet: single ones, the catalogue, everything."""

from __future__ import annotations

from lupaus.indicators.operations.sotkanet.catalogue import Catalogued, save_sotkanet_catalogue
from lupaus.indicators.operations.sotkanet.importing import import_from_sotkanet, import_sotkanet_file
from lupaus.indicators.operations.sotkanet.whole import BrokenOff, Choice, Whole, import_whole_sotkanet

__all__ = [
    "BrokenOff",
    "Catalogued",
    "Choice",
    "Whole",
    "import_from_sotkanet",
    "import_sotkanet_file",
    "import_whole_sotkanet",
    "save_sotkanet_catalogue",
]
