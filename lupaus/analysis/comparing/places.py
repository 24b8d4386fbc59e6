"""What there is to draw compared regions with on a map."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from lupaus.analysis.comparing.compared import Compared
from lupaus.regions import queries as areas
from lupaus.regions.codes import COUNTRY

#: A tile as a square on the globe: so small and so near the equator that it is drawn as a square.
_SIDE: Final = 0.01


@dataclass(frozen=True, slots=True)
class Places:
    """Outlines by region, tiles of the map of tiles, and whom to name for the outlines.

    `squares` are outlines put together from the tiles of the municipalities inside larger areas.
    """

    outlines: dict[str, areas.Polygons]
    squares: dict[str, areas.Polygons]
    tiles: tuple[areas.Tile, ...]
    attribution: tuple[str, ...]

    @classmethod
    def of(cls, compared: Compared) -> Places:
        """What there is for the regions themselves, else for the municipalities inside them. Six queries."""
        codes = set(compared.codes)
        every = areas.tiles(COUNTRY)
        tiles = tuple(tile for tile in every if tile.code in codes)
        inside = _inside(codes, {tile.code for tile in every})
        known = areas.outlines(codes | inside.keys())
        outlines = {code: known[code] for code in codes & known.keys()}
        if not outlines and not tiles:
            outlines = _joined(inside, known)
        return cls(
            outlines=outlines,
            squares={} if tiles else _joined(inside, {tile.code: _square(tile) for tile in every}),
            tiles=tiles,
            attribution=areas.attributions(codes | inside.keys()) if outlines else (),
        )

    @property
    def drawn(self) -> frozenset[str]:
        """The regions that stand on a map."""
        return frozenset({*self.outlines, *self.squares, *(tile.code for tile in self.tiles)})

    @property
    def is_there(self) -> bool:
        return bool(self.drawn)


def _inside(codes: Collection[str], municipalities: Collection[str]) -> dict[str, str]:
    """Which of the regions each municipality lies in, at any depth; those in none are left out."""
    parents = areas.parents_by_child()
    found: dict[str, str] = {}
    for municipality in sorted(municipalities):
        waiting, seen = list(parents.get(municipality, ())), {municipality}
        while waiting:
            code = waiting.pop()
            if code in seen:
                continue
            seen.add(code)
            waiting.extend(parents.get(code, ()))
        around = sorted(seen & set(codes) - {municipality})
        if around:
            found[municipality] = around[0]
    return found


def _joined(inside: Mapping[str, str], known: Mapping[str, areas.Polygons]) -> dict[str, areas.Polygons]:
    """The outlines of the municipalities of each region, side by side."""
    found: dict[str, areas.Polygons] = defaultdict(list)
    for municipality, around in inside.items():
        found[around].extend(known.get(municipality, ()))
    return {code: polygons for code, polygons in found.items() if polygons}


def _square(tile: areas.Tile) -> areas.Polygons:
    west, north = tile.column * _SIDE, -tile.row * _SIDE
    east, south = west + _SIDE, north - _SIDE
    return [[[(west, north), (east, north), (east, south), (west, south), (west, north)]]]
