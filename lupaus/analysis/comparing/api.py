"""Comparisons over the API: the same answers as the pages, as JSON, CSV, XLSX and JSON-stat."""

from __future__ import annotations

from typing import Any, Final, Literal

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from ninja import Path, Query, Router, Schema
from pydantic import Field

from lupaus.analysis.comparing import files
from lupaus.analysis.comparing.addresses import download
from lupaus.analysis.comparing.answering import Answered, Lacking, answer_to
from lupaus.analysis.comparing.asked import ALWAYS, TAKES, Asked, View, check_category
from lupaus.analysis.comparing.choices import MOST_REGIONS
from lupaus.analysis.comparing.compared import compared
from lupaus.analysis.comparing.tables import Kind
from lupaus.analysis.comparing.words import view_word, view_words
from lupaus.indicators.models import Gender
from lupaus.regions.models import Category
from lupaus.web.api.shapes import JSON_STYLE, Language, RegionCode, ReleaseNumber, Slug, Year

router = Router()

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ViewOut(Schema):
    """A way to look at a comparison, and what it may be asked."""

    id: View
    title: str
    shows: str
    takes: list[str]


class Views(Schema):
    items: list[ViewOut]


class ColumnOut(Schema):
    """A key of the items: its words, and the unit and decimals a figure is written with."""

    id: str
    label: str
    kind: Kind
    unit: str
    decimals: int


class Comparison(Schema):
    """An answer: the sentence the page begins with, and the rows its picture is drawn from, unrounded.

    `year` and `against` are those that were used. `lacking` says what has to be chosen before there is an
    answer: `with`, `region`, or `figures` where there are none.
    """

    indicator: str
    view: View
    category: Category
    within: str | None
    gender: Gender
    year: str | None
    against: str | None
    with_: str | None = Field(None, alias="with")
    release: int | None
    title: str
    sentence: str
    more: list[str]
    notes: list[str]
    illustrative: bool
    lacking: Lacking
    columns: list[ColumnOut]
    items: list[dict[str, str | int | float | bool | None]]


class ComparisonFilters(Schema):
    category: Category | None = Field(None, description="Which kind of areas are compared.")
    within: RegionCode | None = Field(None, description="Only areas inside this one.")
    region: list[RegionCode] = Field(
        [],
        max_length=MOST_REGIONS,
        description="These areas; may stand several times. In `similar` others are likened to the first.",
    )
    gender: Gender | None = Field(None, description="Whose figures; else everybody's.")
    year: Year | None = Field(None, description="The year; else the newest that nearly all areas have.")
    against: Year | None = Field(None, description="The other year of `dumbbell`.")
    with_: Slug | None = Field(None, alias="with", description="The other indicator of `scatter`.")
    as_of: Year | None = Field(None, description="Leave out figures of later years.")
    release: ReleaseNumber | None = Field(None, description="Figures as of this release; else the newest.")
    format: Literal["json", "csv", "xlsx", "jsonstat"] = Field("json", description="Form of the answer.")
    language: Language = Field("fi", description="Language of names, labels and sentences.")


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


@router.get("/comparisons", response=Views, summary="Ways to compare areas", url_name="comparisons")
def views(request: HttpRequest, language: Language = "fi") -> dict[str, Any]:
    """The views an indicator may be compared in, and which parameters make a difference to each."""
    with translation.override(language):
        items = [
            {
                "id": view,
                "title": view_word(view),
                "shows": view_words(view),
                "takes": sorted({"region" if name == "regions" else name for name in ALWAYS | TAKES[view]}),
            }
            for view in View
        ]
    return {"items": items}


@router.get(
    "/comparisons/{indicator}/{view}",
    response=Comparison,
    by_alias=True,
    summary="Areas compared by an indicator",
    url_name="comparison",
    openapi_extra=_FILES_IN_SCHEMA,
)
def comparison(
    request: HttpRequest, indicator: Path[Slug], view: Path[View], filters: Query[ComparisonFilters]
) -> Any:
    """The figures, places and differences of one view, the same as on its page.

    `jsonstat` is a cube area × year × figure. Parameters that make no difference to the view are let be.
    """
    check_category(filters.category)
    asked = Asked(
        indicator=indicator,
        view=view,
        language=filters.language,
        category=filters.category.value if filters.category else None,
        within=filters.within,
        regions=tuple(dict.fromkeys(filters.region)),
        gender=filters.gender.value if filters.gender else None,
        year=str(filters.year) if filters.year else None,
        against=str(filters.against) if filters.against else None,
        other=filters.with_,
        release=filters.release,
        as_of=filters.as_of,
    )
    figures = compared(asked)  # what it refuses is told as elsewhere in the API, in whichever language
    with translation.override(filters.language):
        found = answer_to(figures)
        match filters.format:
            case "csv":
                return _file(
                    files.as_csv(found.answer.table), "text/csv; charset=utf-8; header=present", found
                )
            case "xlsx":
                address = request.build_absolute_uri(download(found, "xlsx"))
                return _file(files.as_workbook(found, address), XLSX, found)
            case "jsonstat":
                return JsonResponse(files.as_jsonstat(found), json_dumps_params=JSON_STYLE)
            case _:
                return _comparison(found)


def _file(content: str | bytes, kind: str, found: Answered) -> HttpResponse:
    ending = "csv" if isinstance(content, str) else "xlsx"
    name = f"{found.compared.indicator.pk}-{found.asked.view}.{ending}"
    return HttpResponse(
        content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _comparison(found: Answered) -> dict[str, Any]:
    figures, answer = found.compared, found.answer
    return {
        "indicator": figures.indicator.pk,
        "view": found.asked.view,
        "category": figures.category,
        "within": found.asked.within,
        "gender": figures.gender,
        "year": found.year,
        "against": found.against,
        "with": found.asked.other,
        "release": figures.release.pk if figures.release else None,
        "title": answer.title,
        "sentence": answer.sentence,
        "more": [*answer.more, *answer.explained],
        "notes": list(found.notices),
        "illustrative": answer.illustrative,
        "lacking": found.lacking,
        "columns": [column._asdict() for column in answer.table.columns],
        "items": answer.table.records(),
    }
