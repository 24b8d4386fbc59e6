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
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Generic, NamedTuple, TypeVar

from django.conf import settings

K = TypeVar("K", bound=Hashable)

DEFAULT_THRESHOLD: Final = 5
#: Steps of the audit for each figure: bounds that have not settled by then are wide, for they move by little.
_STEPS: Final = 200


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
    counts: Mapping[K, int],
    sums: Sequence[Sum[K]] = (),
    *,
    smallest: int,
    public: Collection[K] = (),
    also: Collection[K] = (),
    rests: Collection[K] = (),
) -> frozenset[K]:
    """The figures that must not be told.

    `counts` holds numbers of people, totals among them; a sum counts where all of it is known. `public` are
    figures that others have published: they are told, small or not, and protect nobody. `also` are figures
    that are not told whatever they are, because it was so before. `rests` are parts of sums that nobody gives
    at all: how many are left of a total. They may be nobody; few people are as few there as anywhere.
    """
    known = [each for each in sums if each.total in counts and all(part in counts for part in each.parts)]
    few = {key for key, count in counts.items() if 0 < count < smallest and key not in public}
    hidden = few | {key for key in (*also, *rests) if key in counts}
    guarded = few.union(hidden.difference(rests))
    while guarded:
        bounds = bounds_of(counts, known, hidden, rests=rests)
        is_wide = {key: each.possibilities >= smallest for key, each in bounds.items()}
        exposed = [key for key, wide in is_wide.items() if key in guarded and not wide]
        more = _complements(counts, known, is_wide, exposed, public)
        if not more:
            break
        hidden |= more
        guarded |= more
    return frozenset(hidden)


def bounds_of(
    counts: Mapping[K, int], sums: Sequence[Sum[K]], hidden: Collection[K], *, rests: Collection[K] = ()
) -> dict[K, Bounds]:
    """What a reader who knows every other figure and every sum can work out of each hidden one.

    The reader also knows that a hidden figure is not zero, unless it is one of the `rests`, and by how much a
    sum misses its parts.
    """
    named = [key for key in counts if key in hidden]
    # Rests last: what follows from the other sums is worked out first, and then put into theirs.
    named.sort(key=lambda key: key in rests)
    order = {key: place for place, key in enumerate(named)}
    rows = _equations(counts, sums, order)
    first_rest = sum(key not in rests for key in named)
    rows.sort(key=lambda row: any(place >= first_rest for place in row.terms))
    least = [1] * first_rest + [0] * (len(named) - first_rest)
    found = _propagated([*rows, *_reduced(rows, len(order))], least)
    return {key: found[place] for key, place in order.items()}


class _Row(NamedTuple):
    """Whole coefficients by place, and what they add up to."""

    terms: dict[int, int]
    constant: int


def _equations(counts: Mapping[K, int], sums: Sequence[Sum[K]], order: Mapping[K, int]) -> list[_Row]:
    rows = []
    for each in sums:
        terms: dict[int, int] = {}
        constant = 0
        for key, sign in [*((part, 1) for part in each.parts), (each.total, -1)]:
            place = order.get(key)
            if place is not None:
                terms[place] = terms.get(place, 0) + sign
                constant += sign * counts[key]
        terms = {place: value for place, value in terms.items() if value}
        if terms:
            rows.append(_Row(terms, constant))
    return rows


def _reduced(rows: Sequence[_Row], width: int) -> list[_Row]:
    """The reduced row echelon form, in whole numbers: what follows from several sums together."""
    left = list(rows)
    done: list[_Row] = []
    for place in range(width):
        pivot = next((row for row in left if place in row.terms), None)
        if pivot is None:
            continue
        left.remove(pivot)
        left = [row for row in (_without(each, pivot, place) for each in left) if row.terms]
        done = [_without(each, pivot, place) for each in done]
        done.append(pivot)
    return done


