from __future__ import annotations

import re
import time

import pytest
from django.template import engines
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from lupaus.web.address import Address
from lupaus.web.differences import difference
from lupaus.web.shell import Shell
from lupaus.web.state_shapes import SHAPES, state_shape


def plain(side: Markup) -> str:
    """The words of a side without what is said to a screen reader."""
    return Markup(re.sub(r'<span class="visually-hidden".*?</span>', "", side)).striptags()


def bare(side: Markup) -> str:
    return re.sub(r'<span class="visually-hidden".*?</span>', "", side)


def shown(template: str, **given: object) -> str:
    source = '{% import "web/components.html" as ui with context %}' + template
    address = Address("en", "/workspace/kaava/", (("q", "a"),))
    return (
        engines["jinja2"].from_string(source).render({"csrf_input": "", "shell": Shell(address, ""), **given})
    )


def test_only_the_words_that_changed_are_marked() -> None:
    sides = difference("Kaava lupaa työtä.", "Kaava lupaa lisää työtä.")
    assert bare(sides.before) == "Kaava lupaa työtä."
    assert bare(sides.after) == "Kaava lupaa <ins>lisää </ins>työtä."
    assert not sides.same


def test_a_screen_reader_hears_what_was_taken_out_and_put_in() -> None:
    sides = difference("a b c", "a d c")
    assert "taken out:" in sides.before
    assert "(end of what was taken out)" in sides.before
    assert "put in:" in sides.after


def test_lines_that_stayed_are_not_marked() -> None:
    sides = difference("one\ntwo\nthree", "one\nthree\nfour")
    assert bare(sides.before) == "one\n<del>two</del>\nthree"
    assert "<ins>four</ins>" in bare(sides.after)
    assert "<ins>one" not in bare(sides.after)


def test_the_same_text_is_the_same() -> None:
    assert difference("a", "a") == ("a", "a", True)


def test_a_text_rewritten_is_marked_whole() -> None:
    sides = difference("Alpha beta gamma delta", "Something else altogether here")
    assert bare(sides.before) == "<del>Alpha beta gamma delta</del>"


def test_nothing_and_something() -> None:
    assert bare(difference("", "new").after) == "<ins>new</ins>"
    assert difference("old", "").after == ""


@given(st.text(alphabet="ab <&\n\"'", max_size=60), st.text(alphabet="ab <&\n\"'", max_size=60))
def test_both_texts_are_whole_and_safe(before: str, after: str) -> None:
    sides = difference(before, after)
    for side, text in ((sides.before, before), (sides.after, after)):
        kept = re.sub(r"</?(?:ins|del)>", "", bare(side))
        assert Markup(kept).unescape() == text
        assert not re.search(r"<(?!/?(?:ins|del)>)", bare(side))


@pytest.mark.parametrize("piece", ["sana ", "sana\n", "a", "\n"])
def test_huge_texts_take_little_time(piece: str) -> None:
    begun = time.process_time()
    difference(piece * 50_000, "x " + piece * 49_000 + "y")
    assert time.process_time() - begun < 3


# The components of versions


def test_a_state_is_a_word_and_a_shape_unlike_the_others() -> None:
    assert len({str(shape) for shape in SHAPES.values()}) == len(SHAPES) == 5
    for state in SHAPES:
        badge = shown("{{ ui.version_state(state, word) }}", state=state, word="luonnos")
        assert "luonnos" in badge
        assert 'aria-hidden="true"' in badge
        assert f"version--{state}" in badge
    assert "<circle" in state_shape("unheard-of")


def test_the_way_of_a_version_says_where_it_is_and_what_is_done() -> None:
    steps = [
        ("draft", "draft", "Aino, 1.1.2026"),
        ("in_review", "in review", ""),
        ("approved", "approved", ""),
    ]
    page = shown('{{ ui.state_path(steps, "in_review") }}', steps=steps)
    draft, review, approved = re.findall(r"<li.*?</li>", page, re.DOTALL)
    assert ", done" in draft
    assert "Aino, 1.1.2026" in draft
    assert 'aria-current="step"' in review
    assert "done" not in review + approved


def test_pages_of_a_list_keep_what_was_asked() -> None:
    page = shown("{{ ui.pages(3, 12, 1150) }}")
    assert re.findall(r'href="([^"]+)"[^>]*>(\d+)', page) == [
        ("/en/workspace/kaava/?q=a", "1"),
        ("/en/workspace/kaava/?q=a&amp;page=2", "2"),
        ("/en/workspace/kaava/?q=a&amp;page=3", "3"),
        ("/en/workspace/kaava/?q=a&amp;page=4", "4"),
        ("/en/workspace/kaava/?q=a&amp;page=5", "5"),
        ("/en/workspace/kaava/?q=a&amp;page=12", "12"),
    ]
    assert 'aria-label="Page 3" aria-current="page"' in page
    assert "1\u202f150 lines in all" in page
    assert shown("{{ ui.pages(1, 1, 3) }}").strip() == ""


def test_a_list_is_put_in_order_by_plain_forms() -> None:
    items = [{"key": key, "name": f"<{key}>", "fields": {"revision": 3}} for key in "abcd"]
    page = shown('{{ ui.order("goals", "Goals", "/move/", items, first=101, total=104) }}', items=items)
    assert "<a>" not in page.replace("<a ", "")
    up = re.findall(r'name="to" value="(\d+)" data-way="up"[^>]*?( disabled)?>', page)
    assert [place for place, _disabled in up] == ["100", "101", "102", "103"]
    down = re.findall(r'name="to" value="(\d+)" data-way="down"[^>]*?( disabled)?>', page)
    assert down[-1] == ("105", " disabled")
    assert page.count('name="revision" value="3"') == 8
    assert page.count('aria-label="Move up: &lt;a&gt;"') == 1
    assert 'max="104" value="101"' in page


def test_a_list_of_one_has_nothing_to_move() -> None:
    assert "<form" not in shown('{{ ui.order("g", "G", "/m/", [{"key": "a", "name": "A"}]) }}')


def test_script_in_names_and_texts_is_words() -> None:
    attack = '"><script>alert(1)</script>'
    page = shown(
        '{{ ui.order("g", v, v, [{"key": v, "name": v}, {"key": "b", "name": v}]) }}'
        "{{ ui.tabs([(v, v, true, none)], v) }}"
        "{{ ui.change(d.before, d.after, v, v) }}{{ ui.version_state(v, v) }}"
        "{{ ui.state_path([(v, v, v)], v) }}",
        v=attack,
        d=difference(attack, "x"),
    )
    assert "<script" not in page
