"""Differences between registers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lupaus.regions.models import Category
from lupaus.regions.register import Entry, contradictions, with_parents
from lupaus.web.texts import Text

CODES = [f"KU{number:03}" for number in range(8)]


def entry(code: str, *parents: str, category: Category = Category.MUNICIPALITY) -> Entry:
    return Entry(code, category, code[2:], Text.same(code), parents=frozenset(parents))


@given(st.lists(st.tuples(st.sampled_from(CODES), st.sampled_from(CODES)), max_size=12))
def test_a_register_is_refused_exactly_when_something_lies_inside_itself(
    links: list[tuple[str, str]],
) -> None:
    parents = {code: {outer for inner, outer in links if inner == code} for code in CODES}
    register = {code: entry(code, *parents[code]) for code in CODES}

    def around(code: str) -> set[str]:
        reached: set[str] = set()
        waiting = [code]
        while waiting:
            fresh = parents[waiting.pop()] - reached
            reached |= fresh
            waiting += fresh
        return reached

    assert bool(contradictions(register)) == any(code in around(code) for code in CODES)


@given(st.permutations(CODES))
def test_what_lies_in_what_has_no_circle_when_it_follows_an_order(order: list[str]) -> None:
    register = {code: entry(code, *order[place + 1 :]) for place, code in enumerate(order)}
    assert contradictions(register) == []


def test_a_new_parent_replaces_those_of_its_category_only() -> None:
    register = {
        "MK01": entry("MK01", category=Category.REGION),
        "MK02": entry("MK02", category=Category.REGION),
        "SHP25": entry("SHP25", category=Category.HOSPITAL_DISTRICT),
    }
    moved = with_parents(entry("KU001", "MK01", "SHP25"), ["MK02"], register)
    assert moved.parents == {"MK02", "SHP25"}


@pytest.mark.parametrize("length", [1, 2, 7])
def test_the_way_round_is_told(length: int) -> None:
    ring = CODES[:length]
    register = {code: entry(code, ring[(place + 1) % length]) for place, code in enumerate(ring)}
    (problem,) = contradictions(register)
    assert problem.message == f"KU000 would lie inside itself: {' → '.join([*ring, 'KU000'])}."
