"""Published service matrices over the API, for reading: the same figures as on the pages and in the CSV."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from lupaus.indicators import queries as statistics
from lupaus.services.matrix import queries
from lupaus.services.matrix.figures import Figure, Sum
from lupaus.services.matrix.layout import Cell, Figures, Layout
from lupaus.services.matrix.pages.seen import Seen, seen
from lupaus.services.matrix.queries import Matrix
from lupaus.services.matrix.tables import heat_rows
from lupaus.web.address import Address
from lupaus.web.api.shapes import Page, Paging, ReleaseNumber, Words, Year, page
from lupaus.workspace.api.published import PublishedVersionOut

router = Router()


class MatrixLine(Schema):
    """A service matrix in force."""

    id: str
    title: Words
    version: PublishedVersionOut


class MatrixPage(Page):
    items: list[MatrixLine]


class NamedOut(Schema):
    id: str
    title: Words
    description: Words


class EntityOut(NamedOut):
    life_stage: str


class TaskOut(NamedOut):
    """`sector` is whose task it is; `entities` holds those it is meant for, none where it is for all."""

    sector: str
    entities: list[str]


class LevelOfMatrixOut(NamedOut):
    tasks: list[TaskOut]


class FiguresOfYear(Schema):
    """What a cell came to: people, net costs (euros), days to service (median), answers from 1 to 5."""

    year: int
    people: float | None
    money: float | None
    access: float | None
    satisfaction: float | None


class CellOut(Schema):
    """`segment` is null for every one; `capacity` is in people a year; `services` are of the catalogue."""

    id: str
    title: Words
    entity: str
    segment: str | None
    task: str
    services: list[str]
    capacity: float | None
    figures: list[FiguresOfYear]
    indicators: list[str]
    note: Words


class MatrixWhole(MatrixLine):
    """The version in force. Levels come with the most demanding first."""

    description: Words
    region: str | None
    source: Words
    illustrative: bool
    years: list[int]
    entities: list[EntityOut]
    segments: list[NamedOut]
    levels: list[LevelOfMatrixOut]
    cells: list[CellOut]


class FigureDifferenceOut(Schema):
    """From another year: over the `cells` that tell both. `percent` is null from nothing."""

    difference: float
    percent: float | None
    cells: int


class SumOut(Schema):
    """Several places together; `known` of `of` cells tell the figure. `value` is null for a verdict."""

    id: str | None
    value: float | None
    verdict: str | None
    known: int
    of: int
    change: FigureDifferenceOut | None
    places: int
    empty: int
    overloaded: int


class PlaceOut(Schema):
    """A place a task is meant for. `standing`: empty, filled, overloaded. `segment` is null for every one."""

    entity: str
    segment: str | None
    level: str
    task: str
    cell: str | None
    standing: str
    value: float | None
    verdict: str | None
    difference: float | None
    percent: float | None


class MatrixFigures(Schema):
    """People and money are added up; access and satisfaction are means weighted by people.

    Verdicts are those of `release`; the other figures are the matrix's own.
    """

    matrix: str
    version: int
    release: int | None
    figure: Figure
    year: int | None
    against: int | None
    illustrative: bool
    whole: SumOut
    levels: list[SumOut]
    tasks: list[SumOut]
    entities: list[SumOut]
    places: list[PlaceOut]


class Asked(Schema):
    """Which figure of which year; without a year the newest of the matrix."""

    figure: Figure = Figure.PEOPLE
    year: Year | None = None
    against: Annotated[Year | None, Field(description="A year to compare with.")] = None
    release: ReleaseNumber | None = None


@router.get("/matrices", response=MatrixPage, summary="Service matrices in force", url_name="matrices")
def matrices(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """The service matrices in force."""
    found = [{"id": line.id, "title": line.title, "version": line.version} for line in queries.matrices()]
    part = found[paging.offset : paging.offset + paging.limit]
    return page(request, part, total=len(found), limit=paging.limit, offset=paging.offset)


@router.get("/matrices/{id}", response=MatrixWhole, summary="A service matrix, whole", url_name="matrix")
def matrix(request: HttpRequest, id: str) -> dict[str, Any]:  # noqa: A002 - the field's own name
    """The version in force with every cell and its figures of each year."""
    found = queries.matrix(id)
    return {
        **_line(found),
        "description": found.description,
        "region": found.region or None,
        "source": found.source,
        "illustrative": found.illustrative,
        **_layout(found.layout),
    }


@router.get(
    "/matrices/{id}/figures",
    response=MatrixFigures,
    summary="One figure of every place, and its sums",
    url_name="matrix-figures",
)
def figures(request: HttpRequest, id: str, asked: Query[Asked]) -> dict[str, Any]:  # noqa: A002 - as above
    """What the heat map shows, for the region of the matrix. Figures are never rounded."""
    release = statistics.release(asked.release) if asked.release else statistics.newest_release()
    number = release.pk if release else None
    query = {
        "figure": asked.figure.value,
        "year": asked.year,
        "against": asked.against,
        "release": number,
    }
    address = Address("en", f"/matrix/{id}/").with_(**query)
    found = seen(address, id)
    heat, layout = found.heat, found.layout
    return {
        "matrix": found.matrix.id,
        "version": found.matrix.version.number,
        "release": number,
        "figure": heat.figure,
        "year": heat.year,
        "against": heat.against,
        "illustrative": found.matrix.illustrative,
        "whole": _sum(None, heat.whole),
        "levels": [_sum(level.id, heat.levels[level.id]) for level in layout.levels],
        "tasks": [_sum(task.id, heat.tasks[task.id]) for task in layout.tasks],
        "entities": [_sum(entity.id, heat.entities[entity.id]) for entity in layout.entities],
        "places": _places(found),
    }


def _line(found: Matrix) -> dict[str, Any]:
    return {"id": found.id, "title": found.title, "version": found.version}


def _layout(layout: Layout) -> dict[str, Any]:
    return {
        "years": list(layout.years),
        "entities": layout.entities,
        "segments": layout.segments,
        "levels": layout.levels,
        "cells": [_cell(cell) for cell in layout.cells.values()],
    }


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "id": cell.id,
        "title": cell.title,
        "entity": cell.place.entity,
        "segment": cell.place.segment or None,
        "task": cell.place.task,
        "services": list(cell.services),
        "capacity": cell.capacity,
        "figures": [_of_year(year, cell.figures[year]) for year in sorted(cell.figures)],
        "indicators": list(cell.indicators),
        "note": cell.note,
    }


def _of_year(year: int, figures: Figures) -> dict[str, Any]:
    return {"year": year, **figures._asdict()}


def _sum(id_: str | None, found: Sum) -> dict[str, Any]:
    change = found.change
    return {
        "id": id_,
        "value": found.value,
        "verdict": found.mark.status if found.mark else None,
        "known": found.known,
        "of": found.of,
        "change": {"difference": change.absolute, "percent": change.percent, "cells": change.cells}
        if change
        else None,
        "places": found.places,
        "empty": found.empty,
        "overloaded": found.overloaded,
    }


def _places(found: Seen) -> list[dict[str, Any]]:
    """The rows of the CSV, nulls for what is not there."""
    return [
        {name: None if value == "" else value for name, value in row.items()}
        for row in heat_rows(found.layout, found.heat)
    ]
