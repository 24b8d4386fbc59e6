"""The list of indicators, searched and filtered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from lupaus.indicators import queries
from lupaus.indicators.models import Indicator, SourceKind
from lupaus.indicators.words import source_words, theme_words
from lupaus.web.address import Address

#: How many stand on one page of the list.
PER_PAGE: Final = 60


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What was found, what was asked, and what may be asked: options hold (value, words).

    `found` holds those of this page of the list, the first of them the `first` of `total`; `previous` and
    `next` are the addresses of the pages beside it, empty where there is none.
    """

    found: tuple[tuple[Indicator, str], ...]
    first: int
    total: int
    previous: str
    next: str
    words: str
    theme: str
    source: str
    themes: tuple[tuple[str, str], ...]
    sources: tuple[tuple[str, str], ...]

    @property
    def asked(self) -> bool:
        """Whether the reader has narrowed the list."""
        return bool(self.words or self.theme or self.source)


def catalogue(address: Address) -> Catalogue:
    """Two queries, however many indicators there are. `found` pairs an indicator with its theme in words."""
    words, theme, source = (address.value(name) or "" for name in ("q", "theme", "source"))
    found = queries.search_indicators(
        words, theme=theme or None, source=source or None, language=address.language
    )
    pages = max(-(-len(found) // PER_PAGE), 1)
    page = min(int(address.value("page") or 1), pages)
    before = (page - 1) * PER_PAGE
    here = found[before : before + PER_PAGE]
    themes = [(known, theme_words(known)) for known in queries.themes()]
    return Catalogue(
        found=tuple((indicator, theme_words(indicator.theme)) for indicator in here),
        first=before + 1,
        total=len(found),
        previous=str(address.with_(page=page - 1 if page > 2 else None)) if page > 1 else "",
        next=str(address.with_(page=page + 1)) if page < pages else "",
        words=words,
        theme=theme,
        source=source,
        themes=tuple(sorted(themes, key=lambda option: option[1])),
        sources=tuple((kind.value, source_words(kind.value)) for kind in SourceKind),
    )
