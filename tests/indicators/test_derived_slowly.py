"""Every kind of derivation is held against a slow count in fractions, written from its definition alone, and
in every bit against figures worked out one by one.

The figures are any: missing ones, kept back ones, zeros, negative ones, provisional ones, regions that end.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import product
from math import isclose, isfinite
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lupaus.indicators.derived import Derivation, parse
from lupaus.indicators.derived.working import Working
from lupaus.indicators.layers import layers_of
from lupaus.indicators.observations import Observation, SeriesKey
from lupaus.indicators.places import Place, Places
from tests.indicators.one_by_one import OneByOne

#: Two counties, East and West. C became part of B at the end of 2020.
INSIDE: Final = {"SSS": "ABCDF", "EAST": "ABC", "WEST": "DF"}
YEARS: Final = ("2019", "2020", "2021")
TREE: Final = Places(
    regions={
        "SSS": Place("country", None, None, ""),
        "EAST": Place("county", None, None, ""),
        "WEST": Place("county", None, None, ""),
        **{code: Place("municipality", None, None, "") for code in "ABDF"},
        "C": Place("municipality", None, date(2020, 12, 31), "B"),
    },
    children={"SSS": ("EAST", "WEST"), "EAST": ("A", "B", "C"), "WEST": ("D", "F")},
)
CELLS: Final = tuple(product(("x", "y", "z"), (*INSIDE, *"ABCDF"), YEARS))
SAID: Final[Mapping[str, dict[str, object]]] = {
    "share": {"kind": "share", "of": "x", "among": "y"},
    "per-capita": {"kind": "per-capita", "of": "x", "population": "y", "per": 1000},
    "sum": {"kind": "sum", "addends": ["x", "y", "z"]},
    "difference": {"kind": "difference", "of": "x", "less": "y"},
    "index": {"kind": "index", "of": "x"},
    "mean": {"kind": "weighted-mean", "of": "x", "by": "y", "least_share": 60},
    "spread": {"kind": "dispersion", "of": "x", "category": "municipality", "least_share": 60},
    "spread-weighted": {
        "kind": "dispersion", "of": "x", "by": "y", "category": "municipality", "least_share": 60
    },
    "average": {"kind": "moving-average", "of": "x", "years": 2},
    "of-derived": {"kind": "moving-average", "of": "share", "years": 2},
    "of-regions": {"kind": "difference", "of": "mean", "less": "x"},
}  # fmt: skip
DERIVATIONS: Final[Mapping[str, Derivation]] = {name: parse(said) for name, said in SAID.items()}

Figure = tuple[float | None, str]  # value and status
#: A country: what is said of each cell; a cell that is not there has no observation.
Country = Mapping[tuple[str, str, str], Figure]

_values = st.sampled_from([0.0, 1.0, -3.5, 0.1, 7.25, 12.0, 1e6]) | st.floats(-1e6, 1e6, width=32)
_figures: st.SearchStrategy[Figure] = st.one_of(
    st.tuples(_values, st.sampled_from(["A", "A", "A", "P", "E"])),
    st.tuples(st.none(), st.sampled_from(["M", "Q"])),
)
_weights: st.SearchStrategy[Figure] = st.one_of(
    st.tuples(st.integers(0, 5000).map(float), st.just("A")), st.tuples(st.none(), st.just("Q"))
)
countries = st.builds(
    lambda figures, weights: {
        cell: figure
        for cell in CELLS
        if (figure := (weights if cell[0] == "y" else figures).get(cell)) is not None
    },
    st.fixed_dictionaries(dict.fromkeys(CELLS, _figures), optional={}),
    st.fixed_dictionaries({cell: _weights for cell in CELLS if cell[0] == "y"}),
).flatmap(
    lambda whole: st.sets(st.sampled_from(CELLS), max_size=12).map(
        lambda gone: {cell: figure for cell, figure in whole.items() if cell not in gone}
    )
)


def rows(country: Country, releases: Sequence[int] = (1,)) -> list[Observation]:
    """As the bank tells them, ordered; written by these releases in turn."""
    return [
        Observation(name, code, gender, year, value, None, None, status, releases[nth % len(releases)])
        for nth, ((name, code, year), (value, status)) in enumerate(sorted(country.items()))
        for gender in ("female", "total")
        if gender == "total" or nth % 3
    ]


def working(told: Iterable[Observation], marked: frozenset[int] = frozenset()) -> Working:
    return Working.of(DERIVATIONS, dict(layers_of(told)), TREE, marked)


def one_by_one(told: Iterable[Observation], marked: frozenset[int] = frozenset()) -> OneByOne:
    series: dict[SeriesKey, dict[str, Observation]] = {}
    for seen in told:
        series.setdefault(SeriesKey(*seen[:3]), {})[seen.period] = seen
    return OneByOne(DERIVATIONS, series, TREE, marked)


class Slowly:
    """The figures by the definitions, exactly."""

    def __init__(self, country: Country) -> None:
        self.country = country

    def value(self, name: str, code: str, year: str) -> Fraction | None:
        """None where there is no value, whether because nothing is said or because it is missing."""
        said = SAID.get(name)
        if said is None:
            value, _status = self.country.get((name, code, year), (None, ""))
            return None if value is None else Fraction(value)
        kind, per = str(said["kind"]), Fraction(int(str(said.get("per", 100))))
        of = str(said.get("of", ""))
        if kind in ("weighted-mean", "dispersion"):
            return self.within(kind, of, str(said.get("by", "")), code, year)
        if kind == "moving-average":
            before = str(int(year) - 1)
            both = [self.value(of, code, each) for each in (before, year)]
            known = [each for each in both if each is not None]
            return sum(known, Fraction()) / 2 if len(known) == 2 else None
        if kind == "sum":
            parts = [self.value(each, code, year) for each in ("x", "y", "z")]
            known = [each for each in parts if each is not None]
            return sum(known, Fraction()) if len(known) == 3 else None
        upper = self.value(of, code, year)
        other = str(said.get("among") or said.get("population") or said.get("less") or of)
        lower = self.value(other, "SSS" if kind == "index" else code, year)
        if upper is None or lower is None:
            return None
        if kind == "difference":
            return upper - lower
        return upper / lower * per if lower else None

    def within(self, kind: str, of: str, by: str, code: str, year: str) -> Fraction | None:
        known = {
            each: found for each in INSIDE.get(code, "") if (found := self.value(of, each, year)) is not None
        }
        there = [each for each in INSIDE.get(code, "") if each != "C" or year <= "2020"]
        # C is told with B where it has no figure of its own.
        there = sorted({"B" if each == "C" and "C" not in known and "B" in known else each for each in there})
        weights = {each: self.value(by, each, year) if by else Fraction(1) for each in there}
        weighed = {each: weight for each, weight in weights.items() if weight is not None}
        counting = [each for each in there if each in known and each in weighed]
        total = sum(weighed.values(), Fraction())
        mine = sum((weighed[each] for each in counting), Fraction())
        if (
            not counting
            or not total
            or 10 * mine < 6 * total
            or 10 * len(weighed) < 6 * len(there)
            or not mine
        ):
            return None
        mean = sum((weighed[each] * known[each] for each in counting), Fraction()) / mine
        if kind == "weighted-mean":
            return mean
        if len(counting) < 2 or mean <= 0:
            return None
        square = sum((weighed[each] * (known[each] - mean) ** 2 for each in counting), Fraction()) / mine
        with localcontext() as context:
            context.prec = 60
            root = (Decimal(square.numerator) / Decimal(square.denominator)).sqrt()
        return 100 * Fraction(root) / mean


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(countries)
def test_every_kind_is_what_a_slow_count_says(country: Country) -> None:
    made, slowly = working(rows(country)), Slowly(country)
    for name, code, year in product(SAID, (*INSIDE, *"ABCDF"), YEARS):
        seen = made.series(SeriesKey(name, code, "total")).get(year)
        expected = slowly.value(name, code, year)
        assert (seen is None or seen.value is None) == (expected is None), (name, code, year, seen, expected)
        if seen is not None and seen.value is not None and expected is not None:
            nearest = float(expected)
            assert isclose(seen.value, nearest, rel_tol=1e-9, abs_tol=1e-6), (name, code, year, seen, nearest)
            assert seen.status in {"A", "P", "E"}
        elif seen is not None:
            assert seen.status in {"M", "Q"}
            assert (seen.numerator, seen.denominator) == (None, None)


#: Statuses of figures that have a value, one of which nobody knows.
_statuses = st.lists(st.sampled_from("AABPEFZ"), min_size=1, max_size=9)


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(countries, _statuses, st.lists(st.integers(1, 4), min_size=1, max_size=7))
def test_all_at_once_is_what_each_alone_is(
    country: Country, statuses: list[str], releases: list[int]
) -> None:
    """In every bit: values, what they are ratios of, statuses, releases, and what they were made of."""
    figures = {
        cell: (value, status if value is None else statuses[nth % len(statuses)])
        for nth, (cell, (value, status)) in enumerate(country.items())
    }
    told, marked = rows(figures, releases), frozenset({2, 3})
    made, slowly = working(told, marked), one_by_one(told, marked)
    for name in DERIVATIONS:
        everything = made.layer(name).observations(name, made.axes.chosen(None, None, None))
        keys = [SeriesKey(name, *each) for each in sorted(slowly.keys(name))]
        expected = [seen for key in keys for seen in slowly.series(key).values()]
        assert list(map(repr, everything)) == list(map(repr, expected)), name
        for key, period in product(keys, (*YEARS, "2030")):
            assert made.parts(key, period) == slowly.parts(key, period)
        for key in keys:
            assert dict(made.series(key)) == dict(slowly.series(key))


def test_numbers_too_large_to_be_added_or_divided_make_a_figure_missing() -> None:
    """And no error, whichever they are."""
    for x, y in ((1e308, 1e308), (1e308, -1e308), (-1e308, 1e-308), (5e-324, 1e308)):
        country = {cell: ({"x": x, "y": y, "z": x}[cell[0]], "A") for cell in CELLS}
        made = working(rows(country))
        for name in DERIVATIONS:
            for seen in made.layer(name).observations(name, made.axes.chosen(None, None, None)):
                assert (seen.value is None) == (seen.status == "M")
                assert seen.value is None or isfinite(seen.value)


def test_what_runs_in_a_circle_says_nothing() -> None:
    said = {"one": {"kind": "sum", "addends": ["two", "x"]}, "two": {"kind": "sum", "addends": ["one", "x"]}}
    derivations = {name: parse(each) for name, each in said.items()}
    told = dict(layers_of(rows({cell: (1.0, "A") for cell in CELLS if cell[0] == "x"})))
    made = Working.of(derivations, told, TREE, frozenset())
    assert not made.layer("one").statuses.any()


@settings(max_examples=100, deadline=None)
@given(countries)
def test_a_figure_is_as_doubtful_as_the_most_doubtful_of_its_parts(country: Country) -> None:
    made = working(rows(country))
    order = "APE"
    for name, code, year in product(("share", "sum", "difference"), "ABD", YEARS):
        seen = made.series(SeriesKey(name, code, "total")).get(year)
        if seen is None or seen.value is None:
            continue
        parts = [country[part.indicator, code, year][1] for part in DERIVATIONS[name].parts]
        assert seen.status == max(parts, key=order.index)


@settings(max_examples=60, deadline=None)
@given(countries)
def test_what_is_kept_back_makes_no_difference_to_what_is_told(country: Country) -> None:
    """A derived figure is made of what is told: a hidden number is not even there when it is worked out."""
    made = working(rows(country))
    for name, code, year in product(("share", "difference", "sum", "average"), "ABD", YEARS):
        key = SeriesKey(name, code, "total")
        used = [each.seen for each in made.used(key, year)]
        if any(seen is not None and seen.status == "Q" for seen in used):
            found = made.series(key).get(year)
            assert found is None or found.value is None
            if found is not None and all(seen is not None for seen in used):
                assert found.status == "Q"
