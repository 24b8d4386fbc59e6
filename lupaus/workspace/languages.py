"""Which languages a part still lacks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lupaus.web.texts import LANGUAGES
from lupaus.workspace.content import value_at
from lupaus.workspace.kinds import PartKind


def lacking(kind: PartKind, content: Mapping[str, Any]) -> tuple[str, ...]:
    """The languages in which a text of the part is missing.

    A text is missing where another language has it, or where it is due and no language does.
    """
    missing: set[str] = set()
    for field in kind.fields:
        if field.form not in ("words", "prose"):
            continue
        words = value_at(content, field.name)
        has = {language for language in LANGUAGES if isinstance(words, Mapping) and words.get(language)}
        if has or field.due:
            missing |= set(LANGUAGES) - has
    return tuple(language for language in LANGUAGES if language in missing)
