"""What is told no longer of who sits where: kept as tombstones, without names.

Of persons, terms in bodies and terms of the council no row stays when a list of members is saved without
them, so what was told before a write is held against what is told after it.
https://dev.oparl.org/spezifikation, “Gelöschte Objekte”: what was deleted keeps its id, type and `created`,
and `modified` is when it went.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from lupaus.decisions.models import Body, GoneObject, Membership
from lupaus.decisions.oparl import bodies
from lupaus.decisions.oparl.addresses import Addresses, Entity, membership_key, person_key, tombstone


@dataclass(frozen=True, slots=True)
class _Told:
    """An object as it is told: its type, when it was first written, and whose it is."""

    type: str
    created_at: datetime
    person: str = ""


@contextmanager
def remembering(organisation: str, at: datetime) -> Iterator[None]:
    """What the block takes away of an organisation is told as gone from `at` on. Inside a transaction.

    What it brings back is gone no longer, and who lost one of several terms has changed.
    """
    # two lists saved at once would each think that the other still tells somebody
    list(Body.objects.select_for_update().filter(organisation=organisation).order_by("pk"))
    before = _told_of(organisation)
    yield
    after = _told_of(organisation)
    GoneObject.objects.filter(path__in=after.keys() - before.keys()).delete()
    gone = {path: each for path, each in before.items() if path not in after}
    GoneObject.objects.bulk_create(
        (
            GoneObject(
                organisation=organisation, type=each.type, path=path, created_at=each.created_at, gone_at=at
            )
            for path, each in gone.items()
        ),
        update_conflicts=True,
        unique_fields=["path"],
        update_fields=["created_at", "gone_at"],
    )
    lost = {each.person for each in gone.values() if each.person}
    Membership.objects.filter(body__organisation=organisation, person__in=lost).update(changed_at=at)


def _told_of(organisation: str) -> dict[str, _Told]:
    """Everything there is of who sits where, by what its id has behind the root. Two queries."""
    told: dict[str, _Told] = {}
    for each in bodies.memberships(organisation):
        path = f"membership/{each.body_id}/{membership_key(each)}"
        told[path] = _Told("Membership", each.made_at, each.person)
        path = f"person/{organisation}/{person_key(each.person)}"
        first = min(told[path].created_at, each.made_at) if path in told else each.made_at
        told[path] = _Told("Person", first)
    for term in bodies.terms(organisation):
        told[f"legislativeterm/{organisation}/{term.key}"] = _Told("LegislativeTerm", term.created_at)
    return told


def gone(organisation: str, type_: str) -> QuerySet[GoneObject]:
    """What is told no longer, in the order in which it went."""
    return GoneObject.objects.filter(organisation=organisation, type=type_)


def gone_at_path(path: str) -> GoneObject | None:
    return GoneObject.objects.filter(path=path).first()


def left_of(found: GoneObject, at: Addresses) -> Entity:
    """The tombstone."""
    return tombstone(at.of(found.path), found.type, created=found.created_at, modified=found.gone_at)
