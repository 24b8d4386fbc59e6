"""The small strategy the tests about files share, and how to read a changed copy of it."""

from __future__ import annotations

from pathlib import Path

from lupaus.strategy.files import Document, read_document
from lupaus.strategy.files.rules import Known, check
from lupaus.web.refusals import Problem, Refused
from lupaus.workspace.files.report import Report

KAAVA = Path(__file__).parent / "data" / "kaava-2035.yaml"
KAAVA_TEXT = KAAVA.read_text(encoding="utf-8")
KNOWN = Known(indicators=frozenset({"gini"}), regions=frozenset({"MK01", "KU049", "KU091"}))


def written(folder: Path, content: str | bytes, name: str = "strategy.yaml") -> Path:
    """A file with the content."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def understood(path: Path) -> tuple[Document, Report]:
    """Read and check a file that must be right; raises `Refused` as loading would."""
    document, report = read_document(path)
    check(document, KNOWN, report)
    report.raise_problems()
    return document, report


def problems_of(path: Path) -> tuple[Problem, ...]:
    """What is wrong with a file, nothing if it is right."""
    try:
        understood(path)
    except Refused as refused:
        return refused.problems
    return ()


def changed(old: str, new: str) -> str:
    """The text of the small strategy with one place changed."""
    assert KAAVA_TEXT.count(old) >= 1, old
    return KAAVA_TEXT.replace(old, new, 1)
