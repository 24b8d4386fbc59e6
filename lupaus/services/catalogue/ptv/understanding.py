"""From entries of the national catalogue to what our own shall hold."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from django.utils.translation import gettext as _

from lupaus.regions.queries import known_codes
from lupaus.services.catalogue.codes import Concepts
from lupaus.services.catalogue.ptv.answers import CHANNEL, CONCEPT, DESCRIPTION, ORGANISATION, SERVICE
from lupaus.services.catalogue.ptv.channels import channel_of
from lupaus.services.catalogue.ptv.code_lists import concepts_of, in_order
from lupaus.services.catalogue.ptv.entries import (
    description_of,
    id_of,
    is_published,
    organisation_of,
    organisations_named,
    place_of,
    reference_of,
    service_of,
)
from lupaus.services.catalogue.ptv.ground import Ground
from lupaus.services.catalogue.ptv.sources import Read
from lupaus.services.catalogue.ptv.told import Strange, Told
from lupaus.services.catalogue.wanted import (
    Wanted,
    WantedCatalogue,
    WantedConcept,
    WantedConnection,
    WantedProvision,
    WantedService,
)
from lupaus.services.catalogue.writing import Held, Owner, held_of
from lupaus.services.models import Channel, Service, ServiceOrganisation, Source

W = TypeVar("W", bound=Wanted)


@dataclass
class Understood:
    """What shall be, of everybody's lists and of one organisation's catalogue."""

    concepts: list[WantedConcept] = field(default_factory=list)
    whole_schemes: set[str] = field(default_factory=set)
    descriptions: list[WantedService] = field(default_factory=list)
    catalogue: WantedCatalogue = field(default_factory=WantedCatalogue)
    #: By kind: ids whose entry says that it is not published (any more).
    gone: dict[str, set[str]] = field(default_factory=dict)
    #: Kinds of which everything has been read and understood.
    whole: set[str] = field(default_factory=set)


def understand(read: Read, owner: Owner, *, adds_classes: bool) -> Understood:
    """Everything a reading holds. What is not understood stands in `read.strange`."""
    found = Understood()
    known = Concepts.read()
    listed = read.entries[CONCEPT]
    found.concepts = _not_other(concepts_of(in_order(listed)), known, read.strange)
    if read.has_whole(CONCEPT) and len(found.concepts) == len(listed):
        found.whole_schemes = {each.scheme for each in found.concepts}
    ground = Ground(regions=known_codes(), concepts=known.with_new(found.concepts), adds_classes=adds_classes)
    ground.descriptions = _references(read.entries[DESCRIPTION])
    told = _Catalogue(read, ground, owner)
    found.catalogue = told.catalogue()  # first: services describe their classes, descriptions name them
    found.descriptions = told.entries(DESCRIPTION, "descriptions", lambda each: description_of(each, ground))
    found.concepts += ground.added.values()
    found.gone, found.whole = told.gone, told.whole()
    if read.has_whole(DESCRIPTION) and len(found.descriptions) == len(read.entries[DESCRIPTION]):
        found.whole.add("descriptions")
    return found


def _not_other(concepts: Iterable[WantedConcept], known: Concepts, strange: Strange) -> list[WantedConcept]:
    """Without those whose code the database knows by another address; what lies under one, under that."""
    kept, instead = [], {}
    for each in concepts:
        there = known.by_code.get((each.scheme, each.code), each.uri)
        if there == each.uri:
            kept.append(each)
        else:
            instead[each.uri] = there
            sentence = _("The class %(code)s is already known by another address.")
            strange.tell(each.uri, "", sentence % {"code": each.code})
    return [replace(each, broader=instead.get(each.broader or "", each.broader)) for each in kept]


def _references(entries: Iterable[Told]) -> dict[str, str]:
    """The catalogue's own id of a general description, in small letters → its reference code."""
    stored = Service.objects.filter(source=Source.DESCRIPTION).exclude(source_id="")
    found = {id_.lower(): code for id_, code in stored.values_list("source_id", "general_description")}
    return found | {told.word("id", 80).lower(): reference_of(told) for told in entries}


