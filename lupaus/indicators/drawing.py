"""Observations as the points of a chart."""

from __future__ import annotations

from collections.abc import Iterable

from lupaus.indicators.observations import Observation
from lupaus.web.charts.lines import Point


def is_tentative(observation: Observation, illustrative: frozenset[int]) -> bool:
    """Illustrative, estimated and forecast figures are drawn dashed and hollow."""
    return observation.release in illustrative or observation.status in ("E", "F")


def points(observations: Iterable[Observation], illustrative: frozenset[int]) -> list[Point]:
    """The figures of one series; `illustrative` holds the numbers of releases that are no statistics."""
    return [
        Point(seen.year, seen.value, is_tentative(seen, illustrative), seen.status == "B")
        for seen in observations
    ]
