from __future__ import annotations

import sys
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lupaus.strategy.verdicts.exact import exact, root, shown, sign


def test_a_figure_is_the_decimal_it_was_written_as() -> None:
    assert exact(72.9) == Fraction(729, 10)
    assert exact(0.1) + exact(0.2) == exact(0.3)
    assert exact(1e-7) == Fraction(1, 10**7)
    assert exact(5) == 5


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_there_and_back_is_the_same_float(value: float) -> None:
    assert shown(exact(value)) == value


def test_what_no_float_can_hold_is_the_largest_one() -> None:
    assert shown(Fraction(10**400)) == sys.float_info.max
    assert shown(Fraction(-(10**400))) == -sys.float_info.max


@given(st.fractions(min_value=Fraction(1, 1000), max_value=1000, max_denominator=1000), st.integers(1, 30))
def test_a_root_of_a_power_is_where_it_came_from(base: Fraction, degree: int) -> None:
    assert abs(root(base**degree, degree) / base - 1) < Fraction(1, 10**38)


def test_short_roots_come_out_exactly() -> None:
    assert root(Fraction(121, 100), 2) == Fraction(11, 10)
    assert root(Fraction(64, 100), 2) == Fraction(4, 5)
    assert root(Fraction(101, 100) ** 7, 7) == Fraction(101, 100)


@pytest.mark.parametrize("value", [Fraction(0), Fraction(-1)])
def test_there_is_no_growth_rate_from_or_to_nothing(value: Fraction) -> None:
    with pytest.raises(ValueError, match="positive"):
        root(value, 2)


def test_signs() -> None:
    assert [sign(Fraction(n)) for n in (-3, 0, 7)] == [-1, 0, 1]
