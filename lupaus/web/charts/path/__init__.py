"""The path of one target: where it began, where it is, where it ought to be, where it is to go."""

from lupaus.web.charts.path.drawing import path_chart
from lupaus.web.charts.path.inputs import PathChart, PathWords, Projected

__all__ = ["PathChart", "PathWords", "Projected", "path_chart"]
