"""The newest figure of some indicators in one region: what a box, a step or a line of a page shows."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from lupaus.indicators import queries
from lupaus.indicators.models import Indicator, Release
from lupaus.indicators.observations import SeriesKey
from lupaus.web import numbers
from lupaus.web.address import Address


@dataclass(frozen=True, slots=True)
class Figure:
    """An indicator and its newest value in a region; `value` is None where there is none."""

    indicator: Indicator
    value: float | None
    year: int | None
    illustrative: bool

    def shown(self, language: str) -> str:
        return numbers.with_unit(
            self.value, self.indicator.unit.words(language), language, self.indicator.decimals
        )


def release_of(address: Address) -> Release | None:
    """The release a page is kept at, else the newest. One query. Raises `NotFound`."""
    return queries.release(address.release) if address.release else queries.newest_release()


def newest(indicators: Collection[str], *, region: str, release: Release | None) -> Mapping[str, Figure]:
    """By indicator; those the catalogue does not know are left out. Four queries at most."""
    known = queries.indicators_by_id(indicators) if indicators else {}
    series = queries.series([SeriesKey(id_, region) for id_ in known], release=release)
    made_up = queries.illustrative_releases() if known else frozenset()
    found = {}
    for id_, indicator in known.items():
        seen = [each for each in series[SeriesKey(id_, region)] if each.value is not None]
        last = seen[-1] if seen else None
        found[id_] = Figure(
            indicator,
            last.value if last else None,
            last.year if last else None,
            bool(last and last.release in made_up),
        )
    return found
