"""The strategy file as a workbook: which sheets it has (`workspace.files.workbook` reads and writes them)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lupaus.strategy.files import document as written
from lupaus.strategy.files.document import Document
from lupaus.workspace.files.cells import CellReport
from lupaus.workspace.files.sheets import SheetOf
from lupaus.workspace.files.workbook import Workbook

_BOOK: Final = Workbook(
    Document,
    [
        SheetOf("strategy", written.StrategyEntry),
        SheetOf("focus_areas", written.FocusAreaEntry, "focus_area", "strategy"),
        SheetOf("goals", written.GoalEntry, "goal", "focus_areas"),
        SheetOf("targets", written.TargetEntry, "target", "goals"),
        SheetOf("measures", written.MeasureEntry, "measure", "goals"),
        SheetOf("promises", written.PromiseEntry, "promise", "strategy"),
        SheetOf("checklist", written.AnswerEntry, "answer", "strategy"),
        SheetOf("indicators", written.IndicatorEntry, "indicator"),
    ],
)
SHEETS: Final[Mapping[str, SheetOf]] = _BOOK.sheets


def write_xlsx(document: Document) -> bytes:
    """The document as a workbook. Raises `Refused` where a text is longer than a cell may be."""
    return _BOOK.write(document)


def read_xlsx(content: bytes, name: str) -> tuple[Document, CellReport]:
    """Read a workbook; what is wrong is in the report. Raises `Refused` where nothing can be made of it."""
    return _BOOK.read(content, name)
