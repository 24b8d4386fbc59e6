"""When a source was asked for a thing last, and what it said: the memory of imports that begin again."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.db import transaction

from lupaus.indicators.fetched import Fetched
from lupaus.indicators.models import SourceRun, SourceVisit
from lupaus.web.clock import Clock
from lupaus.web.network import NOTHING_KNOWN, Known

IMPORTED: Final = "imported"
UNCHANGED: Final = "unchanged"
GONE: Final = "gone"
REFUSED: Final = "refused"

#: A run that was broken off longer ago is begun anew: what was fetched then is no longer what is there.
_STALE: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Visit:
    """What came of asking for one thing; `updated` and `known` are the source's own words for its age."""

    source_id: str
    outcome: str
    told: str = ""
    updated: str = ""
    known: Known = NOTHING_KNOWN
    checksum: str = ""
    left_out: Sequence[int | str] = ()


@dataclass
class Run:
    """One going through a source. `was_broken_off`: it goes on where it stopped."""

    row: SourceRun
    fetched: Fetched
    was_broken_off: bool

    def done(self) -> frozenset[str]:
        """What was asked for in this run already. One query."""
        return frozenset(self.row.visits.values_list("source_id", flat=True))

    def keep(self, visits: Iterable[Visit], *, at: datetime) -> None:
        """Remember visits, all or none of them."""
        rows = [
            SourceVisit(
                source=self.row.source,
                source_id=visit.source_id,
                run=self.row,
                asked_at=at,
                outcome=visit.outcome,
                told=visit.told[:2000],
                updated=visit.updated[:40],
                etag=visit.known.etag[:200],
                last_modified=visit.known.last_modified[:60],
                checksum=visit.checksum,
                left_out=list(visit.left_out),
            )
            for visit in visits
        ]
        with transaction.atomic():
            SourceVisit.objects.bulk_create(
                rows,
                batch_size=500,
                update_conflicts=True,
                unique_fields=["source", "source_id"],
                update_fields=[
                    "run",
                    "asked_at",
                    "outcome",
                    "told",
                    "updated",
                    "etag",
                    "last_modified",
                    "checksum",
                    "left_out",
                ],
            )

    def finish(self, *, at: datetime) -> None:
        self.row.finished_at = at
        self.row.save(update_fields=["finished_at"])
        self.fetched.close()


def begin(source: str, scope: str, folder: Path, *, clock: Clock, anew: bool = False) -> Run:
    """The run of this scope that was broken off within the last days, else a new one."""
    now = clock()
    with transaction.atomic():
        left = SourceRun.objects.filter(source=source, scope=scope, finished_at=None).order_by("-id")
        newest = left.first()
        going_on = newest if newest and not anew and now - newest.started_at < _STALE else None
        others = left.exclude(pk=going_on.pk) if going_on else left
        for old in others:
            shutil.rmtree(folder / str(old.pk), ignore_errors=True)
            old.delete()
        row = going_on or SourceRun.objects.create(source=source, scope=scope, started_at=now)
    return Run(row, Fetched(folder / str(row.pk)), going_on is not None)


def visits_of(source: str) -> dict[str, SourceVisit]:
    """The last visit of each thing of a source. One query."""
    return {visit.source_id: visit for visit in SourceVisit.objects.filter(source=source)}
