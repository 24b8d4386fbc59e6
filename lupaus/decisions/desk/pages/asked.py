"""A page that is one form: its title, what it is for, its fields and its button."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from lupaus.web.forms import Typed
from lupaus.web.refusals import Problem
from lupaus.web.texts import Text
from lupaus.workspace.content import Content
from lupaus.workspace.kinds import Field, PartKind
from lupaus.workspace.pages.desk import Step
from lupaus.workspace.pages.form import FormField, form_fields, labels_of


@dataclass(frozen=True)
class FormPage:
    """`told` are sentences before the fields; `plain` holds fields that are one line or a box each."""

    title: str
    fields: tuple[FormField, ...]
    button: str
    back: str
    trail: tuple[Step, ...] = ()
    lead: str = ""
    told: tuple[str, ...] = ()
    boxes: tuple[tuple[str, str, str], ...] = ()  # name, label, hint of boxes to tick
    typed: Typed = field(default_factory=lambda: Typed({}))
    problems: tuple[Problem, ...] = ()

    @property
    def labels(self) -> dict[str, str]:
        return labels_of(self.fields, self.typed)

    def refused(self, typed: Typed, problems: Sequence[Problem]) -> FormPage:
        """The same form with what was typed and what is wrong with it."""
        return replace(self, typed=typed, problems=tuple(problems))


def fields_of(*fields: Field) -> tuple[FormField, ...]:
    declared = PartKind(name="form", label=str, plural=str, fields=fields)
    return form_fields(declared, (), Content(()))


def step(title: str | Text, href: str) -> Step:
    return Step(Text.same(title) if isinstance(title, str) else title, href)
