"""Reading a file of an organiser's catalogue: all that can be refused without knowing anything else."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from lupaus.services.catalogue.declared import (
    DOCUMENT,
    NOT_IDS,
    CatalogueEntry,
    ChangeEntry,
    ChannelEntry,
    ServiceEntry,
)
from lupaus.services.models import Area, ChangeKind, ChannelKind
from lupaus.services.points.hours import problems_of
from lupaus.web.refusals import Problem, Refused
from lupaus.workspace.files.nodes import DEEPEST
from lupaus.workspace.files.reading import bytes_of, nodes_of
from lupaus.workspace.files.records import Located
from lupaus.workspace.files.report import Report, repeated

#: Bytes. 20,000 services and 5,000 points in three languages take about half of this.
LARGEST = 128_000_000
MOST_VALUES = 5_000_000


class CatalogueReport(Report):
    """The report of a file that holds more than a strategy does."""

    def __init__(self, file: str) -> None:
        super().__init__(file)
        self._counted = 0

    def count_value(self, line: int, depth: int) -> None:
        self._counted += 1
        if depth > DEEPEST:
            raise Refused(Problem(_("Nested deeper than a catalogue goes."), self.file, line))
        if self._counted > MOST_VALUES:
            raise Refused(
                Problem(
                    _("More than %(most)d values: too many for a catalogue.") % {"most": MOST_VALUES},
                    self.file,
                    line,
                )
            )


def read_catalogue(path: Path) -> tuple[CatalogueEntry, Report]:
    """A whole file, YAML or (`.json`) JSON, and the report that knows its lines.

    Raises `Refused` where it cannot be read; what else is wrong with it stands in the report.
    """
    nodes, report = nodes_of(
        bytes_of(path, largest=LARGEST), str(path), report=CatalogueReport(str(path)), largest=LARGEST
    )
    catalogue = DOCUMENT.read(nodes, "", report).catalogue
    _check_ids(catalogue, report)
    for service in catalogue.services:
        _check_service(service, report)
    for channel in catalogue.channels:
        _check_channel(channel, report)
    for change in catalogue.changes:
        _check_change(change, report)
    return catalogue, report


def schema_text() -> str:
    """The format as JSON Schema (draft 2020-12), ending with a line feed."""
    definitions: dict[str, dict[str, Any]] = {}
    root = DOCUMENT.schema(definitions)
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Lupaus service catalogue",
        "description": "An organiser's service catalogue: what `lupaus services load` reads.",
        **root,
        "$defs": definitions,
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _check_ids(catalogue: CatalogueEntry, report: Report) -> None:
    """Each id once among its own kind."""
    families: tuple[Sequence[Any], ...] = (
        catalogue.organisations,
        catalogue.services,
        catalogue.channels,
        catalogue.changes,
    )
    for family in families:
        _refuse_again(family, "id", [entry.id for entry in family], report)
    names = [f"{concept.scheme} {concept.code}" for concept in catalogue.concepts]
    _refuse_again(catalogue.concepts, "code", names, report)
    for service in catalogue.services:
        if service.id in NOT_IDS:
            report.refuse(
                service.at("id"),
                _("A service cannot have the id “%(id)s”: an address needs it.") % {"id": service.id},
            )


def _refuse_again(entries: Sequence[Located], name: str, ids: list[str], report: Report) -> None:
    again = set(repeated(ids))
    if not again:
        return
    first: set[str] = set()
    for entry, each in zip(entries, ids, strict=True):
        if each in again and each in first:
            report.refuse(entry.at(name), _("“%(id)s” is here more than once.") % {"id": each})
        first.add(each)


def _check_service(service: ServiceEntry, report: Report) -> None:
    if service.area == Area.LIMITED and not service.regions:
        report.refuse(service.at("area"), _("The area is limited, but no region is named."))
    if service.area in (Area.COUNTRY, Area.MAINLAND) and service.regions:
        report.refuse(service.at("regions"), _("Regions are named only where the area is limited."))
    provisions = [f"{each.organisation} {each.role} {each.kind}" for each in service.provisions]
    _refuse_again(service.provisions, "organisation", provisions, report)
    _refuse_again(service.channels, "channel", [each.channel for each in service.channels], report)
    for connection in service.channels:
        _check_hours(connection.hours, connection.at("hours"), report)


def _check_channel(channel: ChannelEntry, report: Report) -> None:
    _check_place(channel, report)
    if channel.latitude is not None and channel.kind != ChannelKind.PLACE:
        report.refuse(channel.at("latitude"), _("Only a place has coordinates."))
    _check_hours(channel.hours, channel.at("hours"), report)


def _check_change(change: ChangeEntry, report: Report) -> None:
    _check_place(change, report)
    moves = change.kind == ChangeKind.MOVES
    if moves and change.latitude is None and change.longitude is None:
        report.refuse(change.at("latitude"), _("Say where it moves to: latitude and longitude."))
    if not moves and change.latitude is not None:
        report.refuse(change.at("latitude"), _("Only a move has coordinates."))
    if change.replaced_by is not None and change.kind != ChangeKind.DIGITAL:
        report.refuse(
            change.at("replaced_by"), _("Only what becomes digital is replaced by another channel.")
        )


def _check_place(entry: ChannelEntry | ChangeEntry, report: Report) -> None:
    if entry.latitude is not None and entry.longitude is None:
        report.refuse(entry.at("latitude"), _("There is a latitude, but no longitude."))
    if entry.longitude is not None and entry.latitude is None:
        report.refuse(entry.at("longitude"), _("There is a longitude, but no latitude."))


def _check_hours(hours: Iterable[dict[str, Any]], path: str, report: Report) -> None:
    for place, sentence in problems_of(list(hours)):
        report.refuse(path + place, sentence)
