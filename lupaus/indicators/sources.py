"""Where the figures on a page come from, ready to be shown beside them."""

from __future__ import annotations

from typing import NamedTuple

from lupaus.indicators.models import Indicator
from lupaus.indicators.words import source_words


class Source(NamedTuple):
    """One indicator's origin; `csv` is where the figures can be taken from, `release` which they are."""

    indicator: Indicator
    name: str
    release: int | None
    csv: str


def source_of(indicator: Indicator, *, release: int | None, csv: str) -> Source:
    name = f"{source_words(indicator.source_kind)} {indicator.source_id}".strip()
    return Source(indicator, name, release, csv)
