"""What a service chain holds, declared once: forms, files and what is refused follow from here.

Source: the definition of a service chain and two drafts of 11 October 2018, Uusimaa: services for a client
group in stages of rising need, across organisations, with goals and what runs beneath all stages.
"""

from __future__ import annotations

from typing import Final

from lupaus.services.words import LIFE_STAGES
from lupaus.web.texts import Text
from lupaus.workspace.files.attributes import AttributeValues, OwnAttributes
from lupaus.workspace.files.declared import Declared, PartRecord
from lupaus.workspace.files.kinds import Listing
from lupaus.workspace.files.quantities import Number, Whole, Year
from lupaus.workspace.files.records import Located, Record, key, record
from lupaus.workspace.files.words import Choice, Line, PartId, Prose, Words

NAME: Final = "chain"
STAGE, SERVICE, HANDOVER, BENEATH, TARGET = "stage", "service", "handover", "beneath", "target"

#: Words of an address below a chain.
TAKEN: Final = ("versions", "figures", "what-if", "coverage", "stages")

CRITICAL: Final = ("yes", "no")
DIRECTIONS: Final = ("increase", "decrease")

_TITLE = 200
_PROSE = 10_000
_OWN = "The organisation's own."
_OFFICE = "An office, a unit or a body, never a person's name."


@record
class ServiceEntry(Located):
    id: str = key(PartId(), about="Stable id, once among the services of the chain.")
    title: Text = key(Words(_TITLE))
    service: str = key(Line(80), default="", about="Id of the service in the catalogue.")
    critical: str = key(Choice(CRITICAL), default="yes", about="Whether the stage cannot do without it.")
    organiser: Text = key(Words(_TITLE, same_allowed=True), default=Text(), about=_OFFICE)
    note: Text = key(Prose(_PROSE), default=Text())
    attributes: OwnAttributes | None = key(AttributeValues(), default=None, about=_OWN)


@record
class StageEntry(Located):
    id: str = key(PartId(), about="Stable id, once among the stages.")
    title: Text = key(Words(_TITLE))
    need: Text = key(Prose(_PROSE), default=Text(), about="Functional ability and need at this stage.")
    clients: str = key(Line(80), default="", about="Indicator: number of clients at this stage.")
    cost: str = key(Line(80), default="", about="Indicator: euros a client a year.")
    capacity: str = key(Line(80), default="", about="Indicator: clients the stage has room for.")
    reentries: str = key(Line(80), default="", about="Indicator: clients who came back within a year.")
    attributes: OwnAttributes | None = key(AttributeValues(), default=None, about=_OWN)
    services: tuple[ServiceEntry, ...] = key(Listing(Record(ServiceEntry)), default=())


@record
class HandoverEntry(Located):
    id: str = key(PartId(), about="Stable id, once among the hand-overs.")
    title: Text = key(Words(_TITLE), default=Text())
    from_stage: str = key(PartId())
    to_stage: str = key(PartId())
    from_organisation: Text = key(Words(_TITLE, same_allowed=True), default=Text())
    to_organisation: Text = key(Words(_TITLE, same_allowed=True), default=Text())
    responsible: Text = key(Words(_TITLE, same_allowed=True), default=Text(), about=_OFFICE)
    promise_days: int | None = key(
        Whole(0, 3650), default=None, about="Within how many days it is promised to happen."
    )
    days: str = key(Line(80), default="", about="Indicator: days it took, median.")
    flow: str = key(Line(80), default="", about="Indicator: clients a year who go this way.")
    attributes: OwnAttributes | None = key(AttributeValues(), default=None, about=_OWN)


@record
class BeneathEntry(Located):
    id: str = key(PartId(), about="Stable id, once among what runs beneath.")
    title: Text = key(Words(_TITLE))
    text: Text = key(Prose(_PROSE), default=Text())
    services: tuple[str, ...] = key(
        Listing(Line(80), unique=True), default=(), about="Ids of services of the catalogue."
    )
    attributes: OwnAttributes | None = key(AttributeValues(), default=None, about=_OWN)


@record
class TargetEntry(Located):
    id: str = key(PartId(), about="Stable id, once among the goals of the chain.")
    title: Text = key(Words(_TITLE))
    text: Text = key(Prose(_PROSE), default=Text())
    stages: tuple[str, ...] = key(
        Listing(PartId(), unique=True), default=(), about="The stages whose share it sets."
    )
    share: float | None = key(Number(), default=None, about="Per cent of the clients; left out: not yet set.")
    year: int | None = key(Year(), default=None, about="By when.")
    indicator: str = key(Line(80), default="", about="Indicator it is tied to.")
    direction: str = key(Choice(DIRECTIONS), default="", about="Which way, where no level is set.")
    attributes: OwnAttributes | None = key(AttributeValues(), default=None, about=_OWN)


@record
class ChainEntry(Located):
    id: str = key(PartId(), about="Stable id of the chain; it stands in its address.")
    title: Text = key(Words(_TITLE))
    client_group: Text = key(Words(_TITLE), default=Text(), about="Whom it is for.")
    purpose: Text = key(Prose(_PROSE), default=Text())
    life_stage: str = key(Choice(LIFE_STAGES), default="all")
    region: str = key(Line(12), default="", about="Code of the region it is for: MK01.")
    effect: Text = key(Prose(_PROSE), default=Text(), about="How its effect is measured.")
    population: str = key(
        Line(80), default="", about="Indicator: people of the client group, forecast years too."
    )
    attributes: OwnAttributes | None = key(AttributeValues(), default=None, about=_OWN)
    stages: tuple[StageEntry, ...] = key(Listing(Record(StageEntry)), default=(), about="Light needs first.")
    handovers: tuple[HandoverEntry, ...] = key(Listing(Record(HandoverEntry)), default=())
    beneath: tuple[BeneathEntry, ...] = key(Listing(Record(BeneathEntry)), default=())
    targets: tuple[TargetEntry, ...] = key(Listing(Record(TargetEntry)), default=())


@record
class Document(Located):
    """A whole file."""

    chain: ChainEntry = key(Record(ChainEntry))


DECLARED: Final = Declared(
    name=NAME,
    key="chain",
    head=ChainEntry,
    document=Document,
    parts=(
        PartRecord(STAGE, "stages", StageEntry),
        PartRecord(SERVICE, "services", ServiceEntry, STAGE),
        PartRecord(HANDOVER, "handovers", HandoverEntry),
        PartRecord(BENEATH, "beneath", BeneathEntry),
        PartRecord(TARGET, "targets", TargetEntry),
    ),
    taken=TAKEN,
    schema_title="Lupaus service chain",
    schema_description="The services of a client group in stages of rising need, across organisations.",
)
