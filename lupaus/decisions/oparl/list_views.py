"""The lists of OParl: of everything, of an organisation, of a body."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from django.db.models import QuerySet
from django.http import HttpRequest

from lupaus.decisions import queries
from lupaus.decisions.models import Body, GoneObject, Item
from lupaus.decisions.oparl import bodies, files, ledger, meetings, rows
from lupaus.decisions.oparl.addresses import Addresses, Entity
from lupaus.decisions.oparl.doors import door
from lupaus.decisions.oparl.lists import (
    MOST_MEETINGS,
    Chain,
    Filters,
    Rows,
    between,
    between_with_items,
    filters_of,
    fits,
    listed,
)


@door
def body_list(request: HttpRequest, at: Addresses) -> Entity:
    filters = filters_of(request)
    found = [each for each in bodies.organisations() if fits(filters, each.created_at, each.changed_at)]
    return listed(
        request,
        at.of("body"),
        filters,
        rows=found,
        total=len(found),
        entities=lambda part: [bodies.body(each, at) for each in part],
    )


@door
def meetings_of(request: HttpRequest, at: Addresses, slug: str) -> Entity:
    """The meetings of one of our bodies."""
    found = queries.body(slug)
    return _meetings(request, at, at.of("organization", slug, "meeting"), body=found.pk)


@door
def consultations_of(request: HttpRequest, at: Addresses, slug: str) -> Entity:
    found = queries.body(slug)
    return _consultations(request, at, at.of("organization", slug, "consultation"), meeting__body=found.pk)


@door
def list_of(request: HttpRequest, at: Addresses, slug: str, listed: str) -> Entity:
    """A list of an organisation, by the name in its address."""
    organisation = bodies.organisation(slug)
    return _LISTS[listed](request, at, at.of("body", organisation.slug, listed), organisation.slug)


def _organizations(request: HttpRequest, at: Addresses, address: str, slug: str) -> Entity:
    filters = filters_of(request)
    chosen = Body.objects.filter(organisation=slug).order_by("pk")
    chosen = chosen.filter(between(filters, created="made_at", modified="changed_at"))
    return listed(
        request,
        address,
        filters,
        rows=chosen.prefetch_related("memberships"),
        total=chosen.count(),
        entities=lambda part: [bodies.organization(each, at) for each in part],
    )


def _persons(request: HttpRequest, at: Addresses, address: str, slug: str) -> Entity:
    filters = filters_of(request)
    chosen = bodies.persons(slug).filter(between(filters, created="created", modified="modified"))
    found = _and_gone(chosen, chosen.count(), filters, slug, "Person")
    return listed(
        request,
        address,
        filters,
        rows=found,
        total=found.total,
        entities=lambda part: _or_left(
            part,
            at,
            lambda there: bodies.people(
                [bodies.person_of(slug, row) for row in there], at, whole=not filters.omit_internal
            ),
        ),
    )


def _and_gone(rows: Rows, count: int, filters: Filters, slug: str, type_: str) -> Chain:
    """Rows, and for who asks what changed those told no longer behind them."""
    if not filters.with_deleted:
        return Chain((rows, count))
    left = ledger.gone(slug, type_).filter(between(filters, created="created_at", modified="gone_at"))
    return Chain((rows, count), (left, left.count()))


def _or_left(
    part: Sequence[Any], at: Addresses, entities: Callable[[Sequence[Any]], list[Entity]]
) -> list[Entity]:
    """The objects of a part of such rows."""
    there = [each for each in part if not isinstance(each, GoneObject)]
    left = [ledger.left_of(each, at) for each in part if isinstance(each, GoneObject)]
    return entities(there) + left


def _memberships(request: HttpRequest, at: Addresses, address: str, slug: str) -> Entity:
    filters = filters_of(request)
    chosen = bodies.memberships(slug).filter(between(filters, created="made_at", modified="changed_at"))
    found = _and_gone(chosen, chosen.count(), filters, slug, "Membership")
    return listed(
        request,
        address,
        filters,
        rows=found,
        total=found.total,
        entities=lambda part: _or_left(
            part, at, lambda there: [bodies.membership(each, slug, at) for each in there]
        ),
    )


def _terms(request: HttpRequest, at: Addresses, address: str, slug: str) -> Entity:
    filters = filters_of(request)
    chosen = [each for each in bodies.terms(slug) if fits(filters, each.created_at, each.changed_at)]
    found = _and_gone(chosen, len(chosen), filters, slug, "LegislativeTerm")
    return listed(
        request,
        address,
        filters,
        rows=found,
        total=found.total,
        entities=lambda part: _or_left(
            part, at, lambda there: [bodies.legislative_term(each, slug, at) for each in there]
        ),
    )


def _meetings(request: HttpRequest, at: Addresses, address: str, **chosen: str) -> Entity:
    filters = filters_of(request)
    if not filters.omit_internal:
        filters = filters.at_most(MOST_MEETINGS)
    found = rows.meetings().filter(between_with_items(filters, "meeting"), **chosen)
    return listed(
        request,
        address,
        filters,
        rows=found,
        total=found.count(),
        entities=lambda part: meetings.meetings(part, at, whole=not filters.omit_internal),
    )


def _papers(request: HttpRequest, at: Addresses, address: str, slug: str) -> Entity:
    filters = filters_of(request)
    found = rows.papers().filter(between_with_items(filters, "matter"), organisation=slug)
    return listed(
        request,
        address,
        filters,
        rows=found,
        total=found.count(),
        entities=lambda part: meetings.papers(part, at),
    )


def _agenda_items(request: HttpRequest, at: Addresses, address: str, slug: str) -> Entity:
    filters = filters_of(request)
    found = _items(filters, meeting__body__organisation=slug)
    return listed(
        request,
        address,
        filters,
        rows=found,
        total=found.count(),
        entities=lambda part: meetings.agenda_items(part, at, whole=not filters.omit_internal),
    )


def _consultations(request: HttpRequest, at: Addresses, address: str, **chosen: Any) -> Entity:
    filters = filters_of(request)
    if not filters.with_deleted:  # one that lost its matter is told as deleted
        chosen = {**chosen, "matter__isnull": False}
    found = _items(filters, **chosen)
    return listed(
        request,
        address,
        filters,
        rows=found,
        total=found.count(),
        entities=lambda part: [meetings.consultation(each, at) for each in part],
    )


def _items(filters: Filters, **chosen: Any) -> QuerySet[Item]:
    found = rows.items().filter(between(filters, created="first_published", modified="changed_at"), **chosen)
    return found if filters.with_deleted else found.filter(gone_at=None)


def _files(request: HttpRequest, at: Addresses, address: str, slug: str) -> Entity:
    """Attachments, then items as documents, then agendas and minutes as documents."""
    filters = filters_of(request)
    attached = rows.files().filter(
        between(filters, created="first_published", modified="item_changed"),
        item__meeting__body__organisation=slug,
    )
    items = rows.prints().filter(
        between(filters, created="first_published", modified="print_changed"),
        meeting__body__organisation=slug,
    )
    if not filters.with_deleted:
        attached, items = attached.filter(removed_at=None), items.filter(gone_at=None)
    whole = rows.meetings().filter(between_with_items(filters, "meeting"), body__organisation=slug)
    found = Chain((attached, attached.count()), (items, items.count()), (whole, whole.count()))
    return listed(
        request,
        address,
        filters,
        rows=found,
        total=found.total,
        entities=lambda part: [files.of_row(each, at) for each in part],
    )


def _locations(request: HttpRequest, at: Addresses, address: str, slug: str) -> Entity:
    filters = filters_of(request)
    found = rows.meetings().filter(
        between(filters, created="first_published", modified="changed_at"), body__organisation=slug
    )
    found = found if filters.with_deleted else found.exclude(place={})
    return listed(
        request,
        address,
        filters,
        rows=found,
        total=found.count(),
        entities=lambda part: [meetings.location(each, at) for each in part],
    )


_LISTS: Final[dict[str, Callable[[HttpRequest, Addresses, str, str], Entity]]] = {
    "organization": _organizations,
    "person": _persons,
    "membership": _memberships,
    "legislativeterm": _terms,
    "meeting": lambda request, at, address, slug: _meetings(request, at, address, body__organisation=slug),
    "paper": _papers,
    "agendaitem": _agenda_items,
    "consultation": lambda request, at, address, slug: _consultations(
        request, at, address, meeting__body__organisation=slug
    ),
    "file": _files,
    "location": _locations,
}
