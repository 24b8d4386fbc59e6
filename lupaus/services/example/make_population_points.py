"""Makes `population_points.csv`: twenty points inside each municipality, and the share of its people at each.

A spiral about the example's first service point of the municipality, thinner with distance; points outside
the outline are left out. The outlines lie beside the project: National Land Survey of Finland, CC BY 4.0.
The same files always give the same bytes; SOURCES.md says how to run it.
"""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import click

from lupaus.services.catalogue.file import read_catalogue
from lupaus.services.example.files import CATALOGUE, POPULATION_POINTS

OUTLINES: Final = Path("geo/uusimaa_26_kuntarajat_nls.geojson")
POINTS: Final = 20
#: How many places of the spiral are looked at, however little of them is land of the municipality.
TRIED: Final = 4_000
_GOLDEN_ANGLE: Final = math.pi * (3 - math.sqrt(5))
_KM_A_DEGREE: Final = 111.2
#: Of a coordinate: about ten metres.
_DECIMALS: Final = 4

Ring = Sequence[Sequence[float]]


def points_within(
    rings: Sequence[Ring], centre: tuple[float, float], land: float
) -> list[tuple[float, float]]:
    """Twenty (latitude, longitude) inside the rings, nearest to the centre first. `land` in km²."""
    latitude, longitude = centre
    reach = math.sqrt(land / math.pi) * 1.1
    narrow = math.cos(math.radians(latitude))
    found = []
    for number in range(TRIED):
        distance = reach * math.sqrt((number + 0.5) / (POINTS * 1.6))
        angle = number * _GOLDEN_ANGLE
        point = (
            round(latitude + distance * math.sin(angle) / _KM_A_DEGREE, _DECIMALS),
            round(longitude + distance * math.cos(angle) / _KM_A_DEGREE / narrow, _DECIMALS),
        )
        if any(is_inside(point, ring) for ring in rings):
            found.append(point)
            if len(found) == POINTS:
                break
    return found


def is_inside(point: tuple[float, float], ring: Ring) -> bool:
    """Whether (latitude, longitude) lies in a ring of [longitude, latitude]: the even-odd rule."""
    latitude, longitude = point
    inside = False
    for start, end in pairwise(ring):
        if (start[1] > latitude) != (end[1] > latitude):
            crossing = (end[0] - start[0]) * (latitude - start[1]) / (end[1] - start[1]) + start[0]
            inside ^= longitude < crossing
    return inside


def shares(points: Sequence[tuple[float, float]], centre: tuple[float, float]) -> list[float]:
    """How people are spread: fewer the further from the centre, in all one."""
    narrow = math.cos(math.radians(centre[0]))
    distances = [
        math.hypot(point[0] - centre[0], (point[1] - centre[1]) * narrow) * _KM_A_DEGREE for point in points
    ]
    typical = sum(distances) / len(distances)
    weights = [math.exp(-1.6 * distance / typical) for distance in distances]
    return [weight / sum(weights) for weight in weights]


def centres() -> dict[str, tuple[float, float]]:
    """The first service point of each municipality in the example's catalogue."""
    catalogue, report = read_catalogue(CATALOGUE)
    report.raise_problems()
    found: dict[str, tuple[float, float]] = {}
    for place in catalogue.channels:
        if place.municipality and place.latitude is not None and place.longitude is not None:
            found.setdefault(place.municipality, (place.latitude, place.longitude))
    return found


def rows(folder: Path) -> Iterator[tuple[str, str, str, str]]:
    """Municipality, latitude, longitude and share of its people, as the file has them."""
    outlines = json.loads((folder / OUTLINES).read_text(encoding="utf-8"))["features"]
    found = centres()
    for outline in sorted(outlines, key=lambda each: str(each["properties"]["NATCODE"])):
        code = f"KU{outline['properties']['NATCODE']}"
        points = points_within(_rings(outline), found[code], float(outline["properties"]["LANDAREA"]))
        if len(points) != POINTS:
            raise click.ClickException(f"{code}: {len(points)} points are inside its outline")
        for point, share in zip(points, shares(points, found[code]), strict=True):
            yield code, f"{point[0]:.{_DECIMALS}f}", f"{point[1]:.{_DECIMALS}f}", f"{share:.5f}"


def _rings(outline: Any) -> list[Ring]:
    """The outer ring of each part."""
    shape = outline["geometry"]
    parts = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
    return [part[0] for part in parts]


def written(folder: Path) -> str:
    """The file's text."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(["municipality", "latitude", "longitude", "share"])
    lines.writerows(rows(folder))
    return text.getvalue()


@click.command()
@click.option(
    "--data", type=click.Path(path_type=Path, exists=True), envvar="LUPAUS_REAL_DATA", required=True
)
def main(data: Path) -> None:
    """Write the points people of the example are spread over anew."""
    POPULATION_POINTS.write_text(written(data), encoding="utf-8")
    click.echo(f"→ {POPULATION_POINTS.name}")
