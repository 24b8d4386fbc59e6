"""Services of the catalogue and the national classes over the API."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from lupaus.services.catalogue import queries
from lupaus.services.catalogue.queries import ClassNode, ServiceLine, ServiceWhole
from lupaus.services.catalogue.search import Filters, counts, found, regions_for
from lupaus.services.catalogue.words import LICENCES
from lupaus.services.models import Charge, Concept, Connection, Provision, ProvisionKind, Scheme
from lupaus.web.api.shapes import Language, Page, Paging, RegionCode, SearchWords, Words, page
from lupaus.web.texts import Text

router = Router()

ClassCode = Annotated[str, Field(pattern=r"^[A-Z]{1,4}[0-9]{1,3}(\.[0-9]{1,3})*$", examples=["P4.3"])]


class ServiceLineOut(Schema):
    """A service in a list. `charge` is `free`, `chargeable` or empty where it is not told."""

    id: str
    name: Words
    summary: Words
    charge: str
    languages: list[str]
    organisations: list[Words]


class ServicePage(Page):
    """`partly`: nothing has all the words, these have some; `suggested`: the question with known words."""

    partly: bool
    suggested: list[str]
    items: list[ServiceLineOut]


class ClassOut(Schema):
    """A class of a national code list: `service-class`, `target-group` or `life-event`."""

    scheme: str
    code: str
    uri: str
    label: Words


class ProvisionOut(Schema):
    """`role`: `organiser` or `producer`; `kind`: own, bought, voucher, personal-budget, other or empty."""

    organisation: str
    name: Words
    role: str
    kind: str
    regions: list[str]


class PhoneOut(Schema):
    number: str
    charge: str
    language: str


class ChannelOut(Schema):
    """A way to the service. `hours` are rules in Finnish time; `1` is Monday. Coordinates are WGS84."""

    id: str
    kind: str
    name: Words
    note: Words
    summary: Words
    url: Words
    phones: list[PhoneOut]
    emails: list[str]
    languages: list[str]
    hours: list[dict[str, Any]]
    address: Words
    postal_code: str
    post_office: Words
    municipality: str | None
    latitude: float | None
    longitude: float | None
    accessibility: str
    status: str


class ServiceOut(Schema):
    """A service, also one that has ended (`retired_at`). `area` is `limited` where only `regions` hold."""

    id: str
    organisation: str
    name: Words
    summary: Words
    description: Words
    instructions: Words
    type: str
    charge: str
    charge_note: Words
    languages: list[str]
    area: str
    regions: list[str]
    classes: list[ClassOut]
    provisions: list[ProvisionOut]
    channels: list[ChannelOut]
    promised_days: int | None
    wait_indicator: str | None
    source: str
    source_id: str
    licence: str
    changed_at: datetime
    retired_at: datetime | None


class ClassNodeOut(ClassOut):
    """With how many services are of it or of a class within it."""

    services: int
    broader: str | None


class ClassList(Schema):
    items: list[ClassNodeOut]


class ServiceFilters(Paging):
    q: SearchWords | None = Field(None, description="Words that all occur, in any form.")
    language: Language = Field("fi", description="Language of the words and of the alphabetical order.")
    service_class: ClassCode | None = Field(None, description="Of this class or one within it.")
    target_group: ClassCode | None = Field(None, description="For this group.", examples=["KR1.1"])
    life_event: ClassCode | None = Field(None, description="For this life event.", examples=["KE11"])
    region: RegionCode | None = Field(None, description="Given in this region or a part of it.")
    given_in: Language | None = Field(None, description="Given in this language.")
    provision: ProvisionKind | None = Field(None, description="Produced in this way.")
    charge: Charge | None = None


@router.get("/services", response=ServicePage, summary="Services", url_name="services")
def services(request: HttpRequest, filters: Query[ServiceFilters]) -> dict[str, Any]:
    """The services that are given now; with words the best first, else in alphabetical order."""
    region = filters.region
    seen = found(
        filters.q or "",
        filters.language,
        filters=Filters(
            service_class=filters.service_class or "",
            target_group=filters.target_group or "",
            life_event=filters.life_event or "",
            regions=(regions_for(region) or frozenset({region})) if region else frozenset(),
            spoken=filters.given_in or "",
            provision=filters.provision or "",
            charge=filters.charge or "",
        ),
        limit=filters.limit,
        offset=filters.offset,
    )
    return page(
        request,
        map(_line, queries.lines(seen.ids)),
        total=seen.total,
        limit=filters.limit,
        offset=filters.offset,
        partly=seen.partly,
        suggested=list(seen.suggested),
    )


@router.get("/services/{id}", response=ServiceOut, summary="One service", url_name="service")
def service(request: HttpRequest, id: str) -> dict[str, Any]:  # noqa: A002 - the field's own name
    """A service with everything that belongs to it."""
    return _whole(queries.service(id))


@router.get(
    "/service-classes", response=ClassList, summary="National service classes", url_name="service-classes"
)
def service_classes(request: HttpRequest) -> dict[str, Any]:
    """All classes in the order of their codes, those within a class after it."""
    number = counts("class")

    def nodes(tree: list[ClassNode]) -> list[dict[str, Any]]:
        return [
            each
            for node in tree
            for each in (
                {
                    **_class(node.concept),
                    "services": number.get(node.code, 0),
                    "broader": node.concept.broader_id,
                },
                *nodes(node.within),
            )
        ]

    return {"items": nodes(queries.classes(Scheme.SERVICE_CLASS))}


def _line(line: ServiceLine) -> dict[str, Any]:
    return {
        "id": line.id,
        "name": line.name,
        "summary": line.summary,
        "charge": line.charge,
        "languages": list(line.languages),
        "organisations": list(line.givers),
    }


def _whole(whole: ServiceWhole) -> dict[str, Any]:
    found_service = whole.service
    same = (
        *("organisation", "name", "summary", "description", "instructions", "type", "charge", "charge_note"),
        *("languages", "area", "regions", "promised_days", "source", "source_id", "changed_at", "retired_at"),
    )
    return {
        "id": whole.id,
        **{name: getattr(found_service, name) for name in same},
        "wait_indicator": found_service.wait_indicator_id,
        "licence": LICENCES.get(found_service.source, ""),
        "classes": [_class(each) for each in whole.concepts],
        "provisions": [_provision(each) for each in whole.provisions],
        "channels": [_channel(each) for each in whole.connections],
    }


def _class(concept: Concept) -> dict[str, Any]:
    return {"scheme": concept.scheme, "code": concept.code, "uri": concept.uri, "label": concept.label}


def _provision(provision: Provision) -> dict[str, Any]:
    name: Text = provision.organisation.name
    return {
        "organisation": provision.organisation_id,
        "name": name,
        "role": provision.role,
        "kind": provision.kind,
        "regions": provision.regions,
    }


def _channel(connection: Connection) -> dict[str, Any]:
    channel = connection.channel
    same = (
        *("kind", "name", "summary", "url", "emails", "languages", "address", "postal_code", "post_office"),
        *("latitude", "longitude", "accessibility", "status"),
    )
    return {
        "id": channel.pk,
        "note": connection.note,
        **{name: getattr(channel, name) for name in same},
        "municipality": channel.municipality_id,
        "hours": connection.hours or channel.hours,
        "phones": [
            {name: str(phone.get(name) or "") for name in ("number", "charge", "language")}
            for phone in channel.phones
        ],
    }
