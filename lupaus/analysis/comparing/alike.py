"""A region among those most like it, with the figures that make them alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import median

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup

from lupaus.analysis.comparing.arithmetic import places, worked_out
from lupaus.analysis.comparing.compared import Compared
from lupaus.analysis.comparing.tables import Cell, Column, ShownRow, ShownTable, Table, Value
from lupaus.analysis.comparing.telling import (
    Answer,
    Teller,
    fact_columns,
    facts_of,
    highest_first,
    illustrates,
    lacking_words,
    page_of,
    region_columns,
    why_missing,
)
from lupaus.analysis.similar import Likeness, Trait, similar_to
from lupaus.indicators.drawing import is_tentative
from lupaus.indicators.observations import Observation
from lupaus.indicators.pages.pictures import caption
from lupaus.web import numbers
from lupaus.web.address import Address
from lupaus.web.charts.ranking import Bar, RankingChart, ranking_chart


def subject_of(compared: Compared) -> str | None:
    """The region the others are likened to: the first one asked for, else the reader's own."""
    named = next((code for code in compared.asked.regions if code in compared.codes), None)
    own = compared.asked.own
    return named or (own if own and own in compared.figures.regions and _is_like(compared, own) else None)


def _is_like(compared: Compared, code: str) -> bool:
    return compared.figures.regions[code].category == compared.category


def similar(compared: Compared, subject: str, pool: Sequence[str], year: str) -> Answer:
    """The regions of `pool` most like the subject, with the subject's figure among theirs."""
    teller = Teller(compared)
    likeness = similar_to(subject, among=pool, release=compared.release, latest=compared.asked.as_of)
    codes = (subject, *(each.code for each in likeness.alike))
    values = compared.figures.in_year(codes, compared.gender, year)
    title = _("%(indicator)s in %(year)s: %(place)s and the areas most like it") % {
        "indicator": teller.caption,
        "year": year,
        "place": compared.name(subject),
    }

    def draw(address: Address) -> Sequence[Markup]:
        return [_bars(compared, title, codes, year, address)]

    return Answer(
        sentence=_sentence(compared, teller, likeness, year),
        title=title,
        make_table=lambda: _table(compared, teller, likeness, year),
        make_shown=lambda: _shown(compared, teller, likeness, year),
        draw=draw,
        explained=_explained(compared, likeness),
        notices=_lacking(likeness, compared.language),
        pointed=(subject, compared.gender, year) if subject in values else None,
        illustrative=illustrates(compared, codes, [compared.gender])
        or any(
            trait.seen[code].release in compared.figures.made_up
            for trait in likeness.traits
            for code in codes
            if code in trait.seen
        ),
    )


def _sentence(compared: Compared, teller: Teller, likeness: Likeness, year: str) -> str:
    place = compared.name(likeness.code)
    if not likeness.alike:
        return _("Nothing is known yet by which areas could be likened to %(place)s.") % {"place": place}
    names = [compared.name(each.code) for each in likeness.alike[:3]]
    words = ngettext("Most like %(place)s is %(names)s.", "Most like %(place)s are %(names)s.", len(names))
    sentence = words % {"place": place, "names": ", ".join(names)}
    values = compared.figures.in_year(
        (likeness.code, *(each.code for each in likeness.alike)), compared.gender, year
    )
    own = values.pop(likeness.code, None)
    if own is None:
        why = why_missing(compared, likeness.code, year)
        if why:
            return f"{sentence} {lacking_words(why, [place], year)}"
        return f"{sentence} " + _("%(place)s has no figure for %(year)s.") % {"place": place, "year": year}
    told = {
        "indicator": teller.title,
        "year": year,
        "place": place,
        "value": teller.value(own.value),
        "count": len(values),
        "middle": teller.value(median(_values(values.values())) if values else None),
    }
    if not values:
        return f"{sentence} " + _("%(indicator)s in %(year)s: %(place)s %(value)s.") % told
    return f"{sentence} " + (
        ngettext(
            "%(indicator)s in %(year)s: %(place)s %(value)s, %(count)s similar area %(middle)s.",
            "%(indicator)s in %(year)s: %(place)s %(value)s, the middle of %(count)s similar areas"
            " %(middle)s.",
            len(values),
        )
        % told
    )


def _values(seen: Iterable[Observation]) -> list[float]:
    return [each.value for each in seen if each.value is not None]


