from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from lupaus.web.address import Address, BadAddress, as_query_dict, read_query

KNOWN = st.lists(
    st.one_of(
        st.tuples(st.just("strategy"), st.sampled_from(["kaava-2030", "lohja-2035"])),
        st.tuples(st.just("region"), st.sampled_from(["KU444", "HVA03", "SSS"])),
        st.tuples(st.just("regions"), st.sampled_from(["KU049", "KU091", "MK01"])),
        st.tuples(st.just("gender"), st.sampled_from(["total", "female", "male"])),
        st.tuples(st.just("release"), st.integers(1, 999_999_999).map(str)),
        st.tuples(st.just("as_of"), st.integers(1900, 2199).map(str)),
        st.tuples(st.just("utm_source"), st.text(max_size=5)),
    ),
    max_size=12,
)


def read(query: str) -> tuple[tuple[str, str], ...]:
    return read_query(QueryDict(query))


@given(KNOWN)
def test_a_canonical_address_is_its_own_canonical_address(parameters: list[tuple[str, str]]) -> None:
    once = read(urlencode(parameters))
    assert read(urlencode(once)) == once
    assert as_query_dict(Address("fi", "/", once)).urlencode() == urlencode(once)


@given(KNOWN, st.randoms())
def test_order_and_unknown_parameters_make_no_other_page(
    parameters: list[tuple[str, str]], random: object
) -> None:
    single = dict(parameters)  # of a parameter that stands once the last one counts, so keep one of each
    names = list(single)
    random.shuffle(names)  # type: ignore[attr-defined]  # hypothesis' own Random
    assert read(urlencode(single)) == read(urlencode({name: single[name] for name in names} | {"x": "y"}))


def test_empty_fields_of_a_form_are_left_out() -> None:
    assert read("q=&theme=&year=2020") == (("year", "2020"),)


@pytest.mark.parametrize(
    "query",
    [
        "region=lohja",
        "strategy=Kaava 2030",
        "region=KU444%00",
        "release=0",
        "release=99999999999999999999999",
        "release=-1",
        "release=1e3",
        "as_of=20",
        "as_of=٢٠٢٠",
        "gender=other",
        "q=a%00b",
        "q=" + "a" * 101,
        "&".join(f"regions=KU{number:03}" for number in range(41)),
    ],
)
def test_a_value_in_a_wrong_form_is_refused(query: str) -> None:
    with pytest.raises(BadAddress):
        read(query)


def test_every_wrong_parameter_is_named_at_once() -> None:
    with pytest.raises(BadAddress) as refused:
        read("release=x&as_of=y")
    assert len(refused.value.problems) == 2


def test_links_carry_the_scope_and_leave_the_rest_behind() -> None:
    here = Address("fi", "/indicators/x/", read("region=KU444&release=3&regions=KU049&year=2020"))
    assert here.link("/fi/goals/y/") == "/fi/goals/y/?region=KU444&release=3"
    assert here.link("/fi/goals/y/", q="työ") == "/fi/goals/y/?region=KU444&release=3&q=ty%C3%B6"
    assert str(here.in_language("sv")) == ("/sv/indicators/x/?region=KU444&release=3&regions=KU049&year=2020")


def test_a_parameter_is_set_and_taken_away() -> None:
    here = Address("fi", "/", read("region=KU444"))
    assert str(here.with_(region=None)) == "/fi/"
    assert str(here.with_(release=2)) == "/fi/?region=KU444&release=2"
    assert str(here.with_(regions=["KU091", "KU049"])) == "/fi/?region=KU444&regions=KU049&regions=KU091"
