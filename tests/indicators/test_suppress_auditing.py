"""The last look: what is kept back once every other rule has had its say, and that it comes to an end."""

from __future__ import annotations

import random
import subprocess
import sys
from typing import Final

import pytest

from lupaus.indicators.observations import Observation
from lupaus.indicators.places import Place, Places
from lupaus.indicators.suppressing import auditing
from lupaus.indicators.suppressing.auditing import found_out
from lupaus.indicators.suppressing.cells import Kept, kept_by_period
from lupaus.indicators.suppressing.history import History
from lupaus.indicators.suppressing.people import people_of
from lupaus.indicators.suppressing.programming import Asked, Program, exactly, misses, settled
from tests.indicators.test_suppress_programming import TREE, Where

SMALLEST: Final = 5
Counts = dict[Where, float]


def kept_of(counts: Counts) -> Kept:
    rows = [
        Observation("x", region, gender, "2024", float(count), None, None, "A", 1)
        for (region, gender), count in counts.items()
    ]
    return kept_by_period(rows, counts_people=True, per=None, own=True, ours=())["2024"]


def more(counts: Counts, *hidden: Where, told: tuple[Where, ...] = (), tree: Places = TREE) -> set[Where]:
    """What is kept back beside `hidden`, where `told` cannot be taken back."""
    kept = kept_of(counts)
    found = found_out(
        people_of(kept, tree, smallest=SMALLEST),
        told={cell for cell in kept.cells.values() if cell.figure[:2] in told},
        shown={cell for cell in kept.cells.values() if cell.figure[:2] not in hidden},
        smallest=SMALLEST,
    )
    return {cell.figure[:2] for cell in found}


class TestWhatIsKeptBackBeside:
    def test_nothing_where_nobody_can_find_it_out(self) -> None:
        assert more({("A", "female"): 3, ("B", "female"): 40}, ("A", "female")) == set()

    def test_a_part_of_the_smallest_sum_that_tells_it(self) -> None:
        counts: Counts = {
            ("D", "total"): 43, ("D", "female"): 3, ("D", "male"): 40, ("E", "female"): 60,
            ("E", "male"): 40, ("V", "total"): 143,
        }  # fmt: skip
        assert more(counts, ("D", "female")) == {("D", "male")}

    def test_what_several_sums_tell_only_together(self) -> None:
        # V less E is D; the women of D are what is left when its men are taken away.
        counts: Counts = {("V", "total"): 90, ("E", "total"): 50, ("D", "male"): 37, ("D", "female"): 3}
        (kept_back,) = more(counts, ("D", "female"))
        assert kept_back == ("D", "male")

    def test_a_zero_never_for_it_is_about_nobody(self) -> None:
        counts: Counts = {("D", "total"): 3, ("D", "female"): 3, ("D", "male"): 0}
        assert more(counts, ("D", "female")) == {("D", "total")}

    def test_nothing_for_what_others_have_told_already(self) -> None:
        counts: Counts = {("D", "total"): 43, ("D", "female"): 3, ("D", "male"): 40, ("E", "total"): 900}
        assert more(counts, ("D", "female"), told=(("D", "total"), ("D", "male"))) == set()

    def test_one_where_the_few_are_those_left_of_a_total(self) -> None:
        assert more({("V", "total"): 60, ("D", "total"): 57}) == {("D", "total")}

    def test_one_where_those_left_are_known_to_be_few_or_none(self) -> None:
        # Of 40 men and women of D at least 37 are men: there are at most three women, if any.
        counts: Counts = {("D", "total"): 40, ("D", "male"): 37, ("V", "total"): 400}
        assert more(counts) == {("D", "male")}

    def test_people_elsewhere_than_in_the_parts(self) -> None:
        counts: Counts = {("V", "total"): 60, ("D", "total"): 30, ("E", "total"): 27}
        assert len(more(counts)) == 1

    def test_figures_that_miss_each_other_by_rounding_are_about_nobody(self) -> None:
        assert more({("V", "total"): 11.4, ("D", "total"): 5.6, ("E", "total"): 5.4}) == set()

    def test_figures_that_cannot_be_true_together_end_all_the_same(self) -> None:
        counts: Counts = {("V", "total"): 10, ("D", "total"): 30, ("E", "female"): 3, ("E", "male"): 90}
        assert ("E", "female") not in more(counts, ("E", "female"))

    def test_in_another_release_the_same_number_is_the_same(self) -> None:
        first = kept_of({("D", "female"): 3, ("D", "male"): 40})
        history = History().after(first, TREE, smallest=SMALLEST)
        assert {figure[:2] for figure in history.hidden} == {("D", "female")}
        # The men are told already: with them the total would tell the women of both releases.
        second = kept_of({("D", "female"): 3, ("D", "male"): 40, ("D", "total"): 43})
        history = history.after(second, TREE, smallest=SMALLEST)
        assert {figure[:2] for figure in history.hidden} == {("D", "female"), ("D", "total")}


