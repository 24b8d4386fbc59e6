"""Two versions side by side, word by word."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lupaus.workspace.comparing import MOST_WORDS, compare, marked, plain
from lupaus.workspace.content import Content, PartValue
from lupaus.workspace.models import Deed
from tests.workspace.ledger import LEDGER
from tests.workspace.test_changes import contents


@given(st.text(), st.text())
def test_nothing_of_either_text_is_left_out_or_invented(before: str, after: str) -> None:
    left, right = marked(before, after)
    assert "".join(passage.words for passage in left) == before
    assert "".join(passage.words for passage in right) == after
    assert {passage.kind for passage in left} <= {"same", "gone"}
    assert {passage.kind for passage in right} <= {"same", "new"}
    same = [[passage.words for passage in side if passage.kind == "same"] for side in (left, right)]
    assert "".join(same[0]) == "".join(same[1])
    if before == after:
        assert {passage.kind for passage in (*left, *right)} <= {"same"}


def test_only_the_words_that_differ_are_marked() -> None:
    left, right = marked("Work for all, now.", "Work for everybody, now.")
    assert [passage for passage in left if passage.kind == "gone"] == [("gone", "all")]
    assert [passage for passage in right if passage.kind == "new"] == [("new", "everybody")]


def test_texts_too_long_to_match_are_shown_whole() -> None:
    long = "a " * MOST_WORDS
    assert marked(long, "b") == ((("gone", long),), (("new", "b"),))


@given(contents(), contents())
def test_comparing_tells_each_part_that_differs_once(before: Content, after: Content) -> None:
    found = compare(before, after, LEDGER)
    keys = [each.part.key for each in found.parts]
    assert len(set(keys)) == len(keys)
    assert (not keys) == (before == after)
    assert found.count(Deed.ADDED) == len(set(after.by_key) - set(before.by_key))
    assert found.count(Deed.REMOVED) == len(set(before.by_key) - set(after.by_key))
    back = compare(after, before, LEDGER)
    assert found.count(Deed.ADDED) == back.count(Deed.REMOVED)
    order = [part.name for part in LEDGER.parts]
    kinds = [order.index(each.part.kind) for each in found.parts]
    assert kinds == sorted(kinds)


def one(content: dict[str, Any], parent: str = "a") -> Content:
    return Content(
        [
            PartValue("ledger", "book"),
            PartValue("chapter", "a"),
            PartValue("chapter", "b", position=1),
            PartValue("note", "n", parent, content),
        ]
    )


def test_each_language_and_each_value_is_a_difference_of_its_own() -> None:
    before = one({"title": {"fi": "yksi", "en": "one"}, "count": 1, "attributes": {"cost": 5}})
    after = one({"title": {"fi": "yksi", "en": "two"}, "text": {"sv": "ny"}, "attributes": {"cost": 6.5}})
    (part,) = compare(before, after, LEDGER).parts
    assert part.deed == Deed.CHANGED
    told = {(each.field, each.language): each.values for each in part.fields}
    assert told == {
        ("title", "en"): ("one", "two"),
        ("text", "sv"): ("", "ny"),
        ("count", ""): (1, None),
        ("attributes.cost", ""): (5, 6.5),
    }


@pytest.mark.parametrize(
    ("content", "deed"), [({"title": {"en": "x"}}, Deed.MOVED), ({"title": {"en": "y"}}, Deed.CHANGED)]
)
def test_a_part_under_another_parent_has_moved(content: dict[str, Any], deed: Deed) -> None:
    (part,) = compare(one({"title": {"en": "x"}}), one(content, "b"), LEDGER).parts
    assert part.deed == deed
    assert part.before is not None
    assert part.after is not None
    assert (part.before.parent, part.after.parent) == ("a", "b")


def test_values_are_told_in_letters() -> None:
    assert (plain(["a", 1]), plain(None), plain(1.5)) == ("a, 1", "", "1.5")
