"""One cell of a workbook as a node of the file, and problems that name cells instead of lines."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any, NamedTuple

from lupaus.web.refusals import Problem
from lupaus.web.spreadsheets import Sheet, Value
from lupaus.workspace.files.kinds import Kind, Listing
from lupaus.workspace.files.nodes import Items, Node, Scalar
from lupaus.workspace.files.quantities import Number, Whole
from lupaus.workspace.files.report import Report
from lupaus.workspace.files.words import Line


class Place(NamedTuple):
    """A cell by its row and the header of its column; without a header the row."""

    sheet: Sheet
    row: int
    header: str = ""

    @property
    def words(self) -> str:
        """`goals!C5`; where only the beginning of the header is known (`title`), the first such column."""
        header = self.header
        if header and header not in self.sheet.columns:
            header = next((name for name in self.sheet.columns if name.startswith(f"{header} ")), "")
        place = self.sheet.place(self.row, header)
        return place if header or not self.header else f"{place}: {self.header}"


class CellReport(Report):
    """A report whose lines are cells: each is counted as it is read, and told by its place."""

    def __init__(self, file: str) -> None:
        super().__init__(file)
        self._places: list[Place] = []

    def line_at(self, place: Place) -> int:
        """The number that stands for a cell where nodes and reports have a line."""
        self._places.append(place)
        return len(self._places)

    def refuse_at(self, place: Place, message: str) -> None:
        self.refuse("", message, line=self.line_at(place))

    def _problem(self, path: str, message: str, line: int | None) -> Problem:
        number = line or self.line_of(path)
        if not number:
            return Problem(message, self.file, None, path)
        place = self._places[number - 1]
        if line is None and path not in self.lines:
            missing = re.sub(r"[.\[\]]+", " ", path[len(self._known_part(path)) :]).strip()
            place = place._replace(header=f"{place.header} {missing}".strip())
        return Problem(message, self.file, None, place.words)

    def _known_part(self, path: str) -> str:
        """The longest beginning of a path that was written."""
        return max((known for known in self.lines if path.startswith(known)), key=len, default="")


def node_of_cell(value: Value, kind: Kind[Any], line: int) -> Node:
    """What a cell holds, as the reader of YAML would give it for a key of this kind.

    A number where text belongs is meant as its digits, digits in a text cell where a number belongs are meant
    as the number: programs for spreadsheets change one into the other.
    """
    if isinstance(kind, Listing):
        return Items(line, tuple(node_of_cell(each, kind.of, line) for each in _listed(value, kind.of)))
    if isinstance(value, bool):
        return Scalar(line, str(value).lower(), plain=True)
    if isinstance(value, date | datetime | time):
        return Scalar(line, value.isoformat(), plain=False)
    if isinstance(value, int | float):
        return Scalar(line, repr(value), plain=not isinstance(kind, Line))
    return Scalar(line, value, plain=isinstance(kind, Number | Whole))


def stands_on_lines(kind: Kind[Any]) -> bool:
    """Whether each text of a list stands on a line of its own in the cell; others stand between commas."""
    return isinstance(kind, Line) and kind.has_spaces


def _listed(value: Value, kind: Kind[Any]) -> list[str]:
    words = value.isoformat() if isinstance(value, date | datetime | time) else str(value)
    parts = words.split("\n") if stands_on_lines(kind) else re.split(r"[,;\s]+", words)
    return [part for each in parts if (part := each.strip())]
