"""The part of the map that is looked at: its middle and how wide it is, as the address writes them."""

from __future__ import annotations

import math
from typing import NamedTuple

from lupaus.services.points.drawing import Cluster
from lupaus.services.points.finding import KM_PER_DEGREE, ZOOMS
from lupaus.web.address import Address

#: Height of the map by its width.
ASPECT = 0.8


class Area(NamedTuple):
    """A part of the map. `zoom` is a key of `ZOOMS`; latitude and longitude in degrees (WGS84)."""

    latitude: float
    longitude: float
    zoom: int

    @classmethod
    def of(cls, address: Address) -> Area | None:
        """What the address looks at; None: everything."""
        near = address.value("near")
        if near is None:
            return None
        latitude, longitude = (float(part) for part in near.split(","))
        return cls(max(-85.0, min(85.0, latitude)), longitude, int(address.value("zoom") or 3))

    @property
    def corners(self) -> tuple[float, float, float, float]:
        """West, south, east, north."""
        half = ZOOMS[self.zoom] / 2 / KM_PER_DEGREE
        wide = half / math.cos(math.radians(self.latitude))
        return (
            self.longitude - wide,
            self.latitude - half * ASPECT,
            self.longitude + wide,
            self.latitude + half * ASPECT,
        )

    def holds(self, coordinates: tuple[float, float] | None) -> bool:
        """Whether a place (latitude, longitude) is on this part of the map."""
        if coordinates is None:
            return False
        west, south, east, north = self.corners
        return south <= coordinates[0] <= north and west <= coordinates[1] <= east

    def in_address(self) -> dict[str, str]:
        return {"near": f"{self.latitude:.3f},{self.longitude:.3f}", "zoom": str(self.zoom)}

    @staticmethod
    def closer(address: Address, area: Area | None, cluster: Cluster) -> str:
        """Where a gathering of points leads: a closer map, wide enough for it; at the end, the list."""
        zoom = area.zoom + 1 if area else 1
        if zoom > max(ZOOMS):
            return f"{address}#list"
        latitudes = [mark.latitude for mark in cluster.marks]
        longitudes = [mark.longitude for mark in cluster.marks]
        high = (max(latitudes) - min(latitudes)) * KM_PER_DEGREE
        middle = (max(latitudes) + min(latitudes)) / 2, (max(longitudes) + min(longitudes)) / 2
        wide = (max(longitudes) - min(longitudes)) * KM_PER_DEGREE * math.cos(math.radians(middle[0]))
        needed = 1.3 * max(wide, high / ASPECT)
        zoom = max([zoom, *(step for step, width in ZOOMS.items() if width >= needed)])
        closer = Area(round(middle[0], 3), round(middle[1], 3), zoom)
        return f"{address.with_(page=None, **closer.in_address())}#map"

    def further(self, address: Address) -> Address:
        """The same place with more around it; everything, from the widest."""
        if self.zoom == min(ZOOMS):
            return address.with_(near=None, zoom=None, page=None)
        return address.with_(page=None, **self._replace(zoom=self.zoom - 1).in_address())
