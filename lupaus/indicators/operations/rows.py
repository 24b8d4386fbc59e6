"""What goes into an import, and what comes out of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from lupaus.indicators.models import Nature, Release
from lupaus.indicators.rows import Progress, Row
from lupaus.indicators.store import Scope
from lupaus.web.refusals import Problem

__all__ = ["ImportSource", "Imported", "Progress", "Row", "Scope"]


@dataclass(frozen=True, slots=True)
class ImportSource:
    """Where rows come from, as the release will tell it."""

    name: str
    #: SHA-256 of what was read, hexadecimal; asked for once every row has been read.
    checksum: Callable[[], str]
    nature: str = Nature.STATISTIC
    url: str = ""
    #: Empty: what the catalogue says of the indicators.
    licence: str = ""
    producer: str = ""
    #: What `Row.line` counts: lines of a file, or items of a list.
    counted: Literal["lines", "items"] = "lines"
    #: Where neither tells: the place of a row and, where it is known, of one of its fields ("value"), such as
    #: a cell of a sheet.
    where: Callable[[int, str], str] | None = None

    def problem(self, line: int, message: str, field: str = "") -> Problem:
        """A problem, pointing at the row it is about."""
        if self.where is not None:
            return Problem(message, file=self.name, path=self.where(line, field))
        if self.counted == "lines":
            return Problem(message, file=self.name, line=line)
        return Problem(message, file=self.name, path=f"[{line}]")


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did. `release` is `None` when it changed nothing and so made no release."""

    release: Release | None
    added: int
    changed: int
    withdrawn: int
    unchanged: int
    #: Rows that were left out because of `skip_bad`, and why; `skipped_rows` counts them all.
    skipped: tuple[Problem, ...] = field(default=())
    skipped_rows: int = 0
