"""A figure with all it rests on, over the API: its permanent address for programs."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Query, Router, Schema
from pydantic import Field

from lupaus.indicators.models import Gender, Nature
from lupaus.indicators.proof.addresses import FigureAddress
from lupaus.indicators.proof.figures import prove
from lupaus.web.api.shapes import RegionCode, ReleaseNumber

router = Router()

Number = Annotated[int, Field(ge=1, le=10**9)]
IndicatorId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,80}$", examples=["unemployment"])]
Period = Annotated[str, Field(pattern=r"^[0-9]{4}(-[0-9]{2})?$", examples=["2024"])]


class Where(Schema):
    """The parts of the address."""

    release: ReleaseNumber
    edition: Number
    indicator: IndicatorId
    region: RegionCode
    gender: Gender
    period: Period


class NamedFigure(Schema):
    indicator: str
    region: str
    gender: Gender
    period: str


class ReleaseOfFigure(Schema):
    number: int
    checksum: str


class UsedObservation(Schema):
    """An observation a derived figure is worked out from; its figures are null where there are none."""

    as_: str = Field(alias="as")
    indicator: str
    region: str
    gender: Gender
    period: str
    value: float | None
    numerator: float | None
    denominator: float | None
    status: str | None
    release: int | None


class ProvenFigureOut(Schema):
    """A figure that says the same for ever. `sum` is the SHA-256 of all keys before it, as canonical JSON.

    `definition` is what the catalogue said in that edition. A figure about too few people has no value and
    the status `Q`. `agrees`: whether the checksum asked with is that of the figure; null without one.
    """

    form: int
    figure: NamedFigure
    value: float | None
    numerator: float | None
    denominator: float | None
    status: str
    nature: Nature
    release: ReleaseOfFigure
    written_by_release: int
    edition: int
    definition: dict[str, Any]
    observations: list[UsedObservation]
    sum: str
    agrees: bool | None
    address: str


@router.get(
    "/figures/{release}/{edition}/{indicator}/{region}/{gender}/{period}",
    response=ProvenFigureOut,
    by_alias=True,
    summary="A figure for ever",
    url_name="figure",
)
def figure(
    request: HttpRequest,
    where: Path[Where],
    sum: Annotated[str, Query(pattern=r"^[0-9a-f]{16,64}$")] | None = None,  # noqa: A002 - the address's own word
) -> dict[str, Any]:
    """A figure as of a release, by an edition of its definition, with all it rests on."""
    proof = prove(FigureAddress(**{**where.dict(), "gender": where.gender.value}))
    return {
        **proof.document(),
        "sum": proof.sum,
        "agrees": proof.sum.startswith(sum) if sum else None,
        "address": proof.address.page("fi", proof.sum),
    }
