"""The page of a region's situation, put together; the template only lays it out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from markupsafe import Markup

from lupaus.analysis.roles import roles
from lupaus.analysis.situation.figures import Fact, Situation, situation_of
from lupaus.analysis.situation.telling import (
    beside_words,
    change_beside,
    oddities,
    opening,
    peers_words,
    value_words,
)
from lupaus.indicators import queries
from lupaus.indicators.drawing import points
from lupaus.indicators.models import Indicator
from lupaus.indicators.pages.pictures import caption
from lupaus.indicators.proof.citing import Citation, cite
from lupaus.indicators.sources import Source, source_of
from lupaus.indicators.words import note_words
from lupaus.regions.models import Category, Region
from lupaus.regions.words import category_word
from lupaus.web.address import Address
from lupaus.web.charts.series import SeriesChart, SeriesLine, series_chart, spark
from lupaus.web.region_choice import regions as shell_regions
from lupaus.web.texts import Text


@dataclass(frozen=True, slots=True)
class Row:
    """A figure as the table of its part has it; `unusual` and `unusual_change` mark what is far out."""

    title: Text
    unit: Text
    href: str
    value: str
    note: str
    year: int
    line: Markup
    change: str
    since: int | None
    peers: str
    median: str
    country: str
    unusual: bool
    unusual_change: bool


@dataclass(frozen=True, slots=True)
class ShownPart:
    id: str
    title: Text
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class ShownOddity:
    """A sentence and the numbers behind it: (area, figure, whether it is the one the page is about)."""

    sentence: str
    title: str
    year: int
    illustrative: bool
    behind: tuple[tuple[str, str, bool], ...]
    href: str


@dataclass(frozen=True, slots=True)
class SituationPage:
    """`trail` leads here: the list of regions and the region's own page, as far as a room has them."""

    situation: Situation
    trail: tuple[tuple[str, str], ...]
    category: str
    opening: tuple[str, ...]
    peers: str
    oddities: tuple[ShownOddity, ...]
    picture: Markup
    picture_title: str
    picture_rows: tuple[tuple[int, str, str], ...]
    parts: tuple[ShownPart, ...]
    has_country: bool
    lacking: tuple[Text, ...]
    sources: tuple[Source, ...]
    downloads: tuple[tuple[str, str], ...]
    illustrative: bool
    citation: Citation | None


def situation_page(address: Address, code: str, origin: str) -> SituationPage:
    """Raises `NotFound` for an unknown region or release. `origin` stands before addresses that are cited."""
    release = queries.release(address.release) if address.release else queries.newest_release()
    situation = situation_of(code, release=release, latest=address.as_of)
    made_up = queries.illustrative_releases()
    language = address.language
    picture, rows = _population(situation, made_up, language)
    population = situation.population
    return SituationPage(
        situation=situation,
        trail=_trail(situation.region, address),
        category=category_word(situation.region.category),
        opening=opening(situation, language),
        peers=peers_words(situation, len(situation.peers)) if situation.peers else "",
        oddities=_oddities(situation, address),
        picture=picture,
        picture_title=caption(population.indicator, language) if population else "",
        picture_rows=rows,
        parts=_parts(situation, address, made_up),
        has_country=any(fact.country for fact in situation.facts),
        lacking=tuple(roles()[name].title for name in situation.lacking),
        sources=_sources(situation, address),
        downloads=_downloads(situation, address),
        illustrative=any(fact.illustrative for fact in situation.facts)
        or any(seen.release in made_up for seen in situation.forecast),
        citation=cite(
            population.indicator,
            region=code,
            gender=population.seen.gender,
            period=population.seen.period,
            release=release,
            language=language,
            origin=origin,
        )
        if population and release
        else None,
    )


def _trail(region: Region, address: Address) -> tuple[tuple[str, str], ...]:
    """Rooms above have pages of regions; which, the shell knows."""
    known = shell_regions()
    steps = (
        (_("Areas"), known.list_page()),
        (region.name.words(address.language), known.page_of(region.code)),
    )
    return tuple((words, address.link(path)) for words, path in steps if path)


def _population(
    situation: Situation, made_up: frozenset[int], language: str
) -> tuple[Markup, tuple[tuple[int, str, str], ...]]:
    """The line of the population with its forecast, and the same as rows (year, figure, note)."""
    population = situation.population
    if population is None:
        return Markup(""), ()
    seen = [*(each for _year, each in sorted(population.series.items())), *situation.forecast]
    name = situation.region.name.words(language)
    picture = series_chart(
        SeriesChart(
            id="population",
            title=f"{caption(population.indicator, language)}: {name}",
            description=_("Figures that were observed, and where there are any the forecast, dashed."),
            language=language,
            unit=population.indicator.unit.words(language),
            decimals=population.indicator.decimals,
            lines=[SeriesLine(name=name, points=points(seen, made_up), highlighted=True)],
            illustrative=_("illustrative or forecast"),
            no_observations=_("There are no figures about this area yet."),
        )
    )
    rows = tuple(
        (each.year, value_words(population, each.value, language), note_words(each, made_up))
        for each in reversed(seen)
    )
    return picture, rows


