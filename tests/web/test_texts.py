from __future__ import annotations

from lupaus.web.texts import Shown, Text


def test_a_reader_gets_the_own_language_when_there_is_one() -> None:
    assert Text(fi="kunta", sv="kommun").shown("sv") == Shown("kommun", "sv")


def test_a_missing_language_falls_back_to_finnish_and_says_so() -> None:
    assert Text(fi="kunta").shown("en") == Shown("kunta", "fi")
    assert Text(fi="kunta").missing == ("sv", "en")
