"""What a table of PxWeb holds: variables and their values, found by code or by the words of their label.

Ids and codes change (the last time in June 2026), so they are looked up in the metadata of every run.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from lupaus.web.refusals import Problem, Refused
from lupaus.workspace.files.report import shown

_WORD = re.compile(r"\w+")
_TOLD = 12


class Value(NamedTuple):
    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Variable:
    """One side of a table. `may_be_left_out`: the table then gives its total."""

    code: str
    label: str
    values: tuple[Value, ...]
    is_time: bool = False
    may_be_left_out: bool = False


@dataclass(frozen=True, slots=True)
class PxTable:
    """A table. `address` names it in problems."""

    address: str
    title: str
    variables: tuple[Variable, ...]

    def variable(self, *words: str) -> Variable:
        """The variable that one of the words is the code or the label of. Raises `Refused`."""
        choices = [Value(variable.code, variable.label) for variable in self.variables]
        for each in words:
            found = found_in(each, choices)
            if len(found) == 1:
                return next(variable for variable in self.variables if variable.code == found[0].code)
        raise self.refused(_("There is no variable %(words)s."), words, choices)

    def value(self, variable: Variable, *words: str) -> str:
        """The code of the value that one of the words is the code or the label of. Raises `Refused`."""
        for each in words:
            found = found_in(each, variable.values)
            if len(found) == 1:
                return found[0].code
        sentence = _("The variable “%(variable)s” has no value %(words)s.")
        raise self.refused(sentence, words, variable.values, variable=variable.label)

    def refused(self, sentence: str, words: Iterable[str], choices: Sequence[Value], **more: str) -> Refused:
        told = ", ".join(f"{shown(each.code)} ({shown(each.label)})" for each in choices[:_TOLD])
        wanted = _(" or ").join(f"“{shown(each)}”" for each in words)
        there = _("There are: %(choices)s.") % {"choices": told + (" …" if len(choices) > _TOLD else "")}
        return Refused(Problem(f"{sentence % {'words': wanted, **more}} {there}", file=self.address))


def found_in(words: str, choices: Iterable[Value]) -> list[Value]:
    """What is meant: the code; else the label; else whatever has all the words in its label."""
    choices = list(choices)
    folded = words.strip().casefold()
    for same in (
        [each for each in choices if each.code == words],
        [each for each in choices if each.code.casefold() == folded],
        [each for each in choices if each.label.strip().casefold() == folded],
    ):
        if same:
            return same
    wanted = set(_WORD.findall(folded))
    return [each for each in choices if wanted and wanted <= set(_WORD.findall(each.label.casefold()))]


def table_of(told: Any, address: str) -> PxTable:
    """A table's metadata as PxWeb answers them. Raises `Refused` where they are something else."""
    variables = told.get("variables") if isinstance(told, dict) else None
    if not isinstance(variables, list) or not variables:
        raise Refused(Problem(_("Expected the variables of a table."), file=address))
    return PxTable(
        address,
        label_of(told.get("title")),
        tuple(_variable(each, place, address) for place, each in enumerate(variables)),
    )


def label_of(told: object) -> str:
    """Words of PxWeb for people: one line, not endless, nothing a terminal would obey; "" for none."""
    words = " ".join(told.split()) if isinstance(told, str) else ""
    return "".join(letter if letter.isprintable() else "�" for letter in words[:500])


def _variable(told: Any, place: int, address: str) -> Variable:
    values = told.get("values") if isinstance(told, dict) else None
    code = told.get("code") if isinstance(told, dict) else None
    if (
        not isinstance(code, str)
        or not isinstance(values, list)
        or not all(isinstance(value, str) for value in values)
    ):
        raise Refused(
            Problem(
                _("Expected a variable with its code and values."), file=address, path=f"variables[{place}]"
            )
        )
    labels = told.get("valueTexts")
    if not isinstance(labels, list) or len(labels) != len(values):
        labels = values
    return Variable(
        code,
        label_of(told.get("text")) or code,
        tuple(Value(value, label_of(label)) for value, label in zip(values, labels, strict=True)),
        is_time=told.get("time") is True,
        may_be_left_out=told.get("elimination") is True,
    )
