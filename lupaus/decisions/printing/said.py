"""What people wrote, as a document takes it: without marks of personal data, with its language."""

from __future__ import annotations

from lupaus.web.marks import without_marks
from lupaus.web.texts import Shown, Text


def plain(text: Text, language: str) -> Shown:
    """A title or a name in the language that is nearest, on one line."""
    shown = text.shown(language)
    return Shown(" ".join(without_marks(shown.words).split()), shown.language)
