"""The regions: all of them to choose from, and one with the goals judged there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from markupsafe import Markup

from lupaus.regions import queries as places
from lupaus.regions.models import Category, Region
from lupaus.regions.words import category_word
from lupaus.strategy.models import FocusArea, Goal, Strategy
from lupaus.strategy.pages.chosen import strategy_of
from lupaus.strategy.pages.front import Mark, mark, state_parts, state_sentence
from lupaus.strategy.pages.judged import Judged, judged
from lupaus.strategy.queries import strategies
from lupaus.strategy.sentences import headline
from lupaus.web.address import Address
from lupaus.web.charts.position import Place, position_map
from lupaus.web.texts import Text

#: The areas around one that a reader knows by name; registers hold many more.
AROUND: Final = frozenset({Category.COUNTY, Category.REGION, Category.COUNTRY})


class CountyOfMunicipalities(NamedTuple):
    county: Region
    municipalities: tuple[Region, ...]


@dataclass(frozen=True, slots=True)
class RegionsPage:
    whole: Region
    counties: tuple[CountyOfMunicipalities, ...]
    map: Markup


class TargetLine(NamedTuple):
    """A target in one sentence; `title` is the planner's own name for it, often empty."""

    title: Text
    sentence: str
    verdict: Mark
    stale: bool


class GoalLine(NamedTuple):
    goal: Goal
    verdict: Mark
    targets: tuple[TargetLine, ...]


class AreaOfLines(NamedTuple):
    area: FocusArea
    goals: tuple[GoalLine, ...]


@dataclass(frozen=True, slots=True)
class RegionPage:
    strategy: Strategy
    region: Region
    category: str
    parents: tuple[Region, ...]
    children: tuple[Region, ...]
    sentence: str
    parts: tuple[tuple[str, str, int], ...]
    areas: tuple[AreaOfLines, ...]
    map: Markup
    newest_year: int | None
    illustrative: bool


def regions(address: Address) -> RegionsPage | None:
    """The organiser's region with its counties and their municipalities; None while no strategy is loaded.

    Raises `NotFound`.
    """
    if not strategies():
        return None
    whole = strategy_of(address).organiser_region
    inside = places.children_of(whole.code)
    municipalities = _of(inside, Category.MUNICIPALITY)
    counties = [
        CountyOfMunicipalities(county, _within(county, municipalities))
        for county in _of(inside, Category.COUNTY)
    ]
    return RegionsPage(
        whole=whole, counties=tuple(counties), map=_map(whole, address, frozenset([address.region or ""]))
    )


def region(address: Address, code: str) -> RegionPage:
    """Raises `NotFound`."""
    here = places.region(code)
    whole = judged(address, region=code)
    inside = places.children_of(code)
    municipalities = {each.code for each in _of(inside, Category.MUNICIPALITY)}
    return RegionPage(
        strategy=whole.strategy,
        region=here,
        category=category_word(here.category),
        parents=tuple(each for each in places.parents_of(code) if each.category in AROUND),
        children=tuple(each for each in inside if each.category in (Category.COUNTY, Category.MUNICIPALITY)),
        sentence=state_sentence(whole, address.language),
        parts=state_parts(goal.status for goal in whole.assessment.goals),
        areas=_areas(whole),
        map=_map(whole.strategy.organiser_region, address, frozenset(municipalities or {code})),
        newest_year=whole.newest_year,
        illustrative=whole.illustrative,
    )


def _areas(whole: Judged) -> tuple[AreaOfLines, ...]:
    by_id = {goal.id: goal for goal in whole.assessment.goals}
    areas = []
    for area in whole.outline.focus_areas:
        lines = []
        for each in area.goals:
            found = by_id[each.goal.slug]
            targets = tuple(
                TargetLine(
                    target.title,
                    headline(result, target.indicator, (whole.region or target.region).name),
                    mark(result.status),
                    result.stale,
                )
                for target, result in zip(each.targets, found.targets, strict=True)
            )
            lines.append(GoalLine(each.goal, mark(found.status), targets))
        areas.append(AreaOfLines(area.focus_area, tuple(lines)))
    return tuple(areas)


def _of(regions: list[Region], category: Category) -> tuple[Region, ...]:
    return tuple(sorted((r for r in regions if r.category == category), key=lambda region: region.name.fi))


def _within(county: Region, municipalities: tuple[Region, ...]) -> tuple[Region, ...]:
    inside = set(places.codes_of(Category.MUNICIPALITY, within=county.code))
    return tuple(each for each in municipalities if each.code in inside)


def _map(whole: Region, address: Address, chosen: frozenset[str]) -> Markup:
    """Where the chosen regions lie within the organiser's region; each leads to its own page."""
    tiles = places.tiles(whole.code)
    outlines = places.outlines([tile.code for tile in tiles])
    return position_map(
        id_="position",
        title=_("Map of %(place)s") % {"place": whole.name.words(address.language)},
        description=_("Each municipality is a link to its own page."),
        places=[
            Place(
                name=tile.name.words(address.language),
                href=address.link(reverse("strategy:region", args=[tile.code])),
                chosen=tile.code in chosen,
                column=tile.column,
                row=tile.row,
                polygons=outlines.get(tile.code, ()),
            )
            for tile in tiles
        ],
    )
