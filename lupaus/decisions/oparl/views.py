"""The objects of OParl, each by its address."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from lupaus.decisions import queries
from lupaus.decisions.models import Item, Meeting
from lupaus.decisions.oparl import bodies, files, ledger, meetings, rows
from lupaus.decisions.oparl.addresses import Addresses, Entity, membership_key, tombstone
from lupaus.decisions.oparl.doors import door, nothing


@door
def system(request: HttpRequest, at: Addresses) -> Entity:
    return bodies.system(at)


@door
def body(request: HttpRequest, at: Addresses, slug: str) -> Entity:
    return bodies.body(bodies.organisation(slug), at)


@door
def legislative_term(request: HttpRequest, at: Addresses, slug: str, days: str) -> Entity:
    for term in bodies.terms(slug):
        if term.key == days:
            return bodies.legislative_term(term, slug, at)
    return _left(at, "legislativeterm", slug, days)


@door
def organization(request: HttpRequest, at: Addresses, slug: str) -> Entity:
    return bodies.organization(queries.body(slug), at)


@door
def person(request: HttpRequest, at: Addresses, slug: str, key: str) -> Entity:
    found = bodies.person_named(slug, key)
    if found is None:
        return _left(at, "person", slug, key)
    return bodies.people([found], at)[0]


@door
def membership(request: HttpRequest, at: Addresses, slug: str, key: str) -> Entity:
    of = queries.body(slug)
    for each in of.memberships.all():
        if membership_key(each) == key:
            return bodies.membership(each, of.organisation, at)
    return _left(at, "membership", slug, key)


def _left(at: Addresses, *path: str) -> Entity:
    """What is left of an object that is told no longer."""
    found = ledger.gone_at_path("/".join(path))
    if found is None:
        raise nothing()
    return ledger.left_of(found, at)


def _meeting(pk: int) -> Meeting:
    found = rows.meetings().filter(pk=pk).first()
    if found is None:
        raise nothing()
    return found


@door
def meeting(request: HttpRequest, at: Addresses, pk: int) -> Entity:
    return meetings.meetings([_meeting(pk)], at)[0]


@door
def location(request: HttpRequest, at: Addresses, pk: int) -> Entity:
    return meetings.location(_meeting(pk), at)


def _item(pk: int) -> Item:
    found = rows.items().filter(pk=pk).first()
    if found is None:
        raise nothing()
    return found


@door
def agenda_item(request: HttpRequest, at: Addresses, pk: int) -> Entity:
    return meetings.agenda_items([_item(pk)], at)[0]


@door
def consultation(request: HttpRequest, at: Addresses, pk: int) -> Entity:
    return meetings.consultation(_item(pk), at)


@door
def file(request: HttpRequest, at: Addresses, pk: int, position: int) -> Entity:
    """A file; one that its item no longer has is a tombstone, for items keep no list of what they had."""
    found = rows.files().filter(item=pk, position=position).first()
    if found is not None:
        return files.of_row(found, at)
    item = _item(pk)
    id_ = at.of("file", f"{pk}-{position}")
    page = at.of("agendaitem", pk)
    times: dict[str, Any] = {"created": rows.first_published(item), "modified": item.changed_at}
    return tombstone(id_, "File", accessUrl=page, **times)


@door
def item_print(request: HttpRequest, at: Addresses, pk: int) -> Entity:
    return files.item_print(_item(pk), at)


@door
def meeting_print(request: HttpRequest, at: Addresses, pk: int) -> Entity:
    return files.meeting_print(_meeting(pk), at)


@door
def paper(request: HttpRequest, at: Addresses, slug: str) -> Entity:
    found = rows.papers().filter(slug=slug).first()
    if found is None:
        raise nothing()
    return meetings.papers([found], at)[0]
