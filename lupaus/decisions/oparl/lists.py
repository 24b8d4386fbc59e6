"""External lists: pages of objects in a lasting order, between two moments, with links to the next ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, Protocol
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest

from lupaus.decisions.api.parameters import moment
from lupaus.decisions.models import Item
from lupaus.decisions.oparl.addresses import Entity
from lupaus.web.refusals import Problem, Refused

MOST: Final = 100
#: Of meetings with their whole agendas inside.
MOST_MEETINGS: Final = 20
_LAST_PAGE: Final = 10_000_000
_MOMENTS: Final = ("created_since", "created_until", "modified_since", "modified_until")


class BadFilter(Refused):
    """A parameter of a list cannot be understood."""

    status = 400


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is asked for. Bounds are inclusive; None: not bounded."""

    created_since: datetime | None = None
    created_until: datetime | None = None
    modified_since: datetime | None = None
    modified_until: datetime | None = None
    omit_internal: bool = False
    page: int = 1
    limit: int = MOST

    def at_most(self, most: int) -> Filters:
        """The same with smaller pages."""
        return replace(self, limit=min(self.limit, most))

    @property
    def with_deleted(self) -> bool:
        """Who asks what changed is told what was taken away too."""
        return self.modified_since is not None


def filters_of(request: HttpRequest) -> Filters:
    """The filters of a request; what is no filter is not looked at. Raises `BadFilter`."""
    problems: list[Problem] = []
    moments = {name: _moment(request.GET.get(name), name, problems) for name in _MOMENTS}
    page = _whole(request.GET.get("page"), "page", _LAST_PAGE, problems)
    limit = _whole(request.GET.get("limit"), "limit", None, problems)
    if problems:
        raise BadFilter(problems)
    omits = request.GET.get("omit_internal") == "true"
    return Filters(**moments, omit_internal=omits, page=page or 1, limit=min(limit or MOST, MOST))


def _moment(told: str | None, name: str, problems: list[Problem]) -> datetime | None:
    if told is None:
        return None
    try:  # a plus sign that was not encoded arrives as a space
        found = datetime.fromisoformat(told[:40].strip().replace(" ", "+"))
    except ValueError:
        found = None
    if found is None or "T" not in told.upper():
        problems.append(Problem("A date and time is needed, such as 2026-01-01T00:00:00+02:00.", path=name))
        return None
    return moment(found)


def _whole(told: str | None, name: str, most: int | None, problems: list[Problem]) -> int | None:
    if told is None:
        return None
    if not (told.isascii() and told.isdecimal() and len(told) < 10 and int(told) > 0):
        problems.append(Problem("A whole number from 1 is needed.", path=name))
        return None
    return min(int(told), most) if most else int(told)


class Rows(Protocol):
    """Rows that are counted and cut before they are fetched: a question to the database, or a list."""

    def __getitem__(self, part: slice, /) -> Any: ...


class Chain:
    """Rows of several kinds as one list: the first kind whole, then the next, each counted beforehand."""

    def __init__(self, *kinds: tuple[Rows, int]) -> None:
        self._kinds = kinds

    def __getitem__(self, part: slice, /) -> list[Any]:
        found: list[Any] = []
        begin, end = part.start, part.stop
        for rows, count in self._kinds:
            if begin < count and end > 0:
                found += _part(rows, slice(max(begin, 0), min(end, count)))
            begin, end = begin - count, end - count
        return found

    @property
    def total(self) -> int:
        return sum(count for _rows, count in self._kinds)


def between(filters: Filters, *, created: str, modified: str) -> Q:
    """Rows within the bounds, by the names of their two times."""
    bounds = Q()
    for name, told in (
        (f"{created}__gte", filters.created_since),
        (f"{created}__lte", filters.created_until),
        (f"{modified}__gte", filters.modified_since),
        (f"{modified}__lte", filters.modified_until),
    ):
        if told is not None:
            bounds &= Q(**{name: told})
    return bounds


def between_with_items(filters: Filters, of: str) -> Q:
    """As `between` for what has items inside: an item that changed changes what it stands in.

    `of` is the field of the item that leads there.
    """
    bounds = between(
        Filters(created_since=filters.created_since, created_until=filters.created_until),
        created="first_published",
        modified="",
    )
    inside = Item.objects.filter(**{of: OuterRef("pk")})
    if filters.modified_since is not None:
        changed = Exists(inside.filter(changed_at__gte=filters.modified_since))
        bounds &= Q(changed_at__gte=filters.modified_since) | Q(changed)
    if filters.modified_until is not None:
        later = Exists(inside.filter(changed_at__gt=filters.modified_until))
        bounds &= Q(changed_at__lte=filters.modified_until) & ~Q(later)
    return bounds


def fits(filters: Filters, created: datetime, modified: datetime) -> bool:
    """As `between`, for what is worked out here."""
    return not (
        (filters.created_since is not None and created < filters.created_since)
        or (filters.created_until is not None and created > filters.created_until)
        or (filters.modified_since is not None and modified < filters.modified_since)
        or (filters.modified_until is not None and modified > filters.modified_until)
    )


def _part(rows: Rows, wanted: slice) -> list[Any]:
    """The rows of a page. Those of a table are chosen by their keys first: what is left out costs nothing."""
    if isinstance(rows, QuerySet) and not rows.query.group_by:
        return list(rows.filter(pk__in=list(rows.values_list("pk", flat=True)[wanted])))
    return list(rows[wanted])


def listed(
    request: HttpRequest,
    address: str,
    filters: Filters,
    *,
    rows: Rows,
    total: int,
    entities: Callable[[Sequence[Any]], list[Entity]],
) -> Entity:
    """One page of a list, with the links to the others; the filters stay in them."""
    pages = max(1, -(-total // filters.limit))
    begin = (filters.page - 1) * filters.limit
    part = _part(rows, slice(begin, begin + filters.limit))
    kept = [
        (name, value)
        for name in (*_MOMENTS, "omit_internal", "limit")
        if (value := request.GET.get(name)) is not None
    ]

    def link(page: int) -> str:
        query = urlencode([*kept, *([("page", page)] if page > 1 else [])])
        return f"{address}?{query}" if query else address

    links = {"first": link(1), "self": link(filters.page), "last": link(pages)}
    if filters.page > 1:
        links["prev"] = link(min(filters.page - 1, pages))
    if filters.page < pages:
        links["next"] = link(filters.page + 1)
    return {
        "data": entities(part) if part else [],
        "pagination": {
            "totalElements": total,
            "elementsPerPage": filters.limit,
            "currentPage": filters.page,
            "totalPages": pages,
        },
        "links": links,
    }
