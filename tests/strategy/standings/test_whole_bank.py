"""All series at once say what each would say alone, and what other engines say of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from django.test import override_settings
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lupaus.indicators import reading
from lupaus.indicators.observations import Observation
from lupaus.strategy.standings.arithmetic import WORDS, words
from lupaus.strategy.standings.whole import rows, standings
from lupaus.strategy.verdicts.judgement import Aim, judge
from lupaus.strategy.verdicts.words import Level
from tests.indicators.test_reading import fill
from tests.strategy.standings.test_sql import CATEGORIES, Row, asked_of_duckdb, expected

#: Two of a shape in one bucket, and others in the next.
NUMBERS = {"births": 0, "deaths": 1, "moves": 50}
POLARITIES = {"births": 1, "deaths": -1, "moves": 0}
YEARS = [str(year) for year in range(2014, 2024)]

_tenths = st.integers(-30, 120).map(lambda tenths: tenths / 10)
_figures = st.one_of(st.none(), _tenths, st.floats(-1e9, 1e9, allow_nan=False))
scattered = st.dictionaries(
    st.tuples(
        st.sampled_from(sorted(NUMBERS)),
        st.sampled_from([*CATEGORIES, "KU999"]),
        st.sampled_from(["total", "female"]),
        st.sampled_from(YEARS),
    ),
    st.tuples(_figures, st.sampled_from(["A", "A", "P", "F"])),
    min_size=1,
    max_size=60,
)


@st.composite
def whole(draw: st.DrawFn) -> dict[Any, Any]:
    """A bank without many holes, as most are."""
    length = draw(st.integers(1, 9))
    figures = draw(st.lists(_tenths, min_size=4 * length * 3, max_size=4 * length * 3))
    keys = [
        (name, region, "total", year) for name in NUMBERS for region in CATEGORIES for year in YEARS[:length]
    ]
    found = {key: (value, "A") for key, value in zip(keys, figures, strict=True)}
    for key in draw(st.lists(st.sampled_from(keys), max_size=4)):
        found.pop(key, None)
    return found or {keys[0]: (1.0, "A")}


def as_rows(drawn: dict[Any, Any]) -> list[Row]:
    return [(*key, value, "M" if value is None else status) for key, (value, status) in drawn.items()]


@pytest.mark.slow
@settings(deadline=None, max_examples=80)
@given(st.one_of(scattered, whole()).map(as_rows))
def test_the_whole_bank_stands_as_the_query_and_the_house_say(
    tmp_path_factory: pytest.TempPathFactory, drawn: list[Row]
) -> None:
    folder = tmp_path_factory.mktemp("bank")
    with override_settings(OBSERVATIONS=folder):
        observations = [
            Observation(name, region, gender, period, value, None, None, status, 1)
            for name, region, gender, period, value, status in drawn
        ]
        buckets = reading.buckets_as_of(fill(folder, observations))
        told = list(rows(standings(buckets, polarities=POLARITIES, categories=CATEGORIES)))
    assert len(told) == len(set(told))
    assert set(told) == expected(drawn, POLARITIES)
    assert set(told) == asked_of_duckdb(drawn, POLARITIES)


@pytest.mark.parametrize("polarity", [1, -1])
@pytest.mark.parametrize(
    ("before", "now"),
    [
        (100.0, 105.10100501),  # exactly 1 % a year
        (100.0, 105.1010050099),
        (100.0, 95.09900499),
        (100.0, 95.0990049901),
        (1000000.0, 1051010.0501),
        (0.1, 0.10510100501),
        (5e-324, 5e-324),
        (1e-310, 1.06e-310),
        (1.7e308, 1.75e308),
        (0.0, 5.0),
        (-4.0, -3.0),
        (3.0, -1.0),
        (3.0, 0.0),
        (2.0, 2.0),
    ],
)
def test_words_at_the_thresholds_are_the_exact_ones(before: float, now: float, polarity: int) -> None:
    (found,) = words(np.array([now]), np.array([before]), polarity)
    assert WORDS[found] is judge(Aim(Level(0, before), None, polarity), [Level(5, now)]).status


@settings(max_examples=300)
@example(now=1.0510100501, before=1.0, polarity=1)
@given(
    now=st.floats(allow_nan=False, allow_infinity=False),
    before=st.floats(allow_nan=False, allow_infinity=False),
    polarity=st.sampled_from([1, -1]),
)
def test_words_are_those_of_a_single_verdict(now: float, before: float, polarity: int) -> None:
    (found,) = words(np.array([now]), np.array([before]), polarity)
    assert WORDS[found] is judge(Aim(Level(0, before), None, polarity), [Level(5, now)]).status


def test_where_neither_side_is_better_there_is_no_word() -> None:
    assert words(np.array([1.0, 2.0]), np.array([1.0, np.nan]), 0).tolist() == [0, 0]


def test_some_indicators_may_be_chosen(own_store: Any) -> None:
    observations = [
        Observation(name, "KU001", "total", "2020", 1.0, None, None, "A", 1) for name in sorted(NUMBERS)
    ]
    buckets = reading.buckets_as_of(fill(own_store, observations))
    found: Sequence[Any] = standings(buckets, polarities={}, categories={}, indicators=["deaths"])
    assert [block.indicators for block in found] == [("deaths",)]
