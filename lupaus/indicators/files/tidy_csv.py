"""Reading tidy CSV: one observation a line, columns by name."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from operator import itemgetter
from typing import Final

from django.utils.translation import gettext as _

from lupaus.indicators.files.opening import OpenedFile
from lupaus.indicators.rows import Row
from lupaus.web.refusals import Problem, Refused

REQUIRED: Final = ("indicator", "region", "gender", "year", "value")
OPTIONAL: Final = ("numerator", "denominator", "status")
#: What the downloads of the API add. Which release wrote a figure is for the bank to say, not for a file.
ADDED_BY_US: Final = ("release", "illustrative", "derived")
EXPECTED: Final = ",".join(REQUIRED) + "".join(f"[,{name}]" for name in OPTIONAL)


class TidyCsv:
    """The rows of one file. `illustrative`: the figures come in as such, so marked ones are welcome."""

    def __init__(self, file: OpenedFile, *, illustrative: bool = False) -> None:
        self._file = file
        self._illustrative = illustrative

    def rows(self) -> Iterator[Row | Problem]:
        """The rows as they stand, unchecked. Raises `Refused` where the file is not tidy CSV at all."""
        reader = csv.reader(self._file.lines(), strict=True)
        try:
            header = next(reader, None)
            if header is None:
                raise self._file.refused(_("The file is empty."))
            fields_of = itemgetter(*self._places(header))
            mark = self._place_of_mark(header)
            found = False
            for cells in reader:
                if not cells:
                    continue
                found = True
                if len(cells) != len(header):
                    yield self._wrong_width(len(cells), len(header), reader.line_num)
                    continue
                if mark is not None and cells[mark].strip().casefold() == "true":
                    yield Problem(illustration(), file=self._file.name, line=reader.line_num)
                    continue
                cells.append("")  # what an optional column that is not there says
                yield Row(reader.line_num, *fields_of(cells))
        except csv.Error as trouble:
            raise self._file.refused(
                _("This is not CSV: %(reason)s.") % {"reason": trouble}, reader.line_num
            ) from trouble
        if not found:
            raise self._file.refused(_("The file has a header but no rows."))

    def _places(self, header: list[str]) -> list[int]:
        """Where each column stands; one past the end for those that are not there."""
        names = [name.strip().casefold() for name in header]
        if len(names) == 1 and (";" in names[0] or "\t" in names[0]):
            raise self._file.refused(
                _("Columns are separated with commas: %(expected)s.") % {"expected": EXPECTED}, 1
            )
        problems = [
            _("The column %(name)s is missing; expected %(expected)s.") % {"name": name, "expected": EXPECTED}
            for name in REQUIRED
            if name not in names
        ]
        problems += [
            _("There is no column “%(name)s”; expected %(expected)s.") % {"name": name, "expected": EXPECTED}
            for name in names
            if name not in (*REQUIRED, *OPTIONAL, *ADDED_BY_US)
        ]
        problems += [
            _("The column %(name)s is there twice.") % {"name": name}
            for name in sorted({name for name in names if names.count(name) > 1})
        ]
        if problems:
            raise Refused(Problem(problem, file=self._file.name, line=1) for problem in problems)
        return [names.index(name) if name in names else len(names) for name in (*REQUIRED, *OPTIONAL)]

    def _place_of_mark(self, header: list[str]) -> int | None:
        """The column that marks illustrative figures, where it must be heeded."""
        names = [name.strip().casefold() for name in header]
        return names.index("illustrative") if "illustrative" in names and not self._illustrative else None

    def _wrong_width(self, found: int, expected: int, line: int) -> Problem:
        return Problem(wrong_width(found, expected), file=self._file.name, line=line)


def wrong_width(found: int, expected: int) -> str:
    """What to say of a row that has more or fewer columns than the header."""
    sentence = _("The row has %(found)s columns, the header %(expected)s.") % {
        "found": found,
        "expected": expected,
    }
    if found > expected:
        sentence += " " + _("If it is a decimal comma, write a point.")
    return sentence


def illustration() -> str:
    """What to say of a figure that is marked as illustrative and would come in as something else."""
    return _("The figure is marked as illustrative, not a statistic: --nature illustrative imports it.")
