"""What a reader can work out of everything that is told, found by integer programming on small countries.

The unknowns are the people themselves: the women, the men and those of no gender of each municipality,
whether a figure was given of them or not. What is told binds them; what is not told is known not to be zero.
The least and the greatest number of people that fit are the best a reader can ever do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product
from typing import Final

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from lupaus.indicators.observations import Observation
from lupaus.indicators.places import Place, Places
from lupaus.indicators.suppressing.cells import Cell, Figure, Kept, kept_by_period
from lupaus.indicators.suppressing.history import History
from tests.thorough import times

SMALLEST: Final = 5
GENDERS: Final = ("female", "male", "")  # the last: of no gender that is told
INSIDE: Final = {"W": ("A", "B", "C"), "V": ("D", "E")}
MUNICIPALITIES: Final = tuple(code for codes in INSIDE.values() for code in codes)
TREE: Final = Places(
    regions={
        "S": Place("country", None, None, ""),
        **{code: Place("county", None, None, "") for code in INSIDE},
        **{code: Place("municipality", None, None, "") for code in MUNICIPALITIES},
    },
    children={"S": tuple(INSIDE), **INSIDE},
)
ATOMS: Final = tuple(product(MUNICIPALITIES, GENDERS))
Country = Mapping[tuple[str, str], int]
Where = tuple[str, str]  # region, gender
Numbers = np.ndarray[tuple[int], np.dtype[np.float64]]


def within(region: str) -> tuple[str, ...]:
    return {"S": MUNICIPALITIES, **INSIDE}.get(region, (region,))


def atoms_of(where: Where) -> set[tuple[str, str]]:
    region, gender = where
    return set(product(within(region), GENDERS if gender == "total" else (gender,)))


CELLS: Final = tuple(product(("S", *INSIDE, *MUNICIPALITIES), ("female", "male", "total")))


def count(country: Country, where: Where) -> int:
    return sum(country[atom] for atom in atoms_of(where))


def history_of(
    country: Country, told: frozenset[Where], before: History | None = None
) -> tuple[Kept, History]:
    """What is kept back of a country of which these figures are given."""
    rows = [
        Observation("x", *where, "2024", float(count(country, where)), None, None, "A", 1)
        for where in sorted(told)
    ]
    kept = kept_by_period(rows, counts_people=True, per=None, own=True, ours=())["2024"]
    return kept, (before or History()).after(kept, TREE, smallest=SMALLEST)


class Reader:
    """Knows every figure that is shown, which are not, and how regions and genders lie in each other.

    Of several releases: the people may be others in each, but a figure that was not revised is the same.
    """

    def __init__(self, *releases: tuple[Kept, History]) -> None:
        self.size = len(releases)
        self.rows: list[Numbers] = []
        self.low: list[float] = []
        self.high: list[float] = []
        shown = {
            cell for kept, now in releases for cell in kept.cells.values() if cell.figure not in now.hidden
        }
        first: dict[Cell, Numbers] = {}
        for number, (kept, _now) in enumerate(releases):
            for cell in kept.cells.values():
                row = self.within(number, atoms_of(cell.figure[:2]))
                if cell in shown:
                    self.know(row, cell.people, cell.people)
                elif cell in first:
                    self.know(row - first[cell], 0, 0)
                else:
                    self.know(row, 1, np.inf)
                first.setdefault(cell, row)

    def know(self, row: Numbers, low: float, high: float) -> None:
        self.rows.append(row)
        self.low.append(low)
        self.high.append(high)

    def within(self, release: int, atoms: set[tuple[str, str]]) -> Numbers:
        row = np.zeros(self.size * len(ATOMS))
        row[release * len(ATOMS) : (release + 1) * len(ATOMS)] = vector(atoms)
        return row

    def possibilities(self, atoms: set[tuple[str, str]], release: int = 0) -> float:
        """How many numbers these people may be, from the least that fits to the greatest."""
        wanted = self.within(release, atoms)
        ends = []
        for sign in (1, -1):
            found = milp(
                sign * wanted,
                constraints=LinearConstraint(np.array(self.rows), self.low, self.high),
                bounds=Bounds(0, 500),
                integrality=np.ones(len(wanted), dtype=np.int64),
            )
            assert found.success, found.message
            ends.append(sign * round(float(found.fun)))
        return ends[1] - ends[0] + 1


def vector(atoms: set[tuple[str, str]]) -> Numbers:
    return np.array([float(atom in atoms) for atom in ATOMS])


def divisions(told: frozenset[Where]) -> Iterator[tuple[Where, list[Where]]]:
    """Each figure that is given, with those given of its parts, in every way there is to part it."""
    for region, gender in sorted(told):
        ways = [[(code, gender) for code in codes] for codes in (MUNICIPALITIES, INSIDE) if region == "S"]
        ways += [[(code, gender) for code in INSIDE[region]] for _once in (1,) if region in INSIDE]
        ways += [[(region, "female"), (region, "male")] for _once in (1,) if gender == "total"]
        for way in ways:
            parts = [part for part in way if part in told]
            if parts:
                yield (region, gender), parts


countries = st.builds(
    lambda counts: dict(zip(ATOMS, counts, strict=True)),
    st.tuples(
        *(st.integers(0, 9) if gender else st.sampled_from([0, 0, 0, 1, 7]) for _code, gender in ATOMS)
    ),
)
EVERYTHING: Final = frozenset(CELLS)


#: Figures given in patches: some genders of some regions, and not of others.
patches: Final = st.frozensets(st.sampled_from(CELLS), min_size=4)
#: How many countries are tried; 3,000 take a quarter of an hour.
COUNTRIES: Final = times(60, thorough=3000)


def assert_nothing_small_is_found(
    kept: Kept, history: History, told: frozenset[Where], country: Country
) -> None:
    reader = Reader((kept, history))
    for cell in kept.cells.values():
        if 0 < cell.people < SMALLEST:
            assert cell.figure in history.hidden
            assert reader.possibilities(atoms_of(cell.figure[:2])) >= SMALLEST, cell
    for whole, parts in divisions(told):
        rest = count(country, whole) - sum(count(country, part) for part in parts)
        if 0 < rest < SMALLEST:
            left = atoms_of(whole).difference(*map(atoms_of, parts))
            assert reader.possibilities(left) >= SMALLEST, (whole, parts, rest)


@pytest.mark.slow
@settings(max_examples=COUNTRIES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(countries)
def test_nobody_finds_few_people_nor_what_is_left_of_a_total(country: Country) -> None:
    kept, history = history_of(country, EVERYTHING)
    assert_nothing_small_is_found(kept, history, EVERYTHING, country)


@pytest.mark.slow
@settings(max_examples=COUNTRIES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(countries, patches)
def test_nobody_finds_them_in_figures_given_in_patches(country: Country, told: frozenset[Where]) -> None:
    kept, history = history_of(country, told)
    assert_nothing_small_is_found(kept, history, told, country)


@pytest.mark.slow
@settings(max_examples=COUNTRIES // 3, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(countries, patches, patches, st.sampled_from(ATOMS), st.integers(0, 9))
def test_nobody_finds_them_by_comparing_two_releases_given_in_patches(
    country: Country, before: frozenset[Where], after: frozenset[Where], moved: tuple[str, str], now: int
) -> None:
    first = history_of(country, before)
    revised = {**country, moved: now}
    second = history_of(revised, after, first[1])
    reader = Reader(first, second)
    for number, (kept, history) in enumerate((first, second)):
        for cell in kept.cells.values():
            if 0 < cell.people < SMALLEST:
                assert cell.figure in history.hidden
                found = reader.possibilities(atoms_of(cell.figure[:2]), number)
                if found < SMALLEST:  # then nobody could have kept it: see the test below
                    assert found >= least_known(first, second, cell, number), (number, cell)


def least_known(first: tuple[Kept, History], second: tuple[Kept, History], cell: Cell, number: int) -> float:
    """How many numbers a cell may be where the second release tells only zeros and what the first told."""
    kept, now = second
    could = frozenset(
        each.figure for each in kept.cells.values() if each.people and each not in first[1].told
    )
    reader = Reader(first, (kept, replace(now, hidden=could)))
    return reader.possibilities(atoms_of(cell.figure[:2]), number)


def test_what_an_older_release_told_cannot_be_helped() -> None:
    """A county of five was told as that; then its women and men are given, of whom there are one and four."""
    country = {**dict.fromkeys(ATOMS, 0), ("E", "female"): 1, ("E", "male"): 4}
    whole, parts = ("V", "total"), frozenset({("V", "female"), ("V", "male")})
    alone = history_of(country, parts | {whole})
    assert {figure[:2] for figure in alone[1].hidden} == parts | {whole}

    first = history_of(country, frozenset({whole}))
    second = history_of(country, parts | {whole}, first[1])
    assert {figure[:2] for figure in second[1].hidden} == parts
    cell = next(cell for cell in second[0].cells.values() if cell.figure[:2] == ("V", "female"))
    found = Reader(first, second).possibilities(atoms_of(("V", "female")), 1)
    assert found == least_known(first, second, cell, 1) == SMALLEST - 1


def test_the_only_municipality_without_a_figure_is_not_what_is_left_of_its_county() -> None:
    country = dict.fromkeys(ATOMS, 0) | {("D", "female"): 57, ("E", "male"): 3}
    told: frozenset[Where] = frozenset({("V", "total"), ("D", "total")})
    kept, history = history_of(country, told)
    assert history.hidden == {Figure("D", "total", "2024")}
    assert_nothing_small_is_found(kept, history, told, country)


def test_people_of_no_gender_are_not_what_is_left_of_everybody() -> None:
    country = dict.fromkeys(ATOMS, 0) | {("D", "female"): 20, ("D", "male"): 30, ("D", ""): 2}
    told: frozenset[Where] = frozenset({("D", "total"), ("D", "female"), ("D", "male")})
    kept, history = history_of(country, told)
    assert history.hidden == {Figure("D", "female", "2024")}
    assert_nothing_small_is_found(kept, history, told, country)


def test_many_who_are_left_keep_nothing_back() -> None:
    country = dict.fromkeys(ATOMS, 0) | {("D", "female"): 57, ("E", "male"): 30}
    _kept, history = history_of(country, frozenset({("V", "total"), ("D", "total")}))
    assert history.hidden == frozenset()


def test_parts_that_miss_their_whole_by_rounding_keep_nothing_back() -> None:
    rows = [
        Observation("x", region, "total", "2024", value, None, None, "A", 1)
        for region, value in (("V", 10.2), ("D", 4.6 + 1), ("E", 4.6))
    ]
    rows[2] = rows[2]._replace(value=5.4)  # 5.6 + 5.4 = 11.0
    rows[0] = rows[0]._replace(value=11.4)
    kept = kept_by_period(rows, counts_people=True, per=None, own=True, ours=())["2024"]
    assert History().after(kept, TREE, smallest=SMALLEST).hidden == frozenset()
