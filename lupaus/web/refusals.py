"""How every room says no: sentences for a person, each with the place it is about.

The command line prints them and ends with status 1, the API answers a problem document (RFC 9457), a page
shows them beside the form. A refusal changes nothing and loses nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: what, and where.

    `file` and `line` point into what was given (a line counts from 1), `path` names the place inside a
    document (`strategy.focus_areas[0].goals[2].targets[1].indicator`).
    """

    message: str
    file: str = ""
    line: int | None = None
    path: str = ""

    def __str__(self) -> str:
        place = ":".join(part for part in (self.file, str(self.line or "")) if part)
        return ": ".join(part for part in (place, self.path, self.message) if part)


class Refused(Exception):  # noqa: N818 - named for what happened, as the rooms' own errors are
    """The operation was not carried out. `problems` says why, every reason at once; never empty."""

    #: The HTTP status an API answers with.
    status = 422

    def __init__(self, problems: str | Problem | Iterable[Problem]) -> None:
        if isinstance(problems, str):
            problems = Problem(problems)
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


class NotFound(Refused):
    """What was asked for is not here."""

    status = 404


class NotAllowed(Refused):
    """The actor may not do this."""

    status = 403
