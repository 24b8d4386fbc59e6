"""What bringing a whole content into a draft would do, and does: part by part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lupaus.workspace.content import Content, PartValue
from lupaus.workspace.models import Deed


@dataclass(frozen=True, slots=True)
class Change:
    """One part before and after; `before` is None for a new one, `after` for one taken out."""

    deed: Deed
    before: PartValue | None
    after: PartValue | None
    part: PartValue  # the one it is about: as it will be, else as it was

    @property
    def fields(self) -> tuple[str, ...]:
        """Names of the top fields that became different."""
        if self.before is None or self.after is None:
            return ()
        names = dict.fromkeys((*self.before.content, *self.after.content))
        return tuple(n for n in names if self.before.content.get(n) != self.after.content.get(n))


def changes(now: Content, wanted: Content) -> Iterator[Change]:
    """What turns `now` into `wanted`. A part that only slid because a sibling came or went has not moved."""
    slid = _slid(now, wanted)
    for part in wanted.parts:
        stored = now.get(*part.key)
        if stored is None:
            yield Change(Deed.ADDED, None, part, part)
        elif stored.content != part.content:
            yield Change(Deed.CHANGED, stored, part, part)
        elif stored.parent != part.parent or part.key not in slid:
            yield Change(Deed.MOVED, stored, part, part)
    for part in now.parts:
        if wanted.get(*part.key) is None:
            yield Change(Deed.REMOVED, part, None, part)


def _slid(now: Content, wanted: Content) -> frozenset[tuple[str, str]]:
    """Parts whose order among the siblings they keep is as it was (the longest such run of each family)."""
    kept: set[tuple[str, str]] = set()
    families = {(part.kind, part.parent) for part in wanted.parts}
    for kind, parent in families:
        places = [
            (stored.position, part.key)
            for part in wanted.under(kind, parent)
            if (stored := now.get(*part.key)) is not None and stored.parent == parent
        ]
        kept.update(key for _place, key in _longest_rising(places))
    return frozenset(kept)


def _longest_rising(places: list[tuple[int, tuple[str, str]]]) -> list[tuple[int, tuple[str, str]]]:
    """The longest rising run within a sequence of distinct places, by patience sorting."""
    tails: list[int] = []  # index of the last of the best run of each length
    before: list[int | None] = []
    for index, (place, _key) in enumerate(places):
        low = _first_not_below(tails, place, places)
        before.append(tails[low - 1] if low else None)
        tails[low : low + 1] = [index]
    run = []
    at = tails[-1] if tails else None
    while at is not None:
        run.append(places[at])
        at = before[at]
    return run[::-1]


def _first_not_below(tails: list[int], place: int, places: list[tuple[int, tuple[str, str]]]) -> int:
    low, high = 0, len(tails)
    while low < high:
        middle = (low + high) // 2
        if places[tails[middle]][0] < place:
            low = middle + 1
        else:
            high = middle
    return low
