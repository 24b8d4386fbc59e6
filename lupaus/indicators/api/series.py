"""Series over the API: one indicator in one region or in all, by columns; also before the framework."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from lupaus.indicators import queries, reading
from lupaus.indicators.api.columns import of_bucket, of_observations
from lupaus.indicators.models import Gender
from lupaus.regions import queries as areas
from lupaus.web.api.shapes import RegionCode, ReleaseNumber, Slug
from lupaus.web.front_door import Answer, Environ, open_data, version_of
from lupaus.web.refusals import NotFound, Problem

router = Router()

MEDIA_TYPE: Final = "application/json; charset=utf-8"
PREFIX: Final = "/api/v1/series"


class MarkOut(Schema):
    """A figure whose status is not `A`; without a value where `values` has null."""

    region: str
    year: str
    status: str


class SeriesOut(Schema):
    """Figures by columns: `values` holds a list for each of `regions`, with a figure for each of `years`.

    A null is a missing figure where `marked` names it, else there is no observation. `illustrative`: some
    of the figures are no statistics.
    """

    release: int | None
    indicator: str
    gender: Gender
    years: list[str]
    regions: list[str]
    values: list[list[float | None]]
    marked: list[MarkOut]
    illustrative: bool


class SeriesFilters(Schema):
    indicator: Slug = Field(description="The indicator.")
    region: list[RegionCode] = Field([], max_length=400, description="These areas; all where none is given.")
    gender: Gender = Field(Gender.TOTAL, description="The gender.")
    release: ReleaseNumber | None = Field(None, description="Figures as of this release; else the newest.")


@router.get("/series", response=SeriesOut, summary="Series of one indicator", url_name="series")
def series(request: HttpRequest, filters: Query[SeriesFilters]) -> HttpResponse:
    """All years of one indicator, for some areas or for all, unrounded and compact."""
    release = queries.newest_release() if filters.release is None else queries.release(filters.release)
    queries.indicator(filters.indicator)
    unknown = sorted(set(filters.region) - areas.regions_by_code(filters.region).keys())
    if unknown:
        raise NotFound(
            [Problem(_("There is no region %(code)s.") % {"code": code}, path="region") for code in unknown]
        )
    found = queries.indicator_slice(
        filters.indicator, release=release, regions=filters.region or None, genders=[filters.gender]
    )
    body = of_observations(
        filters.indicator,
        filters.gender.value,
        release.pk if release else None,
        found,
        queries.illustrative_releases(),
    )
    return HttpResponse(body, content_type=MEDIA_TYPE)


def door(environ: Environ) -> Answer | None:
    """The same before the framework, for plain statistics in the reading form."""
    if environ["PATH_INFO"] != PREFIX:
        return None

    def body() -> bytes | None:
        return answer(environ.get("QUERY_STRING", ""), version_of(environ))

    return open_data(environ, body, media_type=MEDIA_TYPE)


def answer(query: str, content_version: int) -> bytes | None:
    """The bytes `series` answers to a query string; `None` where only the framework knows."""
    asked = parameters(query, once=("indicator", "gender", "release"), several=("region",))
    if asked is None or "indicator" not in asked:
        return None
    known = reading.known(content_version)
    (indicator,) = asked["indicator"]
    entry = known.plain.get(indicator)
    release = release_asked(asked, known)
    gender = asked.get("gender", _TOTAL)[0]
    regions = asked.get("region", [])
    if entry is None or release is None or gender not in _GENDERS or len(regions) > 400:
        return None
    if not all(code in known.categories for code in regions):
        return None
    shelf = known.shelf(release)
    if not shelf.is_ready(entry[0]):
        return None
    try:
        return of_bucket(shelf.bucket(entry[0]), indicator, regions, gender, release)
    except reading.Broken:
        return None


_TOTAL: Final = [Gender.TOTAL.value]
_GENDERS: Final = frozenset(Gender.values)


def parameters(query: str, *, once: tuple[str, ...], several: tuple[str, ...]) -> dict[str, list[str]] | None:
    """What a query asks for by name; `None` unless it is written in the plainest way, in ASCII codes."""
    if not query or "%" in query or "+" in query or ";" in query or not query.isascii():
        return None
    found: dict[str, list[str]] = {}
    for pair in query.split("&"):
        name, equals, value = pair.partition("=")
        if not equals or not value:
            return None
        if name in several:
            found.setdefault(name, []).append(value)
        elif name in once and name not in found:
            found[name] = [value]
        else:
            return None
    return found


def release_asked(asked: dict[str, Any], known: reading.Known) -> int | None:
    """The number of the release asked for or the newest; `None` where there is none such."""
    if "release" not in asked:
        return known.newest
    number = asked["release"][0]
    if not number.isdigit() or len(number) > 9 or number[0] == "0":
        return None
    return int(number) if int(number) in known.versions else None
