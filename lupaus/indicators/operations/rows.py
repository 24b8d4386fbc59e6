"""What goes into an import, and what comes out of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, Protocol

from lupaus.indicators.models import Nature, Release
from lupaus.indicators.observations import TOTAL
from lupaus.indicators.store import Scope
from lupaus.web.refusals import Problem

__all__ = ["ImportSource", "Imported", "Progress", "Row", "Scope"]


class Progress(Protocol):
    """Told now and then how much is done, of how much; `None` when nobody knows."""

    def __call__(self, done: int, total: int | None, /) -> None: ...


class Row(NamedTuple):
    """One observation as it came, nothing checked yet. Numbers may still be text, as in a file."""

    line: int
    indicator: str
    region: str
    gender: str = TOTAL
    year: str | int = ""
    value: str | float | None = None
    numerator: str | float | None = None
    denominator: str | float | None = None
    status: str = ""


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

    def problem(self, line: int, message: str) -> Problem:
        """A problem, pointing at the row it is about."""
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