def _without(row: _Row, pivot: _Row, place: int) -> _Row:
    """The row with a multiple of the pivot taken away, so that one of its unknowns is gone."""
    factor = row.terms.get(place)
    if factor is None:
        return row
    by = pivot.terms[place]
    terms = {at: value * by for at, value in row.terms.items()}
    for at, value in pivot.terms.items():
        terms[at] = terms.get(at, 0) - factor * value
    kept = {at: value for at, value in terms.items() if value}
    constant = row.constant * by - factor * pivot.constant
    common = math.gcd(constant, *kept.values()) or 1
    return _Row({at: value // common for at, value in kept.items()}, constant // common)


def _propagated(rows: Sequence[_Row], least: Sequence[int]) -> list[Bounds]:
    """Each row bounds each of its unknowns by the bounds of the others, until nothing moves."""
    width = len(least)
    found = [Bounds(low, math.inf) for low in least]
    within: list[list[int]] = [[] for _place in range(width)]
    for number, row in enumerate(rows):
        for place in row.terms:
            within[place].append(number)
    waiting = dict.fromkeys(range(len(rows)))
    for _step in range(_STEPS * (width + 1)):
        if not waiting:
            break
        row = rows[number := next(iter(waiting))]
        del waiting[number]
        for place, fresh in _narrowed(row, found):
            if fresh != found[place]:
                found[place] = fresh
                waiting |= dict.fromkeys(within[place])
    return found


def _narrowed(row: _Row, found: Sequence[Bounds]) -> list[tuple[int, Bounds]]:
    """The bounds of each unknown of a row, given those of the others."""
    ends = {
        place: (value * found[place].low, value * found[place].high)[:: 1 if value > 0 else -1]
        for place, value in row.terms.items()
    }
    least, most = _whole(low for low, _high in ends.values()), _whole(high for _low, high in ends.values())
    narrowed = []
    for place, value in row.terms.items():
        low, high = ends[place]
        # What is left for this one, once the others are as large, or as small, as they may be.
        floor = None if most.but(high) is None else row.constant - (most.but(high) or 0)
        ceiling = None if least.but(low) is None else row.constant - (least.but(low) or 0)
        if value < 0:
            floor, ceiling = ceiling, floor
        now = found[place]
        narrowed.append(
            (
                place,
                Bounds(
                    now.low if floor is None else max(now.low, -(-floor // value)),
                    now.high if ceiling is None else min(now.high, ceiling // value),
                ),
            )
        )
    return narrowed


class _Ends(NamedTuple):
    """A sum of ends: what is finite, and how many are not."""

    finite: int
    endless: int

    def but(self, end: float) -> int | None:
        """The sum without one of them; None where it is endless."""
        if math.isinf(end):
            return self.finite if self.endless == 1 else None
        return None if self.endless else self.finite - int(end)


def _whole(ends: Iterable[float]) -> _Ends:
    finite = endless = 0
    for end in ends:
        if math.isinf(end):
            endless += 1
        else:
            finite += int(end)
    return _Ends(finite, endless)


def _complements(
    counts: Mapping[K, int],
    sums: Sequence[Sum[K]],
    hidden: Mapping[K, bool],
    exposed: Collection[K],
    public: Collection[K],
) -> set[K]:
    """The next figures to suppress for the sake of those exposed, one for each sum that gives them away.

    `hidden` says of each hidden figure whether it is wide: has as many possibilities as there have to be.
    First in sums in which nothing else is hidden, then in those of a total that is told in which nothing
    hidden is wide (a sum that leaves room for one of its figures leaves room for all), then in any of theirs,
    else anywhere where something is hidden. Of a sum the figure that lies in the fewest sums in which nothing
    is hidden yet, for each of those would need another one; then parts before totals, the smallest first.
    """
    sums_with: dict[K, list[Sum[K]]] = {}
    hidden_in: dict[Sum[K], int] = {}
    for each in sums:
        hidden_in[each] = sum(key in hidden for key in (*each.parts, each.total))
        for key in (*each.parts, each.total):
            sums_with.setdefault(key, []).append(each)
    beside = list(dict.fromkeys(each for key in exposed for each in sums_with.get(key, ())))
    alone = [each for each in beside if hidden_in[each] == 1]
    tight = [
        each for each in beside if each.total not in hidden and not any(hidden.get(key) for key in each.parts)
    ]
    anywhere = [each for each in sums if hidden_in[each]] if exposed else []
    for touched in (alone, tight, beside, anywhere):
        totals = {each.total for each in touched}
        chosen: set[K] = set()
        for each in touched:
            keys = (*each.parts, each.total)
            shown = [key for key in keys if counts[key] and key not in hidden and key not in public]
            if shown and not chosen.intersection(keys):
                chosen.add(
                    min(
                        shown,
                        key=lambda key: (
                            sum(not hidden_in[other] for other in sums_with[key]),
                            key in totals,
                            counts[key],
                        ),
                    )
                )
        if chosen:
            return chosen
    return set()