def _explained(compared: Compared, likeness: Likeness) -> tuple[str, ...]:
    """How likeness is counted, and by which figures."""
    if not likeness.traits:
        return ()
    language = compared.language
    by = [
        _("%(trait)s (%(indicator)s, %(year)s)")
        % {
            "trait": trait.role.title.words(language),
            "indicator": trait.indicator.title.words(language),
            "year": trait.year,
        }
        for trait in likeness.traits
    ]
    return (
        _("Likened by: %(traits)s.") % {"traits": "; ".join(by)},
        _(
            "Distance 0 means alike in all of these, 1 that the areas are one standard deviation apart in"
            " each of them. Of population, the proportion counts and not the number of people."
        ),
    )


def _lacking(likeness: Likeness, language: str) -> tuple[str, ...]:
    if not likeness.lacking:
        return ()
    traits = ", ".join(role.title.words(language) for role in likeness.lacking)
    return (_("Left out, for there is no figure of it: %(traits)s.") % {"traits": traits},)


def _bars(compared: Compared, title: str, codes: Sequence[str], year: str, address: Address) -> Markup:
    """`codes` begin with the subject."""
    subject = codes[0]
    teller, made_up = Teller(compared), compared.figures.made_up
    seen = {code: compared.seen(code, year) for code in codes}
    known = {code: each.value for code, each in seen.items() if each and each.value is not None}
    place = places(known, highest_first=highest_first(compared.indicator))
    ordered = sorted(codes, key=lambda code: (place.get(code, len(codes) + 1), compared.name(code)))
    country = compared.country_value(year)
    return ranking_chart(
        RankingChart(
            id="similar",
            title=title,
            description=_("Bars for %(place)s and the areas most like it. The table holds the same figures.")
            % {"place": compared.name(subject)},
            language=teller.language,
            unit=teller.unit,
            decimals=teller.decimals,
            bars=[
                Bar(
                    name=compared.name(code),
                    value=known.get(code),
                    href=page_of(code, address),
                    chosen=code == subject,
                    tentative=any(is_tentative(each, made_up) for each in [seen[code]] if each),
                    missing=why_missing(compared, code, year),
                )
                for code in ordered
            ],
            missing=_("no figure"),
            no_observations=_("No area has a figure for this year."),
            target=country,
            target_word=_("Whole country") if country is not None else "",
        )
    )


def _table(compared: Compared, teller: Teller, likeness: Likeness, year: str) -> Table:
    language = compared.language
    columns = [
        *region_columns(),
        Column("gender", _("Gender"), "code"),
        Column("year", _("Year"), "year"),
        *fact_columns(teller),
        Column("likeness", _("Place by likeness"), "place"),
        Column("distance", _("Distance"), "number", "", 2),
        *(
            Column(
                trait.role.id.replace("-", "_"),
                f"{caption(trait.indicator, language)}, {trait.year}",
                "number",
                trait.indicator.unit.words(language),
                trait.indicator.decimals,
            )
            for trait in likeness.traits
        ),
    ]
    rows = [
        (
            code,
            compared.name(code),
            compared.gender,
            year,
            *facts_of(compared.seen(code, year), compared.figures.made_up),
            number,
            distance,
            *(_trait_value(trait, code) for trait in likeness.traits),
        )
        for number, (code, distance) in enumerate(_in_order(likeness))
    ]
    return Table(tuple(columns), tuple(rows))


def _in_order(likeness: Likeness) -> list[tuple[str, float]]:
    """The subject at distance 0 and number 0, then the others."""
    return [(likeness.code, 0.0), *((each.code, worked_out(each.distance)) for each in likeness.alike)]


def _trait_value(trait: Trait, code: str) -> Value:
    seen = trait.seen.get(code)
    return seen.value if seen else None


def _shown(compared: Compared, teller: Teller, likeness: Likeness, year: str) -> ShownTable:
    language = compared.language
    columns = [
        (f"{teller.caption}, {year}", True),
        (_("Distance"), True),
        *((f"{caption(trait.indicator, language)}, {trait.year}", True) for trait in likeness.traits),
    ]
    rows = []
    for code, distance in _in_order(likeness):
        seen = compared.seen(code, year)
        traits = []
        for trait in likeness.traits:
            figure = trait.seen.get(code)
            told = numbers.number(figure.value if figure else None, language, trait.indicator.decimals)
            traits.append(Cell(told))
        cells = (
            teller.cell(seen) if seen else Cell("–", _("no figure")),
            Cell(numbers.number(distance, language, 2)),
            *traits,
        )
        rows.append(ShownRow(compared.name(code), cells, code == likeness.code))
    return ShownTable(_("Area"), tuple(columns), tuple(rows))
