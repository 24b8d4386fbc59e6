"""Parts of an address that have a form of their own."""

from __future__ import annotations

from django.urls import register_converter

from lupaus.web.address import REGION_CODE


class RegionCode:
    """A region's code, such as `KU049`."""

    regex = REGION_CODE

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class Ordinal:
    """A number that counts things, such as a version's: from 1, small enough for every database."""

    regex = r"[1-9][0-9]{0,8}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


register_converter(RegionCode, "region")