def _parts(situation: Situation, address: Address, made_up: frozenset[int]) -> tuple[ShownPart, ...]:
    return tuple(
        ShownPart(
            part.section.id,
            part.section.title,
            tuple(_row(situation, fact, address, made_up) for fact in part.facts),
        )
        for part in situation.parts
    )


def _row(situation: Situation, fact: Fact, address: Address, made_up: frozenset[int]) -> Row:
    language, among = address.language, fact.among
    series = [seen for _year, seen in sorted(fact.series.items())]
    return Row(
        title=fact.indicator.title,
        unit=fact.indicator.unit,
        href=_comparison(situation, fact.indicator, address),
        value=beside_words(fact, fact.value, language),
        note=note_words(fact.seen, made_up),
        year=fact.seen.year,
        line=spark(
            id_=f"line-{fact.role}",
            title=_("%(what)s from %(first)s to %(last)s")
            % {
                "what": fact.indicator.title.words(language),
                "first": series[0].year,
                "last": series[-1].year,
            },
            points=points(series, made_up),
        ),
        change=change_beside(fact, fact.change, language),
        since=fact.earlier.year if fact.earlier and fact.change is not None else None,
        peers=f"{beside_words(fact, among.lowest, language)} – {beside_words(fact, among.highest, language)}"
        if among
        else "",
        median=beside_words(fact, among.median, language) if among else "",
        country=beside_words(fact, fact.country.value, language)
        if fact.country and fact.country.value is not None
        else "",
        unusual=bool(among and among.unusual),
        unusual_change=bool(fact.change_among and fact.change_among.unusual),
    )


def _oddities(situation: Situation, address: Address) -> tuple[ShownOddity, ...]:
    names = {each.code: each.name.words(address.language) for each in situation.peers}
    names[situation.region.code] = situation.region.name.words(address.language)
    return tuple(
        ShownOddity(
            sentence=oddity.sentence,
            title=oddity.fact.indicator.title.words(address.language),
            year=oddity.fact.seen.year,
            illustrative=oddity.fact.illustrative,
            behind=_behind(oddity.fact, situation.region, names, address.language),
            href=_comparison(situation, oddity.fact.indicator, address),
        )
        for oddity in oddities(situation, address.language)
    )


def _behind(
    fact: Fact, region: Region, names: Mapping[str, str], language: str
) -> tuple[tuple[str, str, bool], ...]:
    """The figures a sentence rests on, the largest first."""
    known = {**fact.peers, region.code: fact.value}
    ordered = sorted(known, key=lambda code: (-known[code], names[code]))
    return tuple(
        (names[code], value_words(fact, known[code], language), code == region.code) for code in ordered
    )


def _comparison(situation: Situation, indicator: Indicator, address: Address) -> str:
    """Where the same indicator is compared: municipalities among those like them, others in order."""
    region = situation.region
    if region.category == Category.MUNICIPALITY and situation.likened:
        view: str = "similar"
    else:
        view = "ranking" if situation.peers else "lines"
    own: dict[str, str] = {} if view == "ranking" else {"regions": region.code}
    if view == "ranking":
        own["category"] = region.category
    return address.link(reverse("analysis:compare", args=[indicator.pk, view]), **own)


def _sources(situation: Situation, address: Address) -> tuple[Source, ...]:
    number = situation.release.pk if situation.release else None
    entries = {fact.indicator.pk: fact.indicator for fact in situation.facts}
    if situation.forecast_by:
        entries.setdefault(situation.forecast_by.pk, situation.forecast_by)
    return tuple(source_of(entry, release=number, csv="") for entry in entries.values())


def _downloads(situation: Situation, address: Address) -> tuple[tuple[str, str], ...]:
    if not situation.facts:
        return ()
    release = situation.release.pk if situation.release else None
    asked = [("as_of", address.as_of), ("release", release), ("language", address.language)]
    return tuple(
        (
            label,
            f"/api/v1/situations/{situation.region.code}?"
            + urlencode([(name, value) for name, value in (*asked, ("format", form)) if value]),
        )
        for label, form in (("CSV", "csv"), ("JSON", "json"))
    )
