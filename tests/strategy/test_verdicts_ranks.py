from __future__ import annotations

from lupaus.strategy.verdicts.ranks import rank

FOUR = {"KU049": 6.0, "KU091": 9.0, "KU444": 9.0, "KU092": 11.0}


def place(region: str, polarity: int) -> int | None:
    found = rank(FOUR, region, polarity=polarity, category="municipality")
    return found.position if found else None


def test_the_best_is_first_by_polarity() -> None:
    assert place("KU049", -1) == 1
    assert place("KU092", -1) == 4
    assert place("KU092", 1) == 1


def test_equals_share_the_better_place_and_the_next_one_is_left_out() -> None:
    assert place("KU091", -1) == place("KU444", -1) == 2
    assert place("KU092", -1) == 4
    assert place("KU091", 1) == place("KU444", 1) == 2
    assert place("KU049", 1) == 4


def test_it_says_of_how_many_and_of_what() -> None:
    assert rank(FOUR, "KU049", polarity=-1, category="municipality") == (1, 4, "municipality")


def test_there_is_no_place_without_a_better_side_a_value_or_company() -> None:
    assert place("KU049", 0) is None
    assert place("KU018", 1) is None
    assert rank({"SSS": 7.0}, "SSS", polarity=1, category="country") is None
