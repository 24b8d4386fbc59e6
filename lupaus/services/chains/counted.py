"""The observations behind the figures of a chain, read at once, and which of them must not be told.

Numbers of people (clients, re-entries, flows) of the organiser's own, or made up, are told only as far as
`suppression` lets them: within the region, against the sum of the stages, and against the regions it lies in
or is made of, for each of them has a page of its own. What the pages of the indicators keep back is kept
back here too, and the clients of all stages with it: whoever reads both learns nothing more. One query of the
store.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from lupaus.indicators import bank, queries
from lupaus.indicators.models import Indicator, Nature, Release, SourceKind
from lupaus.indicators.observations import Observation, SeriesKey
from lupaus.indicators.suppressing import Hidden
from lupaus.indicators.suppression import Sum, counted, suppressed, threshold
from lupaus.regions.models import Category, Region, RegionParent
from lupaus.regions.queries import children_of, region
from lupaus.services.chains.figured import UNKNOWN, Value
from lupaus.services.chains.queries import Chain

#: The areas a chain is followed for, besides its own whole region.
_INSIDE: Final = (Category.COUNTY, Category.MUNICIPALITY)
#: Stands for the clients of all stages together, beside the ids of indicators.
ALL: Final = ""


class Cell(NamedTuple):
    """A number of people of a year: an indicator, or all stages together, in a region."""

    indicator: str
    region: str


@dataclass(frozen=True)
class Counted:
    """Everything observed of a chain. `region` is the one the page is about, None where there is none."""

    chain: Chain
    region: Region | None
    regions: Mapping[str, Region]  # the whole region of the chain and what lies in it
    release: Release | None
    indicators: Mapping[str, Indicator]
    natures: Mapping[int, str]  # of the releases that are no statistics
    seen: Mapping[tuple[str, str], Mapping[int, Observation]]  # by (indicator, region) and year; values only
    links: tuple[tuple[str, str], ...]  # (region, a region inside it)
    kept_back: Hidden  # what readers of the indicators are not told

    @property
    def code(self) -> str:
        return self.region.code if self.region else ""

    def years(self, indicator: str) -> frozenset[int]:
        """The years with a value in the region."""
        return frozenset(self.seen.get((indicator, self.code), ()))

    def at(self, indicator: str, year: int) -> Value:
        """A figure of a year that is no number of people, or one that is, suppressed where it must be."""
        found = self.seen.get((indicator, self.code), {}).get(year)
        if found is None or found.value is None:
            return UNKNOWN
        people = indicator in self.people and Cell(indicator, self.code) in self.hidden(year)
        if people or self._is_kept_back(found):
            return Value(None, year, suppressed=True, illustrative=self.is_made_up(found))
        return Value(found.value, year, illustrative=self.is_made_up(found))

    def newest(self, indicator: str, until: int | None = None) -> Value:
        """The newest figure, of the year `until` at the latest where that is given."""
        years = [year for year in self.years(indicator) if until is None or year <= until]
        return self.at(indicator, max(years)) if years else UNKNOWN

    def series(self, indicator: str) -> tuple[Value, ...]:
        return tuple(self.at(indicator, year) for year in sorted(self.years(indicator)))

    def is_made_up(self, seen: Observation) -> bool:
        return self.natures.get(seen.release) == Nature.ILLUSTRATIVE

    def is_hidden(self, indicator: str, year: int) -> bool:
        """Whether a number of people of the region, or of all stages (`ALL`), must not be told."""
        return Cell(indicator, self.code) in self.hidden(year)

    def hidden(self, year: int) -> frozenset[Cell]:
        """The numbers of people of a year that are not told, in any of the regions."""
        if year not in self._hidden:
            self._hidden[year] = self._hide(year)
        return self._hidden[year]

    @cached_property
    def people(self) -> frozenset[str]:
        """The indicators that count people."""
        chain = self.chain
        return frozenset(
            {
                *(each for stage in chain.stages for each in (stage.clients, stage.reentries)),
                *(handover.flow for handover in chain.handovers),
            }
            - {""}
        )

    @cached_property
    def stages(self) -> tuple[str, ...]:
        """The indicators of the clients of the stages, each once."""
        return tuple(dict.fromkeys(stage.clients for stage in self.chain.stages if stage.clients))

    @cached_property
    def _hidden(self) -> dict[int, frozenset[Cell]]:
        return {}

    def _hide(self, year: int) -> frozenset[Cell]:
        seen = dict(self._people_in(year))
        counts = {cell: counted(each.value or 0.0) for cell, each in seen.items()}
        kept_back = {cell for cell, each in seen.items() if self._is_kept_back(each)}
        public = {cell for cell, each in seen.items() if not self._is_protected(each)} - kept_back
        small = any(0 < count < threshold() for cell, count in counts.items() if cell not in public)
        if not small and not kept_back:
            return frozenset()  # nothing is small, so nothing needs company
        sums = []
        for code in self.regions:
            parts = [Cell(each, code) for each in self.stages if Cell(each, code) in counts]
            if parts:
                counts[Cell(ALL, code)] = sum(counts[part] for part in parts)
                sums.append(Sum(Cell(ALL, code), tuple(parts)))
                if all(part in public for part in parts):
                    public.add(Cell(ALL, code))
        sums += self._of_regions(counts)
        # The pages of the indicators tell more than is told here, but not the sum of the stages.
        whole = {Cell(ALL, cell.region) for cell in kept_back if cell.indicator in self.stages}
        return suppressed(counts, sums, smallest=threshold(), public=public, also=kept_back | whole)

    def _people_in(self, year: int) -> Iterable[tuple[Cell, Observation]]:
        """The numbers of people of a year, in every region."""
        for indicator in sorted(self.people):
            for code in self.regions:
                found = self.seen.get((indicator, code), {}).get(year)
                if found is not None:
                    yield Cell(indicator, code), found

    def _is_kept_back(self, seen: Observation) -> bool:
        return seen[1:4] in self.kept_back.get(seen.indicator, ())

    def _of_regions(self, counts: Mapping[Cell, int]) -> Iterable[Sum[Cell]]:
        """A region is the sum of all that lies in it, of one kind."""
        for whole, inside in self._groups:
            for indicator in (*sorted(self.people), ALL):
                parts = tuple(Cell(indicator, code) for code in inside)
                if Cell(indicator, whole) in counts and all(part in counts for part in parts):
                    yield Sum(Cell(indicator, whole), parts)

    @cached_property
    def _groups(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Each region with the regions of one kind inside it."""
        found: dict[tuple[str, str], list[str]] = {}
        for whole, code in self.links:
            found.setdefault((whole, self.regions[code].category), []).append(code)
        return tuple((whole, tuple(inside)) for (whole, _category), inside in found.items())

    def _is_protected(self, seen: Observation) -> bool:
        """The organiser's own figures, and made-up ones, which are treated as if they were."""
        indicator = self.indicators.get(seen.indicator)
        own = indicator is not None and indicator.source_kind == SourceKind.OWN
        return own or self.natures.get(seen.release) in (Nature.OWN, Nature.ILLUSTRATIVE)


