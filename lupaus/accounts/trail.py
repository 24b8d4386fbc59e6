"""Reading the audit trail page by page, for administrators of everything.

A record may tell about any organisation and about people, and its words cannot be parted by organisation
reliably. So the rule is the simplest that is right: who is administrator of one organisation sees none of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Count, Min, QuerySet

from lupaus.accounts.actors import Actor, require
from lupaus.accounts.models import AuditRecord, Checkpoint, Role
from lupaus.web.clock import HELSINKI

PAGE: Final = 100
_CHUNK: Final = 2000


@dataclass(frozen=True, slots=True)
class Wish:
    """Which records are asked for; days are those of Finland, both included."""

    person: str = ""
    kind: str = ""
    object_id: str = ""
    verb: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def is_all(self) -> bool:
        return self == Wish()


@dataclass(frozen=True, slots=True)
class Part:
    """Records, the newest first; `older` is what to ask for next, `None` at the end."""

    records: list[AuditRecord]
    older: int | None


@dataclass(frozen=True, slots=True)
class Seal:
    """How far the trail is sealed."""

    size: int
    at: datetime | None
    waiting: int
    waiting_since: datetime | None


def part_of_trail(*, actor: Actor, wish: Wish, before: int | None = None) -> Part:
    """One page of the records that are asked for, those written before record `before`. One query."""
    require(actor, Role.ADMINISTRATOR)
    found = _found(wish)
    if before is not None:
        found = found.filter(pk__lt=before)
    records = list(found[: PAGE + 1])
    return Part(records[:PAGE], records[PAGE - 1].pk if len(records) > PAGE else None)


def records_of_trail(*, actor: Actor, wish: Wish) -> Iterator[AuditRecord]:
    """All records that are asked for, the newest first, as a stream."""
    require(actor, Role.ADMINISTRATOR)
    return _found(wish).iterator(chunk_size=_CHUNK)


def kinds_and_verbs(*, actor: Actor) -> tuple[list[str], list[str]]:
    """What there is to choose from. One query."""
    require(actor, Role.ADMINISTRATOR)
    pairs = set(AuditRecord.objects.order_by().values_list("kind", "verb").distinct())
    return sorted({kind for kind, _verb in pairs}), sorted({verb for _kind, verb in pairs})


def seal_of_trail(*, actor: Actor) -> Seal:
    """How far the trail is sealed. Two queries."""
    require(actor, Role.ADMINISTRATOR)
    newest = Checkpoint.objects.order_by("-size").first()
    waiting = AuditRecord.objects.filter(leaf=None).aggregate(count=Count("pk"), since=Min("at"))
    return Seal(
        newest.size if newest else 0, newest.at if newest else None, waiting["count"], waiting["since"]
    )


def _found(wish: Wish) -> QuerySet[AuditRecord]:
    found = AuditRecord.objects.order_by("-pk")
    exact = {"actor": wish.person, "kind": wish.kind, "object_id": wish.object_id, "verb": wish.verb}
    found = found.filter(**{name: value for name, value in exact.items() if value})
    if wish.since:
        found = found.filter(at__gte=_begin(wish.since))
    if wish.until:
        found = found.filter(at__lt=_begin(wish.until + timedelta(days=1)))
    return found


def _begin(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=HELSINKI)
