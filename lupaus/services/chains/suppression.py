"""Small numbers of people: which figures are not told, so that nobody can work them out from those that are.

The organiser's own figures about fewer people than the threshold (five, unless the settings say otherwise)
are suppressed. That alone protects nobody: a reader who knows the total and the other parts subtracts. So
further figures are suppressed, the next smallest part first and a total when no part is left, until whoever
knows every figure shown, every sum and these rules is left with at least as many possibilities as the
threshold for each figure that is not shown. Zeros are always shown: they are about nobody.

Source: complementary (secondary) cell suppression as national statistical offices practise it, see
Hundepool et al., Statistical Disclosure Control, 2012, chapter 4; the audit here is interval propagation
over the sums and over their reduced row echelon form.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Generic, NamedTuple, TypeVar

from django.conf import settings

K = TypeVar("K", bound=Hashable)

DEFAULT_THRESHOLD: Final = 5
#: Rounds of the audit: bounds that have not settled by then are wide, for they move by one at a time.
_ROUNDS: Final = 100


def threshold() -> int:
    """Figures about fewer people than this are not told (setting `LUPAUS_SMALLEST_COUNT`)."""
    return int(getattr(settings, "LUPAUS_SMALLEST_COUNT", DEFAULT_THRESHOLD))


@dataclass(frozen=True, slots=True)
class Sum(Generic[K]):
    """One figure is the sum of others."""

    total: K
    parts: tuple[K, ...]


class Bounds(NamedTuple):
    """What a reader can work out of a figure that is not shown: whole numbers from `low` to `high`."""

    low: int
    high: float  # math.inf where nothing bounds it

    @property
    def possibilities(self) -> float:
        return self.high - self.low + 1


def counted(value: float) -> int:
    """A figure as a number of people: an average of 4.6 is fewer than five, one of 0.4 is not nobody."""
    return max(math.floor(value), 1) if value > 0 else 0


def suppressed(
    counts: Mapping[K, int], sums: Sequence[Sum[K]] = (), *, smallest: int, public: Collection[K] = ()
) -> frozenset[K]:
    """The figures that must not be told.

    `counts` holds numbers of people, totals among them; a sum counts where all of it is known. `public` are
    figures that others have published: they are told, small or not, and protect nobody.
    """
    known = [each for each in sums if each.total in counts and all(part in counts for part in each.parts)]
    hidden = {key for key, count in counts.items() if 0 < count < smallest and key not in public}
    while hidden:
        exposed = [
            key for key, bounds in bounds_of(counts, known, hidden).items() if bounds.possibilities < smallest
        ]
        more = _complement(counts, known, hidden, exposed, public)
        if more is None:
            break
        hidden.add(more)
    return frozenset(hidden)


def bounds_of(counts: Mapping[K, int], sums: Sequence[Sum[K]], hidden: Collection[K]) -> dict[K, Bounds]:
    """What a reader who knows every other figure and every sum can work out of each hidden one.

    The reader also knows that a hidden figure is not zero, and by how much a sum misses its parts.
    """
    order = {key: place for place, key in enumerate(key for key in counts if key in hidden)}
    rows = _equations(counts, sums, order)
    found = _propagated([*rows, *_reduced(rows, len(order))], len(order))
    return {key: found[place] for key, place in order.items()}


class _Row(NamedTuple):
    """Coefficients by place, and what they add up to."""

    terms: dict[int, Fraction]
    constant: Fraction


def _equations(counts: Mapping[K, int], sums: Sequence[Sum[K]], order: Mapping[K, int]) -> list[_Row]:
    rows = []
    for each in sums:
        terms: dict[int, Fraction] = {}
        constant = Fraction(0)
        for key, sign in [*((part, 1) for part in each.parts), (each.total, -1)]:
            place = order.get(key)
            if place is not None:
                terms[place] = terms.get(place, Fraction(0)) + sign
                constant += sign * counts[key]
        terms = {place: value for place, value in terms.items() if value}
        if terms:
            rows.append(_Row(terms, constant))
    return rows


def _reduced(rows: Sequence[_Row], width: int) -> list[_Row]:
    """The reduced row echelon form: what follows from several sums together."""
    left = list(rows)
    done: list[_Row] = []
    for place in range(width):
        pivot = next((row for row in left if place in row.terms), None)
        if pivot is None:
            continue
        left.remove(pivot)
        scaled = _scaled(pivot, 1 / pivot.terms[place])
        left = [row for row in (_without(each, scaled, place) for each in left) if row.terms]
        done = [_without(each, scaled, place) for each in done]
        done.append(scaled)
    return done


def _scaled(row: _Row, by: Fraction) -> _Row:
    return _Row({place: value * by for place, value in row.terms.items()}, row.constant * by)


def _without(row: _Row, pivot: _Row, place: int) -> _Row:
    factor = row.terms.get(place)
    if factor is None:
        return row
    terms = dict(row.terms)
    for at, value in pivot.terms.items():
        terms[at] = terms.get(at, Fraction(0)) - factor * value
    kept = {at: value for at, value in terms.items() if value}
    return _Row(kept, row.constant - factor * pivot.constant)


def _propagated(rows: Sequence[_Row], width: int) -> list[Bounds]:
    """Each row bounds each of its unknowns by the bounds of the others, until nothing moves."""
    found = [Bounds(1, math.inf)] * width
    for _round in range(_ROUNDS):
        moved = False
        for row in rows:
            for place, factor in row.terms.items():
                fresh = _narrowed(row, place, factor, found)
                if fresh != found[place]:
                    found[place] = fresh
                    moved = True
        if not moved:
            break
    return found


def _narrowed(row: _Row, place: int, factor: Fraction, found: Sequence[Bounds]) -> Bounds:
    """The bounds of one unknown, given those of the others of the row."""
    low: Fraction | float = row.constant
    high: Fraction | float = row.constant
    for other, value in row.terms.items():
        if other != place:
            least, most = found[other]
            low -= value * most if value > 0 and most != math.inf else 0
            low = -math.inf if value > 0 and most == math.inf else low
            high -= value * least if value > 0 else 0
            low -= value * least if value < 0 else 0
            high -= value * most if value < 0 and most != math.inf else 0
            high = math.inf if value < 0 and most == math.inf else high
    if factor < 0:
        low, high = high, low
    now = found[place]
    least_now = now.low if math.isinf(low) else max(now.low, math.ceil(low / factor))
    most_now = now.high if math.isinf(high) else min(now.high, math.floor(high / factor))
    return Bounds(least_now, most_now)


def _complement(
    counts: Mapping[K, int],
    sums: Sequence[Sum[K]],
    hidden: Collection[K],
    exposed: Collection[K],
    public: Collection[K],
) -> K | None:
    """The next figure to suppress for the sake of those exposed; None where there is none, or nothing left.

    Parts before totals, the smallest first; beside the exposed ones, else anywhere where something is hidden.
    """
    if not exposed:
        return None
    for concerned in (exposed, hidden):
        touched = [each for each in sums if any(key in concerned for key in (each.total, *each.parts))]
        totals = {each.total for each in touched}
        shown = dict.fromkeys(
            key
            for each in touched
            for key in (*each.parts, each.total)
            if counts[key] and key not in hidden and key not in public
        )
        if shown:
            return min(shown, key=lambda key: (key in totals, counts[key]))
    return None