def counted_of(
    chain: Chain, *, wanted: str | None, release: Release | None, until: int | None = None
) -> Counted:
    """Read all that is known of a chain, up to the year `until` where that is given.

    `wanted` is the region asked for; where it does not lie in the region of the chain, that one is shown.
    Raises `NotFound` for a region nobody knows. Eight queries and one of the store, a few more of both where
    few people are counted.
    """
    regions, links = _regions(chain, wanted)
    chosen = regions.get(wanted or "") or regions.get(chain.region)
    ids = _indicators(chain)
    people = {
        *(each for stage in chain.stages for each in (stage.clients, stage.reentries)),
        *(handover.flow for handover in chain.handovers),
    }
    keys = [
        SeriesKey(id_, code)
        for id_ in ids
        for code in (regions if id_ in people else [chosen.code] if chosen else [])
    ]
    # As the bank has them: `_hide` weighs figures against sums that only a chain has, so it must know all.
    found = bank.series(keys, release=release)
    return Counted(
        chain=chain,
        region=chosen,
        regions=regions,
        release=release,
        indicators=queries.indicators_by_id(ids),
        natures=dict(Release.objects.exclude(nature=Nature.STATISTIC).values_list("id", "nature")),
        seen={
            (key.indicator, key.region): {
                each.year: each
                for each in series
                if each.value is not None and (until is None or each.year <= until or _ahead(chain, each))
            }
            for key, series in found.items()
        },
        links=links,
        kept_back=queries.kept_back(ids, release=release),
    )


def _ahead(chain: Chain, seen: Observation) -> bool:
    """Forecasts of the client group are about years to come, whichever year the page looks back from."""
    return seen.indicator == chain.population


def _regions(chain: Chain, wanted: str | None) -> tuple[dict[str, Region], tuple[tuple[str, str], ...]]:
    """The whole region of the chain and what lies in it; of a chain without one, the region asked for."""
    whole = chain.region or wanted
    if not whole:
        return {}, ()
    top = region(whole)
    inside = [each for each in children_of(whole) if each.category in _INSIDE]
    regions = {each.code: each for each in (top, *inside)}
    links = RegionParent.objects.filter(parent__in=regions, child__in=regions)
    pairs = {(whole, each.code) for each in inside} | set(links.values_list("parent_id", "child_id"))
    return regions, tuple(sorted(pairs))


def _indicators(chain: Chain) -> tuple[str, ...]:
    named = [
        *(
            each
            for stage in chain.stages
            for each in (stage.clients, stage.cost, stage.capacity, stage.reentries)
        ),
        *(each for handover in chain.handovers for each in (handover.days, handover.flow)),
        chain.population,
    ]
    return tuple(dict.fromkeys(filter(None, named)))
