"""A figure of the example, and the tidy CSV the real ones are kept in."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from typing import NamedTuple

from lupaus.indicators.observations import TOTAL
from lupaus.strategy.example.files import OBSERVATIONS


class Figure(NamedTuple):
    """One value of an indicator for a region, a gender and a year."""

    indicator: str
    region: str
    gender: str
    year: int
    value: float


def real_figures() -> Iterator[Figure]:
    """The real figures the product carries: see SOURCES.md."""
    with gzip.open(OBSERVATIONS, "rt", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yield Figure(
                row["indicator"], row["region"], row["gender"] or TOTAL, int(row["year"]), float(row["value"])
            )
