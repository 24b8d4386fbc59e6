from __future__ import annotations

from itertools import combinations
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lupaus.strategy.verdicts.trends import projection, trend
from lupaus.strategy.verdicts.words import Level, Trend

values = st.integers(-10_000, 10_000).map(lambda tenths: tenths / 10)
series = st.dictionaries(st.integers(1990, 2030), values, min_size=4, max_size=12).map(
    lambda by_year: [Level(year, value) for year, value in by_year.items()]
)


def test_a_straight_line_is_its_own_trend() -> None:
    line = [Level(2017 + i, 72.0 + 0.5 * i) for i in range(6)]
    found = trend(line)
    assert found is not None
    assert found[:3] == (0.5, 0.5, 0.5)
    assert found.tau == pytest.approx(1.0)
    assert projection(line, found, 2030) == (2030, 78.5, 78.5, 78.5)


def test_one_wild_year_does_not_turn_the_trend() -> None:
    line = [Level(2010 + i, float(i)) for i in range(9)]
    found = trend([*line[:4], Level(2014, 400.0), *line[5:]])
    assert found is not None
    assert found.slope == 1.0


def test_three_observations_tell_no_trend() -> None:
    line = [Level(2017, 1.0), Level(2018, 2.0), Level(2019, None), Level(2020, 3.0)]
    assert trend(line) is None
    assert projection(line, None, 2030) is None


def test_a_series_that_never_changes_has_no_slope_and_tau_nought() -> None:
    flat = [Level(year, 5.0) for year in range(2010, 2016)]
    assert trend(flat) == (0.0, 0.0, 0.0, 0.0, 6)


def test_nothing_is_projected_to_a_year_that_has_come() -> None:
    line = [Level(2017 + i, float(i)) for i in range(6)]
    assert projection(line, trend(line), 2022) is None
    assert projection(line, trend(line), 2023) is not None


def test_figures_beyond_the_reach_of_a_float_tell_no_trend() -> None:
    assert trend([Level(2017, -1.7e308), Level(2018, 1.7e308), Level(2019, 0.0), Level(2020, 1.0)]) is None


@given(series)
def test_slope_and_tau_are_those_of_sen_and_kendall(figures: list[Level]) -> None:
    found = trend(figures)
    assert found is not None
    pairs = [(b.year - a.year, (b.value or 0) - (a.value or 0)) for a, b in combinations(sorted(figures), 2)]
    assert found.slope == pytest.approx(median(rise / run for run, rise in pairs))
    assert found.low <= found.slope <= found.high
    up, down = sum(rise > 0 for _, rise in pairs), sum(rise < 0 for _, rise in pairs)
    strength = (up - down) / (len(pairs) * (up + down)) ** 0.5 if up + down else 0.0
    assert found.tau == pytest.approx(strength)
    assert found.n == len(figures)


@given(series, st.integers(2031, 2060))
def test_the_projection_lies_inside_its_band(figures: list[Level], year: int) -> None:
    ahead = projection(figures, trend(figures), year)
    assert ahead is not None
    assert ahead.low <= ahead.value <= ahead.high


@given(series)
def test_missing_years_and_order_change_nothing(figures: list[Level]) -> None:
    holes = [Level(year, None) for year in range(1980, 1990)]
    assert trend([*reversed(figures), *holes]) == trend(figures)


@settings(max_examples=200, deadline=None)  # scipy is loaded first
@given(
    st.dictionaries(
        st.integers(1980, 2025),
        st.one_of(st.integers(0, 4).map(float), st.integers(-50, 999).map(lambda tenths: tenths / 10)),
        min_size=4,
        max_size=25,
    ).filter(lambda figures: len(set(figures.values())) > 1)
)
def test_a_trend_is_that_of_scipy_to_the_last_bit(figures: dict[int, float]) -> None:
    from scipy import stats

    years, values = zip(*sorted(figures.items()), strict=True)
    slope, _intercept, low, high = stats.theilslopes(values, years, alpha=0.95)
    tau = stats.kendalltau(years, values).statistic
    found = trend(Level(year, value) for year, value in figures.items())
    assert found == Trend(float(slope), float(low), float(high), float(tau), len(figures))
