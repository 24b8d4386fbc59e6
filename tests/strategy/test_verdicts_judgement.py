"""Worked by hand: every status, every boundary, every awkward baseline."""

from __future__ import annotations

import pytest

from lupaus.strategy.verdicts.judgement import Aim, better_side, judge, judged_level
from lupaus.strategy.verdicts.words import Level, Obstacle, Status, Way

EMPLOYMENT = Aim(baseline=Level(2017, 72.9), target=Level(2030, 79.0), better=1)
UNEMPLOYMENT = Aim(baseline=Level(2014, 12.0), target=Level(2024, 8.0), better=-1)
FALLING = Aim(baseline=Level(2017, 8.7), target=None, better=-1)
RISING = Aim(baseline=Level(2017, 100.0), target=None, better=1)


def levels(**values: float | None) -> list[Level]:
    return [Level(int(year.removeprefix("y")), value) for year, value in values.items()]


def test_employment_on_the_way_from_72_9_to_79() -> None:
    """By 2024 seven of thirteen years have passed: 72.9 + 6.1 × 7/13 = 76.1846… is due."""
    verdict = judge(EMPLOYMENT, levels(y2018=73.4, y2024=74.0))
    assert verdict.judged == Level(2024, 74.0)
    assert verdict.expected == pytest.approx(76.18461538461538, abs=1e-12)
    assert verdict.progress == pytest.approx(1.1 / 6.1, abs=1e-12)
    assert verdict.ratio == pytest.approx((1.1 / 6.1) / (7 / 13), abs=1e-12)
    assert verdict.status is Status.OFF_TRACK
    assert verdict.way is Way.INCREASE


@pytest.mark.parametrize(
    ("value", "status"),
    [
        (79.0, Status.ACHIEVED),
        (80.2, Status.ACHIEVED),
        (78.99, Status.ON_TRACK),
        (76.2, Status.ON_TRACK),
        (76.1, Status.ON_TRACK),
        (75.8, Status.AT_RISK),
        (74.9, Status.AT_RISK),
        (74.8, Status.OFF_TRACK),
        (72.9, Status.OFF_TRACK),
        (72.8, Status.REVERSING),
    ],
)
def test_the_word_for_each_employment_rate_of_2024(value: float, status: Status) -> None:
    assert judge(EMPLOYMENT, [Level(2024, value)]).status is status


@pytest.mark.parametrize(
    ("aim", "value", "status"),
    [
        # 70 → 83 in 13 years asks for one a year: ten by 2027, of which 9.5 is 95 % and 6 is 60 %.
        (Aim(Level(2017, 70.0), Level(2030, 83.0), 1), 79.5, Status.ON_TRACK),
        (Aim(Level(2017, 70.0), Level(2030, 83.0), 1), 79.49, Status.AT_RISK),
        (Aim(Level(2017, 70.0), Level(2030, 83.0), 1), 76.0, Status.AT_RISK),
        (Aim(Level(2017, 70.0), Level(2030, 83.0), 1), 75.99, Status.OFF_TRACK),
        (Aim(Level(2017, 70.0), Level(2030, 83.0), 1), 70.0, Status.OFF_TRACK),
        (Aim(Level(2017, 70.0), Level(2030, 83.0), 1), 69.99, Status.REVERSING),
        # Decimals that binary floats cannot hold: 0.1 + 0.2 × 0.95 and the like.
        (Aim(Level(2017, 0.1), Level(2037, 0.3), 1), 0.195, Status.ON_TRACK),
        (Aim(Level(2017, 0.1), Level(2037, 0.3), 1), 0.16, Status.AT_RISK),
        (Aim(Level(2017, 8.7), Level(2037, 6.7), -1), 7.75, Status.ON_TRACK),
        (Aim(Level(2017, 8.7), Level(2037, 6.7), -1), 7.76, Status.AT_RISK),
        (Aim(Level(2017, 8.7), Level(2037, 6.7), -1), 8.1, Status.AT_RISK),
        (Aim(Level(2017, 8.7), Level(2037, 6.7), -1), 8.11, Status.OFF_TRACK),
        (Aim(Level(2017, 8.7), Level(2037, 6.7), -1), 8.71, Status.REVERSING),
    ],
)
def test_a_boundary_belongs_to_the_better_word_to_the_last_decimal(
    aim: Aim, value: float, status: Status
) -> None:
    assert judge(aim, [Level(2027, value)]).status is status


