"""What-if: people are conserved, no change is no difference, and more is never less."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lupaus.services.chains.what_if import (
    HUNDRED,
    Basis,
    Outcome,
    Range,
    StageBasis,
    Wish,
    normalised,
    outcome,
    rounded,
    shares_in,
)

BASE = 2025


def basis(
    shares: tuple[int, ...] = (60, 30, 10),
    costs: tuple[int | None, ...] = (1_000, 5_000, 40_000),
    capacities: tuple[int | None, ...] = (700, 250, None),
    clients: tuple[int, ...] = (1_000, 1_100, 1_210),
) -> Basis:
    return Basis(
        BASE,
        tuple(
            StageBasis(
                str(place),
                Fraction(share),
                None if cost is None else Fraction(cost),
                None if capacity is None else Fraction(capacity),
            )
            for place, (share, cost, capacity) in enumerate(zip(shares, costs, capacities, strict=True), 1)
        ),
        {BASE + ahead: Fraction(count) for ahead, count in enumerate(clients)},
    )


def wish(shares: tuple[int, ...] = (65, 30, 5), growth: int = 0) -> Wish:
    return Wish(tuple(map(Fraction, shares)), full_by=2027, horizon=2027, growth=Fraction(growth))


class TestByHand:
    def test_clients_follow_the_population_and_the_shares(self) -> None:
        last = outcome(basis(), wish()).wished[-1]
        assert last.clients.middle == 1_210
        assert [stage.clients.middle for stage in last.stages] == [Fraction("786.5"), 363, Fraction("60.5")]

    def test_a_change_takes_effect_evenly(self) -> None:
        assert list(shares_in(basis(), wish(), 2025)) == [60, 30, 10]
        assert list(shares_in(basis(), wish(), 2026)) == [Fraction("62.5"), 30, Fraction("7.5")]
        assert list(shares_in(basis(), wish(), 2027)) == [65, 30, 5]

    def test_costs_grow_from_the_base_year(self) -> None:
        found = outcome(basis(clients=(1_000, 1_000, 1_000)), wish((60, 30, 10), growth=10))
        first, second, _third = (year.cost for year in found.unchanged)
        assert first is not None
        assert second is not None
        assert first.middle == 600 * 1_000 + 300 * 5_000 + 100 * 40_000
        assert second.middle == first.middle * Fraction(11, 10)

    def test_the_difference_is_what_moving_people_changes(self) -> None:
        found = outcome(basis(clients=(1_000, 1_000, 1_000)), wish())
        assert found.difference[0] == Range(Fraction(0), Fraction(0), Fraction(0))
        last = found.difference[-1]
        assert last is not None
        assert last.middle == 50 * 1_000 - 50 * 40_000

    def test_a_lack_of_room_is_below_zero(self) -> None:
        first, second, third = outcome(basis(), wish()).wished[-1].stages
        assert first.room is not None
        assert second.room is not None
        assert first.room.middle == 700 - Fraction("786.5")
        assert second.room.middle == 250 - 363
        assert third.room is None

    def test_without_the_cost_of_a_stage_with_clients_there_is_no_cost_in_all(self) -> None:
        found = outcome(basis(costs=(1_000, None, 40_000)), wish())
        assert found.wished[-1].cost is None
        assert found.in_all is None
        nobody = outcome(basis(shares=(90, 0, 10), costs=(1_000, None, 40_000)), wish((95, 0, 5)))
        assert nobody.wished[-1].cost is not None

    @pytest.mark.parametrize(
        "wrong",
        [
            Wish((Fraction(60), Fraction(30), Fraction(11)), 2027, 2027),
            Wish((Fraction(120), Fraction(-30), Fraction(10)), 2027, 2027),
            Wish((Fraction(60), Fraction(40)), 2027, 2027),
            Wish((Fraction(60), Fraction(30), Fraction(10)), 2025, 2027),
            Wish((Fraction(60), Fraction(30), Fraction(10)), 2027, 2028),
            Wish((Fraction(60), Fraction(30), Fraction(10)), 2027, 2027, Fraction(90)),
        ],
    )
    def test_what_makes_no_sense_is_an_error(self, wrong: Wish) -> None:
        with pytest.raises(ValueError, match=r".+"):
            outcome(basis(), wrong)


amounts = st.integers(0, 10**6).map(Fraction)


@st.composite
def shares_of_100(draw: st.DrawFn, count: int) -> tuple[Fraction, ...]:
    parts = draw(st.lists(st.integers(0, 1000), min_size=count, max_size=count).filter(any))
    return normalised([Fraction(part) for part in parts])


@st.composite
def cases(draw: st.DrawFn) -> tuple[Basis, Wish]:
    count = draw(st.integers(1, 8))
    years = draw(st.integers(1, 12))
    today = draw(shares_of_100(count))
    stages = tuple(
        StageBasis(str(place), share, draw(amounts), draw(st.none() | amounts))
        for place, share in enumerate(today)
    )
    clients = {BASE + ahead: draw(amounts) for ahead in range(years + 1)}
    horizon = draw(st.integers(BASE + 1, BASE + years))
    wished = Wish(
        draw(shares_of_100(count)),
        full_by=draw(st.integers(BASE + 1, horizon)),
        horizon=horizon,
        growth=Fraction(draw(st.integers(-200, 200)), 10),
    )
    return Basis(BASE, stages, clients), wished


def years_of(found: Outcome) -> list[tuple[Fraction, list[Fraction]]]:
    return [
        (year.clients[end], [stage.clients[end] for stage in year.stages])
        for year in (*found.unchanged, *found.wished)
        for end in range(3)
    ]


@settings(max_examples=25, deadline=None)
@given(cases())
def test_people_are_conserved(case: tuple[Basis, Wish]) -> None:
    for whole, parts in years_of(outcome(*case)):
        assert sum(parts) == whole


@settings(max_examples=25, deadline=None)
@given(cases())
def test_shares_add_up_to_100_in_every_year(case: tuple[Basis, Wish]) -> None:
    for year in outcome(*case).wished:
        assert sum(stage.share for stage in year.stages) == HUNDRED


@settings(max_examples=25, deadline=None)
@given(cases())
def test_no_change_is_no_difference(case: tuple[Basis, Wish]) -> None:
    base, wished = case
    found = outcome(base, Wish(base.shares, wished.full_by, wished.horizon, wished.growth))
    assert found.wished == found.unchanged
    assert set(found.difference) == {Range(Fraction(0), Fraction(0), Fraction(0))}


@settings(max_examples=25, deadline=None)
@given(cases(), st.data())
def test_a_greater_share_never_gives_fewer_clients_and_a_cheaper_stage_never_costs_more(
    case: tuple[Basis, Wish], data: st.DataObject
) -> None:
    base, wished = case
    order = sorted(range(len(base.stages)), key=lambda at: base.stages[at].cost or 0)
    to, away = sorted(data.draw(st.tuples(*[st.integers(0, len(order) - 1)] * 2)))
    cheap, dear = order[to], order[away]
    moved = wished.shares[dear] * Fraction(data.draw(st.integers(0, 100)), 100)
    shares = list(wished.shares)
    shares[dear] -= moved
    shares[cheap] += moved
    less, more = outcome(base, wished), outcome(base, Wish(tuple(shares), *_rest(wished)))
    for before, after in zip(less.wished, more.wished, strict=True):
        assert before.cost is not None
        assert after.cost is not None
        for end in range(3):
            assert after.cost[end] <= before.cost[end]
            assert after.stages[cheap].clients[end] >= before.stages[cheap].clients[end]
            assert after.stages[dear].clients[end] <= before.stages[dear].clients[end]


@settings(max_examples=25, deadline=None)
@given(cases())
def test_a_range_holds_its_middle_and_never_narrows_with_time_for_the_same_people(
    case: tuple[Basis, Wish],
) -> None:
    found = outcome(*case)
    for year in (*found.unchanged, *found.wished):
        ranges = [year.clients, year.cost]
        ranges += [each for stage in year.stages for each in (stage.clients, stage.cost, stage.room)]
        for each in filter(None, [*ranges, *found.difference, found.in_all]):
            assert each.low <= each.middle <= each.high
    for before, after in pairwise(found.unchanged):
        if before.clients.middle and after.clients.middle:
            assert after.clients.high / after.clients.middle >= before.clients.high / before.clients.middle


@settings(max_examples=25, deadline=None)
@given(cases())
def test_a_longer_horizon_only_adds_years(case: tuple[Basis, Wish]) -> None:
    base, wished = case
    short = outcome(base, wished)
    long = outcome(base, Wish(wished.shares, wished.full_by, base.last_year, wished.growth))
    assert long.wished[: len(short.wished)] == short.wished
    assert long.unchanged[: len(short.unchanged)] == short.unchanged


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=12).filter(any))
def test_shares_as_they_are_shown_add_up_too(parts: list[int]) -> None:
    exact = normalised([Fraction(part) for part in parts])
    shown = rounded(exact)
    assert sum(exact) == sum(shown) == HUNDRED
    assert all(abs(a - b) < Fraction(1, 10) for a, b in zip(exact, shown, strict=True))


def _rest(wished: Wish) -> tuple[int, int, Fraction]:
    return wished.full_by, wished.horizon, wished.growth
