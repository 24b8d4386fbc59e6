"""Erasing the words of chosen records, inside the transaction of a verb that has asked who may."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.db.models import Q

from lupaus.accounts.actors import Actor
from lupaus.accounts.audit import record
from lupaus.accounts.models import AuditRecord
from lupaus.accounts.sealing.canonical import moment
from lupaus.accounts.sealing.entries import ERASE_KIND, ERASE_VERB
from lupaus.web.clock import Clock

#: How many erased records one record of an erasure names at most.
_NAMED: Final = 1000


class NotSealedYet(Exception):  # noqa: N818 - named for what is the matter
    """A record that should be erased is not sealed yet: nothing would show that it was there."""


def erase_words(
    by: Actor, clock: Clock, *, why: str, among: Q, chosen: Callable[[AuditRecord], bool] | None = None
) -> int:
    """Erase the words and salts of the records among some that are chosen, and record it; how many.

    Seal before the transaction begins. Raises `NotSealedYet`.
    """
    rows = AuditRecord.objects.filter(among, erased_at=None).exclude(verb=ERASE_VERB, kind=ERASE_KIND)
    found = [each for each in rows.order_by("pk").iterator() if chosen is None or chosen(each)]
    if any(each.leaf is None for each in found):
        raise NotSealedYet
    now = clock()
    for start in range(0, len(found), _NAMED):
        named = sorted(found[start : start + _NAMED], key=lambda each: each.leaf or 0)
        AuditRecord.objects.filter(pk__in=[each.pk for each in named]).update(
            actor="", user=None, object_id="", before=None, after=None, salt="", erased_at=now
        )
        record(
            actor=by,
            clock=lambda: now,
            verb=ERASE_VERB,
            kind=ERASE_KIND,
            object_id=str(named[0].leaf),
            after={"why": why.strip(), "erased": [_told(each) for each in named]},
        )
    return len(found)


def _told(row: AuditRecord) -> Mapping[str, Any]:
    return {
        "leaf": row.leaf,
        "at": moment(row.at),
        "channel": row.channel,
        "kind": row.kind,
        "verb": row.verb,
    }
