"""Codes with their prefixes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lupaus.regions.codes import INWARDS_OUT, PREFIXES, WIDTHS, code_of
from lupaus.regions.models import Category


@pytest.mark.parametrize(
    ("category", "bare", "code"),
    [
        (Category.MUNICIPALITY, "49", "KU049"),
        (Category.MUNICIPALITY, "049", "KU049"),
        (Category.COUNTY, "3", "HVA03"),
        (Category.SUBREGION, "11", "SK011"),
        (Category.REGION, "1", "MK01"),
        (Category.COUNTRY, "358", "SSS"),
        (Category.MAINLAND, "1", "MA1"),
    ],
)
def test_bare_codes_get_their_zeros_and_their_prefix(category: Category, bare: str, code: str) -> None:
    assert code_of(category, bare) == code


def test_every_category_has_a_prefix_a_width_and_a_place_in_the_order() -> None:
    assert set(PREFIXES) == set(WIDTHS) == set(INWARDS_OUT) == set(Category)


@given(st.data())
def test_no_two_regions_share_a_code(data: st.DataObject) -> None:
    chosen = st.sampled_from([category for category in Category if category != Category.COUNTRY])
    areas = [
        (category, data.draw(st.integers(0, 10 ** WIDTHS[category] - 1)))
        for category in (data.draw(chosen), data.draw(chosen))
    ]
    codes = [code_of(category, str(bare)) for category, bare in areas]
    assert (codes[0] == codes[1]) == (areas[0] == areas[1])
