"""What one release says otherwise than another, as far as both tell it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

from lupaus.indicators import bank
from lupaus.indicators.entries import entries_of
from lupaus.indicators.models import Release
from lupaus.indicators.observations import SUPPRESSED
from lupaus.indicators.store import Change, Changes
from lupaus.indicators.suppressing.cells import Figure
from lupaus.indicators.suppressing.hidden import hidden_figures
from lupaus.indicators.suppressing.masking import Hidden

_NOTHING: frozenset[Figure] = frozenset()


def changes_told(
    indicators: Collection[str], before: Release, after: Release, *, limit: int | None
) -> Changes:
    """How two releases differ in these indicators; see `queries.changes_between`.

    The store is asked twice, and twice more where something is hidden: then how much a figure changed may not
    even be told by its place in the order.
    """
    entries = entries_of(indicators, release=max(before, after, key=lambda each: each.pk))
    held = {name: entries[name].bucket for name in indicators if name in entries}
    hidden = [hidden_figures(list(entries.values()), release=each) for each in (before, after)]
    masked = hidden[0].keys() | hidden[1].keys()
    open_ = {name: bucket for name, bucket in held.items() if name not in masked}
    found = _between(open_, before, after, limit)
    if not masked & held.keys():
        return found
    close = {name: held[name] for name in masked & held.keys()}
    told = list(_as_told(_between(close, before, after, None), hidden[0], hidden[1]))
    kinds = Counter(change.kind for change in told)
    rows = sorted([*found.largest, *told], key=_largest_first)
    return Changes(
        added=found.added + kinds["added"],
        changed=found.changed + kinds["changed"],
        withdrawn=found.withdrawn + kinds["withdrawn"],
        largest=tuple(rows if limit is None else rows[:limit]),
    )


def _between(buckets: dict[str, int], before: Release, after: Release, limit: int | None) -> Changes:
    if not buckets:
        return Changes()
    return bank.snapshot(before).changes_until(bank.snapshot(after), buckets, limit)


def _as_told(changes: Changes, before: Hidden, after: Hidden) -> Iterator[Change]:
    """A change of a figure that neither release tells is none."""
    for change in changes.largest:
        figure = Figure(change.region, change.gender, change.period)
        told = change
        if told.old_status is not None and figure in before.get(change.indicator, _NOTHING):
            told = told._replace(old=None, old_status=SUPPRESSED)
        if told.new_status is not None and figure in after.get(change.indicator, _NOTHING):
            told = told._replace(new=None, new_status=SUPPRESSED)
        if not told.old_status == told.new_status == SUPPRESSED:
            yield told


def _largest_first(change: Change) -> tuple[object, ...]:
    """The order of the store: revisions by their size against the old value, then the others."""
    size = None
    if change.old is not None and change.new is not None:
        size = abs(change.new - change.old) / max(abs(change.old), 1e-9)
    return (change.kind != "changed", change.kind, size is None, -(size or 0.0), *change[:4])
