"""Charts to look at in tests: one of every kind, ordinary and with nothing in it; and how to read one."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Sequence
from typing import Any

from markupsafe import Markup

from lupaus.web.charts.dumbbell import DumbbellChart, Pair, dumbbell_chart
from lupaus.web.charts.glyphs import SHAPES, StateBar, state_bar
from lupaus.web.charts.lines import Point
from lupaus.web.charts.maps import MapChart, MapWords, Outlined, Tile, region_map, tile_map
from lupaus.web.charts.multiples import MultiplesChart, Panel, multiples_chart
from lupaus.web.charts.path import PathChart, PathWords, Projected, path_chart
from lupaus.web.charts.ranking import Bar, RankingChart, ranking_chart
from lupaus.web.charts.scatter import Dot, ScatterChart, scatter_chart
from lupaus.web.charts.series import SeriesChart, SeriesLine, series_chart, spark

SVG = "{http://www.w3.org/2000/svg}"
AWKWARD = "Äänestys <b>&\"'"
SQUARE = [[[24.0, 60.0], [25.0, 60.0], [25.0, 60.5], [24.0, 60.5], [24.0, 60.0]]]
WORDS = PathWords(
    baseline="Lähtötaso",
    target="Tavoite",
    needed="tarvittava kehitys",
    expected="Pitäisi olla",
    projection="Nykyinen suunta",
    illustrative="esimerkki, ei tilasto",
    broken="tilastointi muuttui",
    direction="pitäisi nousta",
    no_observations="Ei havaintoja",
)
OBSERVED = (
    Point(2016, 71.2),
    Point(2017, 72.9),
    Point(2018, 73.4, breaks=True),
    Point(2019, None),
    Point(2020, 73.0),
    Point(2021, 73.8, tentative=True),
    Point(2022, 74.0, tentative=True),
)


def path(**changes: Any) -> PathChart:
    usual: dict[str, Any] = {
        "id": "path",
        "title": AWKWARD,
        "description": "Nousua",
        "language": "fi",
        "unit": "%",
        "decimals": 1,
        "words": WORDS,
        "observed": OBSERVED,
        "baseline": (2017, 72.9),
        "target": (2030, 79.0),
        "needed": ((2017, 72.9), (2030, 79.0)),
        "expected": (2022, 75.2),
        "projection": (Projected(year=2030, value=76.0, low=74.0, high=78.0),),
        "status": "off_track",
    }
    return PathChart(**usual | changes)


def series(lines: Sequence[SeriesLine], **changes: Any) -> SeriesChart:
    usual: dict[str, Any] = {
        "id": "series",
        "title": AWKWARD,
        "description": "Viivoja",
        "language": "fi",
        "unit": "%",
        "decimals": 1,
        "lines": lines,
        "illustrative": "esimerkki",
        "no_observations": "Ei havaintoja",
    }
    return SeriesChart(**usual | changes)


def ranking(bars: Sequence[Bar], **changes: Any) -> RankingChart:
    usual: dict[str, Any] = {
        "id": "ranking",
        "title": AWKWARD,
        "description": "Järjestys",
        "language": "fi",
        "unit": "%",
        "decimals": 1,
        "bars": bars,
        "missing": "ei tietoa",
        "no_observations": "Ei havaintoja",
    }
    return RankingChart(**usual | changes)


def chart_of_map(**changes: Any) -> MapChart:
    usual: dict[str, Any] = {
        "id": "map",
        "title": AWKWARD,
        "description": "Kartta",
        "language": "fi",
        "unit": "%",
        "decimals": 1,
        "words": MapWords(missing="ei tietoa", no_observations="Ei havaintoja"),
    }
    return MapChart(**usual | changes)


def dumbbell(pairs: Sequence[Pair], **changes: Any) -> DumbbellChart:
    usual: dict[str, Any] = {
        "id": "dumbbell",
        "title": AWKWARD,
        "description": "Kaksi vuotta",
        "language": "fi",
        "unit": "%",
        "decimals": 1,
        "pairs": pairs,
        "first_word": "2010",
        "second_word": "2024",
        "missing": "ei tietoa",
        "no_observations": "Ei havaintoja",
    }
    return DumbbellChart(**usual | changes)


def scatter(dots: Sequence[Dot], **changes: Any) -> ScatterChart:
    usual: dict[str, Any] = {
        "id": "scatter",
        "title": AWKWARD,
        "description": "Kaksi indikaattoria",
        "language": "fi",
        "x_title": "Työttömyysaste (%)",
        "y_title": AWKWARD,
        "dots": dots,
        "no_observations": "Ei havaintoja",
    }
    return ScatterChart(**usual | changes)


def multiples(panels: Sequence[Panel], **changes: Any) -> MultiplesChart:
    usual: dict[str, Any] = {
        "id": "multiples",
        "title": AWKWARD,
        "description": "Pieniä kuvia",
        "language": "fi",
        "unit": "%",
        "decimals": 1,
        "panels": panels,
        "missing": "ei tietoa",
        "no_observations": "Ei havaintoja",
    }
    return MultiplesChart(**usual | changes)


def bar_of_states(counts: dict[str, int]) -> StateBar:
    return StateBar(
        id="state",
        title=AWKWARD,
        description="Tilanne",
        counts=counts,
        words={status: status.upper() for status in SHAPES},
        nothing="Ei tavoitteita",
    )


LINES = (
    SeriesLine(name=AWKWARD, points=OBSERVED, highlighted=True),
    SeriesLine(name="Länsi-Uudenmaan hyvinvointialue", points=(Point(2016, 70.0), Point(2020, 74.0))),
)
BARS = (
    Bar(name=AWKWARD, value=12.5, href="/fi/regions/KU049/?a=1&b=2", chosen=True),
    Bar(name="Lohja", value=-3.0, tentative=True),
    Bar(name="Hanko", value=None),
)
PAIRS = (
    Pair(name=AWKWARD, first=12.5, second=9.8, href="/fi/regions/KU049/?a=1&b=2", chosen=True),
    Pair(name="Lohja", first=-3.0, second=-3.0, tentative=True),
    Pair(name="Hanko", first=None, second=4.0),
    Pair(name="Inkoo", first=None, second=None),
)
DOTS = (
    Dot(name=AWKWARD, x=1.0, y=2.0, chosen=True),
    Dot(name="Lohja", x=3.0, y=-4.0, tentative=True),
    Dot(name="Hanko", x=None, y=4.0),
    Dot(name="Siuntio", x=2.0, y=2.5, chosen=True, tentative=True),
    Dot(name="Vihti", x=5.0, y=0.5),
)
PANELS = (
    Panel(name=AWKWARD, points=OBSERVED, chosen=True, href="/fi/regions/KU049/?a=1&b=2"),
    Panel(name="Länsi-Uudenmaan hyvinvointialue", points=(Point(2016, 70.0), Point(2020, 74.0))),
    Panel(name="Hanko", points=(Point(2020, None),)),
)
TILES = (
    Tile(name=AWKWARD, value=3.0, href="/fi/regions/KU049/?a=1&b=2", column=2, row=1, chosen=True),
    Tile(name="Lohja", value=5.5, href="/fi/regions/KU444/", column=1, row=1),
    Tile(name="Hanko", value=None, href="/fi/regions/KU078/", column=0, row=2),
)
REGIONS = (
    Outlined(name=AWKWARD, value=3.0, href="/fi/regions/KU049/?a=1&b=2", polygons=[SQUARE], chosen=True),
    Outlined(name="Lohja", value=None, polygons=[[[[23.0, 60.0], [23.5, 60.0], [23.2, 60.4]]]]),
)

EVERY: dict[str, Callable[[], Markup]] = {
    "path": lambda: path_chart(path()),
    "path of a direction": lambda: path_chart(
        path(target=None, direction="increase", needed=(), expected=None, projection=())
    ),
    "path of growth": lambda: path_chart(
        path(needed=[(2017, 72.9), (2020, 74.2), (2025, 76.5), (2030, 79.0)])
    ),
    "path without observations": lambda: path_chart(
        path(observed=(), baseline=None, target=None, needed=(), expected=None, projection=())
    ),
    "series": lambda: series_chart(series(LINES)),
    "series without lines": lambda: series_chart(series(())),
    "series before many others": lambda: series_chart(
        series(LINES, behind=[OBSERVED, (Point(2010, 60.0), Point(2012, 66.0))])
    ),
    "dumbbell": lambda: dumbbell_chart(dumbbell(PAIRS)),
    "dumbbell of two groups": lambda: dumbbell_chart(dumbbell(PAIRS, squares=True, most=2)),
    "dumbbell without values": lambda: dumbbell_chart(
        dumbbell((Pair(name="Hanko", first=None, second=None),))
    ),
    "scatter": lambda: scatter_chart(scatter(DOTS, crossing=(2.0, 1.0), crossing_word="Koko maa")),
    "scatter without dots": lambda: scatter_chart(scatter(())),
    "multiples": lambda: multiples_chart(multiples(PANELS, reference=OBSERVED, reference_word="Koko maa")),
    "multiples without points": lambda: multiples_chart(multiples(())),
    "ranking": lambda: ranking_chart(ranking(BARS, target=7.0, target_word="Tavoite")),
    "ranking without values": lambda: ranking_chart(ranking((Bar(name="Hanko", value=None),))),
    "tile map": lambda: tile_map(chart_of_map(), TILES),
    "tile map without tiles": lambda: tile_map(chart_of_map(), ()),
    "region map": lambda: region_map(chart_of_map(), REGIONS),
    "region map without values": lambda: region_map(
        chart_of_map(), [Outlined(name="Hanko", value=None, polygons=[SQUARE])]
    ),
    "state bar": lambda: state_bar(bar_of_states({"on_track": 3, "missed": 1, "no_data": 2})),
    "state bar without targets": lambda: state_bar(bar_of_states({})),
    "spark": lambda: Markup("<div>{}</div>").format(
        spark(id_="spark", title=AWKWARD, points=OBSERVED, status="missed")
    ),
}


def read(markup: str) -> ET.Element:
    """The drawing as XML; fails where it is not well-formed."""
    return ET.fromstring(f'<div xmlns="http://www.w3.org/2000/svg">{markup}</div>')


def drawings(markup: str) -> list[ET.Element]:
    return list(read(markup).iter(f"{SVG}svg"))


def texts(drawing: ET.Element) -> list[str]:
    return [element.text or "" for element in drawing.iter(f"{SVG}text")]


def numbers_in(markup: str) -> bool:
    """Whether all that is drawn is drawn at finite places."""
    return not re.search(r'="[^"]*(?<![a-z])(nan|inf)(?![a-z])', markup)
