"""What is true of every verdict, whatever the figures."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import assume, given
from hypothesis import strategies as st

from lupaus.strategy.verdicts.judgement import Aim, Verdict, judge
from lupaus.strategy.verdicts.words import Level, Status

#: Worst to best on the way to a level, and by a direction. Both have one order, whatever the year.
ON_THE_WAY = [
    Status.MISSED,
    Status.REVERSING,
    Status.OFF_TRACK,
    Status.AT_RISK,
    Status.ON_TRACK,
    Status.ACHIEVED,
]
BY_DIRECTION = [
    Status.WORSENING_CLEARLY,
    Status.WORSENING,
    Status.IMPROVING,
    Status.IMPROVING_CLEARLY,
]

tenths = st.integers(-2_000, 2_000)
positive_tenths = st.integers(1, 2_000)
spans = st.integers(1, 20)
series = st.dictionaries(st.integers(2010, 2045), tenths, max_size=8)


def value(in_tenths: int | Decimal) -> float:
    return float(Decimal(in_tenths) / 10)


def levels(by_year: dict[int, int]) -> list[Level]:
    return [Level(year, value(each)) for year, each in by_year.items()]


@st.composite
def aims(draw: st.DrawFn, values: st.SearchStrategy[int] = tenths, *, compound: bool = False) -> Aim:
    """A target of its own region: the better side is the way from baseline to target, or a polarity."""
    v0, v1 = draw(values), draw(values)
    better = (v1 > v0) - (v1 < v0) or draw(st.sampled_from([-1, 1]))
    return Aim(Level(2017, value(v0)), Level(2017 + draw(spans), value(v1)), better=better, compound=compound)


def mapped(aim: Aim, scale: Decimal, shift: Decimal) -> Aim:
    def moved(level: Level) -> Level:
        assert level.value is not None
        return level._replace(value=float(Decimal(repr(level.value)) * scale + shift))

    assert aim.target is not None
    return replace(
        aim,
        baseline=moved(aim.baseline),
        target=moved(aim.target),
        better=aim.better if scale > 0 else -aim.better,
    )


def mapped_levels(figures: list[Level], scale: Decimal, shift: Decimal) -> list[Level]:
    return [
        Level(year, None if each is None else float(Decimal(repr(each)) * scale + shift))
        for year, each in figures
    ]


def same_word_and_pace(one: Verdict, other: Verdict) -> bool:
    return (one.status, one.ratio, one.progress) == (other.status, other.ratio, other.progress)


@given(aims(), series, st.decimals("0.1", "50", places=1), st.decimals("-300", "300", places=2))
def test_another_unit_of_measure_changes_no_linear_verdict(
    aim: Aim, by_year: dict[int, int], scale: Decimal, shift: Decimal
) -> None:
    figures = levels(by_year)
    other = judge(mapped(aim, scale, shift), mapped_levels(figures, scale, shift))
    assert same_word_and_pace(judge(aim, figures), other)


@given(aims(), series)
def test_what_rises_and_what_falls_are_judged_alike(aim: Aim, by_year: dict[int, int]) -> None:
    figures = levels(by_year)
    mirrored = judge(mapped(aim, Decimal(-1), Decimal(0)), mapped_levels(figures, Decimal(-1), Decimal(0)))
    assert same_word_and_pace(judge(aim, figures), mirrored)


@given(aims(), st.integers(1, 25), tenths, positive_tenths)
def test_a_better_figure_never_gets_a_worse_word(aim: Aim, years: int, x: int, by: int) -> None:
    year = 2017 + years
    worse = judge(aim, [Level(year, value(x))]).status
    better = judge(aim, [Level(year, value(x + aim.better * by))]).status
    assert ON_THE_WAY.index(better) >= ON_THE_WAY.index(worse)


@given(aims(positive_tenths, compound=True), st.integers(1, 25), positive_tenths, positive_tenths)
def test_nor_by_compound_growth(aim: Aim, years: int, x: int, by: int) -> None:
    best = max if aim.better > 0 else min
    better_x = best(x, max(1, x + aim.better * by))
    worse = judge(aim, [Level(2017 + years, value(x))]).status
    better = judge(aim, [Level(2017 + years, value(better_x))]).status
    assert ON_THE_WAY.index(better) >= ON_THE_WAY.index(worse)


@given(tenths, st.sampled_from([-1, 1]), st.integers(1, 25), tenths, positive_tenths)
def test_nor_by_direction(v0: int, better: int, years: int, x: int, by: int) -> None:
    aim = Aim(Level(2017, value(v0)), None, better)
    worse = judge(aim, [Level(2017 + years, value(x))]).status
    improved = judge(aim, [Level(2017 + years, value(x + better * by))]).status
    assert BY_DIRECTION.index(improved) >= BY_DIRECTION.index(worse)


@given(tenths, tenths.filter(bool), st.integers(2, 20), st.data())
def test_a_figure_exactly_on_the_path_is_on_track(v0: int, step: int, span: int, data: st.DataObject) -> None:
    years = data.draw(st.integers(1, span - 1))
    aim = Aim(
        Level(2017, value(v0)), Level(2017 + span, value(v0 + step * span)), better=1 if step > 0 else -1
    )
    verdict = judge(aim, [Level(2017 + years, value(v0 + step * years))])
    assert verdict.ratio == 1.0
    assert verdict.expected == value(v0 + step * years)
    assert verdict.status is Status.ON_TRACK


@given(aims(), series, st.dictionaries(st.integers(2005, 2060), st.none()))
def test_missing_observations_change_nothing(
    aim: Aim, by_year: dict[int, int], holes: dict[int, None]
) -> None:
    figures = levels(by_year)
    assert judge(aim, [*figures, *(Level(year, None) for year in holes)]) == judge(aim, figures)


@given(aims(), series)
def test_the_order_of_figures_and_those_before_the_baseline_change_nothing(
    aim: Aim, by_year: dict[int, int]
) -> None:
    figures = levels(by_year)
    assume(any(level.year >= 2017 for level in figures))
    assert judge(aim, figures[::-1]) == judge(aim, figures)
    assert judge(aim, [level for level in figures if level.year >= 2017]) == judge(aim, figures)


@given(aims(), st.integers(1, 25), tenths)
def test_achieved_means_reached_and_missed_means_too_late(aim: Aim, years: int, x: int) -> None:
    assert aim.target is not None
    assert aim.target.value is not None
    assume(aim.target.value != aim.baseline.value)
    verdict = judge(aim, [Level(2017 + years, value(x))])
    reached = (value(x) - aim.target.value) * aim.better >= 0
    came = 2017 + years >= aim.target.year
    assert (verdict.status is Status.ACHIEVED) == reached
    assert (verdict.status is Status.MISSED) == (came and not reached)


@given(aims(), series, st.dictionaries(st.integers(2046, 2060), tenths, min_size=1))
def test_once_the_target_year_has_been_judged_later_figures_change_nothing(
    aim: Aim, by_year: dict[int, int], later: dict[int, int]
) -> None:
    assert aim.target is not None
    assume(any(year >= aim.target.year for year in by_year))
    assert judge(aim, levels(by_year | later)) == judge(aim, levels(by_year))


@given(
    st.floats(allow_nan=False, allow_infinity=False),
    st.floats(allow_nan=False, allow_infinity=False),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(1, 30),
    spans,
    st.booleans(),
)
def test_any_figures_at_all_are_judged_without_trouble_or_infinity(
    v0: float, v1: float, x: float, years: int, span: int, compound: bool
) -> None:
    better = (v1 > v0) - (v1 < v0)
    verdict = judge(Aim(Level(2000, v0), Level(2000 + span, v1), better, compound), [Level(2000 + years, x)])
    for figure in (verdict.expected, verdict.progress, verdict.ratio):
        assert figure is None or abs(figure) < float("inf")
    assert judge(Aim(Level(2000, v0), None, 1), [Level(2000 + years, x)]).status in BY_DIRECTION
