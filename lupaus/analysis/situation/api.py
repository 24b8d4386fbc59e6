"""A region's situation over the API: the same figures and sentences as the page."""

from __future__ import annotations

import csv
import io
from typing import Any, Final, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from ninja import Path, Query, Router, Schema
from pydantic import Field

from lupaus.analysis.situation.figures import Fact, Situation, situation_of
from lupaus.analysis.situation.standing import Standing
from lupaus.analysis.situation.telling import oddities, opening
from lupaus.indicators import queries
from lupaus.web.api.shapes import Language, RegionCode, ReleaseNumber, Year

router = Router()


class AmongPeersOut(Schema):
    """The figures of the areas compared, unrounded; `unusual` says on which side of them the own one lies."""

    count: int
    lowest: float
    median: float
    highest: float
    unusual: Literal["high", "low"] | None


class FactOut(Schema):
    """One figure. `change` is in per cent of the earlier figure where `relative`, else in the unit itself."""

    section: str
    role: str
    indicator: str
    title: str
    unit: str
    year: int
    value: float
    status: str
    illustrative: bool
    since: int | None
    change: float | None
    relative: bool
    peers: dict[str, float]
    among: AmongPeersOut | None
    change_among: AmongPeersOut | None
    country: float | None


class ForecastOut(Schema):
    indicator: str
    year: int
    value: float | None
    status: str


class SituationOut(Schema):
    """`likened`: the areas compared with were chosen for being alike, else they are all of the kind."""

    region: str
    release: int | None
    likened: bool
    peers: list[str]
    sentences: list[str]
    unusual: list[str]
    facts: list[FactOut]
    forecast: list[ForecastOut]
    lacking: list[str]


class SituationFilters(Schema):
    as_of: Year | None = Field(None, description="Leave out figures of later years.")
    release: ReleaseNumber | None = Field(None, description="Figures as of this release; else the newest.")
    format: Literal["json", "csv"] = Field("json", description="Form of the answer.")
    language: Language = Field("fi", description="Language of titles and sentences.")


_CSV_COLUMNS: Final = (
    "section",
    "role",
    "indicator",
    "title",
    "unit",
    "year",
    "value",
    "status",
    "illustrative",
    "since",
    "change",
    "relative",
    "country",
)
_OF_PEERS: Final = ("count", "lowest", "median", "highest", "unusual")


@router.get(
    "/situations/{region}",
    response=SituationOut,
    summary="The situation of an area",
    url_name="situation",
    openapi_extra={"responses": {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}},
)
def situation(request: HttpRequest, region: Path[RegionCode], filters: Query[SituationFilters]) -> Any:
    """Population, ages, languages, work, health and services of an area beside comparable ones, and what is
    far out of line there (beyond one and a half times the distance of the quartiles)."""
    release = queries.release(filters.release) if filters.release else queries.newest_release()
    found = situation_of(region, release=release, latest=filters.as_of)
    made_up = queries.illustrative_releases()
    with translation.override(filters.language):
        facts = [
            _fact(part.section.id, fact, filters.language, fact.seen.release in made_up)
            for part in found.parts
            for fact in part.facts
        ]
        if filters.format == "csv":
            return _csv(found, facts)
        return {
            "region": found.region.code,
            "release": release.pk if release else None,
            "likened": found.likened,
            "peers": [peer.code for peer in found.peers],
            "sentences": list(opening(found, filters.language)),
            "unusual": [oddity.sentence for oddity in oddities(found, filters.language)],
            "facts": facts,
            "forecast": [
                {
                    "indicator": seen.indicator,
                    "year": seen.year,
                    "value": seen.value,
                    "status": seen.status,
                }
                for seen in found.forecast
            ],
            "lacking": list(found.lacking),
        }


def _fact(section: str, fact: Fact, language: str, illustrative: bool) -> dict[str, Any]:
    return {
        "section": section,
        "role": fact.role,
        "indicator": fact.indicator.pk,
        "title": fact.indicator.title.words(language),
        "unit": fact.indicator.unit.words(language),
        "year": fact.seen.year,
        "value": fact.value,
        "status": fact.seen.status,
        "illustrative": illustrative,
        "since": fact.earlier.year if fact.earlier and fact.change is not None else None,
        "change": fact.change,
        "relative": fact.relative,
        "peers": dict(fact.peers),
        "among": _standing(fact.among),
        "change_among": _standing(fact.change_among),
        "country": fact.country.value if fact.country else None,
    }


def _standing(found: Standing | None) -> dict[str, Any] | None:
    return None if found is None else {name: getattr(found, name) for name in _OF_PEERS}


def _csv(found: Situation, facts: list[dict[str, Any]]) -> HttpResponse:
    """A row a figure (RFC 4180); what is compared in columns beside it."""
    text = io.StringIO(newline="")
    of_peers = [f"{which}_{name}" for which in ("among", "change_among") for name in _OF_PEERS]
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([*_CSV_COLUMNS, *of_peers])
    for fact in facts:
        beside = [(fact[which] or {}).get(name) for which in ("among", "change_among") for name in _OF_PEERS]
        writer.writerow([_cell(each) for each in (*(fact[name] for name in _CSV_COLUMNS), *beside)])
    return HttpResponse(
        text.getvalue(),
        content_type="text/csv; charset=utf-8; header=present",
        headers={"Content-Disposition": f'attachment; filename="situation-{found.region.code}.csv"'},
    )


def _cell(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value
