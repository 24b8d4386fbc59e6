"""How one region stands in many indicators, over the API; also before the framework."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import orjson
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from lupaus.indicators import queries as statistics
from lupaus.indicators import reading
from lupaus.indicators.api.series import MEDIA_TYPE, parameters, release_asked
from lupaus.indicators.models import Gender
from lupaus.strategy.standings.asking import Stand, stand
from lupaus.strategy.standings.regional import from_records
from lupaus.strategy.verdicts.words import Status
from lupaus.web.api.shapes import RegionCode, ReleaseNumber, Slug
from lupaus.web.front_door import Answer, Environ, open_data, version_of

router = Router()

PREFIX: Final = "/api/v1/verdicts"
MOST: Final = 200


class StandingOut(Schema):
    """How a region stands in one indicator; nothing is rounded, what is absent is null.

    `status` judges `value`, of the latest observed `year`, against `baseline`, of five years before, by the
    side that is better: by Eurostat's thresholds of 1 % a year; null where neither side is better. `slope` is
    that of least squares over the five years until `year`. `rank` is the place among the `of` regions of the
    same category that have a figure in `year`, 1 the best. `illustrative`: some figures are no statistics.
    """

    indicator: str
    year: int | None
    value: float | None
    baseline: float | None
    status: Status | None
    slope: float | None
    rank: int | None
    of: int | None
    illustrative: bool


class VerdictsOut(Schema):
    release: int | None
    region: str
    gender: Gender
    category: str
    items: list[StandingOut]


class VerdictFilters(Schema):
    region: RegionCode = Field(description="The area.")
    indicator: list[Slug] = Field(
        min_length=1, max_length=MOST, description="These indicators; stands once for each."
    )
    gender: Gender = Field(Gender.TOTAL, description="The gender.")
    release: ReleaseNumber | None = Field(None, description="Figures as of this release; else the newest.")


@router.get("/verdicts", response=VerdictsOut, summary="How a region stands", url_name="verdicts")
def verdicts(request: HttpRequest, filters: Query[VerdictFilters]) -> HttpResponse:
    """Verdict by direction, five-year trend and rank of one area in up to 200 indicators, in their order."""
    release = statistics.newest_release() if filters.release is None else statistics.release(filters.release)
    found = stand(filters.region, filters.indicator, filters.gender.value, release=release)
    return HttpResponse(packed_stand(found), content_type=MEDIA_TYPE)


def packed_stand(found: Stand) -> bytes:
    """How a region stands, as the API tells it."""
    number = found.release.pk if found.release else None
    items = [standing._asdict() for standing in found.standings]
    return packed(number, found.region.code, found.gender, found.region.category, items)


def door(environ: Environ) -> Answer | None:
    """The same before the framework, for plain statistics in the reading form."""
    if environ["PATH_INFO"] != PREFIX:
        return None

    def body() -> bytes | None:
        return answer(environ.get("QUERY_STRING", ""), version_of(environ))

    return open_data(environ, body, media_type=MEDIA_TYPE)


def answer(query: str, content_version: int) -> bytes | None:
    """The bytes `verdicts` answers to a query string; `None` where only the framework knows."""
    asked = parameters(query, once=("region", "gender", "release"), several=("indicator",))
    if asked is None or "region" not in asked or "indicator" not in asked:
        return None
    known = reading.known(content_version)
    release = release_asked(asked, known)
    (region,) = asked["region"]
    (gender,) = asked.get("gender", _TOTAL)
    indicators = asked["indicator"]
    if release is None or region not in known.categories or gender not in _GENDERS or len(indicators) > MOST:
        return None
    if not known.plain.keys() >= set(indicators):
        return None
    items = from_records(known, release, indicators, region, gender)
    if items is None:
        return None
    return packed(release, region, gender, known.categories[region], items)


_TOTAL: Final = [Gender.TOTAL.value]
_GENDERS: Final = frozenset(Gender.values)


def packed(
    release: int | None, region: str, gender: str, category: str, items: Sequence[dict[str, Any]]
) -> bytes:
    """The answer of every way."""
    whole = {"release": release, "region": region, "gender": gender, "category": category, "items": items}
    return orjson.dumps(whole)
