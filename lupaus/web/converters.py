"""Parts of an address that have a form of their own."""

from __future__ import annotations

from lupaus.web.address import REGION_CODE


class RegionCode:
    """A region's code, such as `KU049`."""

    regex = REGION_CODE

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
