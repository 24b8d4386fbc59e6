"""The figures of chains and what would follow from other shares, over the API, for reading."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from lupaus.indicators import queries as statistics
from lupaus.services.chains import told, what_if_told
from lupaus.services.chains.asked import MOST_STAGES, Asked, answered
from lupaus.services.chains.figures import Following, follow
from lupaus.services.chains.queries import chain
from lupaus.services.chains.scenarios import scenarios as kept_scenarios
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
    against: Year | None = Field(None, description="The earlier year to compare with.")
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
        since=asked.against,
        until=asked.as_of,
    )


class RangeOut(Schema):
    """A result with what it may be at the least and at the most."""

    low: float
    middle: float
    high: float


class ShareOut(Schema):
    stage: str
    now: float
    chosen: float


class WhatIfStageOut(Schema):
    """`room` is capacity less clients: below zero, places are lacking; null where it is not known."""

    stage: str
    share: float
    clients: RangeOut
    cost: RangeOut | None
    room: RangeOut | None


class WhatIfYearOut(Schema):
    year: int
    clients: RangeOut
    cost: RangeOut | None
    stages: list[WhatIfStageOut]


class DifferenceOut(Schema):
    year: int
    cost: RangeOut | None


class AssumptionOut(Schema):
    code: str
    words: str
    indicator: str | None
    year: int | None
    illustrative: bool


class WhatIfOut(Schema):
    """Year by year: if nothing changes, as was chosen, and the difference of the costs."""

    chain: str
    region: str | None
    release: int | None
    base_year: int
    full_by: int
    horizon: int
    growth: float
    shares: list[ShareOut]
    unchanged: list[WhatIfYearOut]
    chosen: list[WhatIfYearOut]
    difference: list[DifferenceOut]
    difference_in_all: RangeOut | None
    assumptions: list[AssumptionOut]


Share = Annotated[str, Field(max_length=20)]


class WhatIfAsked(OfFigures):
    share: list[Share] = Field(
        [],
        max_length=MOST_STAGES,
        description="Per cent of the clients, once for each stage, in their order.",
    )
    horizon: Year | None = Field(None, description="The last year.")
    full_by: Year | None = Field(None, description="When the shares are reached.")
    growth: Annotated[str, Field(max_length=20, description="How many per cent a year costs grow.")] = ""


@router.get(
    "/chains/{id}/what-if",
    response=WhatIfOut,
    summary="What would follow from other shares of the stages",
    url_name="chain-what-if",
)
def what_if(
    request: HttpRequest,
    id: str,  # noqa: A002 - the field's own name
    asked: Query[WhatIfAsked],
) -> dict[str, Any]:
    """Clients, costs and room by stage and year, each with a range, and everything that is assumed."""
    wish = Asked(
        tuple(asked.share),
        str(asked.horizon or ""),
        str(asked.full_by or ""),
        asked.growth,
    )
    return what_if_told.told(answered(following(id, asked), wish))


class ScenarioOut(Schema):
    """A saved what-if. `shares`, `horizon`, `full_by` and `growth` are what to ask; empty: as it is now."""

    id: str
    title: Words
    note: Words
    stages: list[str]
    shares: list[str]
    horizon: str
    full_by: str
    growth: str


class ScenariosOut(Schema):
    items: list[ScenarioOut]


@router.get(
    "/chains/{id}/scenarios",
    response=ScenariosOut,
    summary="The saved scenarios of a chain",
    url_name="chain-scenarios",
)
def scenarios(request: HttpRequest, id: str) -> dict[str, Any]:  # noqa: A002 - the field's own name
    """Those that are kept, the oldest first; what follows from them is at `what-if`."""
    found = chain(id)
    return {
        "items": [
            {
                "id": each.slug,
                "title": each.title,
                "note": each.note,
                "stages": each.assumptions.get("stages") or [],
                **Asked.kept(each.assumptions).as_kept(),
            }
            for each in kept_scenarios(found.id)
        ]
    }
