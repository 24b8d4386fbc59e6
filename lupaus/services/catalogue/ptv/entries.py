"""Services, organisations and general descriptions of the national catalogue as entries of ours."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from lupaus.services.catalogue.ptv.enumerations import (
    CHARGES,
    DESCRIPTIONS,
    PROVISIONS,
    PUBLISHED,
    ROLES,
    SECTORS,
    SERVICE_TYPES,
    STATUSES,
)
from lupaus.services.catalogue.ptv.ground import Ground
from lupaus.services.catalogue.ptv.opening_hours import hours_of
from lupaus.services.catalogue.ptv.told import Told
from lupaus.services.catalogue.wanted import (
    NO_WORDS,
    Wanted,
    WantedConnection,
    WantedProvision,
    WantedService,
)
from lupaus.services.models import Area, ProvisionKind, ProvisionRole, Scheme, ServiceType
from lupaus.web.refusals import Problem
from lupaus.web.texts import Text
from lupaus.workspace.files.report import shown

#: Kinds of name → whether it is the one shown.
NAMES: Final[Mapping[str, str]] = {"name": "name", "alternativename": "", "alternatename": ""}
#: Key of an answer → the code list; general descriptions of older data have their own keys.
CLASSES: Final = (
    (Scheme.SERVICE_CLASS, "serviceClasses", "serviceClass"),
    (Scheme.TARGET_GROUP, "targetGroups", "targetGroup"),
    (Scheme.LIFE_EVENT, "lifeEvents", "lifeEvent"),
)
_ID: Final = re.compile(r"[a-z0-9]+(?:[_-][a-z0-9]+)*")


def id_of(told: Told, key: str = "id") -> str:
    """The id an entry has in addresses: the catalogue's own, in small letters; "" where it has none."""
    word = told.word(key, 80).lower()
    if _ID.fullmatch(word):
        return word
    told.refuse(key, _("An entry without an id that can be used (“%(id)s”).") % {"id": shown(word)})
    return ""


def is_published(told: Told) -> bool:
    """Whether readers may see it. What says nothing is published, as all was before there were drafts."""
    return told.one_of("publishingStatus", STATUSES, default=PUBLISHED) == PUBLISHED


def place_of(told: Told) -> Problem:
    return Problem("", told.file, None, told.path)


def name_of(told: Told, key: str) -> Text:
    """The name among names; where none says its kind, any."""
    for item in told.objects(key):
        if item.value.get("type") is not None:
            return told.texts(key, NAMES).get("name", NO_WORDS)
        break
    return told.text(key)


def service_of(told: Told, ground: Ground) -> WantedService | None:
    """A service; None, and told as strange, where it has no id or no name."""
    name, id_ = name_of(told, "serviceNames"), id_of(told)
    if not id_ or not _is_named(told, name, "serviceNames"):
        return None
    texts = told.texts("serviceDescriptions", DESCRIPTIONS)
    area, regions = ground.area(told)
    reference = told.word("generalDescriptionId", 80)
    values = {
        "name": name,
        "summary": texts.get("summary", NO_WORDS),
        "description": texts.get("description", NO_WORDS),
        "instructions": texts.get("instructions") or told.text("requirements"),
        "type": told.one_of("type", SERVICE_TYPES, default=ServiceType.SERVICE),
        "charge": told.one_of("serviceChargeType", CHARGES),
        "charge_note": texts.get("charge_note", NO_WORDS),
        "languages": languages_of(told),
        "area": area,
        "regions": regions,
        "general_description": ground.descriptions.get(reference.lower(), reference),
    }
    return WantedService(
        id_,
        values,
        source_id=told.word("id", 80),
        source_modified=told.word("modified", 40),
        place=place_of(told),
        concepts=_classes(told, ground),
        provisions=tuple(_provisions(told)),
        connections=tuple(_connections(told)),
    )


def _is_named(told: Told, name: Text, key: str) -> bool:
    if not name:
        told.refuse(key, _("An entry without a name in Finnish, Swedish or English."))
    return bool(name)


def languages_of(told: Told) -> list[str]:
    """Codes of languages, each once, in the order given."""
    found: dict[str, None] = {}
    for word in told.words("languages", 20):
        code = word.lower()
        if re.fullmatch(r"[a-z]{2,3}", code):
            found[code] = None
        else:
            told.refuse("languages", _("The word “%(word)s” is not known here.") % {"word": shown(word)})
    return list(found)


