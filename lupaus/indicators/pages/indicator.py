"""The page of one indicator: chosen series, the municipalities in order and on a map, and its facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

from django.utils.translation import gettext as _
from markupsafe import Markup

from lupaus.indicators import queries
from lupaus.indicators.downloads import download
from lupaus.indicators.models import Indicator
from lupaus.indicators.observations import TOTAL
from lupaus.indicators.pages.figures import Figures, figures_of
from lupaus.indicators.pages.pictures import InOrder, caption, line_name, ranking_picture, series_picture
from lupaus.indicators.pages.pictures import maps as map_pictures
from lupaus.indicators.pages.worked_out import WorkedOut, worked_out
from lupaus.indicators.proof.addresses import FigureAddress
from lupaus.indicators.proof.editions import newest_edition
from lupaus.indicators.sources import Source, source_of
from lupaus.indicators.words import gender_word, note_words, polarity_words, rhythm_words, theme_words
from lupaus.regions.models import Category
from lupaus.regions.words import category_word
from lupaus.web import numbers
from lupaus.web.address import Address
from lupaus.web.charts.series import MOST
from lupaus.web.refusals import NotFound

#: The kinds of area a reader chooses from, the widest first.
OFFERED: Final = (Category.COUNTRY, Category.REGION, Category.COUNTY, Category.MUNICIPALITY)

#: (value, words, chosen)
Option = tuple[str, str, bool]


class SeriesTable(NamedTuple):
    """One row a year, newest first; a cell is (value, note).

    A column and a year make the permanent address of a figure: `addresses` holds what stands before the year.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    addresses: tuple[str, ...]


class RankRow(NamedTuple):
    """`place` is 0 where there is no value; `note` says why."""

    place: int
    name: str
    value: str
    note: str


@dataclass(frozen=True, slots=True)
class Ranking:
    """The municipalities of one year."""

    year: str
    years: tuple[str, ...]
    sentence: str
    chart: Markup
    maps: tuple[Markup, ...]
    attribution: tuple[str, ...]
    rows: tuple[RankRow, ...]


@dataclass(frozen=True, slots=True)
class IndicatorPage:
    indicator: Indicator
    theme: str
    polarity: str
    rhythm: str
    sentence: str
    caption: str
    chart: Markup
    not_drawn: int
    table: SeriesTable
    region_options: tuple[tuple[str, tuple[Option, ...]], ...]
    gender_options: tuple[Option, ...]
    ranking: Ranking | None
    source: Source
    jsonstat: str
    illustrative: bool
    worked_out: WorkedOut | None


def indicator_page(address: Address, id_: str) -> IndicatorPage:
    """Raises `NotFound` for an unknown indicator, region or release. One store query, two where derived."""
    indicator = queries.indicator(id_)
    figures = figures_of(indicator, address)
    genders = tuple(g for g in figures.genders if g in address.values("gender")) or (figures.gender,)
    regions = _chosen_regions(figures, address)
    keys = [(code, gender) for code in regions for gender in genders]
    number = figures.release.pk if figures.release else None
    ranking = _ranking(figures, genders[0], address)
    municipalities = [(region.code, genders[0]) for region in figures.of(Category.MUNICIPALITY)]
    return IndicatorPage(
        indicator=indicator,
        theme=theme_words(indicator.theme),
        polarity=polarity_words(indicator.polarity),
        rhythm=rhythm_words(indicator.rhythm_years, indicator.lag_years),
        sentence=_sentence(figures, keys, address.language),
        caption=caption(indicator, address.language),
        chart=series_picture(figures, keys[:MOST], address.language),
        not_drawn=max(len(keys) - MOST, 0),
        table=_table(figures, keys, address.language),
        region_options=_region_options(figures, regions, address.language),
        gender_options=tuple((g, gender_word(g), g in genders) for g in figures.genders),
        ranking=ranking,
        source=source_of(
            indicator,
            release=number,
            csv=download("csv", id_, regions=regions, genders=genders, release=number),
        ),
        jsonstat=download("jsonstat", id_, regions=regions, genders=genders, release=number),
        illustrative=figures.illustrates([*keys, *(municipalities if ranking else [])]),
        worked_out=worked_out(figures, keys, address.language),
    )


