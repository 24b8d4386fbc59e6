"""Indicators that are worked out from others: what a derivation says, and the arithmetic of it.

A derivation is an entry of the catalogue and never figures: those are worked out when somebody reads them,
from the figures of its parts in the same release. `queries.parts_of` tells from which.
"""

from __future__ import annotations

from lupaus.indicators.derived.definitions import KINDS, Derivation, Part
from lupaus.indicators.derived.reading import parse

__all__ = ["KINDS", "Derivation", "Part", "parse"]
