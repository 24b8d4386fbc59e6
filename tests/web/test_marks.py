"""Marks of personal data: what is one, what is only braces, and that readers see the words alone."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lupaus.web.marks import has_marks, is_half_marked, marked, masked, without_marks
from lupaus.web.prose import prose, prose_data, words

TEXTS = st.lists(
    st.sampled_from(["{{", "}}", "{", "}", "\\", "\n", "\n\n", "Matti", " ", "**", "|", "[x](/y)", "- "])
).map("".join)


@pytest.mark.parametrize(
    ("text", "held", "shown"),
    [
        ("To {{Matti Meikäläinen}} for ever", ["Matti Meikäläinen"], "To Matti Meikäläinen for ever"),
        ("{{A}} and {{B}}", ["A", "B"], "A and B"),
        ("{{outer {{inner}} rest}} after", ["outer inner rest"], "outer inner rest after"),
        ("{{two\nlines}}", ["two\nlines"], "two\nlines"),
    ],
)
def test_a_mark_holds_its_words_and_readers_see_them(text: str, held: list[str], shown: str) -> None:
    assert marked(text) == held
    assert without_marks(text) == shown
    assert masked(text, "–").count("–") == len(held)
    assert not is_half_marked(text)


@pytest.mark.parametrize(
    "text", ["{{unclosed", "never}} opened", "{{over\n\nan empty line}}", "{{}}", "{{  }}", "{one} }}"]
)
def test_what_is_no_mark_stays_text(text: str) -> None:
    assert not has_marks(text)
    assert without_marks(text) == text == masked(text, "–")
    assert is_half_marked(text)


def test_an_unclosed_mark_before_another_hides_nothing() -> None:
    assert marked("{{forgotten and {{Matti}}") == ["Matti"]
    assert is_half_marked("{{forgotten and {{Matti}}")


def test_a_backslash_takes_the_meaning_of_braces_away() -> None:
    assert marked(r"\{{Matti}}") == []
    assert prose(r"\{\{x\}\}") == "<p>{{x}}</p>"
    assert not is_half_marked(r"\{\{x\}\}")
    assert marked(r"\\{{Matti}}") == ["Matti"]


def test_marks_lie_beneath_all_other_markup() -> None:
    assert prose("**{{Matti}}** [{{Maija}}](/fi/x/)") == (
        '<p><strong>Matti</strong> <a href="/fi/x/">Maija</a></p>'
    )
    assert prose("{{- one\n- two}}") == "<ul><li>one</li><li>two</li></ul>"
    assert prose("{{<b>x</b>}}") == "<p>&lt;b&gt;x&lt;/b&gt;</p>"
    assert "{{" not in str(prose_data("| a |\n|---|\n| {{Matti}} |"))


def test_plain_words_have_no_markup_and_no_marks() -> None:
    text = "# Title\n\n**To** {{Matti}} [here](https://x.fi)\n\n- a\n  - b\n\n| c | d |\n|---|---|\n"
    text += "| {{e}} | f |"
    assert words(text) == "Title\nTo Matti here\na\nb\nc\td\ne\tf"


@given(TEXTS)
def test_no_marked_word_outlives_the_mask_and_a_second_time_changes_nothing(text: str) -> None:
    once = masked(text, "-")
    assert len(once) <= len(text)
    assert not has_marks(without_marks(text)) or "{" in text
    assert "".join(marked(text)).count("{{") <= text.count("{{")
    words(text)
    assert "{{" in text or once == text


@pytest.mark.parametrize("text", ["{{" * 50_000, "{{a" * 50_000 + "}}" * 50_000, "}}{{" * 50_000])
def test_a_hostile_text_is_read_at_once(text: str) -> None:
    began = time.perf_counter()
    without_marks(text)
    marked(text)
    assert time.perf_counter() - began < 1
