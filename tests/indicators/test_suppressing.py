"""Nobody works out a figure of our own about too few people, whichever doors and releases are compared."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lupaus.indicators import queries
from lupaus.indicators.models import Release
from lupaus.indicators.observations import Observation, SeriesKey
from lupaus.indicators.places import Place, Places
from lupaus.indicators.suppressing.cells import Cell, Figure, Kept, kept_by_period
from lupaus.indicators.suppressing.history import History
from lupaus.web.clock import Clock
from lupaus.web.texts import Text
from tests.indicators import counties as world
from tests.indicators.counties import (
    ALA,
    BETA,
    COUNTRY,
    DEE,
    EAST,
    EFF,
    WEST,
    Line,
    bring,
    definition,
    derived,
)
from tests.thorough import times

SMALLEST = 5


def told(indicator: str, release: Release) -> dict[tuple[str, str, str], float | None]:
    return {seen[1:4]: seen.value for seen in queries.indicator_slice(indicator, release=release)}


def hidden(indicator: str, release: Release) -> set[tuple[str, str]]:
    """(region, gender) of what is not told."""
    return {
        (seen.region, seen.gender)
        for seen in queries.indicator_slice(indicator, release=release)
        if seen.status == "Q"
    }


@pytest.fixture
def country(db: None, clock: Clock) -> None:
    world.regions()
    world.save(
        clock,
        definition("clients", source_kind="own", counts_people=True, unit=Text.same("people")),
        definition("waiting", source_kind="own"),
        definition("deaths", counts_people=True, unit=Text.same("people")),
        definition("people", counts_people=True, unit=Text.same("people")),
        derived("both", "sum", addends=["clients", "deaths"]),
        derived("rest", "difference", of="people", less="clients"),
        derived("share", "share", of="clients", among="people"),
        derived("spread", "dispersion", of="share", category="municipality", least_share=50),
    )


def genders(indicator: str, region: str, year: int, female: int, male: int) -> list[Line]:
    counts = {"female": female, "male": male, "total": female + male}
    return [(indicator, region, gender, year, count) for gender, count in counts.items()]


@pytest.mark.django_db
@pytest.mark.usefixtures("country")
class TestOneRelease:
    def test_a_small_figure_takes_another_with_it_over_the_genders(self, clock: Clock) -> None:
        release = bring(clock, genders("clients", ALA, 2024, 3, 40))
        assert hidden("clients", release) == {(ALA, "female"), (ALA, "male")}
        (seen,) = queries.indicator_slice("clients", release=release, genders=["female"])
        assert (seen.value, seen.numerator, seen.denominator, seen.status) == (None, None, None, "Q")

    def test_statistics_by_others_are_told_however_small(self, clock: Clock) -> None:
        release = bring(clock, genders("deaths", ALA, 2024, 3, 40))
        assert hidden("deaths", release) == set()

    @pytest.mark.parametrize("nature", ["own", "illustrative"])
    def test_own_or_made_up_figures_of_anybodys_indicator_are_not(self, clock: Clock, nature: str) -> None:
        release = bring(clock, genders("deaths", ALA, 2024, 3, 40), nature=nature)
        assert hidden("deaths", release) == {(ALA, "female"), (ALA, "male")}

    def test_what_others_published_protects_nobody(self, clock: Clock) -> None:
        bring(clock, [("deaths", ALA, "male", 2024, 40)])
        release = bring(
            clock, [("deaths", ALA, "female", 2024, 3), ("deaths", ALA, "total", 2024, 43)], nature="own"
        )
        assert hidden("deaths", release) == {(ALA, "female"), (ALA, "total")}

    def test_a_county_less_its_other_municipalities_tells_nothing(self, clock: Clock) -> None:
        release = bring(
            clock,
            [
                ("clients", ALA, "total", 2024, 3),
                ("clients", BETA, "total", 2024, 60),
                ("clients", EAST, "total", 2024, 63),
                ("clients", DEE, "total", 2024, 50),
                ("clients", EFF, "total", 2024, 70),
                ("clients", WEST, "total", 2024, 120),
                ("clients", COUNTRY, "total", 2024, 183),
            ],
        )
        assert hidden("clients", release) == {(ALA, "total"), (BETA, "total")}

    def test_a_municipality_without_a_figure_is_nobody_where_the_others_are_all(self, clock: Clock) -> None:
        rows = [("clients", ALA, "total", 2019, 3), ("clients", BETA, "total", 2019, 60)]
        release = bring(clock, [*rows, ("clients", EAST, "total", 2019, 63)])  # Cee was there in 2019
        assert hidden("clients", release) == {(ALA, "total"), (BETA, "total")}

    def test_a_ratio_of_few_people_is_not_told(self, clock: Clock) -> None:
        release = bring(
            clock,
            [
                ("waiting", ALA, "total", 2024, 10.0, 3, 30),
                ("waiting", BETA, "total", 2024, 7.5, None, 40),  # three of forty, as anybody can tell
                ("waiting", DEE, "total", 2024, 50.0, 20, 40),
                ("waiting", EFF, "total", 2024, 0.0, 0, 3),  # nobody of three
                ("waiting", WEST, "total", 2024, 46.5, 20, None),
            ],
        )
        # Of the people counted in the county 43 − 40 would be the three.
        assert hidden("waiting", release) == {(code, "total") for code in (ALA, BETA, DEE, EFF)}

    def test_zeros_and_large_figures_are_told(self, clock: Clock) -> None:
        release = bring(clock, [*genders("clients", ALA, 2024, 0, 40), *genders("clients", BETA, 2024, 5, 6)])
        assert hidden("clients", release) == set()

    def test_a_ratio_without_people_behind_it_is_told(self, clock: Clock) -> None:
        release = bring(clock, [("waiting", ALA, "total", 2024, 2.0)])
        assert hidden("waiting", release) == set()


@pytest.mark.django_db
@pytest.mark.usefixtures("country")
class TestDerivedFigures:
    def test_what_is_worked_out_of_a_hidden_figure_is_hidden(self, clock: Clock) -> None:
        bring(clock, [("people", ALA, "total", 2024, 900), ("deaths", ALA, "total", 2024, 9)])
        release = bring(clock, [("clients", ALA, "total", 2024, 3)])
        for name in ("both", "rest", "share"):
            (seen,) = queries.indicator_slice(name, release=release)
            assert (seen.value, seen.numerator, seen.denominator, seen.status) == (None, None, None, "Q")

    def test_differences_between_regions_are_worked_out_of_those_that_are_told(self, clock: Clock) -> None:
        municipalities = (ALA, BETA, DEE, EFF)
        bring(clock, [("people", code, "total", 2024, 1000) for code in municipalities])
        counts = dict(zip(municipalities, (3, 60, 200, 100), strict=True))
        release = bring(clock, [("clients", code, "total", 2024, count) for code, count in counts.items()])
        parts = queries.parts_of("spread", COUNTRY, "total", "2024", release)
        assert parts is not None
        assert parts.members is not None
        assert (parts.members.codes, parts.members.expected) == ((BETA, DEE, EFF), 4)


@pytest.mark.django_db
@pytest.mark.usefixtures("country")
class TestReleases:
    def test_a_later_release_gives_nothing_of_an_older_one_away(self, clock: Clock) -> None:
        first = bring(clock, genders("clients", ALA, 2024, 3, 40))
        second = bring(clock, [("clients", ALA, "female", 2024, 8), ("clients", ALA, "total", 2024, 48)])
        # The men are as many as they were: told now, they would make 43 − 40 of the women of then.
        assert hidden("clients", first) == {(ALA, "female"), (ALA, "male")}
        assert (ALA, "male") in hidden("clients", second)
        known = told("clients", second)
        assert sum(count is None for count in known.values()) >= 2

    def test_what_a_release_said_it_says_for_ever(self, clock: Clock) -> None:
        first = bring(clock, genders("clients", ALA, 2024, 30, 40))
        before = told("clients", first)
        second = bring(clock, [("clients", ALA, "female", 2024, 3), ("clients", ALA, "total", 2024, 43)])
        assert told("clients", first) == before
        # The men are told already, so it is the total that cannot be.
        assert hidden("clients", second) == {(ALA, "female"), (ALA, "total")}

    def test_changes_are_told_as_far_as_the_figures_are(self, clock: Clock) -> None:
        first = bring(clock, [*genders("clients", ALA, 2024, 3, 40), *genders("clients", DEE, 2024, 50, 60)])
        second = bring(
            clock,
            [
                ("clients", ALA, "female", 2024, 4),
                ("clients", ALA, "total", 2024, 44),
                ("clients", DEE, "male", 2024, 61),
                ("clients", DEE, "total", 2024, 111),
            ],
        )
        changes = queries.changes_between(first, second)
        assert (changes.added, changes.changed, changes.withdrawn) == (0, len(changes.largest), 0)
        said = {(each.region, each.gender): (each.old, each.new) for each in changes.largest}
        assert (ALA, "female") not in said  # hidden in both: nothing changed for anybody who reads
        assert said[DEE, "male"] == (60.0, 61.0)
        for each in changes.largest:
            assert (each.old is None) == (each.old_status == "Q")
            assert (each.new is None) == (each.new_status == "Q")
        assert queries.changes_between(first, second, limit=1).largest == changes.largest[:1]
        back = queries.changes_between(second, first)
        assert {(each.old, each.new) for each in back.largest} == {
            (each.new, each.old) for each in changes.largest
        }

    def test_a_figure_that_comes_or_goes_is_told_without_its_value(self, clock: Clock) -> None:
        first = bring(clock, [("clients", DEE, "total", 2024, 50)])
        second = bring(clock, [("clients", EFF, "total", 2024, 2)])
        (change,) = queries.changes_between(first, second).largest
        assert (change.kind, change.new, change.new_status) == ("added", None, "Q")
        third = bring(
            clock, [("clients", DEE, "total", 2024, 50), ("clients", ALA, "total", 2024, 9)], replace=True
        )
        kinds = {each.region: each for each in queries.changes_between(second, third).largest}
        assert (kinds[EFF].kind, kinds[EFF].old, kinds[EFF].old_status) == ("withdrawn", None, "Q")


@pytest.mark.django_db
@pytest.mark.usefixtures("country")
def test_every_way_of_reading_keeps_the_same_back(clock: Clock) -> None:
    release = bring(clock, [*genders("clients", ALA, 2024, 3, 40), *genders("clients", BETA, 2024, 30, 40)])
    codes = (ALA, BETA)
    sliced = queries.indicator_slice("clients", release=release)
    keys = [SeriesKey("clients", code, gender) for code in codes for gender in ("female", "male", "total")]
    assert tuple(seen for found in queries.series(keys, release=release).values() for seen in found) == sliced
    assert queries.observations(release=release, indicators=["clients"]) == sliced
    assert queries.observations(release=release) == sliced
    assert tuple(queries.every_observation(release=release)) == sliced
    assert tuple(queries.every_observation(release=release, indicators=["clients"])) == sliced
    for gender in ("female", "male", "total"):
        section = queries.cross_section([("clients", gender, "2024")], release=release, regions=codes)
        assert section["clients", gender, "2024"] == {
            seen.region: seen.value for seen in sliced if seen.gender == gender and seen.value is not None
        }


# What a reader can work out, tried by brute force on small worlds -----------------------------------------

TREE = Places(
    regions={
        "W": Place("county", None, None, ""),
        "A": Place("municipality", None, None, ""),
        "B": Place("municipality", None, None, ""),
    },
    children={"W": ("A", "B")},
)
Table = tuple[int, int, int, int]  # women and men of A, women and men of B
SMALL = st.integers(0, 9)


def rows_of(table: Table, release: int) -> list[Observation]:
    """All genders and both regions with their sums."""
    parts = {
        ("A", "female"): table[0],
        ("A", "male"): table[1],
        ("B", "female"): table[2],
        ("B", "male"): table[3],
    }
    counts = dict(parts)
    for region in ("A", "B"):
        counts[region, "total"] = parts[region, "female"] + parts[region, "male"]
    for gender in ("female", "male", "total"):
        counts["W", gender] = counts["A", gender] + counts["B", gender]
    return [
        Observation("x", region, gender, "2024", float(count), None, None, "A", release)
        for (region, gender), count in counts.items()
    ]


def histories(tables: Iterable[Table]) -> list[tuple[Kept, History]]:
    known = History()
    found = []
    for number, table in enumerate(tables, start=1):
        kept = kept_by_period(rows_of(table, number), counts_people=True, per=None, own=True, ours=())["2024"]
        known = known.after(kept, TREE, smallest=SMALLEST)
        found.append((kept, known))
    return found


def shown(kept: Kept, history: History) -> Mapping[Figure, int]:
    return {cell.figure: cell.people for cell in kept.cells.values() if cell.figure not in history.hidden}


def fits(table: Table, kept: Kept, history: History) -> bool:
    """Whether what is shown could have been of this table; what is hidden is known not to be zero."""
    own = {Figure(row.region, row.gender, row.period): int(row.value or 0) for row in rows_of(table, 1)}
    seen = shown(kept, history)
    return all(own[figure] == count for figure, count in seen.items()) and all(
        own[figure] for figure in own if figure not in seen
    )


@pytest.mark.slow
@settings(max_examples=times(12, thorough=60), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.tuples(SMALL, SMALL, SMALL, SMALL))
def test_whoever_tries_every_table_is_left_with_enough_of_them(table: Table) -> None:
    ((kept, history),) = histories([table])
    left = possible(table, kept, history)
    assert_unknown(kept, history, left)


@pytest.mark.slow
@settings(max_examples=times(10, thorough=40), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.tuples(SMALL, SMALL, SMALL, SMALL), st.integers(0, 3), SMALL)
def test_whoever_compares_two_releases_is_left_with_enough(table: Table, place: int, revised: int) -> None:
    """One figure is revised, and the reader knows which: all others are as they were."""
    after = tuple(revised if at == place else count for at, count in enumerate(table))
    (kept, history), (kept_after, history_after) = histories([table, after])  # type: ignore[list-item]  # four of them
    left = [
        first
        for first in possible(table, kept, history)
        if any(
            fits((*first[:place], count, *first[place + 1 :]), kept_after, history_after)  # type: ignore[arg-type]  # four
            for count in range(40)
        )
    ]
    assert_unknown(kept, history, left)


def possible(table: Table, kept: Kept, history: History) -> list[Table]:
    """Every table of small numbers that fits what is shown."""
    most = max(sum(table), 12)
    known = shown(kept, history)
    ranges: list[range] = []
    for region, gender in product("AB", ("female", "male")):
        count = known.get(Figure(region, gender, "2024"))
        ranges.append(range(1, most + 1) if count is None else range(count, count + 1))
    a, b, c, d = ranges
    return [each for each in product(a, b, c, d) if fits(each, kept, history)]


def assert_unknown(kept: Kept, history: History, left: list[Table]) -> None:
    for cell in kept.cells.values():
        if cell.figure in history.hidden and 0 < cell.people < SMALLEST:
            values = {value_of(table, cell) for table in left}
            assert len(values) >= SMALLEST, (cell, sorted(history.hidden), values)


def value_of(table: Table, cell: Cell) -> int:
    return next(
        int(row.value or 0)
        for row in rows_of(table, 1)
        if (row.region, row.gender) == (cell.figure.region, cell.figure.gender)
    )


@pytest.mark.slow
def test_every_process_keeps_the_same_back() -> None:
    """Two workers that kept different figures back would tell together what neither of them tells."""
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.indicators.kept_back_here"],
            env={**os.environ, "PYTHONHASHSEED": seed},
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in ("0", "1", "2", "3")
    ]
    said = [process.communicate()[0] for process in started]
    assert [process.returncode for process in started] == [0] * len(started)
    assert said[0].count("KU") > 100
    assert set(said) == {said[0]}
