from __future__ import annotations

import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lupaus.web.prose import prose, prose_data


def test_an_empty_line_parts_paragraphs_and_a_line_end_does_not() -> None:
    assert prose("One\ntwo.\n\nThree.") == "<p>One two.</p><p>Three.</p>"


def test_headings_begin_at_the_level_of_their_page() -> None:
    assert prose("# A\n## B\ntext\n### C") == "<h3>A</h3><h4>B</h4><p>text</p><h5>C</h5>"
    assert prose("### A", level=5) == "<h6>A</h6>"


def test_lists_stand_under_lists() -> None:
    assert prose("- a\n  - b\n  - c\n- d") == "<ul><li>a<ul><li>b</li><li>c</li></ul></li><li>d</li></ul>"
    assert prose("1. a\n2. b") == "<ol><li>a</li><li>b</li></ol>"
    assert prose("3. a") == '<ol start="3"><li>a</li></ol>'
    assert prose("- a\n1. b") == "<ul><li>a</li></ul><ol><li>b</li></ol>"


def test_a_list_begins_right_after_a_paragraph_and_ends_with_the_next() -> None:
    assert prose("We:\n- a\n- b\nThen.") == "<p>We:</p><ul><li>a</li><li>b</li></ul><p>Then.</p>"


def test_bold_and_italic_may_cross() -> None:
    assert prose("**a** *b* ***c***") == ("<p><strong>a</strong> <em>b</em> <strong><em>c</em></strong></p>")
    assert prose("**a *b* c**") == "<p><strong>a </strong><strong><em>b</em></strong><strong> c</strong></p>"


@pytest.mark.parametrize("text", ["2*3*4", "a * b * c", "**", "*a", "a**", "\\*a\\*", "5 ** 6"])
def test_a_mark_without_partner_is_an_asterisk(text: str) -> None:
    assert prose(text) == f"<p>{text.replace(chr(92), '')}</p>"


def test_links_lead_to_the_web_to_mail_and_within_the_service() -> None:
    for address in (
        "https://example.org/a?b=c#d",
        "http://example.org",
        "mailto:aino@example.org",
        "/fi/goals/",
    ):
        assert prose(f"[see]({address})") == f'<p><a href="{address}">see</a></p>'
    assert prose("See https://example.org/a.") == (
        '<p>See <a href="https://example.org/a">https://example.org/a</a>.</p>'
    )
    assert prose("[a](https://example.org/?a=1&b=2)") == (
        '<p><a href="https://example.org/?a=1&amp;b=2">a</a></p>'
    )


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert`1`",
        "\x01javascript:alert`1`",
        "data:text/html,x",
        "vbscript:x",
        "//evil.example",
        "/\\evil.example",
        "https:evil",
        "ftp://example.org/",
        "file:///etc/passwd",
        'https://a"onclick="x',
        "&#106;avascript:x",
        "mailto:javascript:x@y",
    ],
)
def test_any_other_address_stays_text(address: str) -> None:
    shown = prose(f"[see]({address})")
    assert "<a" not in shown
    assert "see" in shown


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[<b>x</b>](https://example.org)",
        "**<i>**",
        "# <svg onload=x>",
        "- <a href='javascript:x'>",
        "[a](https://example.org/<script>)",
        "https://example.org/<script>",
        "&lt;script&gt; &#60;script>",
    ],
)
def test_html_is_always_text(text: str) -> None:
    class Seen(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.tags: set[str] = set()

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.tags.add(tag)
            assert {name for name, _ in attrs} <= {"href"}

    seen = Seen()
    seen.feed(prose(text))
    assert seen.tags <= {"p", "h3", "ul", "li", "strong", "em", "a"}
    assert not seen.tags & {"script", "img", "svg", "b", "i"}


@given(st.text(alphabet="ab \n*#-1.[]()<>&\"'\\/:htps", max_size=200))
def test_whatever_is_written_the_elements_are_whole_and_known(text: str) -> None:
    shown = prose(text)
    open_: list[str] = []
    for end, tag in re.findall(r"<(/?)([a-z][a-z0-9]*)(?: (?:href|start)=\"[^\"<>]*\")?>", shown):
        assert tag in {"p", "h3", "h4", "h5", "ul", "ol", "li", "a", "strong", "em"}
        if end:
            assert open_.pop() == tag
        else:
            open_.append(tag)
    assert open_ == []
    assert re.sub(r"</?[a-z][a-z0-9]*(?: (?:href|start)=\"[^\"<>]*\")?>", "", shown).count("<") == 0


@pytest.mark.parametrize(
    "piece",
    ["*", "**a ", "[", "[a](", "[a](b", "https://", "- ", "      - a\n", "\\", "(", "# a\n", "https://a"],
)
def test_a_huge_text_takes_little_time(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    begun = time.process_time()
    prose(text)
    assert time.process_time() - begun < 3


def test_words_in_another_language_are_marked() -> None:
    assert prose("a\n\n- b", language="fi") == '<p lang="fi">a</p><ul lang="fi"><li>b</li></ul>'


def test_print_gets_the_same_runs_as_data() -> None:
    assert prose_data("**a** b\n- c") == [
        {
            "kind": "paragraph",
            "depth": 0,
            "runs": [
                {"words": "a", "strong": True, "emphasis": False, "address": ""},
                {"words": " b", "strong": False, "emphasis": False, "address": ""},
            ],
        },
        {
            "kind": "list",
            "start": None,
            "items": [
                {
                    "runs": [{"words": "c", "strong": False, "emphasis": False, "address": ""}],
                    "under": [],
                }
            ],
        },
    ]