class TestThatItEnds:
    COUNTS: Counts = {("D", "total"): 43, ("D", "female"): 3, ("D", "male"): 40, ("V", "total"): 143}

    def test_where_no_more_may_be_tried_all_that_they_are_in_is_kept_back(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(auditing, "_TRIED_IN_ALL", 0)
        assert more(self.COUNTS, ("D", "female")) == {("D", "total"), ("V", "total")}

    def test_where_there_are_too_many_unknowns_nothing_is_shown_in_doubt(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(auditing, "_MOST_UNKNOWN", 0)
        assert ("D", "total") in more(
            self.COUNTS | {("D", "total"): 45}, ("D", "female")
        )  # two are of no gender

    def test_where_a_search_does_not_end_nothing_is_shown_in_doubt(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(Program, "solve", lambda *_arguments: None)
        assert more({("V", "female"): 43, ("V", "male"): 50, ("D", "female"): 3}, ("D", "female"))

    @pytest.mark.slow
    @pytest.mark.parametrize("given", [1.0, 0.7])
    def test_a_whole_country_with_hundreds_of_small_numbers(self, given: float) -> None:
        """300 municipalities: solved in some hundreds of searches at most, and far from all is kept back."""
        kept, tree = whole_country(given)
        few = [cell for cell in kept.cells.values() if 0 < cell.people < SMALLEST]
        hidden = History().after(kept, tree, smallest=SMALLEST).hidden
        assert len(few) > 20
        assert {cell.figure for cell in few} <= hidden
        assert len(hidden) < 5 * len(few)


def whole_country(given: float) -> tuple[Kept, Places]:
    chance = random.Random(1)
    towns = [f"m{number}" for number in range(300)]
    inside = {f"c{number}": tuple(towns[number * 15 : number * 15 + 15]) for number in range(20)}
    tree = Places(
        regions={
            "S": Place("country", None, None, ""),
            **{code: Place("county", None, None, "") for code in inside},
            **{code: Place("municipality", None, None, "") for code in towns},
        },
        children={"S": tuple(inside), **inside},
    )
    people = {
        (code, gender): int(chance.expovariate(1 / 60)) for code in towns for gender in ("female", "male")
    }
    counts: Counts = {}
    for code, within in [("S", towns), *inside.items(), *((code, (code,)) for code in towns)]:
        for gender, kinds in (("female", ["female"]), ("male", ["male"]), ("total", ["female", "male"])):
            if chance.random() < given:
                counts[code, gender] = sum(people[each, kind] for each in within for kind in kinds)
    return kept_of(counts), tree


class TestWholeNumbersThatFit:
    def test_what_follows_one_after_the_other(self) -> None:
        rows = [
            exactly({0: 1, 1: 1}, 7),
            exactly({0: 1}, 3),
            exactly({1: 1, 2: 1}, 4),
            exactly({3: 1, 4: 1}, 9),
        ]
        known, left = settled(rows)
        assert known == {0: 3, 1: 4, 2: 0}
        assert left == [exactly({3: 1, 4: 1}, 9)]

    def test_the_least_and_the_greatest(self) -> None:
        # x + y = 7 and y + 2 z = 4: y is even.
        program = Program([exactly({0: 1, 1: 1}, 7), exactly({1: 1, 2: 2}, 4)])
        (ends,) = program.ends([Asked((0,), now=5, most=100, least=0, enough=100)])
        assert ends == (3, 7)

    def test_no_more_is_looked_for_than_is_enough(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(Program, "solve", lambda *_arguments: pytest.fail("asked"))
        (ends,) = Program([exactly({0: 1, 1: 1}, 7)]).ends([Asked((0,), now=5, most=9, least=0, enough=1)])
        assert ends == (5, 5)

    def test_by_how_much_sums_miss_each_other(self) -> None:
        assert misses([({0, 1}, 7), ({0}, 3), ({1}, 4)]) == [0, 0, 0]
        assert sum(map(abs, misses([({0, 1}, 9), ({0}, 3), ({1}, 4)]))) == 2


@pytest.mark.slow
def test_the_solver_is_loaded_only_where_there_is_something_to_search() -> None:
    """35 MB of every web worker."""
    script = (
        "import sys, django; django.setup()\n"
        "import lupaus.config.urls, lupaus.indicators.suppressing.history, lupaus.indicators.queries\n"
        "assert 'scipy.optimize' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
