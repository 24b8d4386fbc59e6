"""The part of HSDS that is emitted, as a JSON schema of our own making (draft 2020-12).

The names of the fields, which of them are due, their types, formats and lists of values are facts of the
specification (https://docs.openreferral.org/en/latest/hsds/schema_reference.html); its own schema files are
under CC BY-SA 4.0 and are not part of this program. Ours is stricter: it knows no field that is not emitted.
"""

from __future__ import annotations

from typing import Any, Final

VERSION: Final = "3.1"

_WORDS: Final = {"type": "string"}
_DUE_WORDS: Final = {"type": "string", "minLength": 1}
_ID: Final = {"type": "string", "format": "uuid"}
_URI: Final = {"type": "string", "format": "uri", "pattern": "^https?://"}
_DAY: Final = {"type": "string", "format": "date"}
_TIME: Final = {"type": "string", "pattern": r"^([01]\d|2[0-4]):[0-5]\d$"}
_NUMBER: Final = {"type": "number"}
_ONE_DAY: Final = "(MO|TU|WE|TH|FR|SA|SU)"


def schema() -> dict[str, Any]:
    """The whole document of `lupaus services export hsds`; single entities are in its `$defs`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Open Referral HSDS 3, as far as Lupaus emits it",
        **_entity(
            {
                "hsds_version": {"const": VERSION},
                "language": {"enum": ["fi", "sv", "en"]},
                "organizations": _many("organization"),
                "services": _many("service"),
            },
            due=("hsds_version", "language", "organizations", "services"),
        ),
        "$defs": _DEFINITIONS,
    }


def _entity(properties: dict[str, Any], due: tuple[str, ...] = ("id",)) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(due),
        "additionalProperties": False,
    }


def _one(name: str) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{name}"}


def _many(name: str) -> dict[str, Any]:
    return {"type": "array", "items": _one(name)}


_DEFINITIONS: Final = {
    "service": _entity(
        {
            "id": _ID,
            "organization_id": _ID,
            "name": _DUE_WORDS,
            "description": _WORDS,
            "url": _URI,
            "email": {"type": "string", "format": "email"},
            "status": {"enum": ["active", "inactive", "defunct", "temporarily closed"]},
            "application_process": _WORDS,
            "fees_description": _WORDS,
            "eligibility_description": _WORDS,
            "phones": _many("phone"),
            "schedules": _many("schedule"),
            "service_areas": _many("service_area"),
            "service_at_locations": _many("service_at_location"),
            "languages": _many("language"),
            "organization": _one("organization"),
            "cost_options": _many("cost_option"),
            "attributes": _many("attribute"),
        },
        due=("id", "name", "status"),
    ),
    "organization": _entity(
        {
            "id": _ID,
            "name": _DUE_WORDS,
            "description": _WORDS,
            "organization_identifiers": _many("organization_identifier"),
        },
        due=("id", "name", "description"),
    ),
    "organization_identifier": _entity(
        {"id": _ID, "organization_id": _ID, "identifier_type": _WORDS, "identifier": _WORDS},
        due=("id", "identifier_type", "identifier"),
    ),
    "service_at_location": _entity(
        {
            "id": _ID,
            "service_id": _ID,
            "location_id": _ID,
            "description": _WORDS,
            "schedules": _many("schedule"),
            "location": _one("location"),
        }
    ),
    "location": _entity(
        {
            "id": _ID,
            "location_type": {"enum": ["physical", "postal", "virtual"]},
            "name": _WORDS,
            "description": _WORDS,
            "latitude": {"type": "number", "minimum": -90, "maximum": 90},
            "longitude": {"type": "number", "minimum": -180, "maximum": 180},
            "languages": _many("language"),
            "addresses": _many("address"),
            "accessibility": _many("accessibility"),
            "phones": _many("phone"),
            "schedules": _many("schedule"),
        },
        due=("id", "location_type"),
    ),
    "address": _entity(
        {
            "id": _ID,
            "location_id": _ID,
            "address_1": _DUE_WORDS,
            "city": _DUE_WORDS,
            "state_province": _WORDS,
            "postal_code": _DUE_WORDS,
            "country": {"type": "string", "pattern": "^[A-Z]{2}$"},
            "address_type": {"enum": ["physical", "postal", "virtual"]},
        },
        due=("id", "address_1", "city", "state_province", "postal_code", "country", "address_type"),
    ),
    "accessibility": _entity({"id": _ID, "location_id": _ID, "description": _WORDS, "details": _WORDS}),
    "phone": _entity(
        {
            "id": _ID,
            "service_id": _ID,
            "location_id": _ID,
            "number": _DUE_WORDS,
            "type": {"enum": ["text", "voice", "fax", "cell", "video", "pager", "textphone"]},
            "description": _WORDS,
        },
        due=("id", "number"),
    ),
    "schedule": _entity(
        {
            "id": _ID,
            "service_id": _ID,
            "location_id": _ID,
            "service_at_location_id": _ID,
            "valid_from": _DAY,
            "valid_to": _DAY,
            "freq": {"enum": ["WEEKLY", "MONTHLY"]},
            "interval": _NUMBER,
            "wkst": {"enum": ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]},
            "byday": {"type": "string", "pattern": f"^{_ONE_DAY}(,{_ONE_DAY})*$"},
            "opens_at": _TIME,
            "closes_at": _TIME,
            "description": _WORDS,
            "notes": _WORDS,
        }
    ),
    "service_area": _entity(
        {"id": _ID, "service_id": _ID, "name": _WORDS, "extent": _WORDS, "extent_type": _WORDS}
    ),
    "language": _entity(
        {"id": _ID, "service_id": _ID, "location_id": _ID, "name": _WORDS, "code": _DUE_WORDS}
    ),
    "cost_option": _entity(
        {
            "id": _ID,
            "service_id": _ID,
            "option": _WORDS,
            "currency": {"type": "string", "pattern": "^[A-Z]{3}$"},
            "amount": _NUMBER,
            "amount_description": _WORDS,
        }
    ),
    "attribute": _entity(
        {
            "id": _ID,
            "link_id": _ID,
            "taxonomy_term_id": _ID,
            "link_type": _WORDS,
            "link_entity": _WORDS,
            "value": _WORDS,
            "label": _WORDS,
            "taxonomy_term": _one("taxonomy_term"),
        }
    ),
    "taxonomy_term": _entity(
        {
            "id": _ID,
            "code": _WORDS,
            "name": _DUE_WORDS,
            "description": _DUE_WORDS,
            "parent_id": _ID,
            "taxonomy": _WORDS,
            "taxonomy_detail": _one("taxonomy"),
            "taxonomy_id": _ID,
            "language": _WORDS,
            "term_uri": _URI,
        },
        due=("id", "name", "description"),
    ),
    "taxonomy": _entity(
        {"id": _ID, "name": _DUE_WORDS, "description": _DUE_WORDS, "uri": _URI},
        due=("id", "name", "description"),
    ),
}
