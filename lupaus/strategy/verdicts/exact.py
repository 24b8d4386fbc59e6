"""Exact arithmetic on figures as they were published, so that rounding never flips a verdict.

A statistic written 72.9 is a decimal number; the binary float that carries it is not. Every comparison that
decides a status is therefore made on the fraction the shortest decimal form of the float stands for
(`72.9` → 729/10), and only what is shown becomes a float again.
"""

from __future__ import annotations

import sys
from decimal import Context, Decimal
from fractions import Fraction

#: Roots are irrational: they are worked out to 60 digits and trusted to 40, which decides every boundary
#: that figures of up to 17 digits can touch.
_WORKING = Context(prec=60)
_TRUSTED = Context(prec=40)


def exact(value: float) -> Fraction:
    """The decimal number that `value` prints as."""
    return Fraction(repr(float(value)))


def shown(value: Fraction) -> float:
    """The nearest float; what no float can hold becomes the largest one, since JSON knows no infinity."""
    try:
        return float(value)
    except OverflowError:
        return sys.float_info.max if value > 0 else -sys.float_info.max


def root(value: Fraction, degree: int) -> Fraction:
    """The positive `degree`-th root of a positive `value`, to 40 significant digits.

    Raises ValueError where `value` is not positive.
    """
    if value <= 0:
        raise ValueError("a growth rate needs positive figures")
    quotient = _WORKING.divide(Decimal(value.numerator), Decimal(value.denominator))
    power = _WORKING.divide(Decimal(1), Decimal(degree))
    return Fraction(_TRUSTED.plus(_WORKING.power(quotient, power)))


def sign(value: Fraction) -> int:
    """-1, 0 or 1."""
    return (value > 0) - (value < 0)
