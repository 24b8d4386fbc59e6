"""Boundaries as GeoJSON (RFC 7946), in WGS84 or in ETRS-TM35FIN metres as authorities publish them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any, Final

from django.utils.translation import gettext as _
from pyproj import Transformer

from lupaus.regions.codes import COUNTRY, PREFIXES, WIDTHS, code_of
from lupaus.regions.models import Category
from lupaus.regions.queries import Polygons
from lupaus.web.refusals import Problem, Refused

NATIONAL_LAND_SURVEY: Final = "Maanmittauslaitos / National Land Survey of Finland, CC BY 4.0"
STATISTICS_FINLAND: Final = "Tilastokeskus / Statistics Finland, CC BY 4.0"

#: Property of a feature → category its bare code is of; the first one a feature has decides.
CODE_PROPERTIES: Final[Mapping[str, Category]] = {
    "kunta": Category.MUNICIPALITY,
    "NATCODE": Category.MUNICIPALITY,
    "natcode": Category.MUNICIPALITY,
    "kuntatunnus": Category.MUNICIPALITY,
    "hyvinvointialue": Category.COUNTY,
    "hva": Category.COUNTY,
    "hva_code": Category.COUNTY,
    "seutukunta": Category.SUBREGION,
    "maakunta": Category.REGION,
}

#: Finland with its sea areas, in degrees, widened by about a degree.
LONGITUDES: Final = (16.0, 34.0)
LATITUDES: Final = (58.0, 72.0)

#: Six decimals of a degree are about 10 cm.
DECIMALS: Final = 6


@dataclass(frozen=True, slots=True)
class Shapes:
    """Outlines in WGS84 by region code, and whom the recognised publisher wants named ("" if unknown)."""

    polygons: dict[str, Polygons]
    attribution: str


def parse(document: Any, file: str) -> Shapes:
    """Read a FeatureCollection. Raises `Refused` with every problem and its place in the document."""
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or not features:
        raise Refused(Problem(_("A GeoJSON FeatureCollection with features was expected."), file=file))
    reader = _Reader(file, _metres(document, features, file))
    for position, feature in enumerate(features):
        reader.read(feature, f"features[{position}]")
    if reader.problems:
        raise Refused(reader.problems)
    return Shapes(reader.polygons, _publisher(features[0]["properties"]))


def _metres(document: dict[str, Any], features: list[Any], file: str) -> bool:
    """Whether coordinates are ETRS-TM35FIN: as the `crs` member says, else as their size shows."""
    crs = document.get("crs")
    named = str(crs.get("properties", {})) if isinstance(crs, dict) else ""
    if "3067" in named:
        return True
    if named and not any(word in named for word in ("CRS84", "4326", "4258")):
        message = _("Coordinates were expected in WGS84 or ETRS-TM35FIN (EPSG:3067).")
        raise Refused(Problem(message, file=file, path="crs"))
    return not named and any(abs(value) > 360 for value in _first_position(features))


def _first_position(features: Iterable[Any]) -> tuple[float, ...]:
    for feature in features:
        place = feature.get("geometry") if isinstance(feature, dict) else None
        place = place.get("coordinates") if isinstance(place, dict) else None
        while isinstance(place, list) and place:
            if all(_is_number(value) for value in place):
                return tuple(map(float, place[:2]))
            place = place[0]
    return ()


def _publisher(properties: Mapping[str, Any]) -> str:
    if "NATCODE" in properties or "natcode" in properties:
        return NATIONAL_LAND_SURVEY
    return STATISTICS_FINLAND if {"vuosi", "nimi", "namn"} <= properties.keys() else ""


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e12


class _Reader:
    def __init__(self, file: str, metres: bool) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.polygons: dict[str, Polygons] = {}
        self._to_degrees = Transformer.from_crs(3067, 4326, always_xy=True) if metres else None

    def read(self, feature: Any, path: str) -> None:
        properties = feature.get("properties") if isinstance(feature, dict) else None
        geometry = feature.get("geometry") if isinstance(feature, dict) else None
        if not isinstance(properties, dict) or not isinstance(geometry, dict):
            self._wrong(path, _("A feature with properties and a geometry was expected."))
            return
        code = _code(properties)
        if not code:
            self._wrong(
                f"{path}.properties",
                _("The region's code was expected in one of these: %(names)s.")
                % {"names": ", ".join([*CODE_PROPERTIES, "code"])},
            )
        kind, coordinates = geometry.get("type"), geometry.get("coordinates")
        if kind not in {"Polygon", "MultiPolygon"}:
            self._wrong(f"{path}.geometry.type", _("A Polygon or MultiPolygon was expected."))
            return
        polygons = [coordinates] if kind == "Polygon" else coordinates
        if not isinstance(polygons, list) or not polygons:
            self._wrong(f"{path}.geometry.coordinates", _("The shape has no outline."))
            return
        # A region may come in several features, one for each of its parts.
        shapes = self.polygons.setdefault(code, [])
        for position, polygon in enumerate(polygons):
            shapes.append(self._polygon(polygon, f"{path}.geometry.coordinates[{position}]"))

    def _polygon(self, rings: Any, path: str) -> list[list[tuple[float, float]]]:
        if not isinstance(rings, list) or not rings:
            self._wrong(path, _("The shape has no outline."))
            return []
        return [self._ring(ring, f"{path}[{position}]") for position, ring in enumerate(rings)]

    def _ring(self, ring: Any, path: str) -> list[tuple[float, float]]:
        points = ring if isinstance(ring, list) else []
        if not all(_is_position(point) for point in points):
            self._wrong(path, _("Every point needs two finite numbers."))
            return []
        if len(points) < 4:
            self._wrong(path, _("A ring needs at least four points."))
            return []
        if points[0] != points[-1]:
            self._wrong(path, _("The ring is not closed: its last point must be its first."))
            return []
        pairs = [(float(point[0]), float(point[1])) for point in points]
        if self._to_degrees:
            eastings, northings = zip(*pairs, strict=True)
            pairs = list(zip(*self._to_degrees.transform(eastings, northings), strict=True))
        if message := _outside_finland(pairs):
            self._wrong(path, message)
        return [(round(x, DECIMALS), round(y, DECIMALS)) for x, y in pairs]

    def _wrong(self, path: str, message: str) -> None:
        self.problems.append(Problem(message, file=self.file, path=path))


def _is_position(point: Any) -> bool:
    return isinstance(point, list) and len(point) >= 2 and all(_is_number(value) for value in point[:2])


def _outside_finland(pairs: list[tuple[float, float]]) -> str:
    if all(_within(x, LONGITUDES) and _within(y, LATITUDES) for x, y in pairs):
        return ""
    if all(_within(y, LONGITUDES) and _within(x, LATITUDES) for x, y in pairs):
        return _("Latitude and longitude have changed places: GeoJSON gives the longitude first.")
    return _("The outline lies outside Finland.")


def _within(value: float, extent: tuple[float, float]) -> bool:
    return isfinite(value) and extent[0] <= value <= extent[1]


def _code(properties: Mapping[str, Any]) -> str:
    for name, category in CODE_PROPERTIES.items():
        if (value := properties.get(name)) is not None:
            return _prefixed(category, str(value).strip())
    whole = properties.get("code")
    return whole if isinstance(whole, str) and "\x00" not in whole else ""


def _prefixed(category: Category, value: str) -> str:
    bare = value.removeprefix(PREFIXES[category])
    fits = bare.isascii() and bare.isdigit() and len(bare) <= WIDTHS[category]
    return code_of(category, bare) if fits else (COUNTRY if value == COUNTRY else "")
