"""Invented entries in the forms of the national service catalogue, and code lists in those of its files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final
from uuid import UUID

CODES: Final = "http://uri.suomi.fi/codelist/ptv/ptvserclass2/code/"
OLD: Final = "http://urn.fi/URN:NBN:fi:au:ptvl:"


def guid(number: int) -> str:
    return str(UUID(int=number))


COUNTY: Final = guid(900)
CLINIC, ADVICE = guid(500), guid(501)
DESCRIBED: Final = guid(700)


def texts(words: str, kind: str | None = None) -> list[dict[str, str]]:
    said = [{"value": f"{words} {each}", "language": each} for each in ("fi", "sv", "en", "se")]
    return [item | {"type": kind} for item in said] if kind else said


def service(number: int = 1, **more: Any) -> dict[str, Any]:
    return {
        "id": guid(number),
        "sourceId": None,
        "generalDescriptionId": DESCRIBED,
        "type": "Service",
        "serviceNames": [*texts(f"Service {number}", "Name"), *texts("Other name", "AlternativeName")],
        "serviceChargeType": "FreeOfCharge",
        "areaType": "LimitedType",
        "areas": [
            {"type": "WellbeingServiceCounties", "code": "03", "name": texts("Länsi")},
            {"type": "Municipality", "code": "49", "name": texts("Espoo")},
        ],
        "serviceDescriptions": [
            *texts("Short", "Summary"),
            *texts("<p>Long &amp; <b>bold</b></p><script>alert(1)</script><p>Second</p>", "Description"),
            *texts("Do this", "UserInstruction"),
            *texts("Costs nothing", "ChargeTypeAdditionalInfo"),
            *texts("In a week", "ProcessingTime"),
        ],
        "languages": ["fi", "SV", "smn"],
        "serviceClasses": [{"name": texts("Health"), "code": "P5", "uri": f"{CODES}P5", "parentUri": ""}],
        "targetGroups": [],
        "lifeEvents": None,
        "serviceChannels": [
            {
                "serviceChannel": {"id": CLINIC, "name": "Clinic"},
                "description": texts("By the main door", "Description"),
                "serviceHours": [],
            },
            {"serviceChannel": {"id": ADVICE, "name": "Advice"}},
        ],
        "organizations": [
            {"organization": {"id": COUNTY, "name": "Kaavan hyvinvointialue"}, "roleType": "Responsible"},
            {
                "organization": {"id": COUNTY, "name": "Kaavan hyvinvointialue"},
                "roleType": "Producer",
                "provisionType": "SelfProducedServices",
            },
            {
                "organization": None,
                "roleType": "Producer",
                "provisionType": "ProcuredServices",
                "additionalInformation": texts("Some company"),
            },
        ],
        "serviceVouchersInUse": True,
        "publishingStatus": "Published",
        "modified": "2026-11-01T10:00:00Z",
    } | more


def clinic(**more: Any) -> dict[str, Any]:
    address = {
        "type": "Location",
        "subType": "Single",
        "streetAddress": {
            "street": [{"value": "Kamreerintie", "language": "fi"}, {"value": "Kamrersv.", "language": "sv"}],
            "streetNumber": "2 A",
            "postalCode": "02770",
            "postOffice": texts("Espoo"),
            "municipality": {"code": "049", "name": texts("Espoo")},
            "latitude": "6675319.5",
            "longitude": "369736,2",
            "coordinateState": "Ok",
        },
        "entrances": [
            {
                "isMainEntrance": True,
                "accessibilitySentences": [
                    {
                        "sentenceGroup": texts("Door"),
                        "sentences": [{"sentence": texts("No steps")}, {"sentence": texts("Wide door")}],
                    }
                ],
            }
        ],
    }
    return {
        "id": CLINIC,
        "serviceChannelType": "ServiceLocation",
        "organizationId": COUNTY,
        "serviceChannelNames": texts("Espoo clinic", "Name"),
        "serviceChannelDescriptions": texts("A clinic", "ShortDescription"),
        "areaType": "Nationwide",
        "languages": ["fi"],
        "addresses": [{"type": "Postal", "postOfficeBoxAddress": {"postalCode": "02070"}}, address],
        "phoneNumbers": [
            {
                "type": "Phone",
                "prefixNumber": "+358",
                "number": "9 123 456",
                "language": "fi",
                "serviceChargeType": "Chargeable",
                "chargeDescription": "8 c/min",
                "additionalInformation": "Appointments",
            },
            {"type": "Fax", "prefixNumber": "+358", "number": "9 999", "language": "fi"},
            {"isFinnishServiceNumber": True, "number": "116 117", "serviceChargeType": "FreeOfCharge"},
        ],
        "emails": [{"value": "clinic@example.fi", "language": "fi"}],
        "webPages": [{"url": "https://example.fi/clinic", "value": "Clinic", "language": "fi"}],
        "serviceHours": [
            {
                "serviceHourType": "DaysOfTheWeek",
                "openingHour": [
                    {"dayFrom": "Monday", "dayTo": "Friday", "from": "08:00:00", "to": "16:00:00"},
                    {"dayFrom": "Saturday", "dayTo": None, "from": "10:00:00", "to": "14:00:00"},
                ],
            },
            {
                "serviceHourType": "Exceptional",
                "validFrom": "2026-12-23T22:00:00Z",
                "validTo": "2026-12-25T22:00:00Z",
                "isClosed": True,
                "additionalInformation": texts("Christmas"),
            },
        ],
        "publishingStatus": "Published",
        "modified": "2026-11-01T10:00:00Z",
    } | more


def advice(**more: Any) -> dict[str, Any]:
    return {
        "id": ADVICE,
        "serviceChannelType": "Phone",
        "organizationId": COUNTY,
        "serviceChannelNames": texts("Advice", "Name"),
        "languages": ["fi"],
        "serviceHours": [{"serviceHourType": "Standard", "isAlwaysOpen": True, "openingHour": []}],
        "publishingStatus": "Published",
    } | more


def organisation(**more: Any) -> dict[str, Any]:
    return {
        "id": COUNTY,
        "organizationType": "WellbeingServicesCounty",
        "businessCode": "1234567-1",
        "organizationNames": texts("Kaava county", "Name"),
        "publishingStatus": "Published",
    } | more


def general_description(**more: Any) -> dict[str, Any]:
    """As the API answers it."""
    return {
        "id": DESCRIBED,
        "names": texts("Child health clinics", "Name"),
        "descriptions": [*texts("In short", "Summary"), *texts("At length", "Description")],
        "serviceClasses": [{"uri": f"{CODES}P5", "code": "P5"}],
        "type": "Service",
        "serviceChargeType": "FreeOfCharge",
        "publishingStatus": "Published",
    } | more


def old_description(code: str = "SOTE-0900", **more: Any) -> dict[str, Any]:
    """As the file of general descriptions has it, keys in capitals."""
    return {
        "ReferenceCode": code,
        "ServiceType": "PermissionAndObligation",
        "Name": [{"Label": "Neuvola", "Lang": "fi"}],
        "ShortDescription": [{"Label": "Lyhyesti", "Lang": "fi"}],
        "Description": [{"Label": "Pitkästi", "Lang": "fi"}],
        "UserInstructions": [],
        "ChargeType": "Charged",
        "ChargeTypeAdditionalInfo": [{"Label": "Maksaa", "Lang": "fi"}],
        "TargetGroup": [{"Key": f"{OLD}KR1", "Value": "Kansalaiset"}],
        "ServiceClass": [{"Key": f"{OLD}v1030", "Value": "Neuvolat"}, {"Key": f"{OLD}P5", "Value": "T"}],
        "LifeEvent": None,
    } | more


def concept(code: str, kind: str = "ptvserclass", **more: Any) -> dict[str, Any]:
    folder = {"ptvserclass": "ptvserclass2"}.get(kind, kind)
    base = f"http://uri.suomi.fi/codelist/ptv/{folder}/code/"
    above, point, _last = code.rpartition(".")
    return {
        "Id": f"{base}{code}",
        "Notation": code,
        "ConceptType": kind,
        "BroaderUris": [f"{base}{above}"] if point else None,
        "NarrowerUris": None,
        "Label": {"Fi": f"{code} fi", "Sv": f"{code} sv", "En": f"{code} en"},
        "Notes": None,
        "OldUri": f"{OLD}{more.pop('old', 'v' + code)}",
    } | more


def classes() -> list[dict[str, Any]]:
    return [concept("P5.1", old="v1030"), concept("P5"), concept("P4")]


def saved(folder: Path, **files: object) -> Path:
    """Save answers as files, with a byte order mark as some programs write it."""
    for name, value in files.items():
        text = json.dumps(value, ensure_ascii=False)
        (folder / f"{name}.json").write_text(text, encoding="utf-8-sig")
    return folder
