"""What a file of an organiser's services holds, declared once: reading, its sentences and its schema follow.

`catalogue: {organisation, organisations: […], services: […], channels: […], changes: […], concepts: […]}`;
what belongs together is named by its id, wherever in the file it stands.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

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
from lupaus.web.texts import LANGUAGES, Text
from lupaus.workspace.files.kinds import Kind, Listing, Schema
from lupaus.workspace.files.nodes import Items, Keyed, Node, Scalar
from lupaus.workspace.files.quantities import Day, Number, Whole
from lupaus.workspace.files.records import Located, Record, key, record
from lupaus.workspace.files.report import Report, step
from lupaus.workspace.files.words import Choice, Line, Link, Slug, Words

NAME = 300
SUMMARY = 2_000
PROSE = 20_000
#: Who stands behind an organisation; the words of each are in `services.words`.
SECTORS = ("county", "municipality", "growth", "ngo", "state", "company")
#: Words of addresses below `services/`, which therefore cannot be ids of services.
NOT_IDS = ("classes", "points", "reach")
#: More than the catalogue of the largest county.
MOST = 50_000


class Pattern(Line):
    """A short code of a certain form."""

    def __init__(self, pattern: str, limit: int, example: str) -> None:
        super().__init__(limit)
        self.pattern = pattern
        self.example = example

    @property
    def expected(self) -> str:
        return _("a text such as %(example)s") % {"example": self.example}

    def fits(self, words: str) -> bool:
        return len(words) <= self.limit and re.fullmatch(self.pattern, words, re.ASCII) is not None

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        return {"type": "string", "maxLength": self.limit, "pattern": f"^{self.pattern}$"}


class Degrees(Number):
    """A coordinate in WGS84."""

    def __init__(self, most: int) -> None:
        self.most = most

    @property
    def expected(self) -> str:
        return _("degrees from −%(most)d to %(most)d, such as 60.17") % {"most": self.most}

    def read(self, node: Node, path: str, report: Report) -> float:
        value = super().read(node, path, report)
        return self.refuse(node, path, report) if abs(value) > self.most else value

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        return {"type": "number", "minimum": -self.most, "maximum": self.most}


class Links(Words):
    """A web address, or one for each language."""

    def __init__(self) -> None:
        super().__init__(500, same_allowed=True)
        self.line = Link()

    @property
    def expected(self) -> str:
        return _("a web address, or one for each language: {fi: …, sv: …, en: …}")

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        link = self.line.schema(definitions)
        by_language = {
            "type": "object",
            "properties": dict.fromkeys(LANGUAGES, link),
            "required": ["fi"],
            "additionalProperties": False,
        }
        return {"anyOf": [link, by_language]}


class Hours(Kind[tuple[dict[str, Any], ...]]):
    """Opening hours: a list of rules as `services.points.hours` knows them, read here as they stand."""

    MOST = 200
    KEYS = (
        "days",
        "from",
        "to",
        "always",
        "appointment",
        "valid_from",
        "valid_to",
        "note",
        "exception",
        "closed",
    )

    @property
    def blank(self) -> tuple[dict[str, Any], ...]:
        return ()

    @property
    def expected(self) -> str:
        return _('a list of opening hours such as {days: [1, 2], from: "08:00", to: "16:00"}')

    def read(self, node: Node, path: str, report: Report) -> tuple[dict[str, Any], ...]:
        if not isinstance(node, Items) or len(node.nodes) > self.MOST:
            return self.refuse(node, path, report)
        rules = []
        for index, child in enumerate(node.nodes):
            place = f"{path}[{index}]"
            report.lines[place] = child.line
            if isinstance(child, Keyed):
                rules.append(_rule(child, place, report))
            else:
                self.refuse(child, place, report)
        return tuple(rules)

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        day = {"type": "string", "format": "date"}
        clock = {"type": "string", "pattern": r"^\d\d:\d\d$"}
        flag = {"const": True}
        properties = {
            "days": {"type": "array", "items": {"type": "integer", "minimum": 1, "maximum": 7}},
            "from": clock,
            "to": clock,
            "always": flag,
            "appointment": flag,
            "valid_from": day,
            "valid_to": day,
            "note": Words(SUMMARY).schema(definitions),
            "exception": flag,
            "closed": flag,
        }
        rule = {"type": "object", "properties": properties, "additionalProperties": False}
        return {"type": "array", "items": rule, "maxItems": self.MOST}

    def plain(self, value: tuple[dict[str, Any], ...]) -> Any:
        return list(value)


def _rule(node: Keyed, path: str, report: Report) -> dict[str, Any]:
    """A rule as plain values; whether they make sense together, `points.hours` says."""
    rule: dict[str, Any] = {}
    for entry in node.entries:
        place = step(path, entry.key)
        report.lines[place] = entry.line
        rule[entry.key] = _plain(entry.node)
    return rule


def _plain(node: Node) -> Any:
    if isinstance(node, Items):
        return [_plain(each) for each in node.nodes]
    if isinstance(node, Keyed):
        return {entry.key: _plain(entry.node) for entry in node.entries}
    return _value(node)


def _value(node: Scalar) -> Any:
    if not node.plain:
        return node.text
    if re.fullmatch(r"0|[1-9][0-9]{0,5}", node.text, re.ASCII):
        return int(node.text)
    return {"true": True, "false": False}.get(node.text, node.text)


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
