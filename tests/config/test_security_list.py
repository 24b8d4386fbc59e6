"""The list of security requirements names only what is there."""

from __future__ import annotations

import re

from tests.conftest import PROJECT

PAGE = (PROJECT / "docs" / "security.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if re.match(r"\| \d", line)
]
HOWS = {"yes", "part", "gap", "operator", "n/a"}


def test_every_chapter_of_the_standard_is_there() -> None:
    assert {int(row[0].split(".")[0]) for row in ROWS} == set(range(1, 18))
    numbers = [row[0] for row in ROWS]
    assert len(set(numbers)) == len(numbers) >= 200
    assert {row[3] for row in ROWS} <= HOWS


def test_every_file_and_every_test_that_is_named_exists() -> None:
    missing = []
    for row in ROWS:
        named = re.findall(r"`([^`\s]+/[^`\s]+|SECURITY\.md|pyproject\.toml)`", row[4])
        if row[3] in ("yes", "operator"):
            assert named, row
        for each in named:
            path, _colons, test = each.partition("::")
            file = PROJECT / path
            if not file.exists() or (test and f"def {test}(" not in file.read_text(encoding="utf-8")):
                missing.append(f"{row[0]}: {each}")
    assert missing == []


def test_what_does_not_hold_is_told() -> None:
    told = PAGE.partition("## The gaps, together")[2]
    for row in ROWS:
        if row[3] in ("part", "gap"):
            assert "gap: " in row[4], row
            assert f"- {row[0]} (" in told, row
