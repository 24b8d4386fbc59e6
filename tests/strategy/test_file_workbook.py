"""The strategy file as a workbook: the same document, the same rules, problems that name their cell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from openpyxl import Workbook, load_workbook

from lupaus.strategy.files import Document, read_document, write_yaml
from lupaus.strategy.files.document import DOCUMENT
from lupaus.strategy.files.rules import check
from lupaus.strategy.files.workbook import SHEETS, read_xlsx, write_xlsx
from lupaus.web.refusals import Problem, Refused
from lupaus.web.texts import Text
from lupaus.workspace.files.reading import nodes_of
from tests.strategy.documents import documents
from tests.strategy.planner_file import KAAVA, KNOWN

Edit = Callable[[Workbook], object]


def kaava() -> Document:
    return read_document(KAAVA)[0]


def edited(edit: Edit) -> bytes:
    """The small strategy as a workbook somebody has changed."""
    book = load_workbook(BytesIO(write_xlsx(kaava())))
    edit(book)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def problems_of(content: bytes) -> Sequence[Problem]:
    try:
        document, report = read_xlsx(content, "kaava.xlsx")
        check(document, KNOWN, report)
        report.raise_problems()
    except Refused as refused:
        return refused.problems
    return ()


def told(edit: Edit) -> list[tuple[str, str]]:
    """What is wrong with a changed workbook: cells and sentences."""
    return [(problem.path, problem.message) for problem in problems_of(edited(edit))]


def put(sheet: str, cell: str, value: str | int | None) -> Edit:
    def edit(book: Workbook) -> None:
        book[sheet][cell] = value

    return edit


def without_outer_spaces(value: Any) -> Any:
    """A document as a spreadsheet keeps it: spaces around the words of a cell mean nothing there."""
    if isinstance(value, Text):
        return Text(*(getattr(value, language).strip() for language in ("fi", "sv", "en")))
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, tuple):
        return tuple(map(without_outer_spaces, value))
    if isinstance(value, dict):
        return {name: without_outer_spaces(each) for name, each in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(
            value, **{each.name: without_outer_spaces(getattr(value, each.name)) for each in fields(value)}
        )
    return value


@given(documents())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_document_comes_back_from_a_workbook_as_it_went(document: Document) -> None:
    tidy = without_outer_spaces(document)
    read, report = read_xlsx(write_xlsx(tidy), "a.xlsx")
    report.raise_problems()
    assert read == tidy


@given(documents())
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_yaml_and_workbook_say_the_same(document: Document) -> None:
    tidy = without_outer_spaces(document)
    nodes, report = nodes_of(write_yaml(tidy).encode(), "a.yaml")
    assert read_xlsx(write_xlsx(tidy), "a.xlsx")[0] == DOCUMENT.read(nodes, "", report)


def test_each_kind_of_part_has_its_sheet_and_each_key_its_column() -> None:
    book = load_workbook(BytesIO(write_xlsx(kaava())))
    assert book.sheetnames == list(SHEETS)
    header = [cell.value for cell in book["targets"][1]]
    assert header == [
        "id", "goal", "title fi", "title sv", "title en", "indicator", "region", "gender", "method",
        "baseline year", "baseline value", "target year", "target value", "direction",
    ]  # fmt: skip


def test_what_a_spreadsheet_makes_of_a_value_is_taken_as_it_was_meant() -> None:
    assert told(put("targets", "J2", "2017")) == []  # a year as text
    assert told(put("strategy", "H2", 2035)) == []  # a title that became a number


@pytest.mark.parametrize(
    ("edit", "place", "words"),
    [
        (put("targets", "G2", "KU999"), "targets!G2", "There is no region “KU999”."),
        (put("targets", "H2", "everybody"), "targets!H2", "Expected one of total, female, male"),
        (put("targets", "J2", "soon"), "targets!J2", "Expected a year such as 2030, found “soon”."),
        (put("targets", "K2", "72,9"), "targets!K2", "write a point, not a comma"),
        (put("targets", "F2", None), "targets!F2", "Missing: expected an id"),
        (put("targets", "J2", None), "targets!J2", "Missing: expected a year"),
        (put("targets", "B2", "nowhere"), "targets!B2", "There is no “nowhere” in the sheet “goals”."),
        (put("targets", "B2", None), "targets!B2", "Missing: expected an id from the sheet “goals”."),
        (put("goals", "A3", "employment"), "goals!A3", "twice; the first is in row 2."),
        (put("goals", "D1", "titel fi"), "goals!D1", "There is no column “titel fi” here."),
        (put("strategy", "A3", "another"), "strategy!3", "The sheet “strategy” has one row."),
        (put("promises", "A2", "Not an id"), "promises!A2", "Expected an id of small letters"),
    ],
)
def test_a_problem_names_its_cell(edit: Edit, place: str, words: str) -> None:
    found = told(edit)
    assert any(where == place and words in sentence for where, sentence in found), found


def test_a_sheet_that_belongs_to_no_strategy_is_refused() -> None:
    def edit(book: Workbook) -> None:
        book["goals"].title = "gaols"

    assert ("gaols!1", "There is no sheet “gaols” in such a workbook. Did you mean “goals”?") in told(edit)


def test_a_workbook_without_a_strategy_is_refused() -> None:
    out = BytesIO()
    Workbook().save(out)
    (problem,) = problems_of(out.getvalue())
    assert "The sheet “strategy” is missing, or holds no row." in problem.message


@pytest.mark.parametrize("formula", ["=1+1", '=HYPERLINK("http://a.example")', "=cmd|' /C calc'!A0"])
def test_a_formula_is_refused_with_its_cell(formula: str) -> None:
    (problem,) = problems_of(edited(put("goals", "D2", formula)))
    assert (problem.file, problem.path) == ("kaava.xlsx", "goals!D2")
    assert "formula" in problem.message


def test_words_that_look_like_a_formula_stay_words() -> None:
    document = kaava()
    hostile = replace(document.strategy, title=Text("=1+1", "@a", "-2+3"))
    content = write_xlsx(replace(document, strategy=hostile))
    cells = {
        cell.value: cell.data_type for row in load_workbook(BytesIO(content))["strategy"] for cell in row
    }
    assert [cells[words] for words in ("=1+1", "@a", "-2+3")] == ["s", "s", "s"]
    assert read_xlsx(content, "a.xlsx")[0].strategy.title == hostile.title


def test_a_million_rows_are_left_at_once() -> None:
    (problem,) = problems_of(edited(put("goals", "A1000000", "x")))
    assert "more than" in problem.message


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", b"strategy: {}", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]
)
def test_what_is_no_workbook_is_refused(content: bytes) -> None:
    assert problems_of(content)


def test_attributes_have_a_column_each(tmp_path: Path) -> None:
    document = kaava()
    area, *rest = document.strategy.focus_areas
    goal, *goals = area.goals
    own = replace(goal, attributes={"cost": 2.5, "owner": "Unit", "begun": "2026-01-31"})
    areas = (replace(area, goals=(own, *goals)), *rest)
    whole = replace(document, strategy=replace(document.strategy, focus_areas=areas))
    content = write_xlsx(whole)
    header = [cell.value for cell in load_workbook(BytesIO(content))["goals"][1]]
    assert header[-3:] == ["attributes begun", "attributes cost", "attributes owner"]
    assert read_xlsx(content, "a.xlsx")[0] == whole
