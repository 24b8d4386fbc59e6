"""Published process maps over the API, for reading."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from lupaus.services.processes import queries
from lupaus.services.processes.queries import Process, ProcessMap, WayIn
from lupaus.web.api.shapes import Page, Paging, Words, page
from lupaus.workspace.api.published import PublishedVersionOut

router = Router()


class ProcessMapLine(Schema):
    """A process map in force."""

    id: str
    title: Words
    version: PublishedVersionOut


class ProcessMapPage(Page):
    items: list[ProcessMapLine]


class OutcomesOut(Schema):
    """The indicators by which each of the five outcomes is followed."""

    productivity: list[str]
    effectiveness: list[str]
    availability: list[str]
    client_experience: list[str]
    staff_experience: list[str]


class ProcessOut(Schema):
    """`group` is `core` or `support`; `segments` are those of matrices, each as `matrix/segment`."""

    id: str
    title: Words
    group: str
    description: Words
    owner: Words
    inputs: Words
    outputs: Words
    segments: list[str]
    outcomes: OutcomesOut


class WayInOut(Schema):
    """A way of becoming a client; `contacts` and `first_contact` (days) are indicators."""

    id: str
    title: Words
    channel: str
    description: Words
    contacts: str | None
    first_contact: str | None
    url: str | None


class ProcessMapWhole(ProcessMapLine):
    description: Words
    region: str | None
    processes: list[ProcessOut]
    ways_in: list[WayInOut]


@router.get("/processes", response=ProcessMapPage, summary="Process maps in force", url_name="processes")
def processes(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """The process maps in force."""
    found = [{"id": line.id, "title": line.title, "version": line.version} for line in queries.process_maps()]
    part = found[paging.offset : paging.offset + paging.limit]
    return page(request, part, total=len(found), limit=paging.limit, offset=paging.offset)


@router.get(
    "/processes/{id}", response=ProcessMapWhole, summary="A process map, whole", url_name="process-map"
)
def process_map(request: HttpRequest, id: str) -> dict[str, Any]:  # noqa: A002 - the address says it
    """The version in force."""
    return _whole(queries.process_map(id))


def _whole(found: ProcessMap) -> dict[str, Any]:
    return {
        "id": found.id,
        "title": found.title,
        "version": found.version,
        "description": found.text("description"),
        "region": found.region or None,
        "processes": [_process(each) for each in found.processes],
        "ways_in": [_way_in(each) for each in found.ways_in],
    }


def _process(process: Process) -> dict[str, Any]:
    return {
        "id": process.id,
        "title": process.title,
        "group": process.group,
        "description": process.description,
        "owner": process.owner,
        "inputs": process.inputs,
        "outputs": process.outputs,
        "segments": list(process.segments),
        "outcomes": {name: list(ids) for name, ids in process.outcomes.items()},
    }


def _way_in(way: WayIn) -> dict[str, Any]:
    return {
        "id": way.id,
        "title": way.title,
        "channel": way.channel,
        "description": way.description,
        "contacts": way.contacts or None,
        "first_contact": way.first_contact or None,
        "url": way.url or None,
    }
