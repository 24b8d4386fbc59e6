"""The list of indicators, searched and filtered."""

from __future__ import annotations

from dataclasses import dataclass

from lupaus.indicators import queries
from lupaus.indicators.models import Indicator, SourceKind
from lupaus.indicators.words import source_words, theme_words
from lupaus.web.address import Address


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What was found, what was asked, and what may be asked: options hold (value, words)."""

    found: tuple[tuple[Indicator, str], ...]
    words: str
    theme: str
    source: str
    themes: tuple[tuple[str, str], ...]
    sources: tuple[tuple[str, str], ...]


def catalogue(address: Address) -> Catalogue:
    """Two queries, however many indicators there are. `found` pairs an indicator with its theme in words."""
    words, theme, source = (address.value(name) or "" for name in ("q", "theme", "source"))
    found = queries.search_indicators(
        words, theme=theme or None, source=source or None, language=address.language
    )
    themes = [(known, theme_words(known)) for known in queries.themes()]
    return Catalogue(
        found=tuple((indicator, theme_words(indicator.theme)) for indicator in found),
        words=words,
        theme=theme,
        source=source,
        themes=tuple(sorted(themes, key=lambda option: option[1])),
        sources=tuple((kind.value, source_words(kind.value)) for kind in SourceKind),
    )