def _classes(told: Told, ground: Ground) -> tuple[str, ...]:
    found = [
        uri
        for scheme, key, old in CLASSES
        for name in (key, old)
        for uri in ground.classes(told, scheme, name)
    ]
    return tuple(dict.fromkeys(found))


def _provisions(told: Told) -> Iterator[WantedProvision]:
    """Who organises and produces; a voucher in use is a way in which the organiser gives the service."""
    found: dict[WantedProvision, None] = {}
    organisers = []
    for each in told.objects("organizations"):
        role = each.one_of("roleType", ROLES)
        kind = each.one_of("provisionType", PROVISIONS)
        organisation = each.one("organization")
        if not role:
            continue
        if organisation is None:
            if role == ProvisionRole.ORGANISER or not each.value.get("additionalInformation"):
                each.refuse("organization", _("The organisation is missing."))
            continue  # a producer that is only described: its words stand in the description
        id_ = id_of(organisation)
        if id_:
            found[WantedProvision(id_, role, kind)] = None
            organisers += [id_] if role == ProvisionRole.ORGANISER else []
    if told.flag("serviceVouchersInUse"):
        for id_ in organisers:
            found[WantedProvision(id_, ProvisionRole.ORGANISER, ProvisionKind.VOUCHER)] = None
    yield from found


def _connections(told: Told) -> Iterator[WantedConnection]:
    found: dict[str, WantedConnection] = {}
    for each in told.objects("serviceChannels"):
        channel = each.one("serviceChannel")
        id_ = id_of(channel or each)
        if id_ and id_ not in found:
            note = each.texts("description", DESCRIPTIONS)
            words = note.get("description") or note.get("summary") or NO_WORDS
            found[id_] = WantedConnection(id_, words, tuple(hours_of(each)))
    yield from found.values()


def organisations_named(told: Told) -> Iterator[tuple[str, Text, Told]]:
    """The organisations a service names: id and name."""
    for each in told.objects("organizations"):
        organisation = each.one("organization")
        if organisation is not None and organisation.value.get("id"):
            yield id_of(organisation), organisation.text("name"), organisation


def organisation_of(told: Told) -> Wanted | None:
    name, id_ = name_of(told, "organizationNames"), id_of(told)
    if not id_ or not _is_named(told, name, "organizationNames"):
        return None
    values = {
        "name": name,
        "business_id": told.word("businessCode", 20),
        "sector": told.one_of("organizationType", SECTORS),
    }
    return Wanted(
        id_,
        values,
        source_id=told.word("id", 80),
        source_modified=told.word("modified", 40),
        place=place_of(told),
    )


def reference_of(told: Told) -> str:
    """What a general description is called: `SOTE-0001`, or its id where it has no such code."""
    return told.word("referenceCode", 80) or told.word("id", 80)


def description_of(told: Told, ground: Ground) -> WantedService | None:
    """A general description, of an answer or of the list of older data, as a service of nobody."""
    names = "names" if "names" in told.value else "name"
    name, id_ = (
        name_of(told, names),
        id_of(told, "referenceCode" if told.value.get("referenceCode") else "id"),
    )
    if not id_ or not _is_named(told, name, names):
        return None
    texts: dict[str, Any] = {
        **told.texts("descriptions", DESCRIPTIONS),
        **{field: words for key, field in _OLD_TEXTS if (words := told.text(key))},
    }
    values = {
        "name": name,
        **{field: texts.get(field, NO_WORDS) for field in ("summary", "description")},
        "instructions": texts.get("instructions", NO_WORDS),
        "charge_note": texts.get("charge_note", NO_WORDS),
        "type": told.one_of("serviceType", SERVICE_TYPES)
        or told.one_of("type", SERVICE_TYPES, default=ServiceType.SERVICE),
        "charge": told.one_of("serviceChargeType", CHARGES) or told.one_of("chargeType", CHARGES),
        "languages": languages_of(told),
        "area": Area.COUNTRY,
        "regions": [],
        "general_description": reference_of(told),
    }
    return WantedService(
        id_,
        values,
        source_id=told.word("id", 80) or told.word("referenceCode", 80),
        source_modified=told.word("modified", 40),
        place=place_of(told),
        concepts=_classes(told, ground),
    )


#: Keys of general descriptions of older data → field.
_OLD_TEXTS: Final = (
    ("shortDescription", "summary"),
    ("description", "description"),
    ("userInstructions", "instructions"),
    ("chargeTypeAdditionalInfo", "charge_note"),
)
