"""What Word, LibreOffice and browsers put on the clipboard becomes prose."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lupaus.web.pasting import pasted
from lupaus.web.prose import prose
from lupaus.workspace.pages.passages import plain

# As Word writes it: conditional comments, its own classes, the point of a list as words in a span.
WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p {color: red}</style></head>
<body lang=FI><!--StartFragment--><h2><span style='font-family:"Arial"'>Selostus<o:p></o:p></span></h2>
<p class=MsoNormal style='margin:0'>Palvelu&nbsp;on <b>tärkeä<o:p></o:p></b>,
ks. <a href="https://example.org/a(1)">ohje</a>.<o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>·<span style='font:7.0pt "Times"'>&nbsp;&nbsp;</span></span><![endif]>ensin</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level2 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>a)<span>&nbsp;</span></span><![endif]>sitten</p>
<table class=MsoTableGrid><tr><td><p class=MsoNormal><b>Vuosi</b></p></td><td><p><b>Menot</b></p></td></tr>
<tr><td><p>2025</p></td><td><p>1 200</p></td></tr></table>
<p class=MsoNormal><del>vanha</del> <span style='display:none'>piilo</span>uusi</p>
<script>alert(1)</script><!--EndFragment--></body></html>"""


def test_a_page_of_word_keeps_what_prose_can_say() -> None:
    assert pasted(WORD).split("\n") == [
        "# Selostus",
        "",
        "Palvelu on **tärkeä**, ks. [ohje](https://example.org/a%281%29).",
        "",
        "- ensin",
        "  1. sitten",
        "",
        "| Vuosi | Menot |",
        "|---|---:|",
        "| 2025 | 1 200 |",
        "",
        "uusi",
    ]


def test_libreoffice_and_browsers_are_read_too() -> None:
    assert pasted('<p style="margin: 0"><font face="Arial"><b>a</b></font> b<br/>c</p>') == "**a** b\n\nc"
    assert pasted('<b style="font-weight:normal"><p>x <span style="font-weight:700">y</span></p></b>') == (
        "x **y**"
    )
    assert pasted("<ul><li>a<ol start=3><li>b</li></ol></li><li><p>c</p><p>d</p></li></ul>") == (
        "- a\n  3. b\n- c d"
    )
    assert pasted("<h3>A</h3><h4>B</h4><h5>C</h5><h6>D</h6>") == "# A\n\n## B\n\n### C\n\n### D"


def test_cells_that_reach_over_others_keep_the_columns() -> None:
    html = (
        "<table><tr><th>a</th><th colspan=2>b</th></tr>"
        "<tr><td rowspan=2>1</td><td>2</td><td>3|3</td></tr><tr><td>4</td><td>5</td></tr></table>"
    )
    assert pasted(html).split("\n") == [
        "| a | b |  |",
        "|---|---:|---|",
        "| 1 | 2 | 3\\|3 |",
        "|  | 4 | 5 |",
    ]
    assert pasted("<table><tr><td><p>only</p><p>words</p></td></tr></table>") == "only words"
    assert pasted("<table><tr><td>a</td><td><ul><li>b</li><li><b>c</b>d</li></ul></td></tr></table>") == (
        "| a | b cd |\n|---|---|"
    )
    inner = "<table><tr><td>x</td><td>y</td></tr></table>"
    assert pasted(f"<table><tr><td>a</td><td>{inner}</td></tr></table>") == "| a | x y |\n|---|---|"


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "file:///C:/x.doc", "#_ftn1", "data:text/html,x", "/fi/goals/", "x"]
)
def test_a_link_that_leads_nowhere_is_words(address: str) -> None:
    assert pasted(f'<p><a href="{address}">see</a></p>') == "see"


@pytest.mark.parametrize(
    "words",
    [
        "- a",
        "* a",
        "1. a",
        "2) a",
        "# a",
        "### a",
        "| a |",
        "2*3*4",
        "**a**",
        "\\*",
        "[a](https://b.fi)",
        "|",
    ],
)
def test_what_would_mean_something_is_shown_as_it_reads(words: str) -> None:
    assert prose(pasted(f"<p>{words}</p>")).startswith("<p>")
    assert plain(pasted(f"<p>{words}</p>")) == words


@given(st.lists(st.text(alphabet="abå 1.*-#|\\[]()!_", min_size=1, max_size=30), max_size=5))
def test_no_word_of_a_paragraph_is_lost(paragraphs: list[str]) -> None:
    shown = plain(pasted("".join(f"<p>{each}</p>" for each in paragraphs)))
    assert shown == " ".join(" ".join(paragraphs).split())


@given(st.text(max_size=300))
def test_it_never_fails(text: str) -> None:
    pasted(text)
    pasted(f"<table><tr><td{text}</table>")


def test_what_is_nested_beyond_reason_keeps_its_words() -> None:
    assert pasted("<div>" * 5000 + "words" + "</div>" * 5000 + "<p>more</p>") == "words more"


@pytest.mark.parametrize(
    "piece",
    [
        *("<div>", "<b>", "<table><tr><td>", "<ul><li>", "<td>", "<p>a", "<td colspan=20>", "<a href=x>"),
        *("<td rowspan=1000><tr>", "<!--", "<![if", "*", "&", "</p>", "<h1>a</h1>", "<br>", "****"),
        *("<p style='mso-list:l0 level1'>a", "<p style='mso-list:l0 level1'>", "<tr>", "a<b>b</b>"),
    ],
)
def test_much_of_it_takes_little_time(piece: str) -> None:
    begun = time.process_time()
    pasted(piece * (200_000 // len(piece)))
    assert time.process_time() - begun < 4


def test_nothing_it_makes_is_html() -> None:
    shown = prose(pasted(WORD + "<p>&lt;img src=x onerror=alert(1)&gt;</p>"))
    assert "<img" not in shown
    assert re.search(r"alert\(1\)&gt;", shown)
