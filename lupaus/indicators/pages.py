"""What the pages of the indicators show, put together."""

from __future__ import annotations

from dataclasses import dataclass

from lupaus.indicators import queries
from lupaus.indicators.models import Indicator, SourceKind
from lupaus.web.address import Address


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The list of indicators as searched and filtered, and what it can be filtered by."""

    found: list[Indicator]
    words: str
    theme: str
    source: str
    themes: list[str]
    sources: list[tuple[str, str]]


def catalogue(address: Address) -> Catalogue:
    """Two queries, however many indicators there are."""
    words, theme, source = (address.value(name) or "" for name in ("q", "theme", "source"))
    found = queries.search_indicators(
        words, theme=theme or None, source=source or None, language=address.language
    )
    return Catalogue(
        found=found,
        words=words,
        theme=theme,
        source=source,
        themes=queries.themes(),
        sources=[(kind.value, str(kind.label)) for kind in SourceKind],
    )


def indicator_page(address: Address, id_: str) -> Indicator:
    return queries.indicator(id_)
