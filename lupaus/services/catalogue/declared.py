"""What a file of an organiser's services holds, declared once: reading, its sentences and its schema follow.

`catalogue: {organisation, organisations: […], services: […], channels: […], changes: […], concepts: […]}`;
what belongs together is named by its id, wherever in the file it stands.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from lupaus.services.catalogue.kinds import Degrees, Hours, Links, Pattern
from lupaus.services.models import (
    Accessibility,
    Area,
    ChangeKind,
    ChannelKind,
    Charge,
    PointStatus,
    ProvisionKind,
    ProvisionRole,
    Scheme,
    ServiceType,
)
from lupaus.services.words import SECTORS
from lupaus.web.texts import Text
from lupaus.workspace.files.kinds import Listing
from lupaus.workspace.files.quantities import Day, Whole
from lupaus.workspace.files.records import Located, Record, key, record
from lupaus.workspace.files.words import Choice, Line, Link, Slug, Words

NAME = 300
SUMMARY = 2_000
PROSE = 20_000
#: Words of addresses below `services/`, which therefore cannot be ids of services.
NOT_IDS = ("classes", "points", "reach")
#: More than the catalogue of the largest county.
MOST = 50_000

#: ISO 639; Inari and Skolt Sami have three letters.
LANGUAGE = Pattern("[a-z]{2,3}", 3, "fi")
REGION = Pattern("[A-Z]{1,6}[0-9]{0,6}", 12, "KU049")
CODE = Pattern(r"[A-Z]{1,4}[0-9]{1,3}(\.[0-9]{1,3})*", 20, "P4.3")


@record
class OrganisationEntry(Located):
    id: str = key(Slug(), about="Stable id, once in the file.")
    name: Text = key(Words(NAME, same_allowed=True))
    business_id: str = key(Line(20), default="")
    sector: str = key(Choice(SECTORS), default="")


@record
class ProvisionEntry(Located):
    organisation: str = key(Slug(), about="Who: the id of an organisation of the catalogue.")
    role: str = key(Choice(ProvisionRole.values))
    kind: str = key(Choice([each for each in ProvisionKind.values if each]), default="")
    regions: tuple[str, ...] = key(
        Listing(REGION, unique=True), default=(), about="Empty: wherever the service is given."
    )


@record
class ConnectionEntry(Located):
    channel: str = key(Slug(), about="By what: the id of a channel.")
    note: Text = key(Words(SUMMARY), default=Text())
    hours: tuple[dict[str, Any], ...] = key(
        Hours(), default=(), about="Hours of this service alone; empty: those of the channel."
    )


@record
class ServiceEntry(Located):
    id: str = key(Slug(), about="Stable id, once in the file; it stands in the service's address.")
    name: Text = key(Words(NAME))
    summary: Text = key(Words(SUMMARY))
    description: Text = key(Words(PROSE))
    instructions: Text = key(Words(PROSE), default=Text(), about="What a client does to get it.")
    type: str = key(Choice(ServiceType.values), default=ServiceType.SERVICE.value)
    charge: str = key(Choice([each for each in Charge.values if each]), default="")
    charge_note: Text = key(Words(PROSE), default=Text())
    languages: tuple[str, ...] = key(Listing(LANGUAGE, unique=True), about="In which it is given.")
    area: str = key(
        Choice(Area.values), default="", about="Left out: limited where regions are named, else the country."
    )
    regions: tuple[str, ...] = key(
        Listing(REGION, unique=True), default=(), about="Where it is given, when the area is limited."
    )
    classes: tuple[str, ...] = key(Listing(CODE, unique=True), default=(), about="National service classes.")
    target_groups: tuple[str, ...] = key(Listing(CODE, unique=True), default=())
    life_events: tuple[str, ...] = key(Listing(CODE, unique=True), default=())
    general_description: str = key(Line(80), default="", about="Code of the national text it builds on.")
    promised_days: int | None = key(
        Whole(0, 3650), default=None, about="What was promised about waiting, in days."
    )
    wait_indicator: str | None = key(
        Slug(), default=None, about="The indicator (days) that tells whether the promise is kept."
    )
    provisions: tuple[ProvisionEntry, ...] = key(Listing(Record(ProvisionEntry)), default=())
    channels: tuple[ConnectionEntry, ...] = key(Listing(Record(ConnectionEntry)), default=())


@record
class PhoneEntry(Located):
    number: str = key(Line(40))
    charge: str = key(Line(300), default="", about="What a call costs.")
    language: str = key(LANGUAGE, default="", about="Empty: the same in every language.")
    name: str = key(Line(NAME), default="", about="What one reaches, where a channel has several numbers.")


@record
class ChannelEntry(Located):
    id: str = key(Slug(), about="Stable id, once in the file; a point's address has it.")
    kind: str = key(Choice(ChannelKind.values))
    name: Text = key(Words(NAME, same_allowed=True))
    summary: Text = key(Words(SUMMARY), default=Text())
    description: Text = key(Words(PROSE), default=Text())
    languages: tuple[str, ...] = key(Listing(LANGUAGE, unique=True), about="In which one is served.")
    url: Text = key(Links(), default=Text())
    phones: tuple[PhoneEntry, ...] = key(Listing(Record(PhoneEntry)), default=())
    emails: tuple[str, ...] = key(
        Listing(Pattern(r"[^@\s]{1,64}@[^@\s]{1,180}", 254, "a@example.fi"), unique=True), default=()
    )
    hours: tuple[dict[str, Any], ...] = key(Hours(), default=())
    address: Text = key(Words(NAME, same_allowed=True), default=Text())
    postal_code: str = key(Pattern("[0-9A-Z -]{3,10}", 10, "00100"), default="")
    post_office: Text = key(Words(NAME, same_allowed=True), default=Text())
    municipality: str | None = key(REGION, default=None)
    latitude: float | None = key(Degrees(90), default=None, about="WGS84.")
    longitude: float | None = key(Degrees(180), default=None, about="WGS84.")
    accessibility: str = key(Choice([each for each in Accessibility.values if each]), default="")
    accessibility_note: Text = key(Words(SUMMARY), default=Text())
    status: str = key(
        Choice(PointStatus.values),
        default=PointStatus.OPEN.value,
        about="As it is before any planned change takes effect.",
    )
    regions: tuple[str, ...] = key(
        Listing(REGION, unique=True), default=(), about="Whom it serves; empty: as its services."
    )


@record
class ChangeEntry(Located):
    id: str = key(Slug(), about="Stable id, once in the file.")
    channel: str = key(Slug(), about="The service point that changes.")
    kind: str = key(Choice(ChangeKind.values))
    on: date | None = key(Day(), about="From this day on.")
    why: Text = key(Words(PROSE), default=Text())
    decision: Text = key(
        Words(NAME, same_allowed=True), default=Text(), about="Which body decided, which day, which section."
    )
    decision_url: str = key(Link(), default="")
    address: Text = key(Words(NAME, same_allowed=True), default=Text(), about="Where it moves to.")
    municipality: str | None = key(REGION, default=None)
    latitude: float | None = key(Degrees(90), default=None)
    longitude: float | None = key(Degrees(180), default=None)
    replaced_by: str | None = key(
        Slug(), default=None, about="The channel that takes its place when it becomes digital."
    )


@record
class ConceptEntry(Located):
    scheme: str = key(Choice(Scheme.values))
    code: str = key(CODE)
    uri: str = key(Line(200), about="The address by which the national code list knows it.")
    label: Text = key(Words(NAME))
    broader: str | None = key(CODE, default=None, about="Code of the class above it.")


@record
class CatalogueEntry(Located):
    organisation: str = key(Slug(), about="Id of the organisation whose catalogue this is.")
    organisations: tuple[OrganisationEntry, ...] = key(
        Listing(Record(OrganisationEntry), most=MOST), default=()
    )
    services: tuple[ServiceEntry, ...] = key(Listing(Record(ServiceEntry), most=MOST), default=())
    channels: tuple[ChannelEntry, ...] = key(Listing(Record(ChannelEntry), most=MOST), default=())
    changes: tuple[ChangeEntry, ...] = key(Listing(Record(ChangeEntry), most=MOST), default=())
    concepts: tuple[ConceptEntry, ...] = key(Listing(Record(ConceptEntry), most=MOST), default=())


@record
class Document(Located):
    """A whole file."""

    catalogue: CatalogueEntry = key(Record(CatalogueEntry))


DOCUMENT = Record(Document)