def _chosen_regions(figures: Figures, address: Address) -> tuple[str, ...]:
    """The regions asked for, else the reader's own beside the widest one there are figures for."""
    asked = address.values("regions")
    if asked:
        for code in asked:
            if code not in figures.regions:
                raise NotFound(_("There is no region %(code)s.") % {"code": code})
        return asked
    widest = next((found for kind in OFFERED if (found := figures.of(kind))), ())
    own = [address.region] if address.region and address.region in figures.regions else []
    return tuple(dict.fromkeys([*own, *(region.code for region in widest[:5])]))


def _sentence(figures: Figures, keys: list[tuple[str, str]], language: str) -> str:
    """The newest figure of each of the first places, in one sentence."""
    parts = []
    for key in keys[:2]:
        newest = next(
            (seen for seen in reversed(figures.series.get(key, ())) if seen.value is not None), None
        )
        if newest is None:
            continue
        unit = figures.indicator.unit.words(language)
        parts.append(
            _("%(place)s: %(value)s in %(year)s")
            % {
                "place": line_name(figures, key, language),
                "value": numbers.with_unit(newest.value, unit, language, figures.indicator.decimals),
                "year": newest.period,
            }
        )
    return "; ".join(parts) + "." if parts else _("There are no figures for these areas.")


def _table(figures: Figures, keys: list[tuple[str, str]], language: str) -> SeriesTable:
    cells = {
        (key, seen.period): (
            numbers.number(seen.value, language, figures.indicator.decimals),
            note_words(seen, figures.made_up),
        )
        for key in keys
        for seen in figures.series.get(key, ())
    }
    periods = sorted({period for _key, period in cells}, reverse=True)
    return SeriesTable(
        columns=tuple(line_name(figures, key, language) for key in keys),
        rows=tuple(
            (period, tuple(cells.get((key, period), ("–", "")) for key in keys)) for period in periods
        ),
        addresses=_addresses(figures, keys, language),
    )


def _addresses(figures: Figures, keys: list[tuple[str, str]], language: str) -> tuple[str, ...]:
    """The permanent addresses of figures, by series, without their year. One query."""
    if figures.release is None:
        return ()
    edition = newest_edition(figures.indicator)
    return tuple(
        FigureAddress(figures.release.pk, edition, figures.indicator.pk, *key, "").page(language).rstrip("/")
        + "/"
        for key in keys
    )


def _region_options(
    figures: Figures, chosen: tuple[str, ...], language: str
) -> tuple[tuple[str, tuple[Option, ...]], ...]:
    """Checkboxes by kind of area."""
    groups = []
    for kind in OFFERED:
        options = tuple((r.code, r.name.words(language), r.code in chosen) for r in figures.of(kind))
        if options:
            groups.append((category_word(kind), options))
    return tuple(groups)


def _ranking(figures: Figures, gender: str, address: Address) -> Ranking | None:
    """None where fewer than two municipalities have figures."""
    codes = [region.code for region in figures.of(Category.MUNICIPALITY)]
    years = figures.years(codes, gender)
    year = address.value("year") or figures.fullest_year(codes, gender)
    if len(codes) < 2 or year is None:
        return None
    ranked = figures.ranked(codes, gender, year)
    language, decimals = address.language, figures.indicator.decimals
    chosen = {address.region or "", *address.values("regions")}
    who = "" if gender == TOTAL else f" ({gender_word(gender).lower()})"
    title = _("%(indicator)s in the municipalities in %(year)s%(who)s") % {
        "indicator": figures.indicator.title.words(language),
        "year": year,
        "who": who,
    }
    found = InOrder(title, ranked, figures.without_value(codes, gender, year))
    drawn, attribution = map_pictures(figures, found, chosen, address)
    return Ranking(
        year=year,
        years=tuple(dict.fromkeys((year, *years))) if year not in years else years,
        sentence=title,
        chart=ranking_picture(figures, found, chosen, address),
        maps=drawn,
        attribution=attribution,
        rows=tuple(
            RankRow(
                each.place,
                each.region.name.words(language),
                numbers.number(each.seen.value, language, decimals),
                note_words(each.seen, figures.made_up),
            )
            for each in ranked
        )
        + tuple(
            RankRow(
                0, figures.regions[seen.region].name.words(language), "–", note_words(seen, figures.made_up)
            )
            for seen in found.lacking
        ),
    )
