"""Observations over the API, as JSON, CSV, XLSX and JSON-stat."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, Literal, TypedDict

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from lupaus.indicators import jsonstat, queries, workbooks
from lupaus.indicators.derived.working import Parts
from lupaus.indicators.downloads import XLSX
from lupaus.indicators.models import Gender, Indicator, Release
from lupaus.indicators.observations import Observation
from lupaus.regions import queries as areas
from lupaus.regions.models import Region
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
#: Observations told with what they are worked out from: a figure of the country is made of hundreds.
MOST_WITH_PARTS: Final = 100
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
    "derived",
)


class UsedOut(Schema):
    """A figure that another was worked out from, and as what: a key of the derivation, such as `of`.

    `status` is null where the bank says nothing of it.
    """

    role: str
    indicator: str
    region: str
    gender: Gender
    year: str
    value: float | None
    status: str | None


class ObservationOut(Schema):
    """One figure, unrounded. `value` is null exactly when `status` is `L`, `M`, `O` or `Q` (kept back: it is
    about few people); `release` wrote it last, of a derived one the newest of its parts.

    `parts` is there only where it is asked for.
    """

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
    parts: list[UsedOut] | None = None


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
    format: Literal["json", "csv", "xlsx", "jsonstat"] = Field("json", description="Form of the answer.")
    language: Language = Field("fi", description="Language of the labels of `jsonstat` and `xlsx`.")
    limit: int | None = Field(None, ge=1, le=LARGEST_PAGE, description="How many at most; 100 if not given.")
    offset: int | None = Field(None, ge=0, le=100_000_000, description="How many to leave out first.")
    parts: bool = Field(
        False, description="Tell what each derived figure is worked out from; `json`, at most 100 at once."
    )


_FILES_IN_SCHEMA: Final = {
    "responses": {
        200: {
            "content": {
                "text/csv": {"schema": {"type": "string"}},
                XLSX: {"schema": {"type": "string", "format": "binary"}},
            }
        }
    }
}


@router.get(
    "/observations",
    response=ObservationPage | Dataset,
    by_alias=True,
    summary="Observations",
    url_name="observations",
    exclude_unset=True,
    openapi_extra=_FILES_IN_SCHEMA,
)
def observations(request: HttpRequest, filters: Query[ObservationFilters]) -> Any:
    """Figures as of a release, ordered by indicator, region, gender and year.

    `json` comes in parts. `csv`, `xlsx` and `jsonstat` hold the whole selection, at most 100 000 observations
    (`xlsx` 20 000), and take neither `limit` nor `offset`.
    """
    release = _release(filters.release)
    wanted = _wanted(filters)
    total = queries.count(release=release, **wanted)
    marked = queries.illustrative_releases()
    if filters.format == "json":
        limit, offset = filters.limit or 100, filters.offset or 0
        found = queries.observations(release=release, **wanted, limit=limit, offset=offset)
        if filters.parts:
            _refuse_many_parts(limit)
            used = queries.parts_of_each(found, release=release)
            items = [_observation(seen, marked) | {"parts": _used(used.get(seen))} for seen in found]
        else:
            items = [_observation(seen, marked) for seen in found]
        number = release.pk if release else None
        return page(request, items, total=total, limit=limit, offset=offset, release=number)
    _refuse_as_file(filters, total)
    found = queries.observations(release=release, **wanted)
    if filters.format == "csv":
        return _csv(found, marked)
    named: _Named = {
        "indicators": queries.indicators_by_id({seen.indicator for seen in found}),
        "regions": areas.regions_by_code({seen.region for seen in found}),
        "release": release,
        "illustrative": marked,
        "language": filters.language,
    }
    if filters.format == "xlsx":
        return _file(workbooks.workbook(found, **named), XLSX, "observations.xlsx")
    return JsonResponse(jsonstat.dataset(found, **named), json_dumps_params=JSON_STYLE)


def _refuse_many_parts(limit: int) -> None:
    if limit > MOST_WITH_PARTS:
        sentence = f"With their parts at most {MOST_WITH_PARTS} observations are given at once."
        raise Refused(Problem(sentence, path="limit"))


def _used(parts: Parts | None) -> list[dict[str, Any]]:
    return [
        {
            **each.key._asdict(),
            "role": each.role,
            "year": each.period,
            "value": each.seen.value if each.seen else None,
            "status": each.seen.status if each.seen else None,
        }
        for each in (parts.used if parts else ())
    ]


def _release(number: int | None) -> Release | None:
    return queries.newest_release() if number is None else queries.release(number)


class _Named(TypedDict):
    indicators: Mapping[str, Indicator]
    regions: Mapping[str, Region]
    release: Release | None
    illustrative: frozenset[int]
    language: str


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
    largest = min(LARGEST_FILE, workbooks.LARGEST) if filters.format == "xlsx" else LARGEST_FILE
    if total > largest:
        sentence = f"The selection has {total} observations; a file holds at most {largest}. Narrow it."
        problems.append(Problem(sentence))
    if problems:
        raise Refused(problems)


def _csv(found: Sequence[Observation], marked: frozenset[int]) -> HttpResponse:
    """RFC 4180: comma, CRLF, a header line; numbers with every digit they have, absent ones empty.

    `derived`: the figure is worked out from others.
    """
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, CSV_COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    derived = queries.derived_among({seen.indicator for seen in found})
    for seen in found:
        row = _observation(seen, marked) | {"derived": seen.indicator in derived}
        writer.writerow(
            row | {name: "true" if row[name] else "false" for name in ("illustrative", "derived")}
        )
    return _file(text.getvalue(), "text/csv; charset=utf-8; header=present", "observations.csv")


def _file(content: str | bytes, media_type: str, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=media_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
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
