"""The catalogue over the API of Open Referral HSDS 3, as its specification describes the addresses.

https://docs.openreferral.org/en/latest/hsds/api_reference.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from lupaus.services.catalogue import hsds, queries
from lupaus.services.catalogue.hsds.entities import Entity, giver_id, term_id
from lupaus.services.catalogue.hsds.export import organisations, told_in
from lupaus.services.catalogue.search import found
from lupaus.services.models import Concept, Provision, Service
from lupaus.web.api.shapes import Language, SearchWords
from lupaus.web.refusals import NotFound

router = Router(tags=["Open Referral HSDS"])

_MOST_FOUND: Final = 1_000_000
_LAST_PAGE: Final = 1_000_000


class Meta(Schema):
    """What this interface is."""

    version: str
    profile: str
    openapi_url: str
    description: str


class HsdsPage(Schema):
    """A page of a list, as HSDS counts it: the first page is 1. What `contents` holds, HSDS describes."""

    total_items: int
    total_pages: int
    page_number: int
    size: int
    first_page: bool
    last_page: bool
    empty: bool
    contents: list[dict[str, Any]]


class InLanguage(Schema):
    language: Language = Field(
        "en", description="Language of the texts; one that lacks it is in Finnish, and marked."
    )


class Paged(InLanguage):
    page: int = Field(1, ge=1, le=_LAST_PAGE)
    per_page: int = Field(50, ge=1, le=100)


class HsdsServiceFilters(Paged):
    search: SearchWords | None = Field(None, description="Words that all occur, in any form.")
    organization_id: SearchWords | None = Field(None, description="Organised or produced by this one.")
    taxonomy_term_id: SearchWords | None = Field(None, description="Of this class.")
    modified_after: datetime | None = Field(None, description="Changed at this time or later.")
    full: bool = Field(False, description="Everything nested.")
    minimal: bool = Field(False, description="Only `id` and `modified_date`.")


@router.get("/hsds/", response=Meta, summary="What this interface is", url_name="hsds")
def meta(request: HttpRequest) -> dict[str, str]:
    """The version of HSDS it follows, and where it is described."""
    return {
        "version": hsds.VERSION,
        "profile": "https://docs.openreferral.org/en/latest/hsds/",
        "openapi_url": request.build_absolute_uri("/api/v1/openapi.json"),
        "description": "Services of a region: who gives them, where and how they are reached.",
    }


@router.get("/hsds/services", response=HsdsPage, summary="Services, as HSDS", url_name="hsds-services")
def services(request: HttpRequest, filters: Query[HsdsServiceFilters]) -> dict[str, Any]:
    """The services that are given now, without what there may be several of unless `full`."""
    ids = _wanted(filters)
    if filters.minimal:
        return _page(ids, filters, _minimal)
    told = told_in(filters.language)
    shape = hsds.service if filters.full else hsds.service_line
    return _page(ids, filters, lambda part: [shape(each, told) for each in _in_order(part)])


@router.get(
    "/hsds/services/{id}", response=dict[str, Any], summary="One service, as HSDS", url_name="hsds-service"
)
def service(request: HttpRequest, id: str, filters: Query[InLanguage]) -> Entity:  # noqa: A002 - the field's name
    """A service with everything nested, also one that has ended. `id` is that of HSDS, or ours."""
    return hsds.service(queries.service(_our_id(id)), told_in(filters.language))


@router.get(
    "/hsds/organizations", response=HsdsPage, summary="Organisations, as HSDS", url_name="hsds-organizations"
)
def organizations(request: HttpRequest, paging: Query[Paged]) -> dict[str, Any]:
    """Who organises and produces the services."""
    told = told_in(paging.language)
    return _page(list(organisations()), paging, lambda part: [hsds.organization(each, told) for each in part])


@router.get(
    "/hsds/organizations/{id}",
    response=dict[str, Any],
    summary="One organisation, as HSDS",
    url_name="hsds-organization",
)
def organization(request: HttpRequest, id: str, filters: Query[InLanguage]) -> Entity:  # noqa: A002 - as above
    """Raises `NotFound`."""
    for each in organisations():
        if id in (each.pk, giver_id(each)):
            return hsds.organization(each, told_in(filters.language))
    raise NotFound(_("There is no such organisation."))


def _page(
    items: Sequence[Any], paging: Paged, shown: Callable[[Sequence[Any]], Iterable[Entity]]
) -> dict[str, Any]:
    pages = max(1, -(-len(items) // paging.per_page))
    part = items[(paging.page - 1) * paging.per_page : paging.page * paging.per_page]
    return {
        "total_items": len(items),
        "total_pages": pages,
        "page_number": paging.page,
        "size": len(part),
        "first_page": paging.page == 1,
        "last_page": paging.page >= pages,
        "empty": not part,
        "contents": list(shown(part)),
    }


def _wanted(filters: HsdsServiceFilters) -> Sequence[str]:
    """Ids of the services that all filters let through; the best found first, else in the order of ids."""
    chosen = Service.objects.given()
    if filters.organization_id:
        wanted = [each.pk for each in organisations() if filters.organization_id in (each.pk, giver_id(each))]
        given = Provision.objects.filter(organisation__in=wanted)
        chosen = chosen.filter(pk__in=given.values("service_id"))
    if filters.taxonomy_term_id:
        of_term = [each.pk for each in Concept.objects.all() if term_id(each) == filters.taxonomy_term_id]
        classified = Service.concepts.through.objects.filter(concept__in=of_term)
        chosen = chosen.filter(pk__in=classified.values("service_id"))
    if filters.modified_after:
        after = filters.modified_after
        chosen = chosen.filter(changed_at__gte=after if after.tzinfo else after.replace(tzinfo=UTC))
    if not filters.search:
        return list(chosen.order_by("pk").values_list("pk", flat=True))
    seen = found(filters.search, filters.language, limit=_MOST_FOUND)
    if seen.partly:
        return []
    let_through = set(chosen.values_list("pk", flat=True))
    return [id_ for id_ in seen.ids if id_ in let_through]


def _in_order(ids: Sequence[str]) -> list[queries.ServiceWhole]:
    by_id = {each.id: each for each in queries.wholes(ids)}
    return [by_id[id_] for id_ in ids if id_ in by_id]


def _minimal(ids: Sequence[str]) -> list[Entity]:
    changed = dict(Service.objects.filter(pk__in=ids).values_list("pk", "changed_at"))
    return [
        {"id": hsds.uuid_of("service", id_), "modified_date": changed[id_].isoformat()}
        for id_ in ids
        if id_ in changed
    ]


def _our_id(name: str) -> str:
    """Our id of a service that HSDS knows by a UUID; what is none stays."""
    if len(name) != 36 or "\x00" in name or Service.objects.filter(pk=name).exists():
        return name
    ids = Service.objects.order_by("pk").values_list("pk", flat=True)
    return next((id_ for id_ in ids if hsds.uuid_of("service", id_) == name.lower()), name)
