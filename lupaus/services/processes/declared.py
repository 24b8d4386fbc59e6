"""What a process map holds, declared once: forms, files and what is refused follow from here.

Source: the core idea of the service strategy, Uusimaa 2018: core processes serve client segments, five
outcomes are followed at once, and becoming a client is digital first by many channels.
"""

from __future__ import annotations

from typing import Final

from lupaus.web.texts import Text
from lupaus.workspace.files.attributes import AttributeValues, OwnAttributes
from lupaus.workspace.files.declared import Declared, PartRecord
from lupaus.workspace.files.kinds import Listing
from lupaus.workspace.files.records import Located, Record, key, record
from lupaus.workspace.files.words import Choice, Line, Link, PartId, Prose, Words

NAME: Final = "process-map"
PROCESS, ENTRY = "process", "entry"

TAKEN: Final = ("versions",)

GROUPS: Final = ("core", "support")
#: The five outcomes that are followed at once.
OUTCOMES: Final = ("productivity", "effectiveness", "availability", "client_experience", "staff_experience")
#: Ways of becoming a client, digital first.
CHANNELS: Final = ("digital", "phone", "place", "referral", "other")

_TITLE = 200
_PROSE = 10_000
_OWN = "The organisation's own."


def _indicators(about: str) -> tuple[str, ...]:
    found: tuple[str, ...] = key(Listing(Line(80), unique=True), default=(), about=about)
    return found


@record
class ProcessEntry(Located):
    id: str = key(PartId(), about="Stable id, once among the processes.")
    title: Text = key(Words(_TITLE))
    group: str = key(Choice(GROUPS))
    description: Text = key(Prose(_PROSE), default=Text())
    owner: Text = key(
        Words(_TITLE, same_allowed=True), default=Text(), about="An office or a unit, never a person's name."
    )
    inputs: Text = key(Prose(_PROSE), default=Text())
    outputs: Text = key(Prose(_PROSE), default=Text())
    segments: tuple[str, ...] = key(
        Listing(Line(161), unique=True), default=(), about="Segments it serves, each as matrix/segment."
    )
    productivity: tuple[str, ...] = _indicators("Indicators of productivity.")
    effectiveness: tuple[str, ...] = _indicators("Indicators of effectiveness.")
    availability: tuple[str, ...] = _indicators("Indicators of availability.")
    client_experience: tuple[str, ...] = _indicators("Indicators of what clients experience.")
    staff_experience: tuple[str, ...] = _indicators("Indicators of what the staff experiences.")
    attributes: OwnAttributes | None = key(AttributeValues(), default=None, about=_OWN)


@record
class WayInEntry(Located):
    id: str = key(PartId(), about="Stable id, once among the ways in.")
    title: Text = key(Words(_TITLE))
    channel: str = key(Choice(CHANNELS))
    description: Text = key(Prose(_PROSE), default=Text())
    contacts: str = key(Line(80), default="", about="Indicator: contacts by this way in a year.")
    first_contact: str = key(Line(80), default="", about="Indicator: days to the first contact, median.")
    url: str = key(Link(), default="", about="Where it begins.")
    attributes: OwnAttributes | None = key(AttributeValues(), default=None, about=_OWN)


@record
class ProcessMapEntry(Located):
    id: str = key(PartId(), about="Stable id of the map; it stands in its address.")
    title: Text = key(Words(_TITLE))
    description: Text = key(Prose(_PROSE), default=Text())
    region: str = key(Line(12), default="", about="Code of the region it is for: MK01.")
    attributes: OwnAttributes | None = key(AttributeValues(), default=None, about=_OWN)
    processes: tuple[ProcessEntry, ...] = key(Listing(Record(ProcessEntry)), default=())
    entries: tuple[WayInEntry, ...] = key(Listing(Record(WayInEntry)), default=())


@record
class Document(Located):
    """A whole file."""

    process_map: ProcessMapEntry = key(Record(ProcessMapEntry))


DECLARED: Final = Declared(
    name=NAME,
    key="process_map",
    head=ProcessMapEntry,
    document=Document,
    parts=(
        PartRecord(PROCESS, "processes", ProcessEntry),
        PartRecord(ENTRY, "entries", WayInEntry),
    ),
    taken=TAKEN,
    schema_title="Lupaus process map",
    schema_description="Core and support processes with their outcomes, and the ways of becoming a client.",
)
