"""Marks of personal data that somebody began and did not close: what they should hold would never go."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from lupaus.web.marks import is_half_marked
from lupaus.web.refusals import Problem
from lupaus.workspace.content import Content


def half_marks(content: Content) -> Iterator[Problem]:
    """A problem for each field with a brace too many."""
    for part in content.parts:
        for name, value in part.content.items():
            if any(map(is_half_marked, _strings(value))):
                yield Problem(
                    _(
                        "A mark of personal data is not closed: write %(mark)s, or a backslash before braces "
                        "that mark nothing."
                    )
                    % {"mark": "{{" + _("Name") + "}}"},
                    path=f"{part.kind}/{part.slug}/{name}",
                )


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _strings(each)
