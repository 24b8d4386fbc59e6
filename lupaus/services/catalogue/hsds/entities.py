"""Services, organisations and places as HSDS objects: plain dictionaries of what is known, nothing empty."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import override

from lupaus.regions.models import Region
from lupaus.services.catalogue import words
from lupaus.services.catalogue.hsds.ids import uuid_of
from lupaus.services.catalogue.hsds.places import location
from lupaus.services.catalogue.hsds.schedules import schedules
from lupaus.services.catalogue.queries import ServiceWhole
from lupaus.services.models import (
    Area,
    ChannelKind,
    Charge,
    Concept,
    Connection,
    ProvisionRole,
    Scheme,
    Service,
    ServiceOrganisation,
)
from lupaus.services.points.words import languages as language_names
from lupaus.services.words import sector
from lupaus.web.texts import Text

Entity = dict[str, Any]

#: Names of the code lists services are classified by, and where each is published.
TAXONOMIES: Final = {
    Scheme.SERVICE_CLASS: ("Palveluluokat (PTV)", "http://uri.suomi.fi/codelist/ptv/ptvserclass2"),
    Scheme.TARGET_GROUP: ("Kohderyhmät (PTV)", "http://uri.suomi.fi/codelist/ptv/ptvkohderyhmat"),
    Scheme.LIFE_EVENT: ("Elämäntilanteet (PTV)", "http://uri.suomi.fi/codelist/ptv/ptvelti"),
}
_EMAIL: Final = re.compile(r"[^@\s<>\"]+@[^@\s<>\"]+\.[^@\s<>\"]+", re.ASCII)


@dataclass(slots=True)
class Told:
    """What an export needs beside a service: its language, the regions, and which texts lacked it."""

    language: str
    regions: Mapping[str, Region]  # of those that services and provisions name
    provinces: Mapping[str, str]  # region by municipality, named in the language
    fell_back: dict[str, str] = field(default_factory=dict)  # field → language it is in

    def text(self, text: Text, name: str = "") -> str:
        """The words in the language, else in one that has them, which is kept under the field's name."""
        shown = text.shown(self.language)
        if name and shown.words and shown.language != self.language:
            self.fell_back[name] = shown.language
        return shown.words


def service(whole: ServiceWhole, told: Told) -> Entity:
    """A service with everything nested, as HSDS gives one."""
    told.fell_back = {}
    with override(told.language):
        entity = {
            **_own(whole.service, whole.concepts, whole.connections, told),
            "phones": list(_phones(whole, told)),
            "schedules": list(_schedules(whole, told)),
            "service_areas": list(_areas(whole.service, told)),
            "service_at_locations": list(_at_locations(whole, told)),
            "languages": list(_languages(whole.service)),
            "cost_options": list(_costs(whole.service, told)),
        }
        if giver := _giver(whole):
            entity |= {"organization_id": giver_id(giver), "organization": organization(giver, told)}
        entity["attributes"] = [*_classes(whole, told), *_produced(whole, told), *_fallbacks(whole, told)]
    return {key: value for key, value in entity.items() if value not in ("", [])}


def service_line(whole: ServiceWhole, told: Told) -> Entity:
    """A service as it stands in a list: without what there may be several of."""
    every = service(whole, told)
    return {key: value for key, value in every.items() if not isinstance(value, list)}


def organization(found: ServiceOrganisation, told: Told) -> Entity:
    """Who gives services. HSDS wants a description: what kind of house it is."""
    name = told.text(found.name) or found.pk
    own = giver_id(found)
    entity: Entity = {
        "id": own,
        "name": name,
        "description": sector(found.sector) if found.sector else name,
    }
    if found.business_id:
        entity["organization_identifiers"] = [
            {
                "id": uuid_of("organization-identifier", found.pk),
                "organization_id": own,
                "identifier_type": "Business ID (Y-tunnus)",
                "identifier": found.business_id,
            }
        ]
    return entity


def giver_id(found: ServiceOrganisation) -> str:
    return uuid_of("organization", found.pk)


def term_id(concept: Concept) -> str:
    return uuid_of("taxonomy-term", concept.pk)


def _giver(whole: ServiceWhole) -> ServiceOrganisation | None:
    """Who answers for it: the organiser, else a producer; None where nobody is named."""
    given = [*whole.of_role(ProvisionRole.ORGANISER), *whole.of_role(ProvisionRole.PRODUCER)]
    return given[0].organisation if given else None


def _own(
    found: Service, concepts: Iterable[Concept], connections: Iterable[Connection], told: Told
) -> Entity:
    summary, long = told.text(found.summary, "summary"), told.text(found.description, "description")
    charge = words.charge(found.charge) if found.charge else ""
    channels = [each.channel for each in connections]
    emails = [email for each in channels for email in each.emails if _EMAIL.fullmatch(str(email))]
    addresses = [
        address
        for each in channels
        if each.kind in (ChannelKind.E_SERVICE, ChannelKind.WEB_PAGE)
        and (address := web_address(each.url.words(told.language)))
    ]
    return {
        "id": uuid_of("service", found.pk),
        "name": told.text(found.name, "name") or found.pk,
        "description": "\n\n".join(filter(None, (summary, long))),
        "url": addresses[0] if addresses else "",
        "email": emails[0] if emails else "",
        "status": "defunct" if found.retired_at else "active",
        "application_process": told.text(found.instructions, "application_process"),
        "fees_description": ". ".join(
            filter(None, (charge, told.text(found.charge_note, "fees_description")))
        ),
        "eligibility_description": ", ".join(
            told.text(each.label) for each in concepts if each.scheme == Scheme.TARGET_GROUP
        ),
    }


