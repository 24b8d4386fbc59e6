"""Tables in longer texts: rows of `| cells |` over a line of `|---|`."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lupaus.web.printing import pdf
from lupaus.web.printing.document import Heading, Paragraph, Report
from lupaus.web.prose import MOST_COLUMNS, prose, prose_data, read
from lupaus.workspace.pages.passages import plain

COSTS = "| Service | Cost, € |\n|---|---:|\n| Home care | 12 000 |\n| **Clinic** | 5 |"


def test_rows_over_a_line_of_dashes_are_a_table_that_scrolls_in_its_frame() -> None:
    assert prose(COSTS) == (
        '<div class="frame" role="region" tabindex="0" aria-label="Service, Cost, €"><table>'
        '<thead><tr><th scope="col">Service</th><th scope="col" class="num">Cost, €</th></tr></thead><tbody>'
        '<tr><th scope="row">Home care</th><td class="num">12 000</td></tr>'
        '<tr><th scope="row"><strong>Clinic</strong></th><td class="num">5</td></tr>'
        "</tbody></table></div>"
    )


def test_a_table_stands_between_paragraphs_without_empty_lines() -> None:
    assert [block.kind for block in read(f"Before\n{COSTS}\nAfter\n- a\n{COSTS}\n\n# A")] == [
        "paragraph",
        "table",
        "paragraph",
        "list",
        "table",
        "heading",
    ]


def test_its_language_is_that_of_the_text() -> None:
    assert prose("| a |\n|---|\n| b |", language="sv").startswith('<div class="frame" role="region"')
    assert ' lang="sv"><table>' in prose("| a |\n|---|\n| b |", language="sv")


@pytest.mark.parametrize("text", ["| a | b |", "| a | b |\ntext", "|---|", "a | b\n---|---", "|\n|---|"])
def test_what_has_no_line_of_dashes_under_it_stays_words(text: str) -> None:
    assert "<table" not in prose(text)
    assert [block.kind for block in read(text)] == ["paragraph"]


def test_a_sign_between_cells_may_stand_in_one() -> None:
    (table,) = read("| a \\| b | c\\\\ |\n|---|---|\n| d | e \\|")
    assert [["".join(run.words for run in cell) for cell in row] for row in table.rows] == [
        ["a | b", "c\\"],
        ["d", "e |"],
    ]
    assert prose("a \\| b") == "<p>a | b</p>"


def test_a_short_row_reaches_to_the_end_and_nothing_of_a_long_one_is_lost() -> None:
    shown = prose("| a | b | c |\n|---|---|---|\n| 1 |\n| 1 | 2 | 3 | 4 |\n| | x | |")
    assert '<tr><td colspan="3">1</td></tr>' in shown
    assert "<td>3 4</td></tr>" in shown
    assert "<tr><td></td><td>x</td><td></td></tr>" in shown
    wide = "|" + " a |" * 50 + "\n|" + "---|" * 50
    assert len(read(wide)[0].rows[0]) == MOST_COLUMNS
    assert plain(wide).count("a") == 50


def test_a_column_without_a_name_has_no_empty_heading() -> None:
    assert "<thead><tr><td></td>" in prose("| | b |\n|---|---|\n| a | 1 |")
    assert 'aria-label="–"' in prose("| | |\n|---|---|")


def test_cells_hold_links_and_never_html() -> None:
    shown = prose("| [a](https://example.org/?x=1\\|2) | <b>x</b> |\n|--|--|\n| \"><script> | ' |")
    assert '<a href="https://example.org/?x=1|2">a</a>' in shown
    assert "&lt;b&gt;" in shown
    assert "<script>" not in shown
    assert "<b>" not in shown


@given(st.text(alphabet="ab |\n-:\\*[]()<>\"'", max_size=200))
def test_whatever_is_written_the_elements_are_whole(text: str) -> None:
    shown = prose(f"| a | b |\n|---|---|\n{text}")
    open_: list[str] = []
    for end, tag in re.findall(r"<(/?)([a-z]+[0-9]?)(?: [^<>]*)?>", shown):
        if end:
            assert open_.pop() == tag
        else:
            open_.append(tag)
    assert open_ == []


@pytest.mark.parametrize(
    "piece", ["|", "||\n", "| a |\n", "| a |\n|---|\n", "|-", "|---|\n", "| - ", "\\|", "| \\", "|:"]
)
def test_a_huge_table_takes_little_time(piece: str) -> None:
    text = (
        "|" + " a |" * MOST_COLUMNS + "\n|" + "---|" * MOST_COLUMNS + "\n" + piece * (100_000 // len(piece))
    )
    begun = time.process_time()
    prose(text)
    prose(piece * (100_000 // len(piece)))
    assert time.process_time() - begun < 4


def test_print_gets_its_cells_as_data() -> None:
    run = {"strong": False, "emphasis": False, "address": ""}
    assert prose_data("| a | b |\n|--|-:|\n| c |") == [
        {
            "kind": "table",
            "header": [[{"words": "a", **run}], [{"words": "b", **run}]],
            "rows": [[[{"words": "c", **run}]]],
            "numeric": [False, True],
        }
    ]


@pytest.mark.slow
def test_a_table_in_a_text_is_printed_with_its_short_rows_and_empty_cells() -> None:
    text = (
        f"{COSTS}\n| all together |\n| | |\n\nAfter.\n\n| a |\n|---|\n\n"
        "| é | #b |\n|--|--|\n" + "| 1 | 2 |\n" * 200
    )
    report = Report(
        title="A title",
        author="A county",
        language="en",
        address="https://example.org/en/",
        made_at=datetime(2026, 6, 1, tzinfo=UTC),
        sections=[Heading("One"), Paragraph(text)],
    )
    assert pdf(report).startswith(b"%PDF")
