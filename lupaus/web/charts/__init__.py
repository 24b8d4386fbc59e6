"""Charts and maps, drawn on the server as SVG: pure functions, no database, no script.

Each takes what it shows as a dataclass and gives back `Markup`, drawn for a wide and a narrow place
(`static/web/charts.css` shows the one that fits). Words come in the reader's language, numbers are written
in it.
"""

from lupaus.web.charts.dumbbell import DumbbellChart, Pair, dumbbell_chart
from lupaus.web.charts.glyphs import StateBar, glyph, state_bar
from lupaus.web.charts.lines import Point
from lupaus.web.charts.maps import MapChart, MapWords, Outlined, Tile, region_map, tile_map
from lupaus.web.charts.multiples import MultiplesChart, Panel, multiples_chart
from lupaus.web.charts.path import PathChart, PathWords, Projected, path_chart
from lupaus.web.charts.ranking import Bar, RankingChart, ranking_chart
from lupaus.web.charts.scatter import Dot, ScatterChart, scatter_chart
from lupaus.web.charts.series import SeriesChart, SeriesLine, series_chart, spark
from lupaus.web.charts.svg import NARROW, RESPONSIVE, WIDE, Frame

__all__ = [
    "NARROW",
    "RESPONSIVE",
    "WIDE",
    "Bar",
    "Dot",
    "DumbbellChart",
    "Frame",
    "MapChart",
    "MapWords",
    "MultiplesChart",
    "Outlined",
    "Pair",
    "Panel",
    "PathChart",
    "PathWords",
    "Point",
    "Projected",
    "RankingChart",
    "ScatterChart",
    "SeriesChart",
    "SeriesLine",
    "StateBar",
    "Tile",
    "dumbbell_chart",
    "glyph",
    "multiples_chart",
    "path_chart",
    "ranking_chart",
    "region_map",
    "scatter_chart",
    "series_chart",
    "spark",
    "state_bar",
    "tile_map",
]
