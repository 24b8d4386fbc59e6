"""What is wrong with a file is said with its line, its path and what was expected; all of it at once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from lupaus.workspace.files.kinds import nearest
from tests.strategy.planner_file import KAAVA, KAAVA_TEXT, changed, problems_of, understood, written

pytestmark = pytest.mark.usefixtures("in_english")

TITLE = "strategy.focus_areas[0].title"


class Mistake(NamedTuple):
    """A change of the small strategy, and the one problem it makes: on the line where `at` begins."""

    name: str
    old: str
    new: str
    at: str
    path: str
    words: str


def mistakes() -> list[Mistake]:
    text = (Path(__file__).parent / "data" / "mistakes.yaml").read_text(encoding="utf-8")
    return [Mistake(**each) for each in yaml.safe_load(text)]


@pytest.mark.parametrize("mistake", mistakes(), ids=lambda mistake: mistake.name)
def test_a_mistake_is_named_with_its_line_and_path(mistake: Mistake, tmp_path: Path) -> None:
    text = changed(mistake.old, mistake.new)
    path = written(tmp_path, text)

    problems = problems_of(path)

    assert [problem.path for problem in problems] == [mistake.path], problems
    assert mistake.words in problems[0].message
    assert problems[0].line == text[: text.index(mistake.at)].count("\n") + 1
    assert problems[0].file == str(path)


def test_the_small_strategy_is_right() -> None:
    assert problems_of(KAAVA) == ()


def test_two_indicators_with_one_id_are_refused(tmp_path: Path) -> None:
    text = KAAVA_TEXT.replace("youth-outside-education", "employment-rate")
    (problem,) = problems_of(written(tmp_path, text))
    assert problem.path == "indicators[1].id"
    assert "the first is on line 3" in problem.message


def test_every_problem_comes_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = KAAVA_TEXT
    made = []
    for mistake in mistakes():
        if text.count(mistake.old) == 1 and "\n" not in mistake.old:
            text = text.replace(mistake.old, mistake.new)
            made.append(mistake)

    problems = problems_of(written(tmp_path, text))

    lines = [problem.line or 0 for problem in problems]
    assert len(made) > 20
    assert len(problems) >= 20
    assert lines == sorted(lines)


def test_a_code_that_begins_alike_is_the_nearest() -> None:
    codes = ["KU049", "KU408", "KU480", "KU908", "KU091"]
    assert "“KU049”" in nearest("KU048", codes)
    assert nearest("quite otherwise", codes) == ""


def test_words_still_missing_in_swedish_or_english_are_noted_not_refused(tmp_path: Path) -> None:
    _document, report = understood(written(tmp_path, changed(", sv: Arbete, en: Work}", "}")))
    noted = [(note.path, note.line) for note in report.notes if note.path.startswith(TITLE)]
    assert noted == [(f"{TITLE}.sv", 35), (f"{TITLE}.en", 35)]


def test_a_promise_without_evidence_is_noted() -> None:
    _document, report = understood(KAAVA)
    assert ("strategy.promises[1]", 82) in [(note.path, note.line) for note in report.notes]


def test_thousands_of_problems_are_counted_not_listed(tmp_path: Path) -> None:
    many = "".join(f"x{number}: 1\n" for number in range(1500))
    problems = problems_of(written(tmp_path, KAAVA_TEXT + many))
    assert len(problems) == 1001
    assert "500 more" in problems[-1].message


@pytest.mark.timeout(10)
@pytest.mark.parametrize("key", ["]", "[", "[]", "][", "a]b[c", '"]', "."])
def test_a_key_of_brackets_is_refused_and_keeps_nobody_waiting(key: str, tmp_path: Path) -> None:
    odd = KAAVA_TEXT.replace("title: {", f"title: {{{json.dumps(key)}: x, ", 1)
    path = written(tmp_path, odd)
    assert any("There is no key" in problem.message for problem in problems_of(path))
