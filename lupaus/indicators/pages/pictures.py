"""The pictures of one indicator: lines over the years, municipalities in order, municipalities on a map."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final, NamedTuple

from django.utils.translation import gettext as _
from markupsafe import Markup

from lupaus.indicators.drawing import is_tentative, points
from lupaus.indicators.models import Indicator
from lupaus.indicators.observations import TOTAL, Observation
from lupaus.indicators.pages.figures import Figures, Ranked
from lupaus.indicators.words import gender_word, note_words, polarity_words
from lupaus.regions import queries as places
from lupaus.web.address import Address
from lupaus.web.charts.maps import MapChart, MapWords, Outlined, Tile, region_map, tile_map
from lupaus.web.charts.ranking import Bar, RankingChart, ranking_chart
from lupaus.web.charts.series import SeriesChart, SeriesLine, series_chart
from lupaus.web.region_choice import regions as shell_regions

COUNTRY: Final = "SSS"
MOST_BARS: Final = 40


class InOrder(NamedTuple):
    """The municipalities of one year: those with a value, the best first, and those without one."""

    title: str
    ranked: Sequence[Ranked]
    lacking: Sequence[Observation]

    def missing(self, figures: Figures) -> dict[str, str]:
        """Why each municipality has no value, where that is known."""
        return {seen.region: note_words(seen, figures.made_up) for seen in self.lacking}


def caption(indicator: Indicator, language: str) -> str:
    """The title of the indicator with its unit."""
    title, unit = indicator.title.words(language), indicator.unit.words(language)
    return f"{title} ({unit})" if unit else title


def line_name(figures: Figures, key: tuple[str, str], language: str) -> str:
    """The place of a series, with whom it is about where that is not everybody."""
    code, gender = key
    region = figures.regions.get(code)
    name = region.name.words(language) if region else code
    return name if gender == TOTAL else f"{name}, {gender_word(gender).lower()}"


def series_picture(figures: Figures, keys: Sequence[tuple[str, str]], language: str) -> Markup:
    names = [line_name(figures, key, language) for key in keys]
    indicator = figures.indicator
    return series_chart(
        SeriesChart(
            id="series",
            title=caption(indicator, language),
            description=_("Lines for %(places)s. The table below holds the same figures.")
            % {"places": ", ".join(names)},
            language=language,
            unit=indicator.unit.words(language),
            decimals=indicator.decimals,
            lines=[
                SeriesLine(
                    name=name,
                    points=points(figures.series.get(key, ()), figures.made_up),
                    highlighted=index == 0,
                )
                for index, (name, key) in enumerate(zip(names, keys, strict=True))
            ],
            illustrative=_("illustrative, not a statistic")
            if figures.illustrates(keys)
            else _("estimate or forecast"),
            no_observations=_("There are no figures to draw yet."),
        )
    )


def ranking_picture(figures: Figures, found: InOrder, chosen: Collection[str], address: Address) -> Markup:
    indicator = figures.indicator
    seen = [*(each.seen for each in found.ranked), *found.lacking]
    missing = found.missing(figures)
    return ranking_chart(
        RankingChart(
            id="ranking",
            title=found.title,
            description=polarity_words(indicator.polarity),
            language=address.language,
            unit=indicator.unit.words(address.language),
            decimals=indicator.decimals,
            bars=[
                Bar(
                    name=figures.regions[each.region].name.words(address.language),
                    value=each.value,
                    href=_page_of(each.region, address),
                    chosen=each.region in chosen,
                    tentative=is_tentative(each, figures.made_up),
                    missing=missing.get(each.region, ""),
                )
                for each in seen
            ],
            missing=_("no figure"),
            no_observations=_("No municipality has a figure for this year."),
            most=MOST_BARS,
            left_out=_("… %(count)s municipalities between these"),
        )
    )


def maps(
    figures: Figures, found: InOrder, chosen: Collection[str], address: Address
) -> tuple[tuple[Markup, ...], tuple[str, ...]]:
    """The real map where boundaries are loaded, the tile-grid beside it; and whom to name for the former."""
    language = address.language
    values = {each.region.code: each.seen.value for each in found.ranked}
    missing = found.missing(figures)
    tiles = places.tiles(COUNTRY)
    codes = [tile.code for tile in tiles]
    outlines = places.outlines(codes)
    drawn = []
    if tiles and outlines:
        drawn.append(
            region_map(
                _map_chart("map", figures, found.title, language),
                [
                    Outlined(
                        name=tile.name.words(language),
                        value=values.get(tile.code),
                        href=_page_of(tile.code, address),
                        chosen=tile.code in chosen,
                        missing=missing.get(tile.code, ""),
                        polygons=outlines[tile.code],
                    )
                    for tile in tiles
                    if tile.code in outlines
                ],
            )
        )
    if tiles:
        drawn.append(
            tile_map(
                _map_chart("tiles", figures, found.title, language),
                [
                    Tile(
                        name=tile.name.words(language),
                        value=values.get(tile.code),
                        href=_page_of(tile.code, address),
                        chosen=tile.code in chosen,
                        missing=missing.get(tile.code, ""),
                        column=tile.column,
                        row=tile.row,
                    )
                    for tile in tiles
                ],
            )
        )
    return tuple(drawn), places.attributions(codes) if outlines else ()


def _map_chart(id_: str, figures: Figures, title: str, language: str) -> MapChart:
    return MapChart(
        id=id_,
        title=title,
        description=_("Each municipality leads to its own page. The table holds the same figures."),
        language=language,
        unit=figures.indicator.unit.words(language),
        decimals=figures.indicator.decimals,
        words=MapWords(missing=_("no figure"), no_observations=_("There is nothing to draw on a map yet.")),
    )


def _page_of(code: str, address: Address) -> str | None:
    """Where a municipality leads: to its own page, wherever that is."""
    path = shell_regions().page_of(code)
    return address.link(path) if path else None
