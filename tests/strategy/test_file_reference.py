"""The reference page of the strategy file says what the program does."""

from __future__ import annotations

import re
from dataclasses import MISSING
from pathlib import Path

import pytest

from lupaus.strategy.files import document as written
from lupaus.workspace.files.records import Located, keys
from tests.strategy.planner_file import problems_of
from tests.strategy.planner_file import written as file_with

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "reference" / "strategy-file.md").read_text(
    encoding="utf-8"
)
RECORDS: dict[str, type[Located]] = {
    "The file": written.Document,
    "An indicator": written.IndicatorEntry,
    "A source": written.Source,
    "A derivation": written.DerivationEntry,
    "A publishing rhythm": written.Rhythm,
    "The strategy": written.StrategyEntry,
    "An organiser": written.Organiser,
    "A period": written.Period,
    "A focus area": written.FocusAreaEntry,
    "A goal": written.GoalEntry,
    "A target": written.TargetEntry,
    "A baseline": written.Baseline,
    "A target level": written.Level,
    "A measure": written.MeasureEntry,
    "A promise": written.PromiseEntry,
    "An answer": written.AnswerEntry,
}


def test_the_example_of_the_page_is_right(tmp_path: Path) -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert problems_of(file_with(tmp_path, example)) == ()


@pytest.mark.parametrize("heading", RECORDS)
def test_the_page_lists_every_key_and_whether_it_is_due(heading: str) -> None:
    section = PAGE.partition(f"### {heading}\n")[2].partition("\n#")[0]
    listed = re.findall(r"^\| `(\w+)` \| (yes)? ?\|", section, re.MULTILINE)
    declared = [(each.name, "yes" if each.default is MISSING else "") for each in keys(RECORDS[heading])]
    assert listed == declared


def test_the_page_has_a_section_for_every_record() -> None:
    assert len(RECORDS) == len(set(RECORDS.values()))
    assert set(RECORDS.values()) == {
        each for each in vars(written).values() if isinstance(each, type) and issubclass(each, Located)
    } - {Located}
