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


@dataclass(frozen=True)
class Timed:
    """The seconds of one deed, a round each; rounds of different deeds stand beside each other."""

    rounds: tuple[float, ...]

    @property
    def median(self) -> float:
        return median(self.rounds)

    def times(self, other: Timed) -> dict[str, float]:
        """How many times as long as another deed: the median of the rounds, the lowest and the highest."""
        found = [mine / theirs for mine, theirs in zip(self.rounds, other.rounds, strict=True)]
        return {
            "median": round(median(found), 2),
            "lowest": round(min(found), 2),
            "highest": round(max(found), 2),
        }


def interleaved(deeds: Mapping[str, Callable[[], object]], *, rounds: int) -> dict[str, Timed]:
    """Each deed in turn, so that a slow moment of the machine meets all of them; a first round warms up."""
    seconds: dict[str, list[float]] = {name: [] for name in deeds}
    for _round in range(rounds + 1):
        for name, deed in deeds.items():
            begun = perf_counter()
            deed()
            seconds[name].append(perf_counter() - begun)
    return {name: Timed(tuple(each[1:])) for name, each in seconds.items()}


def against(name: str, timed: Timed, peers: Mapping[str, Timed]) -> Figure:
    """Milliseconds, and for each peer how many times its time, with the spread over the rounds."""
    values: dict[str, float] = {"ms": round(timed.median * 1000, 1)}
    for peer, theirs in peers.items():
        ratio = timed.times(theirs)
        values[f"times {peer}"] = ratio["median"]
        values[f"times {peer}, lowest"] = ratio["lowest"]
        values[f"times {peer}, highest"] = ratio["highest"]
    return Figure(name, values)
