"""Which regions lie in which, and which of them there were in a period: the whole tree, asked in memory.

`regions.queries.codes_of(category, within=…, on=…)` says the same of one region and one day; figures are
worked out for hundreds of regions and tens of years at once.
"""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings

from lupaus.regions.models import Region, RegionParent
from lupaus.web.versions import content_version


class Place(NamedTuple):
    """What has to be known of a region."""

    category: str
    valid_from: date | None
    valid_to: date | None  # the last day it existed
    successor: str  # the region it became part of, or empty

    def existed(self, on: date) -> bool:
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_to is None or on <= self.valid_to
        )


@dataclass(frozen=True, eq=False)  # the same regions are the same object; see `places`
class Places:
    """Regions by code, and the codes that lie directly in each."""

    regions: Mapping[str, Place]
    children: Mapping[str, tuple[str, ...]]
    _inside: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    _heirs: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def inside(self, code: str, category: str) -> tuple[str, ...]:
        """Every region of a category at any depth inside, whenever it was there, in the order of codes."""
        if (code, category) not in self._inside:
            found: set[str] = set()
            waiting = [code]
            while waiting:
                for child in self.children.get(waiting.pop(), ()):
                    if child not in found and child != code:
                        found.add(child)
                        waiting.append(child)
            chosen = (each for each in found if self.regions[each].category == category)
            self._inside[code, category] = tuple(sorted(chosen))
        return self._inside[code, category]

    def inside_in(self, code: str, category: str, period: str) -> tuple[str, ...]:
        """Those that were there on the last day of a period."""
        on = last_day(period)
        return tuple(each for each in self.inside(code, category) if self.regions[each].existed(on))

    def holding(self, codes: Collection[str], category: str) -> tuple[str, ...]:
        """The regions that any of these, of one category, lie in at any depth, in the order of codes."""
        wanted = frozenset(codes)
        return tuple(
            code
            for code in sorted(self.children)
            if code in self.regions and not wanted.isdisjoint(self.inside(code, category))
        )

    def heirs(self, code: str) -> tuple[str, ...]:
        """The region it became part of, the one that one became part of, and so on."""
        if code not in self._heirs:
            found: list[str] = []
            place = self.regions.get(code)
            while place and place.successor and place.successor not in (code, *found):
                found.append(place.successor)
                place = self.regions.get(place.successor)
            self._heirs[code] = tuple(found)
        return self._heirs[code]

    def standing_for(self, code: str, known: Collection[str]) -> str | None:
        """Whose figure tells of a region: its own, else that of the region it became part of.

        Statistics of past years are often given for the municipalities of today.
        """
        return next((each for each in (code, *self.heirs(code)) if each in known), None)


def places() -> Places:
    """All regions there are and were. One query, and two more where something was written since."""
    return _places(str(settings.OBSERVATIONS), content_version())


def last_day(period: str) -> date:
    """The last day of a year (`2019`) or of a month (`2019-03`)."""
    year, _dash, month = period.partition("-")
    if month.isdigit() and 1 <= int(month) <= 12:
        return date(int(year), int(month), monthrange(int(year), int(month))[1])
    return date(int(year[:4]), 12, 31)


@lru_cache(maxsize=4)
def _places(_store: str, _version: int) -> Places:
    rows = Region.objects.values_list("code", "category", "valid_from", "valid_to", "successor_id")
    children: defaultdict[str, list[str]] = defaultdict(list)
    for parent, child in RegionParent.objects.order_by("id").values_list("parent_id", "child_id"):
        children[parent].append(child)
    return Places(
        regions={
            code: Place(category, valid_from, valid_to, successor or "")
            for code, category, valid_from, valid_to, successor in rows
        },
        children={code: tuple(inside) for code, inside in children.items()},
    )
