"""How often one may try: counted before, given back after."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import timedelta

import pytest

from lupaus.accounts.limits import Limit, TooManyAttempts, trying
from lupaus.accounts.models import Attempt
from lupaus.web.clock import Clock

pytestmark = pytest.mark.django_db

THREE = Limit("three", 3, timedelta(minutes=15))
ONE = Limit("one", 1, timedelta(hours=1))


def fail(clock: Clock, subject: str = "eero") -> None:
    with pytest.raises(ValueError, match="wrong"), trying((THREE, subject), clock=clock):
        raise ValueError("wrong")


def test_what_succeeds_does_not_count(clock: Clock) -> None:
    for _again in range(10):
        with trying((THREE, "eero"), clock=clock):
            pass
    assert not Attempt.objects.exists()


def test_a_try_under_way_counts_already_so_that_parallel_ones_cannot_slip_through(clock: Clock) -> None:
    with ExitStack() as under_way:
        for _each in range(3):
            under_way.enter_context(trying((THREE, "eero"), clock=clock))
        with pytest.raises(TooManyAttempts), trying((THREE, "eero"), clock=clock):
            pass


def test_a_try_that_was_refused_does_not_make_the_wait_longer(clock: Clock) -> None:
    def after(minutes: int) -> Clock:
        return lambda: clock() + timedelta(minutes=minutes)

    for _again in range(3):
        fail(clock)
    for minutes in range(1, 15):
        with (
            pytest.raises(TooManyAttempts, match="in 15 minutes"),
            trying((THREE, "eero"), clock=after(minutes)),
        ):
            pass
    fail(after(15))


def test_each_subject_is_counted_for_itself(clock: Clock) -> None:
    for _again in range(3):
        fail(clock)
    fail(clock, "olli")


def test_one_limit_that_is_reached_is_enough_and_the_others_are_not_charged(clock: Clock) -> None:
    with pytest.raises(ValueError, match="x"), trying((ONE, "a"), clock=clock):
        raise ValueError("x")
    with pytest.raises(TooManyAttempts), trying((THREE, "b"), (ONE, "a"), clock=clock):
        pass
    assert Attempt.objects.count() == 1


def test_after_a_day_nothing_is_kept_and_nobody_is_named(clock: Clock) -> None:
    fail(clock)
    assert "eero" not in str(list(Attempt.objects.values()))
    with trying((THREE, "olli"), clock=lambda: clock() + timedelta(days=1, seconds=1)):
        pass
    assert not Attempt.objects.exists()
