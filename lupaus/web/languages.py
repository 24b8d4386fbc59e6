"""The language of a page is the first part of its address, and nothing else decides it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from lupaus.web.texts import LANGUAGES

#: What each language calls itself.
NAMES = {"fi": "Suomi", "sv": "Svenska", "en": "English"}


def language_of(path: str) -> str | None:
    """The language of an address (`/fi/goals/x/` → `fi`); None where the address has none."""
    first = path.removeprefix("/").partition("/")[0]
    return first if first in LANGUAGES else None


def preferred_language(accept_language: str) -> str:
    """The best of our languages for an Accept-Language header; Finnish when it names none of them."""
    wishes: list[tuple[float, int, str]] = []
    for place, wish in enumerate(accept_language[:1000].split(",")):
        tag, _, parameter = wish.strip().partition(";")
        language = tag.strip().lower().partition("-")[0]
        if language in LANGUAGES:
            wishes.append((-_quality(parameter), place, language))
    return min((wish for wish in wishes if wish[0] < 0), default=(0.0, 0, LANGUAGES[0]))[2]


def _quality(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name != "q":
        return 1.0
    try:
        quality = float(value)
    except ValueError:
        return 0.0
    return quality if 0 <= quality <= 1 else 0.0  # also refuses "nan"


class LanguageMiddleware:
    """Speaks the language of the address while the request lasts; Finnish where it has none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(language_of(request.path_info) or LANGUAGES[0]):
            return self.get_response(request)
