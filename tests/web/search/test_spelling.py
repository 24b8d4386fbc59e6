"""What somebody may have meant who wrote a word that is not known."""

from __future__ import annotations

import pytest

from lupaus.web.search.spelling import distance, nearest


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [("koti", "koti", 0), ("koti", "kotti", 1), ("koti", "ktoi", 1), ("hoito", "hoidot", 2), ("", "ab", 2)],
)
def test_two_words_are_apart_by_letters_changed_added_left_out_or_swapped(
    one: str, other: str, apart: int
) -> None:
    assert distance(one, other, 3) == distance(other, one, 3) == apart


def test_beyond_what_is_allowed_counting_ends() -> None:
    assert distance("kotihoito", "päivystys", 2) == 3


def test_the_nearest_come_first_and_of_the_equally_near_the_most_common() -> None:
    common = {"kotihoito": 1, "kotihoitaja": 9, "kotihoitaa": 5, "kotihuolto": 7, "hoito": 99}
    assert nearest("kotihoita", common) == ["kotihoitaa", "kotihoito", "kotihoitaja"]


def test_a_short_word_may_differ_in_one_letter_only() -> None:
    assert nearest("lapi", {"lapsi": 1, "lappuja": 1}) == ["lapsi"]
