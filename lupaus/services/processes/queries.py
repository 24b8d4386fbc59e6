"""A process map as the public sees it: published versions, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from lupaus.services.processes.declared import CHANNELS, ENTRY, NAME, OUTCOMES, PROCESS
from lupaus.services.published import Line, Published, in_force, published
from lupaus.web.texts import Text
from lupaus.workspace.content import PartValue


@dataclass(frozen=True, slots=True)
class Process:
    """A process; `outcomes` holds the indicators of each of the five outcomes."""

    id: str
    title: Text
    group: str
    description: Text
    owner: Text
    inputs: Text
    outputs: Text
    segments: tuple[str, ...]
    outcomes: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class WayIn:
    """A way of becoming a client; `contacts` and `first_contact` are indicators or empty."""

    id: str
    title: Text
    channel: str
    description: Text
    contacts: str
    first_contact: str
    url: str


@dataclass(frozen=True)
class ProcessMap(Published):
    @cached_property
    def processes(self) -> tuple[Process, ...]:
        return tuple(_process(part) for part in self.content.of_kind(PROCESS))

    def group(self, group: str) -> tuple[Process, ...]:
        """The processes of a group, in their order."""
        return tuple(each for each in self.processes if each.group == group)

    @cached_property
    def ways_in(self) -> tuple[WayIn, ...]:
        """Digital ways first, whatever their order in the map; within a channel as written."""
        found = [_way_in(part) for part in self.content.of_kind(ENTRY)]
        return tuple(sorted(found, key=lambda each: CHANNELS.index(each.channel)))

    @cached_property
    def indicators(self) -> tuple[str, ...]:
        """Every indicator the map names, each once."""
        named = [id_ for each in self.processes for ids in each.outcomes.values() for id_ in ids]
        named += [id_ for each in self.ways_in for id_ in (each.contacts, each.first_contact) if id_]
        return tuple(dict.fromkeys(named))


def process_maps() -> list[Line]:
    """The maps in force. One query."""
    return in_force(NAME)


def process_map(work: str, number: int | None = None) -> ProcessMap:
    """A published version; without a number, the one in force. Three queries. Raises `NotFound`."""
    found = published(NAME, work, number)
    return ProcessMap(found.version, found.versions, found.content)


def _process(part: PartValue) -> Process:
    content = part.content
    return Process(
        id=part.slug,
        title=Text.of(content.get("title")),
        group=content.get("group", ""),
        description=Text.of(content.get("description")),
        owner=Text.of(content.get("owner")),
        inputs=Text.of(content.get("inputs")),
        outputs=Text.of(content.get("outputs")),
        segments=tuple(content.get("segments") or ()),
        outcomes={outcome: tuple(content.get(outcome) or ()) for outcome in OUTCOMES},
    )


def _way_in(part: PartValue) -> WayIn:
    content = part.content
    return WayIn(
        id=part.slug,
        title=Text.of(content.get("title")),
        channel=content.get("channel", CHANNELS[-1]),
        description=Text.of(content.get("description")),
        contacts=content.get("contacts", ""),
        first_contact=content.get("first_contact", ""),
        url=content.get("url", ""),
    )
