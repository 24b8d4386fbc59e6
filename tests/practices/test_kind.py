"""What a writer of a handbook may write, and what they are told."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lupaus.practices.declared import HANDBOOK
from lupaus.practices.kind import KIND, check
from lupaus.web.clock import Clock
from lupaus.web.texts import Text
from lupaus.workspace.content import Content
from lupaus.workspace.kinds import kind_named
from lupaus.workspace.models import Work
from tests.practices import handbooks
from tests.strategy.followed import kaava

WORK = Work(pk=handbooks.WORK, kind="practices", organisation="kaava")


def paths(kind: str, given: dict[str, Any]) -> list[str]:
    return [problem.path for problem in HANDBOOK.read(kind, given).problems]


def test_the_room_makes_its_kind_of_work_known() -> None:
    assert kind_named("practices") is KIND
    assert [part.name for part in KIND.parts] == ["practices", "chapter", "section"]
    assert all(part.by_responsible for part in KIND.parts[1:])


def test_every_field_of_a_form_is_one_that_is_read() -> None:
    for part in KIND.parts:
        for field in part.fields:
            words = {"fi": "a"}
            value: Any = {"words": words, "prose": words, "date": "2026-01-01", "several": ["a/b"]}[
                field.form
            ]
            found = HANDBOOK.read(part.name, {"title": words, field.name: value})
            assert found.problems == (), field.name
            assert field.name in found.content


def test_what_a_browser_adds_is_taken_away() -> None:
    written = {
        "title": {"fi": " Luku ", "sv": "", "en": "  "},
        "text": {"fi": "Yksi\r\n\r\nKaksi\n"},
        "review_date": "",
        "goals": [],
        "responsible": {"fi": "", "sv": ""},
    }
    assert HANDBOOK.read("chapter", written) == (
        {"title": {"fi": "Luku"}, "text": {"fi": "Yksi\n\nKaksi"}},
        (),
    )


def test_a_text_may_be_begun_in_any_language_but_a_title_is_in_finnish() -> None:
    assert HANDBOOK.read("section", {"title": {"fi": "Luku"}, "text": {"sv": "Text"}}).problems == ()
    assert paths("section", {"title": {"sv": "Kapitel"}}) == ["title.fi"]
    assert paths("section", {}) == ["title"]


@pytest.mark.parametrize(
    ("field", "value", "path"),
    [
        ("title", {"fi": "x" * 301}, "title.fi"),
        ("title", "Luku", "title"),
        ("title", {"fi": "a\x00b"}, "title.fi"),
        ("title", {"fi": 7}, "title.fi"),
        ("text", {"fi": "x" * 60_001}, "text.fi"),
        ("text", {"de": "Text"}, "text.de"),
        ("review_date", "31.12.2026", "review_date"),
        ("review_date", "2026-02-30", "review_date"),
        ("review_date", 2026, "review_date"),
        ("goals", ["no slash"], "goals"),
        ("goals", ["javascript:alert(1)"], "goals"),
        ("goals", "kaava-2030/work", "goals"),
        ("goals", [f"kaava-2030/g{number}" for number in range(101)], "goals"),
        ("state", "published", "state"),
        ("id", "other", "id"),
        ("sections", [{"id": "x", "title": {"fi": "X"}}], "sections"),
        ("position", 3, "position"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_its_field(field: str, value: Any, path: str) -> None:
    assert path in paths("chapter", {"title": {"fi": "Luku"}, field: value})


def test_a_goal_stands_once() -> None:
    found = HANDBOOK.read("chapter", {"title": {"fi": "Luku"}, "goals": ["a/b", "c/d", "a/b"]})
    assert found.content["goals"] == ["a/b", "c/d"]


@pytest.mark.slow
@given(
    st.dictionaries(
        st.sampled_from(["title", "text", "goals", "review_date", "responsible", "sections", "x"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
            lambda inner: (
                st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
            ),
            max_leaves=8,
        ),
        max_size=5,
    )
)
def test_reading_never_fails_and_reads_its_own_content_unchanged(given: dict[str, Any]) -> None:
    found = HANDBOOK.read("chapter", given)
    if not found.problems:
        assert HANDBOOK.read("chapter", found.content) == found


@pytest.mark.django_db
def test_a_handbook_without_a_chapter_is_not_ready() -> None:
    (problem,) = check(WORK, Content([handbooks.head()])).problems
    assert problem.path == f"practices/{handbooks.WORK}"


@pytest.mark.django_db
def test_an_address_is_no_id_of_a_chapter() -> None:
    content = Content([handbooks.head(), handbooks.chapter("versions", text=handbooks.words("x"))])
    assert [problem.path for problem in check(WORK, content).problems] == ["chapter/versions"]


@pytest.mark.django_db
def test_a_goal_that_is_gone_is_noted_and_one_that_is_there_is_not(clock: Clock) -> None:
    kaava(clock)
    content = Content(
        [
            handbooks.head(),
            handbooks.chapter("a", text=handbooks.words("x"), goals=[handbooks.GOAL, "kaava-2030/gone"]),
        ]
    )
    checked = check(WORK, content)
    assert checked.problems == ()
    assert [note.path for note in checked.notes] == ["chapter/a/goals"]
    assert "kaava-2030/gone" in checked.notes[0].message


@pytest.mark.django_db
def test_a_chapter_without_a_word_is_noted() -> None:
    checked = check(WORK, Content(handbooks.small()))
    assert "chapter/unwritten/text" in [note.path for note in checked.notes]
    assert "chapter/steering/text" not in [note.path for note in checked.notes]


def test_the_title_is_that_of_the_head() -> None:
    assert KIND.title(Content([handbooks.head()])) == Text.of(handbooks.words("Kaava handbook"))
    assert KIND.title(Content([])) == Text()
