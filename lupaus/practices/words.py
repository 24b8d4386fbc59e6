"""Sentences that pages and print share."""

from __future__ import annotations

from django.utils.translation import gettext as _


def untranslated(language: str) -> str:
    """Said before a text that is shown in another language than the reader's."""
    return {
        "fi": _("Not translated yet: the text is in Finnish."),
        "sv": _("Not translated yet: the text is in Swedish."),
        "en": _("Not translated yet: the text is in English."),
    }[language]