def test_a_falling_target_is_judged_the_same_way_round() -> None:
    """12 → 8 in ten years: 10 is due after five."""
    verdict = judge(UNEMPLOYMENT, [Level(2019, 10.4)])
    assert (verdict.expected, verdict.progress, verdict.ratio) == (10.0, 0.4, 0.8)
    assert verdict.status is Status.AT_RISK
    assert verdict.way is Way.DECREASE


class TestWhichObservationIsJudged:
    def test_the_newest_while_the_target_year_has_not_come(self) -> None:
        assert judged_level(levels(y2019=1.0, y2021=2.0, y2020=3.0), after=2017, target_year=2030) == Level(
            2021, 2.0
        )

    def test_that_of_the_target_year_once_it_has_come(self) -> None:
        figures = levels(y2023=9.0, y2024=8.5, y2025=7.0)
        verdict = judge(UNEMPLOYMENT, figures)
        assert verdict.judged == Level(2024, 8.5)
        assert verdict.status is Status.MISSED

    def test_the_first_one_after_a_target_year_without_one(self) -> None:
        figures = levels(y2023=9.0, y2024=None, y2026=7.5, y2027=9.0)
        verdict = judge(UNEMPLOYMENT, figures)
        assert verdict.judged == Level(2026, 7.5)
        assert verdict.status is Status.ACHIEVED
        assert verdict.expected == 8.0

    def test_never_one_of_the_baseline_year_or_before(self) -> None:
        verdict = judge(UNEMPLOYMENT, levels(y2012=7.0, y2014=12.0))
        assert verdict.judged is None
        assert verdict.status is Status.BASELINE_ONLY

    def test_never_a_missing_one(self) -> None:
        assert judged_level(levels(y2018=1.0, y2019=None), after=2017, target_year=None) == Level(2018, 1.0)


class TestWhatCannotBeJudged:
    def test_no_figures_at_all(self) -> None:
        assert judge(EMPLOYMENT, []).status is Status.NO_DATA
        assert judge(EMPLOYMENT, levels(y2018=None)).status is Status.NO_DATA

    def test_no_baseline_to_compare_with(self) -> None:
        aim = Aim(Level(2017, None), Level(2030, 79.0), 1)
        verdict = judge(aim, levels(y2020=74.0))
        assert (verdict.status, verdict.obstacle) == (Status.NO_DATA, Obstacle.NO_BASELINE)
        assert verdict.judged is None
        assert verdict.way is None


class TestAchievedAndMissed:
    def test_reached_early_is_reached(self) -> None:
        assert judge(UNEMPLOYMENT, [Level(2016, 7.9)]).status is Status.ACHIEVED

    def test_almost_there_in_the_target_year_is_missed(self) -> None:
        assert judge(UNEMPLOYMENT, [Level(2024, 8.01)]).status is Status.MISSED

    def test_gone_the_wrong_way_by_the_target_year_is_missed_too(self) -> None:
        assert judge(UNEMPLOYMENT, [Level(2024, 13.0)]).status is Status.MISSED

    def test_what_was_reached_in_the_target_year_is_not_taken_back_later(self) -> None:
        assert judge(UNEMPLOYMENT, levels(y2024=8.0, y2025=9.5)).status is Status.ACHIEVED


