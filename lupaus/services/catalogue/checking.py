"""What a file of a catalogue may speak of: its own entries and those the database has in use."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lupaus.indicators.models import Indicator
from lupaus.regions.models import Category
from lupaus.regions.queries import category_of
from lupaus.services.catalogue.codes import Concepts
from lupaus.services.catalogue.declared import (
    CatalogueEntry,
    ChangeEntry,
    ChannelEntry,
    ConnectionEntry,
    ProvisionEntry,
    ServiceEntry,
)
from lupaus.services.catalogue.wanted import WantedConcept
from lupaus.services.catalogue.writing import chunks
from lupaus.services.models import (
    Channel,
    ChannelKind,
    PlannedChange,
    Scheme,
    ServiceOrganisation,
    Source,
)
from lupaus.workspace.files.kinds import nearest
from lupaus.workspace.files.records import Located
from lupaus.workspace.files.report import Report

SCHEMES = (
    (Scheme.SERVICE_CLASS, "classes"),
    (Scheme.TARGET_GROUP, "target_groups"),
    (Scheme.LIFE_EVENT, "life_events"),
)


@dataclass(frozen=True, slots=True)
class Known:
    """Everything a file may name."""

    regions: dict[str, str]  # code → category
    concepts: Concepts
    indicators: Collection[str]
    organisations: Collection[str]
    channels: Collection[str]
    points: Collection[str]  # channels of the organisation that are places


def known_to(catalogue: CatalogueEntry) -> Known:
    """Everything the file may speak of, in a handful of queries and one for each few hundred ids."""
    mine = {each.id for each in catalogue.channels}
    channels = {by.channel for service in catalogue.services for by in service.channels}
    channels |= {each.replaced_by for each in catalogue.changes if each.replaced_by}
    named = {of.organisation for service in catalogue.services for of in service.provisions}
    places = {each.channel for each in catalogue.changes}
    points = {each.id for each in catalogue.channels if each.kind == ChannelKind.PLACE}
    whose = catalogue.organisation
    return Known(
        regions=category_of(sorted(_regions(catalogue))),
        concepts=Concepts.read().with_new(concepts_of(catalogue)),
        indicators=frozenset(Indicator.objects.filter(retired_at=None).values_list("pk", flat=True)),
        organisations={each.id for each in catalogue.organisations}
        | _others(ServiceOrganisation, named, whose),
        channels=mine | _others(Channel, channels, whose),
        points=points | _others(Channel, places, whose, organisation=whose, kind=ChannelKind.PLACE),
    )


def _others(
    model: type[Channel] | type[ServiceOrganisation], ids: Collection[str], whose: str, **more: str
) -> set[str]:
    """Those ids that are in use and not of a file of the organisation: what this one lacks, it retires."""
    found: set[str] = set()
    for some in chunks(sorted(ids)):
        chosen = model._default_manager.filter(pk__in=some, retired_at=None, **more)
        found |= set(chosen.exclude(organisation=whose, source=Source.OWN).values_list("pk", flat=True))
    return found


def _regions(catalogue: CatalogueEntry) -> set[str]:
    found = {each.municipality for each in catalogue.channels if each.municipality}
    found |= {each.municipality for each in catalogue.changes if each.municipality}
    for service in catalogue.services:
        found.update(service.regions, *(of.regions for of in service.provisions))
    for channel in catalogue.channels:
        found.update(channel.regions)
    return found


def concepts_of(catalogue: CatalogueEntry) -> list[WantedConcept]:
    by_code = {(each.scheme, each.code): each.uri for each in catalogue.concepts}
    return [
        WantedConcept(
            uri=each.uri,
            scheme=each.scheme,
            code=each.code,
            label=each.label,
            broader=by_code.get((each.scheme, each.broader)) if each.broader else None,
        )
        for each in catalogue.concepts
    ]


def check(catalogue: CatalogueEntry, known: Known, report: Report) -> None:
    for service in catalogue.services:
        _check_service(service, known, report)
    for channel in catalogue.channels:
        _check_regions(channel, "regions", channel.regions, known, report)
        _check_municipality(channel, known, report)
    for change in catalogue.changes:
        _check_change(change, known, report)
    _check_concepts(catalogue, known, report)
    _check_owners(catalogue, report)


def _check_service(service: ServiceEntry, known: Known, report: Report) -> None:
    _check_regions(service, "regions", service.regions, known, report)
    for scheme, name in SCHEMES:
        for index, code in enumerate(getattr(service, name)):
            if (scheme, code) not in known.concepts.by_code:
                codes = [each for of, each in known.concepts.by_code if of == scheme]
                report.refuse(
                    f"{service.at(name)}[{index}]",
                    _("There is no class %(code)s.") % {"code": code} + nearest(code, codes),
                )
    if service.wait_indicator and service.wait_indicator not in known.indicators:
        report.refuse(
            service.at("wait_indicator"),
            _("There is no indicator “%(id)s”.") % {"id": service.wait_indicator}
            + nearest(service.wait_indicator, list(known.indicators)),
        )
    for of in service.provisions:
        _check_provision(of, known, report)
    for by in service.channels:
        _check_connection(by, known, report)


def _check_provision(of: ProvisionEntry, known: Known, report: Report) -> None:
    if of.organisation not in known.organisations:
        report.refuse(
            of.at("organisation"),
            _("There is no organisation “%(id)s” in the catalogue.") % {"id": of.organisation}
            + nearest(of.organisation, list(known.organisations)),
        )
    _check_regions(of, "regions", of.regions, known, report)


def _check_connection(by: ConnectionEntry, known: Known, report: Report) -> None:
    if by.channel not in known.channels:
        report.refuse(by.at("channel"), _no_channel(by.channel, known.channels))


def _no_channel(name: str, channels: Collection[str]) -> str:
    return _("There is no channel “%(id)s” in the catalogue.") % {"id": name} + nearest(name, list(channels))


def _check_change(change: ChangeEntry, known: Known, report: Report) -> None:
    if change.channel not in known.points:
        report.refuse(
            change.at("channel"),
            _("There is no service point “%(id)s” of this organisation.") % {"id": change.channel}
            + nearest(change.channel, list(known.points)),
        )
    if change.replaced_by and change.replaced_by not in known.channels:
        report.refuse(change.at("replaced_by"), _no_channel(change.replaced_by, known.channels))
    _check_municipality(change, known, report)


def _check_municipality(entry: ChannelEntry | ChangeEntry, known: Known, report: Report) -> None:
    if entry.municipality is None:
        return
    category = known.regions.get(entry.municipality)
    if category is None:
        report.refuse(entry.at("municipality"), _no_region(entry.municipality))
    elif category != Category.MUNICIPALITY:
        report.refuse(
            entry.at("municipality"), _("%(code)s is not a municipality.") % {"code": entry.municipality}
        )


def _check_regions(entry: Located, name: str, codes: Iterable[str], known: Known, report: Report) -> None:
    for index, code in enumerate(codes):
        if code not in known.regions:
            report.refuse(f"{entry.at(name)}[{index}]", _no_region(code))


def _no_region(code: str) -> str:
    return _("There is no region %(code)s.") % {"code": code}


def _check_concepts(catalogue: CatalogueEntry, known: Known, report: Report) -> None:
    """A class of the national lists is known by one address and one code."""
    for each in catalogue.concepts:
        if known.concepts.by_code.get((each.scheme, each.code)) != each.uri:
            report.refuse(
                each.at("uri"),
                _("The class %(code)s is already known by another address.") % {"code": each.code},
            )
        if each.broader and (each.scheme, each.broader) not in known.concepts.by_code:
            report.refuse(each.at("broader"), _("There is no class %(code)s.") % {"code": each.broader})


def _check_owners(catalogue: CatalogueEntry, report: Report) -> None:
    """A planned change of another organisation keeps its id."""
    places = {each.id: each.at("id") for each in catalogue.changes}
    for some in chunks(list(places)):
        others = PlannedChange.objects.filter(pk__in=some).exclude(
            channel__organisation=catalogue.organisation
        )
        for name in others.values_list("pk", flat=True):
            report.refuse(
                places[name],
                _("The id “%(id)s” is taken: it belongs to another organisation.") % {"id": name},
            )
