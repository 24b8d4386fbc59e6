"""One observation as it came, from a file, a service or a form, before anything of it is checked."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from lupaus.indicators.observations import TOTAL


class Progress(Protocol):
    """Told now and then how much is done, of how much; `None` when nobody knows."""

    def __call__(self, done: int, total: int | None, /) -> None: ...


class Row(NamedTuple):
    """One observation as it came, nothing checked yet. Numbers may still be text, as in a file.

    `line` is where it stands: the line of a file, the place in a list, the row of a sheet.
    """

    line: int
    indicator: str
    region: str
    gender: str = TOTAL
    year: str | int = ""
    value: str | float | None = None
    numerator: str | float | None = None
    denominator: str | float | None = None
    status: str = ""
