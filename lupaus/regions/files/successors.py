"""Mergers of municipalities: a table `old,new,date`, the date being the first day of the new municipality."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _

from lupaus.regions.codes import PREFIXES, code_of
from lupaus.regions.models import Category
from lupaus.web.refusals import Problem, Refused


class Merger(NamedTuple):
    """On the day `on` the municipality `old` became part of `new`. `line` is its place in the file."""

    old: str
    new: str
    on: date
    line: int


def parse(text: str, file: str) -> tuple[Merger, ...]:
    """Read the mergers. Codes with prefix or without. Raises `Refused` with every problem and its line."""
    rows = csv.DictReader(io.StringIO(text, newline=""))
    if not {"old", "new", "date"} <= set(rows.fieldnames or ()):
        raise Refused(Problem(_("The columns old, new and date were expected."), file, 1))
    mergers: dict[str, Merger] = {}
    problems: list[Problem] = []
    try:
        for row in rows:
            merger = _merger(row, file, rows.line_num, problems)
            if merger and merger.old in mergers:
                message = _("The municipality %(code)s is in the table twice.") % {"code": merger.old}
                problems.append(Problem(message, file, merger.line))
            elif merger:
                mergers[merger.old] = merger
    except csv.Error as wrong:
        raise Refused(Problem(_("This is not a table that can be read."), file, rows.line_num)) from wrong
    if problems:
        raise Refused(problems)
    return tuple(mergers.values())


def _merger(row: dict[str, str], file: str, line: int, problems: list[Problem]) -> Merger | None:
    old, new = (_code(row[column] or "") for column in ("old", "new"))
    if not old or not new:
        problems.append(Problem(_("Two codes of municipalities were expected."), file, line))
        return None
    try:
        on = date.fromisoformat((row["date"] or "").strip())
    except ValueError:
        problems.append(Problem(_("A date such as 2020-01-01 was expected."), file, line))
        return None
    return Merger(old, new, on, line)


def _code(value: str) -> str:
    bare = value.strip().removeprefix(PREFIXES[Category.MUNICIPALITY])
    return (
        code_of(Category.MUNICIPALITY, bare) if bare.isascii() and bare.isdigit() and len(bare) <= 3 else ""
    )