def web_address(words_of: str) -> str:
    """An address of the web; empty for anything else."""
    address = words_of.strip()
    return address if re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", address) else ""


def _phones(whole: ServiceWhole, told: Told) -> Iterator[Entity]:
    own = uuid_of("service", whole.id)
    for connection in whole.connections:
        if connection.channel.kind == ChannelKind.PLACE:
            continue  # its numbers are those of the place
        for number, phone in enumerate(connection.channel.phones):
            if phone.get("number"):
                yield {
                    "id": uuid_of("phone", whole.id, connection.channel_id, str(number)),
                    "service_id": own,
                    "number": str(phone["number"]),
                    "type": "voice",
                    "description": ". ".join(
                        filter(None, (told.text(connection.channel.name), str(phone.get("charge") or "")))
                    ),
                }


def _schedules(whole: ServiceWhole, told: Told) -> Iterator[Entity]:
    """When it is reached by telephone, or otherwise than at a place."""
    for connection in whole.connections:
        channel = connection.channel
        if channel.kind == ChannelKind.PLACE:
            continue
        for each in schedules(
            connection.hours or channel.hours,
            link="service_id",
            linked=uuid_of("service", whole.id),
            language=told.language,
        ):
            name = told.text(channel.name)
            yield {
                **each,
                "id": uuid_of("schedule", whole.id, channel.pk, each["id"]),
                "description": ". ".join(filter(None, (name, each.get("description", "")))) or name,
            }


def _areas(found: Service, told: Told) -> Iterator[Entity]:
    own = uuid_of("service", found.pk)
    if found.area != Area.LIMITED:
        yield {
            "id": uuid_of("service-area", found.pk, found.area),
            "service_id": own,
            "name": words.area(found.area),
        }
        return
    for code in found.regions:
        region = told.regions.get(code)
        yield {
            "id": uuid_of("service-area", found.pk, code),
            "service_id": own,
            "name": told.text(region.name) if region else code,
            "extent": code,
            "extent_type": "text",
        }


def _at_locations(whole: ServiceWhole, told: Told) -> Iterator[Entity]:
    for connection in whole.of_kind(ChannelKind.PLACE):
        link = uuid_of("service-at-location", whole.id, connection.channel_id)
        place = location(connection.channel, told)
        entity: Entity = {
            "id": link,
            "service_id": uuid_of("service", whole.id),
            "location_id": place["id"],
            "location": place,
        }
        if note := told.text(connection.note):
            entity["description"] = note
        hours = list(
            schedules(connection.hours, link="service_at_location_id", linked=link, language=told.language)
        )
        yield entity | ({"schedules": hours} if hours else {})


def _languages(found: Service) -> Iterator[Entity]:
    for code in found.languages:
        yield {
            "id": uuid_of("language", found.pk, code),
            "service_id": uuid_of("service", found.pk),
            "name": language_names([code]),
            "code": code,
        }


def _costs(found: Service, told: Told) -> Iterator[Entity]:
    if found.charge == Charge.UNKNOWN:
        return
    cost: Entity = {
        "id": uuid_of("cost-option", found.pk),
        "service_id": uuid_of("service", found.pk),
        "option": words.charge(found.charge),
    }
    if found.charge == Charge.FREE:
        cost |= {"currency": "EUR", "amount": 0}
    elif note := told.text(found.charge_note):
        cost["amount_description"] = note
    yield cost


def _classes(whole: ServiceWhole, told: Told) -> Iterator[Entity]:
    for concept in whole.concepts:
        name, uri = TAXONOMIES[Scheme(concept.scheme)]
        label = told.text(concept.label) or concept.code
        term: Entity = {
            "id": term_id(concept),
            "code": concept.code,
            "name": label,
            "description": told.text(concept.note) or label,
            "taxonomy": name,
            "taxonomy_detail": {
                "id": uuid_of("taxonomy", concept.scheme),
                "name": name,
                "description": words.scheme(concept.scheme),
                "uri": uri,
            },
            "taxonomy_id": uuid_of("taxonomy", concept.scheme),
            "language": concept.label.shown(told.language).language,
        }
        if concept.broader_id:
            term["parent_id"] = uuid_of("taxonomy-term", concept.broader_id)
        if web_address(concept.uri):
            term["term_uri"] = concept.uri
        yield {
            **_attribute(whole, concept.scheme, concept.code),
            "taxonomy_term_id": term["id"],
            "taxonomy_term": term,
        }


def _produced(whole: ServiceWhole, told: Told) -> Iterator[Entity]:
    """Who produces it, and how: own, bought, by a voucher or a personal budget."""
    for each in whole.of_role(ProvisionRole.PRODUCER):
        yield {
            **_attribute(whole, "producer", each.kind, each.organisation_id),
            "label": ": ".join(
                filter(None, (told.text(each.organisation.name), words.provision_kind(each.kind)))
            ),
        }


def _fallbacks(whole: ServiceWhole, told: Told) -> Iterator[Entity]:
    """Which texts are in another language than the export's."""
    for name, language in told.fell_back.items():
        yield {**_attribute(whole, "text-language", language, name), "label": name}


def _attribute(whole: ServiceWhole, kind: str, value: str, *more: str) -> Entity:
    return {
        "id": uuid_of("attribute", whole.id, kind, value, *more),
        "link_id": uuid_of("service", whole.id),
        "link_type": kind,
        "link_entity": "service",
        "value": value,
    }
