"""From the verdicts of targets to the word for a goal or a promise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from lupaus.strategy.verdicts.words import FAILING, KEPT, UNJUDGED, Status


def counted(statuses: Iterable[Status]) -> dict[Status, int]:
    """How many targets have each status: every status is named, best first, zeros too."""
    found = Counter(statuses)
    return {status: found[status] for status in Status}


def goal_status(counts: Mapping[Status, int]) -> Status:
    """`on_track`, `off_track`, `no_data` or `at_risk`, asked in this order, always of all the targets.

    On track when every target is achieved, on track or improving; off track when half or more are off track,
    moving away, missed or worsening; no data when under half can be judged; else at risk. A goal without
    targets has no data.
    """
    total = sum(counts.values())

    def among(group: frozenset[Status]) -> int:
        return sum(counts.get(status, 0) for status in group)

    if not total:
        return Status.NO_DATA
    if among(KEPT) == total:
        return Status.ON_TRACK
    if 2 * among(FAILING) >= total:
        return Status.OFF_TRACK
    if 2 * (total - among(UNJUDGED)) < total:
        return Status.NO_DATA
    return Status.AT_RISK
