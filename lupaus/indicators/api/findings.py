"""What the rules of integrity found, over the API."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from lupaus.indicators import queries
from lupaus.indicators.quality.findings import Asked, findings
from lupaus.indicators.quality.told import ToldFinding, told
from lupaus.web.api.shapes import Language, Page, Paging, ReleaseNumber, Slug, page

router = Router()


class FindingOut(Schema):
    """What one rule found in one indicator: `count` times, the worst told in `sentences` and `examples`.

    An example names region, gender and period, and the figures its sentence tells. `release` is the one that
    brought the figures.
    """

    indicator: str
    rule: str
    severity: Literal["error", "warning", "note"]
    title: str
    count: int
    sentences: list[str]
    todo: str
    examples: list[dict[str, Any]]
    release: int


class FindingPage(Page):
    """`release` is the one the answer is kept at; null while nothing has been imported."""

    release: int | None
    items: list[FindingOut]


class FindingFilters(Paging):
    release: ReleaseNumber | None = Field(None, description="The bank as of this release; else the newest.")
    only: bool = Field(False, description="Only what was found in the figures this release brought.")
    indicator: Slug | None = Field(None, description="Only this indicator.")
    severity: Literal["error", "warning", "note"] | None = Field(None, description="Only this severity.")
    rule: Slug | None = Field(None, description="Only this rule.")
    language: Language = Field("fi", description="Language of the words.")


@router.get("/findings", response=FindingPage, summary="Findings of quality", url_name="findings")
def list_findings(request: HttpRequest, filters: Query[FindingFilters]) -> dict[str, Any]:
    """What the rules of integrity doubt in the figures, the worst first."""
    release = queries.newest_release() if filters.release is None else queries.release(filters.release)
    if filters.indicator is not None:
        queries.indicator(filters.indicator)
    chosen = findings(Asked(release, filters.only, filters.indicator, filters.severity, filters.rule))
    part = chosen[filters.offset : filters.offset + filters.limit]
    return page(
        request,
        map(_finding, told(part, filters.language)),
        total=chosen.count(),
        limit=filters.limit,
        offset=filters.offset,
        release=release.pk if release else None,
    )


def _finding(each: ToldFinding) -> dict[str, Any]:
    return {
        "indicator": each.finding.indicator_id,
        "rule": each.rule.id,
        "severity": each.severity,
        "title": each.title,
        "count": each.times,
        "sentences": list(each.sentences),
        "todo": each.todo,
        "examples": each.finding.examples,
        "release": each.finding.release_id,
    }
