"""Observations over the API, as JSON, CSV and JSON-stat."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final, Literal, TypedDict

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from lupaus.indicators import jsonstat, queries
from lupaus.indicators.models import Gender, Release
from lupaus.indicators.observations import Observation
from lupaus.regions import queries as areas
from lupaus.web.api.shapes import (
    JSON_STYLE,
    LARGEST_PAGE,
    Language,
    Page,
    RegionCode,
    ReleaseNumber,
    Slug,
    Year,
    page,
)
from lupaus.web.refusals import NotFound, Problem, Refused

router = Router()

#: Observations a file holds at most; a larger selection is refused rather than cut.
LARGEST_FILE: Final = 100_000
CSV_COLUMNS: Final = (
    "indicator",
    "region",
    "gender",
    "year",
    "value",
    "numerator",
    "denominator",
    "status",
    "release",
    "illustrative",
)


class ObservationOut(Schema):
    """One figure, unrounded. `value` is null exactly when `status` is `M`; `release` wrote it last."""

    indicator: str
    region: str
    gender: Gender
    year: str
    value: float | None
    numerator: float | None
    denominator: float | None
    status: str
    release: int
    illustrative: bool


class ObservationPage(Page):
    """`release` is the one the answer is kept at; null while nothing has been imported."""

    release: int | None
    items: list[ObservationOut]


class Dataset(Schema):
    """A JSON-stat 2.0 dataset: `value` in the order of `id`, the last dimension turning fastest."""

    version: Literal["2.0"]
    class_: Literal["dataset"] = Field(alias="class")
    label: str
    source: str
    updated: datetime | None = None
    id: list[str]
    size: list[int]
    role: dict[str, list[str]]
    dimension: dict[str, Any]
    value: list[float | None]
    status: dict[str, str]
    extension: dict[str, Any]


class ObservationFilters(Schema):
    indicator: list[Slug] = Field([], max_length=50, description="These indicators; may stand several times.")
    region: list[RegionCode] = Field([], max_length=400, description="These areas; may stand several times.")
    gender: list[Gender] = Field([], max_length=3, description="These genders; may stand several times.")
    year: list[Year] = Field([], max_length=100, description="These years; may stand several times.")
    release: ReleaseNumber | None = Field(None, description="Figures as of this release; else the newest.")
    format: Literal["json", "csv", "jsonstat"] = Field("json", description="Form of the answer.")
    language: Language = Field("fi", description="Language of the labels of `jsonstat`.")
    limit: int | None = Field(None, ge=1, le=LARGEST_PAGE, description="How many at most; 100 if not given.")
    offset: int | None = Field(None, ge=0, le=100_000_000, description="How many to leave out first.")


_CSV_IN_SCHEMA: Final = {"responses": {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}}


@router.get(
    "/observations",
    response=ObservationPage | Dataset,
    by_alias=True,
    summary="Observations",
    url_name="observations",
    openapi_extra=_CSV_IN_SCHEMA,
)
def observations(request: HttpRequest, filters: Query[ObservationFilters]) -> Any:
    """Figures as of a release, ordered by indicator, region, gender and year.

    `json` comes in parts. `csv` and `jsonstat` hold the whole selection, at most 100 000 observations, and
    take neither `limit` nor `offset`.
    """
    release = _release(filters.release)
    wanted = _wanted(filters)
    total = queries.count(release=release, **wanted)
    marked = queries.illustrative_releases()
    if filters.format == "json":
        limit, offset = filters.limit or 100, filters.offset or 0
        found = queries.observations(release=release, **wanted, limit=limit, offset=offset)
        items = (_observation(seen, marked) for seen in found)
        number = release.pk if release else None
        return page(request, items, total=total, limit=limit, offset=offset, release=number)
    _refuse_as_file(filters, total)
    found = queries.observations(release=release, **wanted)
    if filters.format == "csv":
        return _csv(found, marked)
    return JsonResponse(
        jsonstat.dataset(
            found,
            indicators=queries.indicators_by_id({seen.indicator for seen in found}),
            regions=areas.regions_by_code({seen.region for seen in found}),
            release=release,
            illustrative=marked,
            language=filters.language,
        ),
        json_dumps_params=JSON_STYLE,
    )


def _release(number: int | None) -> Release | None:
    return queries.newest_release() if number is None else queries.release(number)


class _Wanted(TypedDict):
    indicators: Collection[str] | None
    regions: Collection[str] | None
    genders: Collection[str] | None
    periods: Collection[str] | None


def _wanted(filters: ObservationFilters) -> _Wanted:
    """What the filters let through; `None` for all. Raises `NotFound` naming all that do not exist."""
    problems = [
        Problem(_("There is no indicator %(id)s.") % {"id": name}, path="indicator")
        for name in _strange(filters.indicator, queries.indicators_by_id)
    ]
    problems += [
        Problem(_("There is no region %(code)s.") % {"code": code}, path="region")
        for code in _strange(filters.region, areas.regions_by_code)
    ]
    if problems:
        raise NotFound(problems)
    return {
        "indicators": filters.indicator or None,
        "regions": filters.region or None,
        "genders": [gender.value for gender in filters.gender] or None,
        "periods": [str(year) for year in filters.year] or None,
    }


def _strange(names: Sequence[str], known: Any) -> list[str]:
    return sorted(set(names) - known(names).keys()) if names else []


def _refuse_as_file(filters: ObservationFilters, total: int) -> None:
    problems = [
        Problem(f"A file holds the whole selection and takes no {name}.", path=name)
        for name in ("limit", "offset")
        if getattr(filters, name) is not None
    ]
    if total > LARGEST_FILE:
        sentence = f"The selection has {total} observations; a file holds at most {LARGEST_FILE}. Narrow it."
        problems.append(Problem(sentence))
    if problems:
        raise Refused(problems)


def _csv(found: Sequence[Observation], marked: frozenset[int]) -> HttpResponse:
    """RFC 4180: comma, CRLF, a header line; numbers with every digit they have, absent ones empty."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, CSV_COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for seen in found:
        row = _observation(seen, marked)
        writer.writerow(row | {"illustrative": "true" if row["illustrative"] else "false"})
    return HttpResponse(
        text.getvalue(),
        content_type="text/csv; charset=utf-8; header=present",
        headers={"Content-Disposition": 'attachment; filename="observations.csv"'},
    )


def _observation(seen: Observation, marked: frozenset[int]) -> dict[str, Any]:
    return {
        "indicator": seen.indicator,
        "region": seen.region,
        "gender": seen.gender,
        "year": seen.period,
        "value": seen.value,
        "numerator": seen.numerator,
        "denominator": seen.denominator,
        "status": seen.status,
        "release": seen.release,
        "illustrative": seen.release in marked,
    }