class TestHolding:
    KEEP_HIGH = Aim(Level(2017, 90.0), Level(2030, 90.0), 1)
    KEEP_LOW = Aim(Level(2017, 5.0), Level(2030, 5.0), -1)
    KEEP_EXACTLY = Aim(Level(2017, 50.0), Level(2030, 50.0), 0)

    @pytest.mark.parametrize(
        ("aim", "year", "value", "status"),
        [
            (KEEP_HIGH, 2024, 90.0, Status.ON_TRACK),
            (KEEP_HIGH, 2024, 95.0, Status.ON_TRACK),
            (KEEP_HIGH, 2024, 89.9, Status.REVERSING),
            (KEEP_HIGH, 2030, 90.0, Status.ACHIEVED),
            (KEEP_HIGH, 2031, 89.9, Status.REVERSING),
            (KEEP_LOW, 2024, 4.0, Status.ON_TRACK),
            (KEEP_LOW, 2024, 5.1, Status.REVERSING),
            (KEEP_LOW, 2030, 5.0, Status.ACHIEVED),
            (KEEP_EXACTLY, 2024, 50.0, Status.ON_TRACK),
            (KEEP_EXACTLY, 2024, 50.1, Status.REVERSING),
            (KEEP_EXACTLY, 2024, 49.9, Status.REVERSING),
            (KEEP_EXACTLY, 2030, 50.0, Status.ACHIEVED),
        ],
    )
    def test_a_level_met_from_the_start_is_to_be_kept(
        self, aim: Aim, year: int, value: float, status: Status
    ) -> None:
        verdict = judge(aim, [Level(year, value)])
        assert verdict.status is status
        assert verdict.way is Way.HOLD
        assert verdict.expected == aim.baseline.value
        assert verdict.progress is verdict.ratio is None

    def test_a_region_beyond_the_level_from_the_start_is_not_asked_to_worsen(self) -> None:
        """The region's target is 79 %, Espoo began at 80.5 %."""
        espoo = Aim(Level(2017, 80.5), Level(2030, 79.0), better=1)
        assert judge(espoo, [Level(2024, 81.0)]).status is Status.ON_TRACK
        assert judge(espoo, [Level(2024, 79.2)]).status is Status.ON_TRACK
        assert judge(espoo, [Level(2024, 78.9)]).status is Status.REVERSING
        assert judge(espoo, [Level(2030, 79.0)]).status is Status.ACHIEVED
        verdict = judge(espoo, [Level(2024, 81.0)])
        assert (verdict.expected, verdict.way) == (79.0, Way.HOLD)


class TestWhichSideIsBetter:
    def test_the_targets_own_way_tells_it(self) -> None:
        assert better_side(baseline=72.9, target=79.0, polarity=0) == 1
        assert better_side(baseline=8.7, target=6.0, polarity=-1) == -1

    def test_even_against_the_polarity_for_the_planner_has_written_it(self) -> None:
        assert better_side(baseline=40.0, target=30.0, polarity=1) == -1

    def test_polarity_tells_where_there_is_no_way(self) -> None:
        assert better_side(baseline=5.0, target=5.0, polarity=-1) == -1
        assert better_side(baseline=None, target=5.0, polarity=1) == 1

    def test_otherwise_a_region_goes_from_its_own_baseline_to_the_level(self) -> None:
        """Neutral, and the planner's own region stays where it is: both others come to it."""
        side = better_side(baseline=50.0, target=50.0, polarity=0)
        below = Aim(Level(2017, 40.0), Level(2027, 50.0), side)
        above = Aim(Level(2017, 60.0), Level(2027, 50.0), side)
        assert judge(below, [Level(2022, 45.0)]).status is Status.ON_TRACK
        assert judge(above, [Level(2022, 55.0)]).status is Status.ON_TRACK


