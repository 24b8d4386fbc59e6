"""The numbers of people in and behind the figures of one indicator.

Three numbers can be about people: the value, where the indicator counts people; the numerator of a ratio,
given or worked out of value and denominator, for so can any reader; and its denominator, given or worked out
of value and numerator. A figure with a small one of them is not told at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import log10
from statistics import median
from typing import Final, NamedTuple

from lupaus.indicators.observations import Observation
from lupaus.indicators.suppression import counted

#: Where neither the catalogue nor the figures say what a ratio is per, it is taken to be per cent.
_PER_CENT: Final = 100.0


class Figure(NamedTuple):
    """Names an observation of an indicator."""

    region: str
    gender: str
    period: str


class Cell(NamedTuple):
    """A number of people of a figure.

    How many they are is part of the name: a number that stayed the same from one release to the next is the
    same unknown in both, and one that was revised is another one.
    """

    figure: Figure
    measure: str  # value, numerator or denominator
    people: int


@dataclass(frozen=True, slots=True)
class Kept:
    """The numbers of people of one period in one release. `public` are those that others have published.

    `given` holds those that were given and not worked out from a rounded ratio, as they were given.
    """

    cells: Mapping[tuple[Figure, str], Cell]
    public: frozenset[Cell]
    given: Mapping[Cell, float] = field(default_factory=dict)

    @property
    def counts(self) -> dict[Cell, int]:
        return {cell: cell.people for cell in self.cells.values()}

    def is_small(self, smallest: int) -> bool:
        """Whether there is a number that must not be told."""
        return any(0 < cell.people < smallest and cell not in self.public for cell in self.cells.values())


def kept_by_period(
    rows: Sequence[Observation], *, counts_people: bool, per: float | None, own: bool, ours: Collection[int]
) -> dict[str, Kept]:
    """The numbers of people of one release by period.

    `own`: every figure of the indicator is ours; else those that one of the releases `ours` has brought.
    """
    scale = per or _scale(rows)
    cells: defaultdict[str, dict[tuple[Figure, str], Cell]] = defaultdict(dict)
    public: defaultdict[str, set[Cell]] = defaultdict(set)
    given: defaultdict[str, dict[Cell, float]] = defaultdict(dict)
    for row in rows:
        figure = Figure(row.region, row.gender, row.period)
        for measure, number in _people_of(row, scale, counts_people=counts_people):
            cell = Cell(figure, measure, counted(number))
            cells[row.period][figure, measure] = cell
            if getattr(row, measure) == number:
                given[row.period][cell] = number
            if not own and row.release not in ours:
                public[row.period].add(cell)
    return {period: Kept(found, frozenset(public[period]), given[period]) for period, found in cells.items()}


def _people_of(row: Observation, scale: float, *, counts_people: bool) -> Iterator[tuple[str, float]]:
    value, numerator, denominator = row.value, row.numerator, row.denominator
    if counts_people and value is not None:
        yield "value", value
    if value is not None and numerator is None and denominator is not None and not counts_people:
        numerator = _people(value * denominator / scale)
    if denominator is None and numerator is not None and value and not counts_people:
        denominator = _people(numerator * scale / value)
    if numerator is not None:
        yield "numerator", numerator
    if denominator is not None:
        yield "denominator", denominator


def _people(number: float) -> float:
    """People behind a rounded ratio, as whole ones; something is never made by nobody."""
    return max(round(number), 1) if number > 0 else 0


def _scale(rows: Iterable[Observation]) -> float:
    """What the ratios are per, seen from the figures that tell all three: a power of ten."""
    seen = [
        row.value * row.denominator / row.numerator
        for row in rows
        if row.value and row.numerator and row.denominator
    ]
    middle = median(seen) if seen else _PER_CENT
    return float(10 ** round(log10(middle))) if middle > 0 else _PER_CENT
