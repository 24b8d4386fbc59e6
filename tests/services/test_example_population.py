"""Where the example lets people live: everybody somewhere, inside their municipality."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from lupaus.regions.files.own import own_entries
from lupaus.services.example.files import CATALOGUE, POPULATION_POINTS
from lupaus.services.example.make_population_points import is_inside, written
from lupaus.services.example.population import points, spread
from tests.services.example_files import (
    inside,
)


def test_people_are_spread_and_none_is_lost() -> None:
    assert spread(10, [0.5, 0.3, 0.2]) == [5, 3, 2]
    assert spread(7, [0.5, 0.3, 0.2]) == [4, 2, 1]
    assert sum(spread(684_018, [point.share for point in points()[:20]])) == 684_018
    by_municipality = Counter(point.municipality for point in points())
    assert set(by_municipality.values()) == {20}
    assert set(by_municipality) == {code for code in own_entries() if code.startswith("KU")}


@pytest.mark.slow
@pytest.mark.real_data
def test_the_points_are_made_of_the_outlines_and_lie_inside_them(real_data: Path) -> None:
    assert POPULATION_POINTS.read_text(encoding="utf-8") == written(real_data)
    shapes = json.loads((real_data / "geo/uusimaa_26_kuntarajat_nls.geojson").read_text(encoding="utf-8"))
    rings: dict[str, list[Any]] = {}
    for shape in shapes["features"]:
        outline = shape["geometry"]
        parts = outline["coordinates"] if outline["type"] == "MultiPolygon" else [outline["coordinates"]]
        rings[f"KU{shape['properties']['NATCODE']}"] = [part[0] for part in parts]
    for point in points():
        place = point.latitude, point.longitude
        assert any(is_inside(place, ring) for ring in rings[point.municipality]), point
    for channel in inside(CATALOGUE)["channels"]:
        if channel["kind"] == "place":
            place = channel["latitude"], channel["longitude"]
            assert any(is_inside(place, ring) for ring in rings[channel["municipality"]]), channel["id"]
