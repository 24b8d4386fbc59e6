"""Shapes and parameters the rooms' answers have in common."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlencode

from django.http import HttpRequest
from ninja import Schema
from pydantic import Field

from lupaus.web.address import REGION_CODE

LARGEST_PAGE: Final = 1000
_LARGEST_OFFSET: Final = 100_000_000

#: JSON as people can read it too; NaN and infinity, which JSON has no word for, are an error.
JSON_STYLE: Final = {"ensure_ascii": False, "allow_nan": False}

Language = Literal["fi", "sv", "en"]
RegionCode = Annotated[str, Field(pattern=f"^{REGION_CODE}$", examples=["HVA03"])]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,79}$", examples=["employment-rate"])]
#: Free words of a search: no control characters, which no text has and PostgreSQL refuses.
SearchWords = Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f]{1,100}$")]
ReleaseNumber = Annotated[int, Field(ge=1, le=2**31 - 1, description="Number of a data release.")]
Year = Annotated[int, Field(ge=1800, le=2199)]


class Words(Schema):
    """A text in the three languages; an empty string where a language still lacks it."""

    fi: str
    sv: str
    en: str


class Paging(Schema):
    """Which part of a long list is wanted."""

    limit: int = Field(100, ge=1, le=LARGEST_PAGE, description="How many at most.")
    offset: int = Field(0, ge=0, le=_LARGEST_OFFSET, description="How many to leave out first.")


class Page(Schema):
    """A part of a list, how long the whole is, and the addresses of the parts beside it."""

    total: int
    limit: int
    offset: int
    next: str | None
    previous: str | None


def page(
    request: HttpRequest, items: Iterable[Any], *, total: int, limit: int, offset: int, **more: Any
) -> dict[str, Any]:
    """A page as the rooms answer it: `items` are those of this part, `total` counts the whole list."""
    after, before = offset + limit, max(0, offset - limit)
    return {
        "items": list(items),
        "total": total,
        "limit": limit,
        "offset": offset,
        "next": _address(request, limit, after) if after < total else None,
        "previous": _address(request, limit, before) if offset > 0 else None,
        **more,
    }


def _address(request: HttpRequest, limit: int, offset: int) -> str:
    asked = [(name, value) for name, values in request.GET.lists() for value in values]
    kept = [(name, value) for name, value in asked if name not in ("limit", "offset")]
    return f"{request.path}?{urlencode([*kept, ('limit', limit), ('offset', offset)])}"
