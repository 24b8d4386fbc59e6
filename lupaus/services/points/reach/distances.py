"""From squares of population to the nearest point: distances on the globe, and shares within one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

#: Mean radius of the earth in kilometres (IUGG: R1); against the ellipsoid it errs by under half a per cent.
EARTH: Final = 6371.0088

Floats = NDArray[np.float64]
Places = Sequence[tuple[float, float]]  # latitude, longitude in degrees, WGS84


@dataclass(frozen=True)
class Population:
    """Squares with their people. `municipality` counts into `codes`."""

    codes: Sequence[str]
    municipality: NDArray[np.int64]
    latitude: Floats
    longitude: Floats
    people: Floats

    @property
    def residents(self) -> Floats:
        """People by municipality, in the order of `codes`."""
        return np.bincount(self.municipality, self.people, len(self.codes)).astype(np.float64)

    def within(self, distances: Floats, kilometres: float) -> Floats:
        """People by municipality who live within a distance, the end included."""
        near = np.where(distances <= kilometres, self.people, 0.0)
        return np.bincount(self.municipality, near, len(self.codes)).astype(np.float64)


def nearest(population: Population, points: Places) -> Floats:
    """Kilometres from each square to the nearest point; infinite without points.

    Straight through the earth to the nearest point (a tree over the unit sphere finds it in a few steps),
    then along the surface: the one that is nearest by one measure is nearest by the other.
    """
    if not points:
        return np.full(len(population.people), np.inf)
    there = np.asarray(points, dtype=np.float64)
    from scipy.spatial import cKDTree  # noqa: PLC0415 - 25 MB that few pages need

    tree = cKDTree(_on_sphere(there[:, 0], there[:, 1]))
    found: tuple[Any, Any] = tree.query(_on_sphere(population.latitude, population.longitude))
    chord = np.minimum(np.asarray(found[0], dtype=np.float64), 2.0)
    return 2 * EARTH * np.arcsin(chord / 2)


def _on_sphere(latitude: Floats, longitude: Floats) -> Floats:
    """Places as points of the unit sphere, one a row."""
    phi, lam = np.radians(latitude), np.radians(longitude)
    return np.column_stack((np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)))


def share(part: float, whole: float) -> float | None:
    """Per cent; None of nothing. A part of a whole never rounds to more than a hundred."""
    return 100.0 * (part / whole) if whole > 0 else None


def kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """The distance between two places (latitude, longitude in degrees), along the surface."""
    rows = _on_sphere(np.array([a[0], b[0]]), np.array([a[1], b[1]]))
    chord = min(2.0, float(np.linalg.norm(rows[0] - rows[1])))
    return 2 * EARTH * float(np.arcsin(chord / 2))
