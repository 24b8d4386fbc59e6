"""Published chains over the API, for reading, and whether they hold everywhere."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from lupaus.services.chains import queries
from lupaus.services.chains.coverage import coverage as coverage_of
from lupaus.services.chains.queries import Beneath, Chain, ChainLine, Handover, Stage, StageService, Target
from lupaus.web.api.shapes import Page, Paging, Words, page
from lupaus.workspace.api.published import PublishedVersionOut

router = Router()


class ChainLineOut(Schema):
    """A chain in force. `region` is the code of the region it is for."""

    id: str
    title: Words
    client_group: Words
    purpose: Words
    life_stage: str
    region: str | None
    version: PublishedVersionOut


class ChainLines(Page):
    items: list[ChainLineOut]


class StageServiceOut(Schema):
    """`service` is its id in the catalogue; `organiser` an office or a body."""

    id: str
    title: Words
    service: str | None
    critical: bool
    organiser: Words
    note: Words


class StageOut(Schema):
    """A step, `number` 1 the lightest need. `clients`, `cost`, `capacity` and `reentries` are indicators."""

    id: str
    number: int
    title: Words
    need: Words
    clients: str | None
    cost: str | None
    capacity: str | None
    reentries: str | None
    services: list[StageServiceOut]


class HandoverOut(Schema):
    """A client goes from a stage to another; `days` (median) and `flow` (clients a year) are indicators."""

    id: str
    title: Words
    from_stage: str
    to_stage: str
    from_organisation: Words
    to_organisation: Words
    responsible: Words
    promise_days: int | None
    days: str | None
    flow: str | None


class BeneathOut(Schema):
    """What runs beneath all stages; `services` are ids of the catalogue."""

    id: str
    title: Words
    text: Words
    services: list[str]


class GoalOfChainOut(Schema):
    """A goal: `share` per cent of the clients at `stages` together, or a direction only."""

    id: str
    title: Words
    text: Words
    stages: list[str]
    share: float | None
    year: int | None
    indicator: str | None
    direction: str | None


class ChainWhole(ChainLineOut):
    """`effect` tells how the effect of the chain is measured; `population` is an indicator."""

    effect: Words
    population: str | None
    stages: list[StageOut]
    handovers: list[HandoverOut]
    beneath: list[BeneathOut]
    targets: list[GoalOfChainOut]


class ServiceGapOut(Schema):
    """A critical service that does not hold in `municipalities`.

    `why`: `unlinked` (not in the catalogue), `ended`, `nobody` (no producer at all) or `some` (no producer in
    these municipalities).
    """

    stage: str
    id: str
    title: Words
    service: str
    why: str
    municipalities: list[str]


class WithoutOut(Schema):
    """Two neighbouring stages without a hand-over from the lighter to the heavier."""

    from_stage: str
    to_stage: str


class NobodyOut(Schema):
    """A hand-over with nobody responsible."""

    id: str
    from_stage: str
    to_stage: str


class CoverageOut(Schema):
    """What is lacking in a chain; empty lists where it holds."""

    id: str
    version: int
    region: str
    municipalities: list[str]
    services: list[ServiceGapOut]
    handovers: list[WithoutOut]
    nobody_responsible: list[NobodyOut]


@router.get("/chains", response=ChainLines, summary="Service chains in force", url_name="chains")
def chains(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """The chains in force."""
    found = queries.chains()
    part = found[paging.offset : paging.offset + paging.limit]
    return page(request, map(_line, part), total=len(found), limit=paging.limit, offset=paging.offset)


@router.get("/chains/{id}", response=ChainWhole, summary="A service chain, whole", url_name="chain")
def chain(request: HttpRequest, id: str) -> dict[str, Any]:  # noqa: A002 - the field's own name
    """The version in force with its stages, hand-overs, goals and what runs beneath."""
    return _whole(queries.chain(id))


@router.get(
    "/chains/{id}/coverage",
    response=CoverageOut,
    summary="Whether a chain holds everywhere",
    url_name="chain-coverage",
)
def coverage(request: HttpRequest, id: str) -> dict[str, Any]:  # noqa: A002 - as above
    """Critical services nobody gives somewhere, missing hand-overs, and those nobody answers for."""
    return coverage_of(queries.chain(id)).as_data()


def _line(line: ChainLine) -> dict[str, Any]:
    return {**line._asdict(), "region": line.region or None}


def _whole(found: Chain) -> dict[str, Any]:
    return {
        "id": found.id,
        "title": found.title,
        "client_group": found.client_group,
        "purpose": found.purpose,
        "life_stage": found.life_stage,
        "region": found.region or None,
        "version": found.version,
        "effect": found.effect,
        "population": found.population or None,
        "stages": [
            {**_fields(stage), "services": [_fields(service) for service in stage.services]}
            for stage in found.stages
        ],
        "handovers": [_fields(each) for each in found.handovers],
        "beneath": [_fields(each) for each in found.beneath],
        "targets": [_fields(each) for each in found.targets],
    }


def _fields(part: Stage | StageService | Handover | Beneath | Target) -> dict[str, Any]:
    """A part as it is; an empty name of an indicator or a service is none."""
    values = {each.name: getattr(part, each.name) for each in fields(part)}
    return {name: None if value == "" else value for name, value in values.items()}
