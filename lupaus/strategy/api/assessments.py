"""Verdicts over the API: the same JSON as `lupaus assess`."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from ninja import Query, Router, Schema
from pydantic import Field

from lupaus.indicators import queries as statistics
from lupaus.indicators.models import Gender
from lupaus.strategy import queries
from lupaus.strategy.api.levels import LevelOut
from lupaus.strategy.assessments import as_json, assess
from lupaus.strategy.models import Method
from lupaus.strategy.verdicts.words import Status, Way
from lupaus.web import clock
from lupaus.web.api.shapes import JSON_STYLE, RegionCode, ReleaseNumber, Slug, Year

router = Router()


class LatestOut(Schema):
    year: int
    value: float
    status: str


class TrendOut(Schema):
    """Theil–Sen slope per year with its 95 % interval, Kendall's tau, and how many observations."""

    slope: float
    low: float
    high: float
    tau: float
    n: int


class ProjectionOut(Schema):
    year: int
    value: float
    low: float
    high: float


class RankOut(Schema):
    """Place among the regions of one category, 1 the best."""

    position: int
    of: int
    category: str


class TargetAssessed(Schema):
    """A target judged; nothing is rounded, what is absent is null."""

    id: str
    indicator: str
    region: str
    gender: Gender
    method: Method
    baseline: LevelOut
    latest: LatestOut | None
    judged: LevelOut | None
    target: LevelOut | None
    direction: Way | None
    expected: float | None
    progress: float | None
    ratio: float | None
    status: Status
    stale: bool
    trend: TrendOut | None
    projection: ProjectionOut | None
    rank: RankOut | None


class GoalAssessed(Schema):
    """A goal judged; `counts` tells how many targets have each status."""

    id: str
    number: int | None
    status: Status
    counts: dict[str, int]
    targets: list[TargetAssessed]


class PromiseAssessed(Schema):
    id: str
    status: Status
    counts: dict[str, int]


class Assessment(Schema):
    """A strategy judged by the figures of a release; the same as `lupaus assess --format json`."""

    strategy: str
    as_of: int | None
    release: int | None
    goals: list[GoalAssessed]
    promises: list[PromiseAssessed]


class AssessmentFilters(Schema):
    region: RegionCode | None = Field(None, description="Judge for this area, by its own baseline.")
    release: ReleaseNumber | None = Field(None, description="Figures as of this release; else the newest.")
    as_of: Year | None = Field(None, description="Leave out observations of later years.")
    goal: Slug | None = Field(None, description="Only this goal, without promises.")


@router.get(
    "/strategies/{id}/assessment",
    response=Assessment,
    summary="The verdict",
    url_name="assessment",
)
def assessment(request: HttpRequest, id: str, filters: Query[AssessmentFilters]) -> JsonResponse:  # noqa: A002 - as above
    """Every target judged against the statistics, every goal and promise by its targets."""
    chosen = queries.strategy(id)
    number = filters.release
    judged = assess(
        chosen,
        region=filters.region,
        release=statistics.newest_release() if number is None else statistics.release(number),
        as_of=filters.as_of,
        today=clock.year_of(clock.real_clock),
        goal=filters.goal,
    )
    # As the command gives it, key by key: nothing in between may drop or change a figure.
    return JsonResponse(as_json(judged), json_dumps_params=JSON_STYLE)