class TestCompoundGrowth:
    DOUBLING = Aim(Level(2020, 100.0), Level(2022, 121.0), 1, compound=True)  # 10 % a year

    @pytest.mark.parametrize(
        ("value", "status"),
        [
            (110.0, Status.ON_TRACK),
            (109.5, Status.ON_TRACK),
            (109.49, Status.AT_RISK),
            (106.0, Status.AT_RISK),
            (105.99, Status.OFF_TRACK),
            (100.0, Status.OFF_TRACK),
            (99.99, Status.REVERSING),
            (121.0, Status.ACHIEVED),
        ],
    )
    def test_the_bands_are_of_the_growth_rates(self, value: float, status: Status) -> None:
        assert judge(self.DOUBLING, [Level(2021, value)]).status is status

    def test_what_is_due_lies_on_the_compound_path_not_on_the_straight_one(self) -> None:
        verdict = judge(self.DOUBLING, [Level(2021, 110.0)])
        assert verdict.expected == pytest.approx(110.0, abs=1e-12)
        assert verdict.ratio == pytest.approx(1.0, abs=1e-12)
        assert verdict.progress == pytest.approx(10 / 21, abs=1e-12)

    def test_a_falling_path(self) -> None:
        """100 → 64 in two years: −20 % a year; −16 % is 0.8 of it."""
        aim = Aim(Level(2020, 100.0), Level(2022, 64.0), -1, compound=True)
        verdict = judge(aim, [Level(2021, 84.0)])
        assert verdict.ratio == pytest.approx(0.8, abs=1e-12)
        assert verdict.status is Status.AT_RISK

    def test_after_the_target_year_the_target_itself_is_due(self) -> None:
        verdict = judge(self.DOUBLING, [Level(2023, 120.0)])
        assert (verdict.status, verdict.expected) == (Status.MISSED, 121.0)

    @pytest.mark.parametrize(("v0", "v1"), [(0.0, 10.0), (-5.0, 10.0), (10.0, 0.0), (-5.0, -1.0)])
    def test_from_or_to_zero_or_below_there_is_no_rate_and_it_says_so(self, v0: float, v1: float) -> None:
        aim = Aim(Level(2020, v0), Level(2030, v1), 1 if v1 > v0 else -1, compound=True)
        verdict = judge(aim, [Level(2025, (v0 + v1) / 2)])
        assert (verdict.status, verdict.obstacle) == (Status.NO_DATA, Obstacle.NO_GROWTH_RATE)
        assert verdict.ratio is verdict.expected is None
        assert verdict.judged is not None

    def test_reached_missed_and_the_wrong_way_need_no_rate(self) -> None:
        aim = Aim(Level(2020, 0.0), Level(2030, 10.0), 1, compound=True)
        assert judge(aim, [Level(2025, 10.0)]).status is Status.ACHIEVED
        assert judge(aim, [Level(2030, 9.0)]).status is Status.MISSED
        assert judge(aim, [Level(2025, -1.0)]).status is Status.REVERSING

    @pytest.mark.parametrize("value", [0.0, -3.0])
    def test_a_figure_that_fell_to_zero_or_below_has_turned_back(self, value: float) -> None:
        assert judge(self.DOUBLING, [Level(2021, value)]).status is Status.REVERSING


class TestDirectionOnly:
    @pytest.mark.parametrize(
        ("aim", "value", "status"),
        [
            (RISING, 101.0, Status.IMPROVING_CLEARLY),
            (RISING, 100.99, Status.IMPROVING),
            (RISING, 100.0, Status.IMPROVING),
            (RISING, 99.99, Status.WORSENING),
            (RISING, 99.01, Status.WORSENING),
            (RISING, 99.0, Status.WORSENING_CLEARLY),
            (RISING, 0.0, Status.WORSENING_CLEARLY),
            (RISING, -1.0, Status.WORSENING_CLEARLY),
            (FALLING, 8.613, Status.IMPROVING_CLEARLY),
            (FALLING, 8.614, Status.IMPROVING),
            (FALLING, 8.7, Status.IMPROVING),
            (FALLING, 8.786, Status.WORSENING),
            (FALLING, 8.787, Status.WORSENING_CLEARLY),
        ],
    )
    def test_one_per_cent_a_year_is_clear(self, aim: Aim, value: float, status: Status) -> None:
        assert judge(aim, [Level(2018, value)]).status is status

    def test_over_several_years_the_growth_is_compound(self) -> None:
        """1.01² = 1.0201: 102 in two years is just under 1 % a year."""
        assert judge(RISING, [Level(2019, 102.01)]).status is Status.IMPROVING_CLEARLY
        assert judge(RISING, [Level(2019, 102.0)]).status is Status.IMPROVING
        assert judge(RISING, [Level(2019, 102.01)]).growth == pytest.approx(0.01, abs=1e-15)

    @pytest.mark.parametrize("v0", [0.0, -10.0])
    def test_from_zero_or_below_only_the_side_is_told(self, v0: float) -> None:
        aim = Aim(Level(2017, v0), None, 1)
        assert judge(aim, [Level(2018, v0 + 5)]).status is Status.IMPROVING
        assert judge(aim, [Level(2018, v0)]).status is Status.IMPROVING
        assert judge(aim, [Level(2018, v0 - 5)]).status is Status.WORSENING
        assert judge(aim, [Level(2018, v0 + 5)]).growth is None

    def test_there_is_no_path_and_so_no_ratio(self) -> None:
        verdict = judge(FALLING, [Level(2024, 7.9)])
        assert verdict.expected is verdict.progress is verdict.ratio is None
        assert verdict.way is Way.DECREASE
