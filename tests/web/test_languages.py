from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lupaus.web.languages import language_of, preferred_language
from lupaus.web.texts import LANGUAGES


@pytest.mark.parametrize(
    ("path", "language"),
    [("/fi/", "fi"), ("/sv/goals/x/", "sv"), ("/en", "en"), ("/", None), ("/de/", None), ("/fin/", None)],
)
def test_the_first_part_of_an_address_is_its_language(path: str, language: str | None) -> None:
    assert language_of(path) == language


@pytest.mark.parametrize(
    ("wish", "language"),
    [
        ("", "fi"),
        ("sv-FI,sv;q=0.9,fi;q=0.8", "sv"),
        ("de,en;q=0.5", "en"),
        ("fi;q=0.3,en;q=0.9", "en"),
        ("sv;q=0,en;q=0.1", "en"),
        ("de", "fi"),
        ("en;q=nan,sv;q=0.2", "sv"),
    ],
)
def test_the_reader_is_led_to_the_best_of_our_languages(wish: str, language: str) -> None:
    assert preferred_language(wish) == language


@given(st.text())
def test_whatever_a_browser_sends_leads_to_some_language(wish: str) -> None:
    assert preferred_language(wish) in LANGUAGES
