"""What would follow if the clients of a chain were spread over its stages in another way: the arithmetic.

Everything is exact (fractions), nothing is drawn by lot, and nothing here reads anything: the same basis and
the same wish give the same outcome. What holds, always:

- the clients of the stages add up to the clients of the year;
- the shares add up to 100;
- a wish for the shares of today changes nothing at all;
- a range holds its middle, and a longer horizon only adds years.

How the figures come about. The clients of a year are the people of the client group that year (a forecast)
times today's coverage. The shares move evenly from those of the base year to the wished ones, which they
reach in the year of full effect and then keep. A client of a stage costs what one costs in the base year,
times the growth of costs for each year since. Capacity stays as it is.

How the range comes about. The number of clients may miss the forecast by `FORECAST_MISS` for each year
ahead, either way, and costs may grow `GROWTH_MISS` points faster or slower than said; the low and the high
end take both at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, NamedTuple

#: By how much the number of clients may miss the forecast for each year ahead: half a per cent.
FORECAST_MISS: Final = Fraction(1, 200)
#: How many points faster or slower costs may grow each year than was said.
GROWTH_MISS: Final = Fraction(1)
#: Beyond so many years ahead nobody should believe a figure.
MOST_YEARS: Final = 30
LEAST_GROWTH: Final = Fraction(-20)
MOST_GROWTH: Final = Fraction(20)

HUNDRED: Final = Fraction(100)


class Range(NamedTuple):
    """A result with what it may be at the least and at the most."""

    low: Fraction
    middle: Fraction
    high: Fraction

    def __neg__(self) -> Range:
        return Range(-self.high, -self.middle, -self.low)

    def plus(self, other: Range) -> Range:
        return Range(self.low + other.low, self.middle + other.middle, self.high + other.high)


@dataclass(frozen=True, slots=True)
class StageBasis:
    """A stage in the base year. `share` is per cent; `cost` euros a client a year; None: not known."""

    id: str
    share: Fraction
    cost: Fraction | None = None
    capacity: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Basis:
    """What is known: the stages in the base year (their shares add up to 100), and the clients of each year.

    `clients` holds every year from the base year on, without gaps.
    """

    year: int
    stages: tuple[StageBasis, ...]
    clients: Mapping[int, Fraction]

    @property
    def last_year(self) -> int:
        return min(max(self.clients), self.year + MOST_YEARS)

    @property
    def shares(self) -> tuple[Fraction, ...]:
        return tuple(stage.share for stage in self.stages)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked: shares by stage (adding up to 100), reached in the year `full_by` and then kept, until
    the `horizon`; `growth` is how many per cent a year costs grow."""

    shares: tuple[Fraction, ...]
    full_by: int
    horizon: int
    growth: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class StageYear:
    """A stage in a year. `room` is capacity less clients: below zero, there is a lack."""

    id: str
    share: Fraction
    clients: Range
    cost: Range | None
    room: Range | None


@dataclass(frozen=True, slots=True)
class Year:
    """`cost` is that of all stages, None where that of a stage with clients is not known."""

    year: int
    clients: Range
    stages: tuple[StageYear, ...]
    cost: Range | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """Year by year from the base year to the horizon: nothing changes, and as was wished.

    `difference` is the cost as wished less the cost of changing nothing, by year; `in_all` that of all years.
    """

    unchanged: tuple[Year, ...]
    wished: tuple[Year, ...]
    difference: tuple[Range | None, ...]
    in_all: Range | None


def outcome(basis: Basis, wish: Wish) -> Outcome:
    """ValueError for what is never let through to here: shares that do not add up, years in disorder."""
    _check(basis, wish)
    years = range(basis.year, wish.horizon + 1)
    unchanged = tuple(_year(basis, year, basis.shares, wish.growth) for year in years)
    wished = tuple(_year(basis, year, shares_in(basis, wish, year), wish.growth) for year in years)
    difference = tuple(_difference(was, now) for was, now in zip(unchanged, wished, strict=True))
    return Outcome(unchanged, wished, difference, _in_all(difference))


