"""Small numbers: nobody works out a figure that is not told from those that are."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from lupaus.indicators.suppression import Sum, bounds_of, counted, suppressed

SMALLEST = 5
Row = list[int]


def hide(row: Row, *, public: tuple[str, ...] = ()) -> frozenset[str]:
    counts = {str(place): count for place, count in enumerate(row)} | {"all": sum(row)}
    sums = [Sum("all", tuple(str(place) for place in range(len(row))))]
    return suppressed(counts, sums, smallest=SMALLEST, public=public)


class TestOneRow:
    def test_large_figures_are_told(self) -> None:
        assert hide([5, 80, 1200]) == frozenset()

    def test_zeros_are_told(self) -> None:
        assert hide([0, 0, 40]) == frozenset()

    def test_a_small_one_takes_the_next_smallest_with_it(self) -> None:
        assert hide([300, 3, 40, 12]) == {"1", "3"}

    def test_two_small_ones_that_hardly_hide_each_other_take_a_third(self) -> None:
        assert hide([1, 1, 90, 20]) == {"0", "1", "3"}

    def test_two_small_ones_that_hide_each_other_are_enough(self) -> None:
        assert hide([4, 4, 90]) == {"0", "1"}

    def test_without_another_part_the_total_is_withheld(self) -> None:
        assert hide([0, 3, 0]) == {"1", "all"}
        assert hide([1, 4, 0]) == {"0", "1", "all"}

    def test_a_figure_that_others_published_protects_nobody(self) -> None:
        assert hide([3, 40], public=("1",)) == {"0", "all"}

    def test_a_small_figure_that_others_published_is_told(self) -> None:
        assert hide([3, 40], public=("0",)) == frozenset()

    def test_a_total_with_a_part_that_is_not_known_gives_nothing_away(self) -> None:
        sums = [Sum("all", ("a", "b", "unknown"))]
        assert suppressed({"a": 3, "b": 9, "all": 40}, sums, smallest=SMALLEST) == {"a"}

    def test_an_average_of_fewer_than_five_is_small_and_of_nearly_nobody_is_not_nobody(self) -> None:
        assert [counted(value) for value in (0, 0.4, 4.6, 5.2)] == [0, 1, 4, 5]


class TestSeveralRows:
    def test_the_region_less_its_other_municipalities_tells_nothing(self) -> None:
        counts = {"region": 1000, "small": 2, "middle": 60, "large": 938}
        hidden = suppressed(counts, [Sum("region", ("small", "middle", "large"))], smallest=SMALLEST)
        assert hidden == {"small", "middle"}

    def test_a_division_that_is_told_nowhere_takes_no_figure_with_it(self) -> None:
        counts = {"county": 31, "a": 1, "b": 1, "c": 1, "d": 5, "e": 6, "f": 17, "north": 19, "south": 12}
        sums = [
            Sum("county", ("a", "b", "c", "d", "e", "f")),
            Sum("county", ("north", "south")),
            Sum("north", ("a", "b", "f")),
            Sum("south", ("c", "d", "e")),
        ]
        unsaid = {"north", "south"}
        hidden = suppressed(counts, sums, smallest=SMALLEST, public=unsaid, rests=unsaid)
        assert hidden - unsaid == {"a", "b", "c", "d"}

    def test_a_table_is_closed_both_ways(self) -> None:
        table = [[2, 50, 60], [70, 80, 90], [75, 85, 95]]
        hidden, counts, sums = hide_table(table)
        for key, bounds in bounds_of(counts, sums, hidden).items():
            assert bounds.possibilities >= SMALLEST, key
        assert len(hidden) >= 4  # a lone cell, or two of one row, would be subtracted the other way

    def test_several_sums_together_give_nothing_away(self) -> None:
        # Rows 1 and 2 less columns 1 and 2 leave the cell (1, 3) alone, though no single sum does.
        counts, sums = as_table([[20, 21, 22, 90], [23, 24, 91, 92], [93, 94, 95, 96]])
        hidden = {(0, 0), (0, 1), (1, 0), (1, 1), (0, 2)}
        assert bounds_of(counts, sums, hidden)[0, 2].possibilities == 1


@settings(deadline=None)
@given(st.lists(st.integers(0, 30) | st.integers(0, 6), min_size=1, max_size=6))
def test_whoever_tries_every_row_is_left_with_enough_possibilities(row: Row) -> None:
    """The reader tries all rows of whole numbers that fit what is shown, knowing that zeros are shown."""
    hidden = hide(row)
    places = [place for place in range(len(row)) if str(place) in hidden]
    if not places or "all" in hidden:
        return  # without the total nothing bounds the others from above
    left = sum(row[place] for place in places)
    # So many numbers of at least one add up to `left`: each may be from 1 to this.
    most = left - (len(places) - 1)
    assert len(places) > 1
    assert most >= SMALLEST


@settings(deadline=None)
@given(st.lists(st.integers(0, 8), min_size=2, max_size=3))
def test_counting_every_possibility_says_the_same_as_the_bounds(row: Row) -> None:
    counts = {str(place): count for place, count in enumerate(row)} | {"all": sum(row)}
    sums = [Sum("all", tuple(str(place) for place in range(len(row))))]
    hidden = [str(place) for place, count in enumerate(row) if count]
    left = sum(row)
    tried = [each for each in product(range(1, left + 1), repeat=len(hidden)) if sum(each) == left]
    for place, key in enumerate(hidden):
        values = {each[place] for each in tried}
        bounds = bounds_of(counts, sums, hidden)[key]
        assert (bounds.low, bounds.high) == (min(values), max(values))


@settings(max_examples=60, deadline=None)
@given(
    st.integers(2, 4).flatmap(
        lambda width: st.lists(
            st.lists(st.integers(0, 40) | st.integers(0, 6), min_size=width, max_size=width),
            min_size=2,
            max_size=4,
        )
    )
)
def test_no_small_figure_of_a_table_is_pinned_down(table: list[Row]) -> None:
    """Rows and columns with their totals; the reader narrows each figure by every row and column in turn."""
    hidden, counts, _sums = hide_table(table)
    assert all(key in hidden for key, count in counts.items() if 0 < count < SMALLEST)
    assert all(counts[key] for key in hidden)
    low, high = narrowed(table, counts, hidden)
    for key in hidden:
        assert low[key] <= counts[key] <= high[key]
        assert high[key] - low[key] + 1 >= SMALLEST, (key, table, sorted(hidden))


Cell = tuple[int, int]


def as_table(table: list[Row]) -> tuple[dict[Cell, int], list[Sum[Cell]]]:
    """Cells by (row, column); -1 stands for all rows or all columns."""
    height, width = len(table), len(table[0])
    counts = {(y, x): table[y][x] for y in range(height) for x in range(width)}
    counts |= {(y, -1): sum(table[y]) for y in range(height)}
    counts |= {(-1, x): sum(row[x] for row in table) for x in range(width)}
    counts[-1, -1] = sum(map(sum, table))
    rows = [Sum((y, -1), tuple((y, x) for x in range(width))) for y in (*range(height), -1)]
    columns = [Sum((-1, x), tuple((y, x) for y in range(height))) for x in (*range(width), -1)]
    return counts, [*rows, *columns]


def hide_table(table: list[Row]) -> tuple[frozenset[Cell], dict[Cell, int], list[Sum[Cell]]]:
    counts, sums = as_table(table)
    return suppressed(counts, sums, smallest=SMALLEST), counts, sums


def narrowed(
    table: list[Row], counts: dict[Cell, int], hidden: frozenset[Cell]
) -> tuple[dict[Cell, float], dict[Cell, float]]:
    """An attacker of its own making: bounds by subtraction from totals and by adding up parts."""
    low: dict[Cell, float] = {key: 1 if key in hidden else count for key, count in counts.items()}
    high: dict[Cell, float] = {key: float("inf") if key in hidden else count for key, count in counts.items()}
    lines = [(each.total, each.parts) for each in as_table(table)[1]]
    for _round in range(60):
        for total, parts in lines:
            low[total] = max(low[total], sum(low[part] for part in parts))
            high[total] = min(high[total], sum(high[part] for part in parts))
            for part in parts:
                others = [other for other in parts if other != part]
                high[part] = min(high[part], high[total] - sum(low[other] for other in others))
                most = sum(high[other] for other in others)
                if most != float("inf"):
                    low[part] = max(low[part], low[total] - most)
    return low, high
