"""Old addresses, in any letter case. They are never made here, so they have no names."""

from __future__ import annotations

import re
from typing import Final

from django.urls import URLPattern, re_path

from lupaus.decisions.feeds.incumbent import views


def _any_case(words: str) -> str:
    """A pattern of the words in whatever letter case (Django's resolver knows no flag for a part of one)."""
    return "".join(f"[{sign.lower()}{sign.upper()}]" if sign.isalpha() else re.escape(sign) for sign in words)


_FOLDERS: Final = "|".join(map(_any_case, ("djulkaisu", "dynasty10", "dynastia32")))
#: The folders that customers had it in, with the slash behind.
_FOLDER: Final = rf"(?:(?P<folder>{_FOLDERS}|[dD]10_[\w.-]{{1,80}})/)?"

urlpatterns: list[URLPattern] = [
    re_path(rf"^{_FOLDER}{_any_case('cgi/DREQUEST.PHP')}$", views.drequest),
    re_path(
        rf"^{_FOLDER}{_any_case('kokous')}/(?P<meeting>[0-9]{{1,20}})"
        rf"(?:-(?P<item>[0-9]{{1,9}}))?(?:-(?P<file>[0-9]{{1,12}}))?\.{_any_case('pdf')}$",
        views.paper,
    ),
]