def shares_in(basis: Basis, wish: Wish, year: int) -> tuple[Fraction, ...]:
    """The shares of a year on the way from those of the base year to those wished."""
    done = min(Fraction(year - basis.year, wish.full_by - basis.year), Fraction(1))
    return tuple(was + done * (wished - was) for was, wished in zip(basis.shares, wish.shares, strict=True))


def normalised(shares: Sequence[Fraction]) -> tuple[Fraction, ...]:
    """The same shares among each other, adding up to 100. ValueError where there is nothing to share."""
    whole = sum(shares, Fraction(0))
    if whole <= 0:
        raise ValueError("shares of nothing")
    return tuple(share * HUNDRED / whole for share in shares)


def rounded(shares: Sequence[Fraction], decimals: int = 1) -> tuple[Fraction, ...]:
    """Shares as they are shown, still adding up to what they did: the largest remainders are rounded up."""
    unit = Fraction(1, 10**decimals)
    floors = [share // unit for share in shares]
    left = round(sum(shares, Fraction(0)) / unit) - sum(floors)
    by_remainder = sorted(range(len(shares)), key=lambda at: (floors[at] - shares[at] / unit, at))
    up = frozenset(by_remainder[:left])
    return tuple((floor + (at in up)) * unit for at, floor in enumerate(floors))


def _check(basis: Basis, wish: Wish) -> None:
    if sum(basis.shares) != HUNDRED or sum(wish.shares) != HUNDRED or min(wish.shares) < 0:
        raise ValueError("shares that do not add up to 100")
    if len(wish.shares) != len(basis.stages):
        raise ValueError("a share for each stage")
    if not basis.year < wish.full_by <= wish.horizon <= basis.last_year:
        raise ValueError("years in disorder")
    if not LEAST_GROWTH <= wish.growth <= MOST_GROWTH:
        raise ValueError("costs that grow beyond all measure")


def _year(basis: Basis, year: int, shares: Sequence[Fraction], growth: Fraction) -> Year:
    ahead = year - basis.year
    middle = basis.clients[year]
    clients = Range(middle * (1 - ahead * FORECAST_MISS), middle, middle * (1 + ahead * FORECAST_MISS))
    grown = _grown(growth, ahead)
    stages = tuple(
        _stage(stage, share, clients, grown) for stage, share in zip(basis.stages, shares, strict=True)
    )
    return Year(year, clients, stages, _sum(stages))


def _grown(growth: Fraction, years: int) -> Range:
    """What one euro of the base year has become."""
    return Range(*((1 + (growth + miss) / 100) ** years for miss in (-GROWTH_MISS, Fraction(0), GROWTH_MISS)))


def _stage(stage: StageBasis, share: Fraction, clients: Range, grown: Range) -> StageYear:
    own = Range(*(share * count / HUNDRED for count in clients))
    cost = room = None
    if stage.cost is not None:
        cost = Range(*(stage.cost * count * euro for count, euro in zip(own, grown, strict=True)))
    if stage.capacity is not None:
        room = Range(*(stage.capacity - count for count in reversed(own)))
    return StageYear(stage.id, share, own, cost, room)


def _sum(stages: Sequence[StageYear]) -> Range | None:
    whole = Range(Fraction(0), Fraction(0), Fraction(0))
    for stage in stages:
        if stage.cost is not None:
            whole = whole.plus(stage.cost)
        elif stage.share:
            return None
    return whole


def _difference(was: Year, now: Year) -> Range | None:
    """Of one and the same future: clients and growth miss alike with and without the change."""
    if was.cost is None or now.cost is None:
        return None
    ends = [now.cost[at] - was.cost[at] for at in range(3)]
    return Range(min(ends), ends[1], max(ends))


def _in_all(difference: Sequence[Range | None]) -> Range | None:
    whole = Range(Fraction(0), Fraction(0), Fraction(0))
    for each in difference:
        if each is None:
            return None
        whole = whole.plus(each)
    return whole