class _Catalogue:
    """The entries of one organisation's catalogue, each once."""

    def __init__(self, read: Read, ground: Ground, owner: Owner) -> None:
        self._read = read
        self._ground = ground
        self._owner = owner
        self._not_understood: set[str] = set()
        self._told: dict[str, Told] = {}
        self.gone: dict[str, set[str]] = {}

    def entries(self, kind: str, name: str, make: Callable[[Told], W | None]) -> list[W]:
        """The published entries of a kind; where one comes twice, the last one counts."""
        found: dict[str, W] = {}
        for told in self._read.entries[kind]:
            if not is_published(told):
                self.gone.setdefault(name, set()).add(id_of(told))
                continue
            made = make(told)
            if made is None:
                self._not_understood.add(kind)
                continue
            found[made.id] = made
            self._told[made.id] = told
        return list(found.values())

    def catalogue(self) -> WantedCatalogue:
        channels = self.entries(CHANNEL, "channels", lambda told: channel_of(told, self._ground))
        services = self.entries(SERVICE, "services", lambda told: service_of(told, self._ground))
        organisations = {each.id: each for each in self._named()}
        told = self.entries(ORGANISATION, "organisations", organisation_of)
        organisations |= {each.id: each for each in told}
        held_channels = held_of(Channel, self._ids_of_channels(channels, services))
        held_organisations = held_of(ServiceOrganisation, list(organisations))
        channels = self._ours(channels, held_channels)
        usable = _usable(channels, held_channels)
        ours = self._ours(list(organisations.values()), held_organisations)
        known = _usable(ours, held_organisations)
        services = self._ours(services, held_of(Service, [each.id for each in services]), is_shared=False)
        return WantedCatalogue(
            organisations=ours,
            channels=channels,
            services=[self._connected(each, usable, known) for each in services],
        )

    def whole(self) -> set[str]:
        """The kinds of which nothing is missing. Without a single service, the answer is not believed."""
        found = {kind for kind in (SERVICE, CHANNEL) if self._read.has_whole(kind)} - self._not_understood
        names = {"services", "organisations"} if SERVICE in found else set()
        if names and not any(is_published(each) for each in self._read.entries[SERVICE]):
            self._read.strange.tell(
                "", "", _("There is not a single service in the list; nothing is retired for its sake.")
            )
            return set()
        return names | ({"channels"} if CHANNEL in found else set())

    def _named(self) -> Iterable[Wanted]:
        """The organisations that services name, as far as they are told there."""
        for told in self._read.entries[SERVICE]:
            for id_, name, place in organisations_named(told):
                if id_ and name and is_published(told):
                    values = {"name": name, "business_id": "", "sector": ""}
                    yield Wanted(id_, values, source_id=place.word("id", 80), place=place_of(place))

    @staticmethod
    def _ids_of_channels(channels: Iterable[Wanted], services: Iterable[WantedService]) -> list[str]:
        named = {by.channel for service in services for by in service.connections}
        return sorted(named | {each.id for each in channels})

    def _ours(self, wanted: Iterable[W], held: Mapping[str, Held], *, is_shared: bool = True) -> list[W]:
        """Without what somebody else keeps; channels and organisations of the same source are shared."""
        kept = []
        for each in wanted:
            there = held.get(each.id)
            if there is None or (there.organisation, there.source) == self._owner:
                kept.append(each)
            elif not is_shared or there.source != Source.PTV or there.is_retired:
                sentence = _("The id “%(id)s” is taken: it belongs to another organisation or source.")
                self._read.strange.tell(each.place.file, each.place.path, sentence % {"id": each.id})
        return kept

    def _connected(
        self, service: WantedService, channels: Collection[str], organisations: Collection[str]
    ) -> WantedService:
        """The service with only those channels and organisations that are there."""
        told = self._told[service.id]
        connections: list[WantedConnection] = []
        provisions: list[WantedProvision] = []
        for by in service.connections:
            if by.channel in channels:
                connections.append(by)
            else:
                sentence = _("The channel “%(id)s” is not in what was read.") % {"id": by.channel}
                told.refuse("serviceChannels", sentence)
        for of in service.provisions:
            if of.organisation in organisations:
                provisions.append(of)
            else:
                sentence = _("The organisation “%(id)s” is not in what was read.") % {"id": of.organisation}
                told.refuse("organizations", sentence)
        return replace(service, connections=tuple(connections), provisions=tuple(provisions))


def _usable(wanted: Iterable[Wanted], held: Mapping[str, Held]) -> set[str]:
    """What is about to be written, and what is there and in use."""
    return {each.id for each in wanted} | {id_ for id_, each in held.items() if not each.is_retired}
