"""The figures of chains and what would follow from other shares, over the API, for reading."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from lupaus.indicators import queries as statistics
from lupaus.services.chains import told
from lupaus.services.chains.figures import Following, follow
from lupaus.services.chains.queries import chain
from lupaus.web.api.shapes import RegionCode, ReleaseNumber, Words, Year

router = Router()


class FigureOut(Schema):
    """`value` is null where it is not known or not told; `suppressed`: it is about so few people."""

    value: float | None
    year: int | None
    suppressed: bool
    illustrative: bool


class StageFiguresOut(Schema):
    """Shares and uses are per cent, costs euros a year; `number` 1 is the lightest need."""

    id: str
    number: int
    title: Words
    clients: FigureOut
    share: FigureOut
    share_before: FigureOut
    cost_per_client: FigureOut
    cost: FigureOut
    capacity: FigureOut
    capacity_used: FigureOut
    reentries: FigureOut
    reentries_share: FigureOut


class HandoverFiguresOut(Schema):
    """`days` is the median; `kept` is null where nothing was promised or the days are not known."""

    id: str
    from_stage: str
    to_stage: str
    promise_days: int | None
    days: FigureOut
    kept: bool | None
    flow: FigureOut


class ChainTargetOut(Schema):
    """A goal of the chain: `share` per cent of the clients at its stages by `year`, and `now`."""

    id: str
    title: Words
    stages: list[str]
    share: float | None
    year: int | None
    now: FigureOut
    reached: bool | None


class SavingOut(Schema):
    """What it saves in a year to serve one per cent of all clients one step lighter; below zero, it costs."""

    from_stage: str
    to_stage: str
    people: float
    euros: float


class StageOfYearOut(Schema):
    id: str
    clients: FigureOut
    share: FigureOut


class ChainYearOut(Schema):
    year: int
    clients: FigureOut
    mean_step: float | None
    stages: list[StageOfYearOut]


class ChainFiguresOut(Schema):
    """`mean_step`: the numbers of the stages, averaged over all clients; it falls when help gets lighter."""

    chain: str
    version: int
    region: str | None
    release: int | None
    year: int | None
    compared_with: int | None
    clients: FigureOut
    mean_step: float | None
    mean_step_before: float | None
    cost: FigureOut
    illustrative: bool
    suppressed: bool
    stages: list[StageFiguresOut]
    handovers: list[HandoverFiguresOut]
    targets: list[ChainTargetOut]
    one_per_cent_down: list[SavingOut]
    years: list[ChainYearOut]


class OfFigures(Schema):
    """Of where and when."""

    region: RegionCode | None = Field(None, description="A region inside that of the chain.")
    release: ReleaseNumber | None = None
    year: Year | None = Field(None, description="Of which year; else the newest.")
    since: Annotated[Year | None, Field(alias="from", description="The earlier year to compare with.")] = None
    as_of: Year | None = Field(None, description="Leave out what was observed later.")


class FiguresAsked(OfFigures):
    format: Literal["json", "csv"] = Field("json", description="Form of the answer.")


_CSV_IN_SCHEMA = {"responses": {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}}


@router.get(
    "/chains/{id}/figures",
    response=ChainFiguresOut,
    summary="The figures of a chain",
    url_name="chain-figures",
    openapi_extra=_CSV_IN_SCHEMA,
)
def figures(
    request: HttpRequest,
    id: str,  # noqa: A002 - the field's own name
    asked: Query[FiguresAsked],
) -> dict[str, Any] | HttpResponse:
    """Where the clients are, what it costs and whether hand-overs keep what was promised.

    Numbers of few people are not told, nor what would give them away.
    """
    found = following(id, asked)
    if asked.format == "csv":
        name = f"{found.chain.id}-figures.csv"
        return HttpResponse(
            told.as_csv(found),
            content_type="text/csv; charset=utf-8; header=present",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )
    return told.told(found)


def following(id_: str, asked: OfFigures) -> Following:
    """Raises `NotFound`."""
    release = statistics.release(asked.release) if asked.release else statistics.newest_release()
    return follow(
        chain(id_),
        region=asked.region,
        release=release,
        year=asked.year,
        since=asked.since,
        until=asked.as_of,
    )
