"""The last look at what is kept back: can anybody find out, from all that is told, how many the few are?

The rules in `suppression` take further figures away sum by sum. Where figures are given in patches several
sums together may tell more than each of them; so at the end the least and the greatest that every small
number can be is worked out exactly, from the people behind all figures of all releases (see `people`). Where
they are too near to each other, one more figure is kept back, and it is looked at again.

Which one depends on nothing but those ends, so that it is the same everywhere. It costs a number of searches
that is bounded; where that is not enough, all figures that the people concerned are in are kept back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from lupaus.indicators.suppressing.cells import Cell
from lupaus.indicators.suppressing.people import Counting, Groups, People
from lupaus.indicators.suppressing.programming import (
    Asked,
    ContradictionError,
    Program,
    Row,
    exactly,
    settled,
)

#: How many figures are tried for the sake of one number, and for all numbers of a period, before all that
#: the people concerned are in are kept back; and the most unknowns that are searched at all.
_TRIED, _TRIED_IN_ALL, _MOST_UNKNOWN = 30, 300, 5_000


class _Few(NamedTuple):
    """A small number that nobody may find out: the people of some groups, and `more`."""

    groups: Groups
    more: int
    people: int


class _Search(NamedTuple):
    """What is found of a small number: how many positive numbers it may be, as far as is asked."""

    possible: int
    sure: bool


def found_out(
    releases: Sequence[People], *, told: Collection[Cell], shown: Collection[Cell], smallest: int
) -> frozenset[Cell]:
    """The numbers that have to be kept back as well, of those `shown`, so that no small one is found out.

    `told` are those that can be taken back no more. What is in neither is kept back already. Empty where all
    is well; numbers that follow from what is told already cannot be helped.
    """
    return _Audit(releases, frozenset(told), frozenset(shown), smallest).more()


class _Audit:
    def __init__(
        self, releases: Sequence[People], told: frozenset[Cell], shown: frozenset[Cell], smallest: int
    ) -> None:
        self.releases = releases
        self.told = told
        self.shown = shown - told
        self.smallest = smallest
        self.tried = 0
        self.counting: defaultdict[Cell, list[Counting]] = defaultdict(list)
        self.few = list(dict.fromkeys(self._number()))

    def _number(self) -> Iterator[_Few]:
        """Put the groups of all releases into one list, and name the small numbers."""
        start = 0
        rests: list[_Few] = []
        for people in self.releases:
            for each in people.counting:
                groups = frozenset(start + at for at in each.groups)
                self.counting[each.cell].append(each._replace(groups=groups))
            rests += [
                _Few(frozenset(start + at for at in rest.groups), rest.more, rest.people)
                for rest in people.rests
                if not self.told.issuperset(rest.of)
            ]
            start += people.size
        for cell, counted in self.counting.items():
            if 0 < cell.people < self.smallest and cell not in self.told and cell not in self.shown:
                yield _Few(counted[0].groups, counted[0].more, cell.people)
        yield from rests

    def more(self) -> frozenset[Cell]:
        away: set[Cell] = set()
        if not self.shown:
            return frozenset()
        waiting = self._exposed(self.few, away)
        if waiting:
            # What follows from figures that cannot be taken back is not to be helped.
            best = _Reader(self, away=self.shown).searched(waiting)
            for few in waiting:
                self._protect(few, best[few], away)
        return frozenset(away)

    def _exposed(self, few: Sequence[_Few], away: Collection[Cell]) -> list[_Few]:
        found = _Reader(self, away=away).searched(few)
        return [each for each in few if found[each].possible < self.smallest]

    def _protect(self, few: _Few, best: _Search, away: set[Cell]) -> None:
        """Keep figures back until there are as many possibilities as there can be, or as there have to be."""
        wanted = min(best.possible, self.smallest) if best.sure else self.smallest
        now = self._possible(few, away)
        while now < wanted:
            candidates = self._nearest(few, away)
            if not candidates:
                return
            if self.tried >= _TRIED_IN_ALL:
                near = {cell for cell in candidates if self._touches(cell, few)}
                away |= near or set(candidates)
                now = self._possible(few, away)
                continue
            tried = []
            for cell in candidates[:_TRIED]:
                self.tried += 1
                tried.append((self._possible(few, {*away, cell}), cell))
                if tried[-1][0] >= wanted:
                    break
            now, chosen = max(tried, key=lambda each: each[0])
            away.add(chosen)

    def _possible(self, few: _Few, away: Collection[Cell]) -> int:
        return _Reader(self, away=away).searched([few])[few].possible

    def _touches(self, cell: Cell, few: _Few) -> bool:
        return any(not few.groups.isdisjoint(each.groups) for each in self.counting[cell])

    def _nearest(self, few: _Few, away: Collection[Cell]) -> list[Cell]:
        """What may be kept back: parts of the smallest sums with those few before others, then small ones."""
        around = [
            each.groups
            for cell in self.counting
            for each in self.counting[cell]
            if not each.groups.isdisjoint(few.groups)
        ]

        def key(cell: Cell) -> tuple[float, int, int, Cell]:
            own = self.counting[cell]
            sums = [len(sum_) for sum_ in around for each in own if each.groups <= sum_]
            return min(sums, default=float("inf")), len(own[0].groups), cell.people, cell

        return sorted((cell for cell in self.shown if cell.people and cell not in away), key=key)


@dataclass
class _Reader:
    """Knows all that is shown but for what is `away`, that what is hidden is not nobody, and how all lies."""

    audit: _Audit
    away: Collection[Cell]

    def searched(self, few: Iterable[_Few]) -> dict[_Few, _Search]:
        wanted = list(few)
        try:
            known, rows = settled(self._rows())
        except ContradictionError:  # the figures of several releases cannot be of the same people
            return dict.fromkeys(wanted, _Search(0, sure=False))
        parts = _Components(rows)
        found: dict[_Few, _Search] = {}
        together: defaultdict[tuple[int, ...], list[tuple[_Few, Asked]]] = defaultdict(list)
        for each in wanted:
            asked = self._asked(each, known)
            if not asked.unknown:
                found[each] = _Search(1, sure=True)
            elif any(parts.is_free(unknown) for unknown in asked.unknown):
                found[each] = _Search(self.audit.smallest, sure=True)
            else:
                together[parts.tops(asked.unknown)].append((each, asked))
        for tops, several in together.items():
            found |= self._searched(parts.around(tops), several)
        return found

    def _rows(self) -> Iterator[Row]:
        audit = self.audit
        for cell, counted in audit.counting.items():
            first = counted[0]
            if cell in audit.told or (cell in audit.shown and cell not in self.away):
                for each in counted:
                    yield exactly(dict.fromkeys(each.groups, 1), cell.people - each.more)
                continue
            least = min(cell.people, 1) - first.more
            yield Row(dict.fromkeys(first.groups, 1), max(least, 0), float("inf"))
            for each in counted[1:]:  # the same number in another release
                terms = dict.fromkeys(first.groups, 1) | dict.fromkeys(each.groups, -1)
                yield exactly(terms, each.more - first.more)

    def _asked(self, few: _Few, known: Mapping[int, int]) -> Asked:
        smallest = self.audit.smallest
        more = few.more + sum(known[each] for each in few.groups if each in known)
        unknown = tuple(sorted(each for each in few.groups if each not in known))
        now = few.people - more
        # That there is nobody is no possibility: what is left must not be known to be few either.
        return Asked(unknown, now, most=now + smallest - 1, least=1 - more, enough=smallest)

    def _searched(self, rows: list[Row], several: list[tuple[_Few, Asked]]) -> dict[_Few, _Search]:
        if len({unknown for row in rows for unknown in row.terms}) > _MOST_UNKNOWN:
            return {few: _Search(0, sure=False) for few, _asked in several}
        ends = Program(rows).ends([asked for _few, asked in several])
        return {
            few: _Search(0, sure=False)
            if found is None
            else _Search(found.greatest - max(found.least, asked.least) + 1, sure=True)
            for (few, asked), found in zip(several, ends, strict=True)
        }


class _Components:
    """Sums that have unknowns in common, together."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = rows
        self.head: dict[int, int] = {}
        for row in rows:
            first, *others = row.terms
            for each in others:
                self.head[self._top(each)] = self._top(first)
        self.rows_of: defaultdict[int, list[Row]] = defaultdict(list)
        for row in rows:
            self.rows_of[self._top(next(iter(row.terms)))].append(row)

    def _top(self, unknown: int) -> int:
        path = []
        while (above := self.head.setdefault(unknown, unknown)) != unknown:
            path.append(unknown)
            unknown = above
        for each in path:
            self.head[each] = unknown
        return unknown

    def is_free(self, unknown: int) -> bool:
        """Whether no sum says how many they are at most."""
        return unknown not in self.head

    def tops(self, unknown: Iterable[int]) -> tuple[int, ...]:
        """What names the sums that these unknowns have to do with."""
        return tuple(sorted({self._top(each) for each in unknown}))

    def around(self, tops: Iterable[int]) -> list[Row]:
        return [row for top in tops for row in self.rows_of[top]]
