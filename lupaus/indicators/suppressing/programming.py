"""Whole numbers that fit sums: what follows at once, and the least and the greatest there may be.

What follows at once is worked out here; the rest is integer programming (HiGHS, by way of scipy, which
takes 35 MB and is loaded only then). A search ends after a number of steps, never after a time: the same
figures are kept back on every machine.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse import csr_array

#: Branches of one search. Sums of people nearly always need none.
_BRANCHES: Final = 500


class Row(NamedTuple):
    """Coefficients by unknown; their sum is at least `low` and at most `high`. No unknown is negative."""

    terms: Mapping[int, int]
    low: int
    high: float


def exactly(terms: Mapping[int, int], number: int) -> Row:
    """The sum is this number."""
    return Row(terms, number, number)


class Ends(NamedTuple):
    """The least and the greatest that a sum may be, as far as was asked."""

    least: int
    greatest: int


class Asked(NamedTuple):
    """A sum of unknowns to be looked at: what it is now, and how large at most is of interest.

    No more has to be known when it may be `enough` numbers; what is less than `least` is none of them.
    """

    unknown: tuple[int, ...]
    now: int
    most: int
    least: int
    enough: int

    def is_enough(self, ends: Ends) -> bool:
        return ends.greatest - max(ends.least, self.least) + 1 >= self.enough


class ContradictionError(ArithmeticError):
    """No numbers fit."""


def settled(rows: Iterable[Row]) -> tuple[dict[int, int], list[Row]]:
    """The unknowns that follow from one sum after the other, and what is left of the sums."""
    return _Settling(rows).done()


class _Settling:
    def __init__(self, rows: Iterable[Row]) -> None:
        self.rows = list(rows)
        self.open = [dict(row.terms) for row in self.rows]
        self.left = [row.low for row in self.rows]
        self.known: dict[int, int] = {}
        self.within: defaultdict[int, list[int]] = defaultdict(list)
        for number, row in enumerate(self.rows):
            for unknown in row.terms:
                self.within[unknown].append(number)

    def done(self) -> tuple[dict[int, int], list[Row]]:
        waiting = [number for number, row in enumerate(self.rows) if row.low == row.high]
        while waiting:
            number = waiting.pop()
            for unknown, value in self._following(number):
                if unknown not in self.known:
                    self._know(unknown, value)
                    waiting += [
                        each for each in self.within[unknown] if self.rows[each].low == self.rows[each].high
                    ]
        return self.known, [self._rest(number) for number in range(len(self.rows)) if self.open[number]]

    def _following(self, number: int) -> list[tuple[int, int]]:
        terms, left = self.open[number], self.left[number]
        signs = {value > 0 for value in terms.values()}
        if not terms and left:
            raise ContradictionError
        if len(signs) == 1 and left and (left > 0) is not next(iter(signs)):
            raise ContradictionError
        if len(terms) == 1:
            ((unknown, by),) = terms.items()
            if left % by:
                raise ContradictionError
            return [(unknown, left // by)]
        return [(unknown, 0) for unknown in terms] if len(signs) == 1 and not left else []

    def _know(self, unknown: int, value: int) -> None:
        self.known[unknown] = value
        for number in self.within[unknown]:
            self.left[number] -= self.open[number].pop(unknown) * value

    def _rest(self, number: int) -> Row:
        row, left = self.rows[number], self.left[number]
        return Row(self.open[number], left, row.high - (row.low - left))


def misses(sums: Sequence[tuple[Collection[int], int]]) -> list[int]:
    """By how much each sum of unknowns misses what fits best: zero where all of them agree."""
    rows = [exactly(dict.fromkeys(sorted(groups), 1), number) for groups, number in sums]
    nothing = [0] * len(rows)
    try:
        _known, left = settled(rows)
    except ContradictionError:
        left = rows
    else:
        if not left or Program(left).fits():
            return nothing
    return _missing(rows)


def _missing(rows: Sequence[Row]) -> list[int]:
    """Two unknowns more in each sum, for what is missing and what is too much, as small as can be."""
    width = 1 + max((unknown for row in rows for unknown in row.terms), default=0)
    loose = [
        row._replace(terms={**row.terms, width + 2 * at: 1, width + 2 * at + 1: -1})
        for at, row in enumerate(rows)
    ]
    program = Program(loose)
    found = program.solve({width + at: 1 for at in range(2 * len(rows))})
    if found is None:  # not within the steps; all of it is taken to be amiss, so that nothing is unknown
        return [int(row.low) for row in rows]
    return [found[width + 2 * at] - found[width + 2 * at + 1] for at in range(len(rows))]


class Program:
    """Some sums, to be asked for the numbers that fit them."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = rows
        self.place = {
            unknown: place
            for place, unknown in enumerate(sorted({each for row in rows for each in row.terms}))
        }

    def fits(self) -> bool:
        """Whether any numbers do."""
        return self.solve({}) is not None

    def ends(self, asked: Sequence[Asked]) -> list[Ends | None]:
        """How small and how large the sums of some unknowns may be, in the order they are asked for.

        All are tried at once first, then those one by one of which more has to be known. None where a search
        did not end within its steps.
        """
        found = [Ends(each.now, each.now) for each in asked]
        if len(asked) > 1:
            together = Program(
                [*self.rows, *(Row(dict.fromkeys(each.unknown, 1), 0, each.most) for each in asked)]
            )
            for sign in (-1, 1):
                cost: Counter[int] = Counter()
                for each in asked:
                    cost.update(dict.fromkeys(each.unknown, sign))
                _widen(found, asked, together.solve(cost))
        return [self._ends(place, asked, found) for place in range(len(asked))]

    def _ends(self, place: int, asked: Sequence[Asked], found: list[Ends]) -> Ends | None:
        each = asked[place]
        within = Program([*self.rows, Row(dict.fromkeys(each.unknown, 1), 0, each.most)])
        for sign in (-1, 1):
            if not each.is_enough(found[place]):
                numbers = within.solve(dict.fromkeys(each.unknown, sign))
                if numbers is None:
                    return None
                _widen(found, asked, numbers)
        return found[place]

    def solve(self, cost: Mapping[int, int]) -> dict[int, int] | None:
        """Numbers that fit at the least cost; None where there are none, or they are not surely the least."""
        import numpy as np  # noqa: PLC0415 - with scipy
        from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415 - 35 MB that few need

        width = len(self.place)
        weights = np.zeros(width)
        for unknown, value in cost.items():
            weights[self.place[unknown]] = value
        found = milp(
            weights,
            constraints=LinearConstraint(self._matrix(), self._lows(), [row.high for row in self.rows]),
            bounds=Bounds(0, np.inf),
            integrality=np.ones(width, dtype=np.int64),
            options={"node_limit": _BRANCHES},
        )
        if not found.success:
            return None
        numbers = {unknown: round(float(found.x[place])) for unknown, place in self.place.items()}
        # The solver reckons with floating point; what it found is held against the sums in whole numbers.
        return numbers if all(_holds(row, numbers) for row in self.rows) else None

    def _lows(self) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        import numpy as np  # noqa: PLC0415 - with scipy

        return np.array([row.low for row in self.rows], dtype=np.float64)

    def _matrix(self) -> csr_array[np.float64]:
        import numpy as np  # noqa: PLC0415 - with scipy
        from scipy.sparse import csr_array  # noqa: PLC0415 - with scipy

        at = [
            (number, self.place[unknown], value)
            for number, row in enumerate(self.rows)
            for unknown, value in row.terms.items()
        ]
        numbers, places, values = zip(*at, strict=True)
        return csr_array(
            (np.array(values, dtype=np.float64), (numbers, places)), shape=(len(self.rows), len(self.place))
        )


def _holds(row: Row, numbers: Mapping[int, int]) -> bool:
    return row.low <= sum(value * numbers[unknown] for unknown, value in row.terms.items()) <= row.high


def _widen(found: list[Ends], asked: Sequence[Asked], numbers: Mapping[int, int] | None) -> None:
    """Numbers that fit show of every sum how small or large it may be."""
    if numbers is not None:
        for place, each in enumerate(asked):
            people = sum(numbers.get(unknown, 0) for unknown in each.unknown)
            least, greatest = found[place]
            found[place] = Ends(min(least, people), max(greatest, people))
