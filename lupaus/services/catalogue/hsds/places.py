"""Service points as HSDS locations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from lupaus.services.catalogue.hsds.ids import uuid_of
from lupaus.services.catalogue.hsds.schedules import schedules
from lupaus.services.models import Channel
from lupaus.services.points.words import accessibility as accessibility_words
from lupaus.services.points.words import languages as language_names

if TYPE_CHECKING:
    from lupaus.services.catalogue.hsds.entities import Told


def location(channel: Channel, told: Told) -> dict[str, Any]:
    """A service point: where it is, when it is open, how one gets in."""
    own = uuid_of("location", channel.pk)
    entity: dict[str, Any] = {
        "id": own,
        "location_type": "physical",
        "name": told.text(channel.name) or channel.pk,
        "description": told.text(channel.summary) or told.text(channel.description),
        "addresses": list(_addresses(channel, own, told)),
        "phones": list(_phones(channel, own)),
        "languages": [
            {
                "id": uuid_of("language", "location", channel.pk, code),
                "location_id": own,
                "name": language_names([code]),
                "code": code,
            }
            for code in channel.languages
        ],
        "accessibility": list(_accessibility(channel, own, told)),
        "schedules": list(schedules(channel.hours, link="location_id", linked=own, language=told.language)),
    }
    if channel.latitude is not None and channel.longitude is not None:
        entity |= {"latitude": channel.latitude, "longitude": channel.longitude}
    return {key: value for key, value in entity.items() if value not in ("", [])}


def _addresses(channel: Channel, own: str, told: Told) -> Iterator[dict[str, Any]]:
    """None where the street or the town is not told: HSDS wants them all."""
    town = channel.municipality
    street = told.text(channel.address)
    city = told.text(channel.post_office) or (told.text(town.name) if town else "")
    if street and city and channel.postal_code:
        yield {
            "id": uuid_of("address", channel.pk),
            "location_id": own,
            "address_1": street,
            "city": city,
            "state_province": told.provinces.get(channel.municipality_id or "", ""),
            "postal_code": channel.postal_code,
            "country": "FI",
            "address_type": "physical",
        }


def _phones(channel: Channel, own: str) -> Iterator[dict[str, Any]]:
    for number, phone in enumerate(channel.phones):
        if phone.get("number"):
            entity = {
                "id": uuid_of("phone", "location", channel.pk, str(number)),
                "location_id": own,
                "number": str(phone["number"]),
                "type": "voice",
            }
            charge = str(phone.get("charge") or "")
            yield entity | ({"description": charge} if charge else {})


def _accessibility(channel: Channel, own: str, told: Told) -> Iterator[dict[str, Any]]:
    if not channel.accessibility:
        return
    entity = {
        "id": uuid_of("accessibility", channel.pk),
        "location_id": own,
        "description": accessibility_words(channel.accessibility),
    }
    details = told.text(channel.accessibility_note)
    yield entity | ({"details": details} if details else {})
