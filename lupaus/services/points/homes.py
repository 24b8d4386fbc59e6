"""Where people live, as the ground of a map that has no outlines: it shows where on the map one is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from markupsafe import Markup

from lupaus.web.charts.labels import Label, Line, Placer
from lupaus.web.charts.outlines import Paper
from lupaus.web.charts.svg import el


class Home(NamedTuple):
    """A place where people live (degrees, WGS84), and the code of its municipality."""

    longitude: float
    latitude: float
    people: float
    municipality: str


def homes_drawn(
    homes: Sequence[Home], names: Mapping[str, str], paper: Paper, placer: Placer, size: float
) -> tuple[list[Markup], list[Markup]]:
    """The sheet with a dot for each home, and the names of municipalities in the middle of their people."""
    sheet = placer.bounds
    drawn = [el("rect", x=0, y=0, width=sheet.right, height=sheet.bottom, class_="land")]
    sums: dict[str, tuple[float, float, float]] = {}
    for home in homes:
        x, y = paper.place(home.longitude, home.latitude)
        if not (0 <= x <= sheet.right and 0 <= y <= sheet.bottom):
            continue
        drawn.append(el("circle", cx=x, cy=y, r=2, class_="home"))
        east, south, people = sums.get(home.municipality, (0.0, 0.0, 0.0))
        weight = home.people or 1e-9
        sums[home.municipality] = (east + x * weight, south + y * weight, people + weight)
    words = []
    for code, (east, south, people) in sorted(sums.items(), key=lambda each: -each[1][2]):
        if name := names.get(code):
            label = Label((Line(name, "soft"),), east / people, south / people, size, clear=15)
            if placed := placer.place(label):
                words.append(placed.drawn())
    return drawn, words
