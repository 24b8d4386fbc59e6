from __future__ import annotations

import json
import math
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lupaus.web.charts.outlines import fitted, simplified
from tests.web.charts.drawings import SQUARE

places = st.tuples(st.floats(0, 700), st.floats(0, 700))


def test_a_map_is_as_wide_as_asked_and_keeps_its_proportions() -> None:
    shapes, height = fitted({"a": [SQUARE]}, 360.0)
    box = shapes["a"].box
    assert box.right - box.left == pytest.approx(358.0)
    # One degree of longitude at 60.25° is half as long as one of latitude; the square is 1° by 0.5°.
    assert height == pytest.approx(358 * 0.5 / math.cos(math.radians(60.25)) + 2)


def test_north_is_up() -> None:
    north = [[[24.0, 61.0], [25.0, 61.0], [24.5, 61.2]]]
    shapes, _ = fitted({"south": [SQUARE], "north": [north]}, 360.0)
    assert shapes["north"].heart[1] < shapes["south"].heart[1]


def test_places_that_are_nowhere_are_left_out() -> None:
    broken = [[[24.0, math.nan], [math.inf, 60.0], [24.0, 95.0], [24.0]]]
    assert fitted({"a": [broken]}, 360.0) == ({}, 0.0)
    assert set(fitted({"a": [broken], "b": [SQUARE]}, 360.0)[0]) == {"b"}


def test_a_region_of_one_place_is_still_drawn() -> None:
    point = [[[24.0, 60.0], [24.0, 60.0], [24.0, 60.0]]]
    assert fitted({"a": [point]}, 360.0)[0]["a"].d.startswith("M")


@settings(deadline=None)
@given(st.lists(places, min_size=2, max_size=60), st.floats(0.1, 20))
def test_a_simplified_line_stays_near_every_point(ring: list[tuple[float, float]], tolerance: float) -> None:
    kept = simplified(ring, tolerance)
    assert set(kept) <= set(ring)
    assert kept[0] == ring[0]
    assert kept[-1] == ring[-1]
    assert len(kept) <= len(ring)


def test_points_on_a_straight_line_are_left_out() -> None:
    assert simplified([(0.0, 0.0), (1.0, 0.1), (2.0, 0.0), (10.0, 0.0), (10.0, 10.0)], 0.5) == [
        (0.0, 0.0),
        (10.0, 0.0),
        (10.0, 10.0),
    ]


@pytest.mark.real_data
def test_the_outlines_of_uusimaa_are_few_bytes(real_data: Path) -> None:
    file = real_data / "geo" / "uusimaa_26_kuntarajat_nls.geojson"
    regions = {}
    for feature in json.loads(file.read_text(encoding="utf-8"))["features"]:
        shape = feature["geometry"]
        regions[feature["properties"]["NATCODE"]] = (
            shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
        )
    shapes, height = fitted(regions, 720.0)
    assert len(shapes) == 26
    assert 200 < height < 720
    assert sum(len(shape.d) for shape in shapes.values()) < 20_000
    assert not any(re.search("nan|inf", shape.d) for shape in shapes.values())
    assert all(shape.box.left <= shape.heart[0] <= shape.box.right for shape in shapes.values())
