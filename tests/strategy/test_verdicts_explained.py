"""docs/explanation/how-a-verdict-is-made.md says nothing the program does not do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from lupaus.strategy.sentences import status_word
from lupaus.strategy.verdicts.goals import counted, goal_status
from lupaus.strategy.verdicts.judgement import Aim, better_side, judge
from lupaus.strategy.verdicts.words import Level, Status

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "how-a-verdict-is-made.md"
TEXT = PAGE.read_text(encoding="utf-8")
POLARITY_OF_EXAMPLES = 1  # employment: only the level to be held needs it


def rows(first_column: str, columns: int) -> Iterator[list[str]]:
    """The rows of every table of the page with this first column and so many columns."""
    inside = False
    for line in TEXT.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []
        if len(cells) != columns:
            inside = False
        elif cells[0] == first_column:
            inside = True
        elif inside and not cells[0].startswith("---"):
            yield cells


def level(cell: str) -> Level:
    found = re.fullmatch(r"([-\d.]+) \((\d+)\)", cell)
    assert found, cell
    return Level(int(found[2]), float(found[1]))


def word(status: Status) -> str:
    with translation.override("en"):
        return status_word(status)


def shown(value: float | None, decimals: int = 2, unit: str = "") -> str:
    return "–" if value is None else f"{value + 0.0:.{decimals}f}{unit}"


@pytest.mark.parametrize("row", list(rows("baseline", 7)), ids=" ".join)
def test_targets_with_a_level(row: list[str]) -> None:
    baseline, target, method, figure, needed, ratio, verdict = row
    start, goal = level(baseline), level(target)
    assert start.value is not None
    assert goal.value is not None
    set_against = 72.9 if (goal.value, start.value) == (79.0, 80.5) else start.value
    better = better_side(baseline=set_against, target=goal.value, polarity=POLARITY_OF_EXAMPLES)
    found = judge(Aim(start, goal, better, compound=method == "cagr"), [level(figure)])
    assert [shown(found.expected), shown(found.ratio), word(found.status)] == [needed, ratio, verdict]


@pytest.mark.parametrize("row", list(rows("baseline", 5)), ids=" ".join)
def test_targets_with_a_direction(row: list[str]) -> None:
    baseline, wanted, figure, growth, verdict = row
    found = judge(Aim(level(baseline), None, {"rise": 1, "fall": -1}[wanted]), [level(figure)])
    percent = None if found.growth is None else 100 * found.growth
    assert [shown(percent, unit=" %"), word(found.status)] == [growth, verdict]


@pytest.mark.parametrize("row", list(rows("targets", 2)), ids=" ".join)
def test_goals(row: list[str]) -> None:
    by_word = {word(status): status for status in Status}
    statuses = [by_word[each] for each in row[0].split(", ")]
    assert word(goal_status(counted(statuses))) == row[1]


def test_every_table_was_read() -> None:
    tables = [list(rows("baseline", 7)), list(rows("baseline", 5)), list(rows("targets", 2))]
    assert [len(table) for table in tables] == [22, 6, 6]


def test_the_steps_of_the_worked_example() -> None:
    found = judge(Aim(Level(2017, 72.9), Level(2030, 79.0), 1), [Level(2024, 75.8)])
    assert found.expected is not None
    assert found.progress is not None
    assert found.ratio is not None
    for figure in (
        f"72.9 + 6.1 × 7/13 = **{found.expected:.2f} %**",
        f"**{found.progress:.1%}**".replace("%", " %"),
        f"7/13 = **{7 / 13:.1%}**".replace("%", " %"),
        f"= **{found.ratio:.3f}**",
        f"0.883 is **{word(found.status)}**",
    ):
        assert figure in TEXT
