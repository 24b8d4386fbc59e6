"""The kinds of value that are counted or dated: numbers, years, days."""

from __future__ import annotations

import math
import re
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from lupaus.workspace.files.kinds import Kind, Schema, T
from lupaus.workspace.files.nodes import Node, Scalar
from lupaus.workspace.files.report import Report, shown

_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,17})", re.ASCII)
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?", re.ASCII)
_DECIMAL_COMMA = re.compile(r"-?[0-9]+,[0-9]+", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


class Number(Kind[float]):
    """A number written as JSON writes it; no other base, no underscores, no infinity."""

    #: Far beyond any statistic, and exact as far as 15 digits go.
    LARGEST = 1e15

    @property
    def blank(self) -> float:
        return math.nan

    @property
    def expected(self) -> str:
        return _("a number such as 79 or 72.9")

    def read(self, node: Node, path: str, report: Report) -> float:
        if not isinstance(node, Scalar):
            return self.refuse(node, path, report)
        if node.plain and _NUMBER.fullmatch(node.text):
            value = float(node.text) + 0.0  # no negative zero
            return value if abs(value) <= self.LARGEST else self.refuse(node, path, report)
        return refuse_written(self, node, path, report)

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        return {"type": "number", "minimum": -self.LARGEST, "maximum": self.LARGEST}

    def plain(self, value: float) -> Any:
        return int(value) if value.is_integer() else Decimal(repr(value))


class Whole(Kind[int]):
    """A whole number in a range."""

    def __init__(self, low: int, high: int) -> None:
        self.low = low
        self.high = high

    @property
    def blank(self) -> int:
        return 0

    @property
    def expected(self) -> str:
        return _("a whole number from %(low)d to %(high)d") % {"low": self.low, "high": self.high}

    def read(self, node: Node, path: str, report: Report) -> int:
        if not isinstance(node, Scalar):
            return self.refuse(node, path, report)
        if node.plain and _WHOLE.fullmatch(node.text):
            value = int(node.text)
            return value if self.low <= value <= self.high else self.refuse(node, path, report)
        return refuse_written(self, node, path, report)

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        return {"type": "integer", "minimum": self.low, "maximum": self.high}


class Year(Whole):
    def __init__(self) -> None:
        super().__init__(1900, 2200)

    @property
    def expected(self) -> str:
        return _("a year such as 2030")


class Day(Kind[date | None]):
    """A day, with or without quotes."""

    @property
    def blank(self) -> date | None:
        return None

    @property
    def expected(self) -> str:
        return _("a day such as 2026-11-22")

    def read(self, node: Node, path: str, report: Report) -> date | None:
        if isinstance(node, Scalar) and _DAY.fullmatch(node.text):
            try:
                return date.fromisoformat(node.text)
            except ValueError:
                return self.refuse(node, path, report)
        return self.refuse(node, path, report)

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        return {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}


def refuse_written(kind: Kind[T], node: Scalar, path: str, report: Report) -> T:
    """Refuse a number that is written in a way not every program reads alike, and say how to write it."""
    words = {"expected": kind.expected, "found": shown(node.text)}
    if not node.plain and _NUMBER.fullmatch(node.text):
        report.refuse(
            path, _("Expected %(expected)s, found text: take the quotes from “%(found)s” away.") % words
        )
    elif _DECIMAL_COMMA.fullmatch(node.text):
        report.refuse(
            path, _("Expected %(expected)s, found “%(found)s”: write a point, not a comma.") % words
        )
    else:
        return kind.refuse(node, path, report)
    return kind.blank
