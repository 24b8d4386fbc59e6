"""What reading a document finds: where everything stands, and everything that is wrong with it."""

from __future__ import annotations

import json
import re
from collections import Counter

from django.utils.translation import gettext as _

from lupaus.web.refusals import Problem, Refused
from lupaus.workspace.files.nodes import DEEPEST

#: More would only bury the first ones; the rest are counted.
MOST_PROBLEMS = 1000
#: Thirty times what a large strategy holds; reading so many takes about two seconds.
MOST_VALUES = 100_000
_SIMPLE_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,60}")
_LAST_STEP = re.compile(r"\.?[^.\[\]]*$|\[[^\[\]]*\]$")


class Report:
    """Collects the problems and notes of one file, and knows the line of every path in it."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[str, int] = {}
        self.notes: list[Problem] = []
        self._problems: list[Problem] = []
        self._more = 0
        self._values = 0

    def count_value(self, line: int, depth: int) -> None:
        """Count one key, list or word as it is read; raise `Refused` when it is one too many or too deep."""
        self._values += 1
        if depth > DEEPEST:
            raise Refused(Problem(_("Nested deeper than such a file goes."), self.file, line))
        if self._values > MOST_VALUES:
            raise Refused(
                Problem(
                    _("More than %(most)d values: too many for one file.") % {"most": MOST_VALUES},
                    self.file,
                    line,
                )
            )

    def refuse(self, path: str, message: str, *, line: int | None = None) -> None:
        """Something is wrong at `path`; without a `line`, on the line where that path stands."""
        if len(self._problems) < MOST_PROBLEMS:
            self._problems.append(self._problem(path, message, line))
        else:
            self._more += 1

    def note(self, path: str, message: str) -> None:
        """Something a planner should know that does not stop the file."""
        self.notes.append(self._problem(path, message, None))

    def line_of(self, path: str) -> int | None:
        """The line of a path, or of the nearest thing around it that was written."""
        while path and path not in self.lines:
            shorter = _LAST_STEP.sub("", path)
            # The name of an odd key may hold brackets itself; then it is cut where one opens.
            path = shorter if shorter != path else path.rpartition("[")[0]
        return self.lines.get(path)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything found so far, as it was found."""
        return tuple(self._problems)

    def raise_problems(self) -> None:
        """Raise `Refused` with everything found so far, in the order of the file; return if all is well."""
        if not self._problems:
            return
        found = sorted(self._problems, key=lambda problem: problem.line or 0)
        if self._more:
            found.append(Problem(_("… and %(count)d more.") % {"count": self._more}, self.file))
        raise Refused(found)

    def _problem(self, path: str, message: str, line: int | None) -> Problem:
        return Problem(message, self.file, line or self.line_of(path), path)


def step(path: str, key: str) -> str:
    """The path one key further: `goal` and `title` → `goal.title`; an odd key is shown in brackets."""
    if _SIMPLE_KEY.fullmatch(key):
        return f"{path}.{key}" if path else key
    return f"{path}[{json.dumps(shown(key), ensure_ascii=False)}]"


def shown(words: str) -> str:
    """Words of a file as they may be repeated in a sentence: short, and nothing a terminal would obey."""
    short = words if len(words) <= 60 else f"{words[:59]}…"
    return "".join(letter if letter.isprintable() else "�" for letter in short)


def repeated(names: list[str]) -> list[str]:
    """The names that occur more than once, each time after the first."""
    seen: Counter[str] = Counter()
    again = []
    for name in names:
        seen[name] += 1
        if seen[name] > 1:
            again.append(name)
    return again
