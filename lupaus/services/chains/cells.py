"""Figures of a chain as they are said in a table."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lupaus.services.chains.figured import Value
from lupaus.services.chains.figures import Following
from lupaus.web import numbers


class Cell(NamedTuple):
    """A figure as it is said, and what has to be known of it."""

    words: str
    note: str = ""


def count_cell(value: Value, language: str) -> Cell:
    return Cell(not_told() if value.suppressed else numbers.number(value.value, language))


def share_cell(value: Value, language: str) -> Cell:
    if value.suppressed or value.value is None:
        return Cell(not_told() if value.suppressed else numbers.number(None, language))
    return Cell(f"{numbers.number(value.value, language, 1)}\u00a0%")


def money_cell(value: Value, following: Following, language: str) -> Cell:
    if value.suppressed:
        return Cell(not_told())
    return noted(Cell(numbers.with_unit(value.value, "€", language)), value, following)


def not_told() -> str:
    return _("not told")


def noted(cell: Cell, value: Value, following: Following) -> Cell:
    """With the year, where the figure is of another one than those beside it."""
    year = following.now.year if following.now else None
    return Cell(cell.words, str(value.year) if value.year not in (None, year) else "")


def days_words(days: float, language: str) -> str:
    decimals = 0 if float(days).is_integer() else 1
    return ngettext("%(days)s day", "%(days)s days", round(days)) % {
        "days": numbers.number(days, language, decimals)
    }
