"""What has been told and kept back of one period of one indicator, release after release.

A reader who keeps what an older release told compares: a number that did not change is the same number. So
the numbers of all releases are looked at together. What was told stays told and protects nobody; what was
kept back stays so as long as it is the same number, and takes others with it where that is needed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lupaus.indicators.places import Places
from lupaus.indicators.suppressing.auditing import found_out
from lupaus.indicators.suppressing.cells import Cell, Figure, Kept
from lupaus.indicators.suppressing.people import People, people_of
from lupaus.indicators.suppressing.sums import sums_of
from lupaus.indicators.suppression import Sum, suppressed


@dataclass(frozen=True)
class History:
    """All releases up to one. `hidden` are the figures that the last of them does not tell."""

    counts: Mapping[Cell, int] = field(default_factory=dict)
    sums: tuple[Sum[Cell], ...] = ()
    told: frozenset[Cell] = frozenset()
    withheld: frozenset[Cell] = frozenset()
    unsaid: frozenset[Cell] = frozenset()
    left: frozenset[Cell] = frozenset()
    people: tuple[People, ...] = ()
    hidden: frozenset[Figure] = frozenset()

    def after(self, kept: Kept, places: Places, *, smallest: int) -> History:
        """With one release more."""
        now = sums_of(kept, places)
        few_left = any(0 < rest.people < smallest for rest in now.left)
        if not self.withheld and not few_left and not kept.is_small(smallest):
            # Nothing is small and nothing was: all is told, and every sum with it.
            return History(told=self.told | frozenset(kept.cells.values()), counts=kept.counts)
        unsaid = self.unsaid | now.unsaid
        counts = {**self.counts, **kept.counts, **{cell: cell.people for cell in sorted(now.unsaid)}}
        sums = tuple(dict.fromkeys([*self.sums, *now.sums]))
        told = kept.public | self.told
        # Who is not left of a total, and what is left of figures that are all known already, is no concern.
        free = (unsaid - self.left - now.left) | {
            rest
            for each in sums
            for rest in unsaid.intersection(each.parts)
            if told.issuperset({each.total, *each.parts} - {rest})
        }
        withheld = suppressed(
            counts, sums, smallest=smallest, public=told | free, also=self.withheld, rests=unsaid
        )
        people = tuple(dict.fromkeys([*self.people, *people_of(kept, places, smallest=smallest)]))
        shown = set(kept.cells.values()) - _of_hidden_figures(kept, withheld)
        withheld |= found_out(people, told=told, shown=shown, smallest=smallest)
        hidden = frozenset(cell.figure for cell in kept.cells.values() if cell in withheld)
        # A figure is told whole or not at all; what is left out only for that may be told another time.
        return History(
            counts=counts,
            sums=sums,
            told=self.told | {cell for cell in kept.cells.values() if cell.figure not in hidden},
            withheld=withheld,
            unsaid=unsaid,
            left=self.left | now.left,
            people=people,
            hidden=hidden,
        )


def _of_hidden_figures(kept: Kept, withheld: frozenset[Cell]) -> frozenset[Cell]:
    hidden = {cell.figure for cell in kept.cells.values() if cell in withheld}
    return frozenset(cell for cell in kept.cells.values() if cell.figure in hidden)
