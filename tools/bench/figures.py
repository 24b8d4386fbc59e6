"""What a measurement is, and what kind of machine made it: no names, no paths."""

from __future__ import annotations

import os
import platform
import sqlite3
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True)
class Figure:
    """One thing that was measured: its name, and figures by what they are (`ms`, `queries`, `ratio`)."""

    what: str
    values: dict[str, float] = field(default_factory=dict)


def machine() -> dict[str, str | int]:
    """What kind of machine it is."""
    return {
        "python": platform.python_version(),
        "system": platform.system(),
        "processor": platform.machine(),
        "processors": os.cpu_count() or 0,
        "sqlite": sqlite3.sqlite_version,
    }


def interleaved(deeds: Mapping[str, Callable[[], object]], *, rounds: int) -> dict[str, float]:
    """The median seconds of each, done in turn, so that a slow moment of the machine meets all of them."""
    seconds: dict[str, list[float]] = {name: [] for name in deeds}
    for _round in range(rounds + 1):  # the first round warms up
        for name, deed in deeds.items():
            begun = perf_counter()
            deed()
            seconds[name].append(perf_counter() - begun)
    return {name: median(each[1:]) for name, each in seconds.items()}
