"""From boundaries on the globe to lines on the paper: projected, fitted, and no finer than can be seen."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lupaus.web.charts.labels import Box
from lupaus.web.charts.svg import num

Ring = Sequence[Sequence[float]]  # [longitude, latitude] in degrees, WGS84
Polygon = Sequence[Ring]  # the outer ring, then holes
Places = list[tuple[float, float]]

FINENESS = 0.5  # in units of the drawing: half a pixel


@dataclass(frozen=True, slots=True)
class Shape:
    """A region's outline on the paper: the `d` of its path, its box, and a point well inside it."""

    d: str
    box: Box
    heart: tuple[float, float]


def fitted(regions: Mapping[str, Sequence[Polygon]], width: float) -> tuple[dict[str, Shape], float]:
    """The regions drawn `width` units wide, north upwards, and the height they take.

    Equirectangular at the middle latitude: over a Finnish region it differs from ETRS-TM35FIN by less than
    the drawing shows. Points that are no places on the globe are left out, regions without a ring too.
    """
    rings = {code: list(rings_of(polygons)) for code, polygons in regions.items()}
    points = [point for found in rings.values() for ring in found for point in ring]
    if not points:
        return {}, 0.0
    paper = Paper.around(points, width)
    return paper.shapes(rings), paper.height


@dataclass(frozen=True, slots=True)
class Paper:
    """Where places on the globe come to lie on a drawing `width` units wide."""

    width: float
    height: float
    west: float
    north: float
    scale: float  # units of the drawing in a degree of latitude
    narrowing: float
    margin: float

    @classmethod
    def around(cls, points: Sequence[tuple[float, float]], width: float) -> Paper:
        """The drawing that just holds all points (longitude, latitude in degrees); there is at least one."""
        west, east = min(x for x, _ in points), max(x for x, _ in points)
        south, north = min(y for _, y in points), max(y for _, y in points)
        narrowing = math.cos(math.radians((south + north) / 2))
        scale = (width - 2) / max((east - west) * narrowing, (north - south) / 2, 1e-9)
        margin = (width - (east - west) * narrowing * scale) / 2
        return cls(width, (north - south) * scale + 2, west, north, scale, narrowing, margin)

    def place(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Where a place is drawn; beyond the edges for one that lies outside."""
        x = self.margin + (longitude - self.west) * self.narrowing * self.scale
        return x, 1 + (self.north - latitude) * self.scale

    def ring(self, ring: Places) -> Places:
        return [self.place(x, y) for x, y in ring]

    def shapes(self, rings: Mapping[str, Sequence[Places]]) -> dict[str, Shape]:
        """Regions on this drawing, also what lies beyond its edges; those without a ring are left out."""
        return {code: _shape([self.ring(ring) for ring in found]) for code, found in rings.items() if found}


def rings_of(polygons: Sequence[Polygon]) -> Iterable[Places]:
    """The rings that can be drawn: of places on the globe, three at least."""
    for polygon in polygons:
        for ring in polygon:
            places = [(float(point[0]), float(point[1])) for point in ring if len(point) >= 2]
            places = [(x, y) for x, y in places if abs(x) <= 180 and abs(y) <= 90]
            if len(places) >= 3:
                yield places


def _shape(rings: list[Places]) -> Shape:
    """Specks smaller than can be seen go, but never the largest ring."""
    largest = max(rings, key=lambda ring: abs(_area(ring)))
    seen = [ring for ring in rings if ring is largest or abs(_area(ring)) > 2 * FINENESS]
    d = "".join(_path(simplified(ring, FINENESS)) for ring in seen)
    xs, ys = [x for x, _ in largest], [y for _, y in largest]
    return Shape(d, Box(min(xs), min(ys), max(xs), max(ys)), _heart(largest))


def _path(ring: Places) -> str:
    """Steps relative to the last point, to a tenth of a unit: short, and without drift from rounding."""
    tenths = [(round(x * 10), round(y * 10)) for x, y in ring]
    if tenths[0] == tenths[-1]:
        tenths.pop()
    (x, y), *others = tenths
    steps = [f"M{num(x / 10)} {num(y / 10)}l"]
    for step_x, step_y in others:
        steps.append(f"{num((step_x - x) / 10)} {num((step_y - y) / 10)} ")
        x, y = step_x, step_y
    return "".join(steps).rstrip(" l") + "Z"


def _area(ring: Places) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], ring[0]], strict=True)) / 2


def _heart(ring: Places) -> tuple[float, float]:
    """The middle of the widest stretch of the ring at one of a few heights: inside, with room for words."""
    top, bottom = min(y for _, y in ring), max(y for _, y in ring)
    best = (-1.0, (ring[0][0], ring[0][1]))
    for share in (0.5, 0.4, 0.6, 0.3, 0.7):
        y = top + share * (bottom - top)
        crossings = sorted(
            a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0])
            for a, b in zip(ring, [*ring[1:], ring[0]], strict=True)
            if (a[1] <= y) != (b[1] <= y)
        )
        for left, right in zip(crossings[::2], crossings[1::2], strict=False):
            if right - left > best[0] * 1.15:  # nearer the middle is better, unless much wider elsewhere
                best = (right - left, ((left + right) / 2, y))
    return best[1]


def simplified(ring: Places, tolerance: float) -> Places:
    """Douglas–Peucker: the fewest of the points from which none of the others is further than `tolerance`."""
    if len(ring) < 4:
        return ring
    kept = {0, len(ring) - 1}
    # A closed ring has no far end of its own: the point furthest from the first one serves.
    far = max(range(len(ring)), key=lambda i: math.dist(ring[0], ring[i]))
    kept.add(far)
    spans = [(0, far), (far, len(ring) - 1)]
    while spans:
        first, last = spans.pop()
        index, distance = _furthest(ring, first, last)
        if distance > tolerance:
            kept.add(index)
            spans += [(first, index), (index, last)]
    return [ring[index] for index in sorted(kept)]


def _furthest(ring: Places, first: int, last: int) -> tuple[int, float]:
    (ax, ay), (bx, by) = ring[first], ring[last]
    length = math.hypot(bx - ax, by - ay)
    best, index = 0.0, first
    for at in range(first + 1, last):
        x, y = ring[at]
        if length:
            distance = abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length
        else:
            distance = math.hypot(x - ax, y - ay)
        if distance > best:
            best, index = distance, at
    return index, best
