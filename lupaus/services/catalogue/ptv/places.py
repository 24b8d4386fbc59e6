"""Addresses and coordinates of service locations."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from django.utils.translation import gettext as _
from pyproj import Transformer

from lupaus.services.catalogue.ptv.enumerations import folded
from lupaus.services.catalogue.ptv.ground import Ground
from lupaus.services.catalogue.ptv.told import Told
from lupaus.web.texts import LANGUAGES, Text
from lupaus.workspace.files.report import shown

#: Finland and the sea around it, in degrees (WGS84) and in metres (ETRS-TM35FIN, EPSG:3067).
_LATITUDES: Final = (59.0, 71.0)
_LONGITUDES: Final = (18.0, 33.0)
_NORTHINGS: Final = (6_500_000.0, 7_900_000.0)
_EASTINGS: Final = (20_000.0, 800_000.0)
_VISITED: Final = ("location", "visiting", "")


def address_of(told: Told, ground: Ground) -> dict[str, Any]:
    """The fields of a channel that say where it is, of the first address that one can go to."""
    addresses = [each for each in told.objects("addresses") if folded(each.word("type", 40)) in _VISITED]
    for address in addresses:
        for key in ("streetAddress", "otherAddress"):
            place = address.one(key)
            if place is not None and any(place.value.values()):
                return _place(place, ground)
    for address in addresses:
        abroad = address.text("locationAbroad")
        if abroad:
            return {"address": abroad}
        address.refuse("", _("An address without a street or a point."))
    return {}


def _place(told: Told, ground: Ground) -> dict[str, Any]:
    found: dict[str, Any] = {
        "address": _street(told),
        "postal_code": told.word("postalCode", 10),
        "post_office": told.text("postOffice"),
        "municipality_id": ground.municipality(told),
    }
    point = coordinates_of(told)
    if point is not None:
        found["latitude"], found["longitude"] = point
    return found


def _street(told: Told) -> Text:
    street, number = told.text("street"), told.word("streetNumber", 40)
    if not street:
        return told.text("additionalInformation")
    return Text.of(
        {name: f"{getattr(street, name)} {number}".strip() for name in LANGUAGES if getattr(street, name)}
    )


def coordinates_of(told: Told) -> tuple[float, float] | None:
    """Latitude and longitude in degrees to about a decimetre; metres are recognised by their size."""
    if not told.word("latitude", 40) and not told.word("longitude", 40):
        return None
    north, east = _number(told, "latitude"), _number(told, "longitude")
    if north is None or east is None:
        told.refuse("latitude", _("Coordinates that are not two numbers."))
        return None
    if _within(north, _NORTHINGS) and _within(east, _EASTINGS):
        east, north = _degrees().transform(east, north)
    if _within(north, _LATITUDES) and _within(east, _LONGITUDES):
        return round(north, 6), round(east, 6)
    words = f"{told.word('latitude', 40)}, {told.word('longitude', 40)}"
    told.refuse("latitude", _("The coordinates %(words)s are not in Finland.") % {"words": shown(words)})
    return None


def _number(told: Told, key: str) -> float | None:
    try:
        return float(told.word(key, 40).replace(",", "."))
    except ValueError:
        return None


def _within(value: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= value <= bounds[1]


@cache
def _degrees() -> Transformer:
    return Transformer.from_crs("EPSG:3067", "EPSG:4326", always_xy=True)
