"""Numbers as a reader expects them: thin spaces between thousands, decimal comma in Finnish and Swedish."""

from __future__ import annotations

import math

THIN_SPACE = "\u202f"  # narrow and unbreakable, so that a number never wraps
MINUS = "\u2212"


def number(value: float | None, language: str, decimals: int = 0) -> str:
    """`1782300.0` → `1 782 300`, `-0.25` with two decimals → `−0,25`; a dash for what is not known."""
    if value is None or not math.isfinite(value):
        return "–"
    text = f"{value:,.{decimals}f}"
    if not text.strip("-0.,"):
        text = text.removeprefix("-")  # no negative zero
    whole, _, fraction = text.partition(".")
    whole = whole.replace(",", THIN_SPACE).replace("-", MINUS)
    separator = "." if language == "en" else ","
    return f"{whole}{separator}{fraction}" if fraction else whole


def with_unit(value: float | None, unit: str, language: str, decimals: int = 0) -> str:
    """The number followed by its unit, never broken over two lines."""
    shown = number(value, language, decimals)
    return f"{shown}\u00a0{unit}" if unit and value is not None else shown
