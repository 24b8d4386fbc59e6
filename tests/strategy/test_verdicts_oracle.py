"""A second opinion: the design's own words, written again, slowly and differently, and asked the same.

It works with whole numbers of tenths and integer roots where the program uses fractions and decimals, and it
reads the series year by year where the program sorts and filters.
"""

from __future__ import annotations

from fractions import Fraction
from math import isqrt

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lupaus.strategy.verdicts.judgement import Aim, better_side, judge
from lupaus.strategy.verdicts.words import Level

DIGITS = 10**36


def integer_root(n: int, degree: int) -> int:
    """The largest whole number whose power is not above n."""
    low, high = 0, isqrt(n) + 2 if degree > 1 else n + 1
    while high - low > 1:
        middle = (low + high) // 2
        if middle**degree <= n:
            low = middle
        else:
            high = middle
    return low


def growth(times: Fraction, years: int) -> Fraction:
    """Compound annual growth, to 36 decimals downwards; exact where it is a short decimal."""
    scaled = times.numerator * DIGITS**years // times.denominator
    return Fraction(integer_root(scaled, years), DIGITS) - 1


def opinion(
    series: dict[int, int | None],
    *,
    p0: int,
    v0: int | None,
    p1: int | None,
    v1: int | None,
    up: bool | None,
    polarity: int,
    compound: bool,
) -> tuple[str, int | None]:
    """Status and judged year. Values in tenths; `up` only where there is no level; own region."""
    if all(value is None for value in series.values()):
        return "no_data", None
    if v0 is None:
        return "no_data", None
    judged = None
    for year in range(p0 + 1, 2061):
        if series.get(year) is None:
            continue
        judged = year
        if p1 is not None and year >= p1:
            break
    if judged is None:
        return "baseline_only", None
    x = series[judged]
    assert x is not None
    n = judged - p0
    if p1 is None or v1 is None:
        return by_direction(v0, x, n, up is True), judged
    return by_level(v0, v1, x, n=n, span=p1 - p0, polarity=polarity, compound=compound), judged


def by_level(v0: int, v1: int, x: int, *, n: int, span: int, polarity: int, compound: bool) -> str:
    if v0 == v1:
        worse = x < v1 if polarity > 0 else x > v1 if polarity < 0 else x != v1
        if worse:
            return "reversing"
        return "achieved" if n >= span else "on_track"
    if v0 > v1:  # turn it round, so that up is good
        if not compound:
            return by_level(-v0, -v1, -x, n=n, span=span, polarity=-polarity, compound=False)
        reached, back = x <= v1, x > v0
    else:
        reached, back = x >= v1, x < v0
    if reached:
        return "achieved"
    if n >= span:
        return "missed"
    if back:
        return "reversing"
    if not compound:
        done, due = (x - v0) * span * 100, (v1 - v0) * n
        return "on_track" if done >= 95 * due else "at_risk" if done >= 60 * due else "off_track"
    if v0 <= 0 or v1 <= 0:
        return "no_data"
    ratio = growth(Fraction(x, v0), n) / growth(Fraction(v1, v0), span)
    # Roots are cut off at 36 decimals; a ratio this close to a boundary is on it.
    ratio += Fraction(1, 10**20)
    return "on_track" if ratio >= Fraction(19, 20) else "at_risk" if ratio >= Fraction(3, 5) else "off_track"


def by_direction(v0: int, x: int, n: int, up: bool) -> str:
    good = x >= v0 if up else x <= v0
    steep = False
    if v0 > 0:
        steep = x * 100**n >= v0 * 101**n or x * 100**n <= v0 * 99**n
    return ("improving" if good else "worsening") + ("_clearly" if steep else "")


values = st.integers(-400, 1500)
years_and_values = st.dictionaries(
    st.integers(2012, 2040), st.one_of(st.none(), values, st.integers(690, 840)), max_size=9
)


@settings(max_examples=800)
@given(
    series=years_and_values,
    v0=st.one_of(st.none(), values, st.just(729)),
    v1=st.one_of(values, st.just(790)),
    span=st.integers(1, 16),
    level=st.booleans(),
    up=st.booleans(),
    polarity=st.sampled_from([-1, 0, 1]),
    compound=st.booleans(),
)
@example(series={2024: 740}, v0=729, v1=790, span=13, level=True, up=True, polarity=1, compound=False)
@example(series={2018: 1095}, v0=1000, v1=1210, span=2, level=True, up=True, polarity=1, compound=True)
@example(series={2018: 840}, v0=1000, v1=640, span=2, level=True, up=True, polarity=1, compound=True)
def test_the_second_opinion_agrees(
    series: dict[int, int | None],
    v0: int | None,
    v1: int,
    span: int,
    level: bool,
    up: bool,
    polarity: int,
    compound: bool,
) -> None:
    p0 = 2017
    if level:
        side = better_side(baseline=None if v0 is None else v0 / 10, target=v1 / 10, polarity=polarity)
        target = Level(p0 + span, v1 / 10)
    else:
        side, target = (1 if up else -1), None
    aim = Aim(Level(p0, None if v0 is None else v0 / 10), target, side, compound)
    verdict = judge(aim, [Level(year, None if x is None else x / 10) for year, x in series.items()])
    asked = opinion(
        series,
        p0=p0,
        v0=v0,
        p1=p0 + span if level else None,
        v1=v1 if level else None,
        up=up,
        polarity=polarity,
        compound=compound,
    )
    judged = verdict.judged.year if verdict.judged else None
    assert (verdict.status.value, judged) == asked


def test_the_oracle_itself_knows_its_roots() -> None:
    assert growth(Fraction(121, 100), 2) == Fraction(1, 10)
    assert growth(Fraction(64, 100), 2) == Fraction(-1, 5)
    assert float(growth(Fraction(2), 10)) == pytest.approx(2**0.1 - 1)
