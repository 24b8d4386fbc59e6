"""The kinds of part a strategy consists of, by name."""

from __future__ import annotations

from typing import Final

STRATEGY: Final = "strategy"
FOCUS_AREA: Final = "focus-area"
GOAL: Final = "goal"
TARGET: Final = "target"
MEASURE: Final = "measure"
PROMISE: Final = "promise"
POINT: Final = "decision-point"
