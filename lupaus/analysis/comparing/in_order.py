"""One year: the regions in the order of their figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from django.utils.translation import gettext as _
from markupsafe import Markup

from lupaus.analysis.comparing.arithmetic import fifth, less, places
from lupaus.analysis.comparing.compared import Compared
from lupaus.analysis.comparing.tables import Cell, Column, ShownRow, ShownTable, Table
from lupaus.analysis.comparing.telling import (
    MOST_ROWS,
    Answer,
    Teller,
    ends_of,
    fact_columns,
    facts_of,
    highest_first,
    illustrates,
    page_of,
    region_columns,
    why_missing,
    without_figures,
)
from lupaus.indicators.drawing import is_tentative
from lupaus.indicators.models import Polarity
from lupaus.indicators.words import polarity_words
from lupaus.web.address import Address
from lupaus.web.charts.ranking import Bar, RankingChart, ranking_chart


@dataclass(frozen=True, slots=True)
class Ordered:
    """The regions of one year: those with a figure in order, then the others by name."""

    compared: Compared
    teller: Teller
    year: str
    values: dict[str, float]
    place: dict[str, int]
    order: tuple[str, ...]

    @property
    def title(self) -> str:
        return _("%(indicator)s in %(year)s") % {"indicator": self.teller.caption, "year": self.year}


def ordered(compared: Compared, year: str) -> Ordered:
    values = compared.values(year)
    place = places(values, highest_first=highest_first(compared.indicator))
    names = {code: compared.name(code) for code in compared.codes}
    order = sorted(compared.codes, key=lambda code: (place.get(code, len(names) + 1), names[code], code))
    return Ordered(compared, Teller(compared), year, values, place, tuple(order))


def ranking(compared: Compared, year: str) -> Answer:
    """The regions in the order of their figures, the best first where one way is better."""
    found = ordered(compared, year)

    def draw(address: Address) -> Sequence[Markup]:
        return [_bars(found, address)]

    middle = median(found.values.values()) if found.values else None
    return Answer(
        sentence=first_and_last(found),
        title=found.title,
        make_table=lambda: _ranking_table(found, middle),
        make_shown=lambda: _ranking_shown(found, middle),
        draw=draw,
        more=(*_own_place(found), *_middle(found, middle)),
        notices=without_figures(compared, year),
        pointed=(found.order[0], compared.gender, year) if found.values else None,
        illustrative=illustrates(compared, compared.codes, [compared.gender]),
    )


def _bars(found: Ordered, address: Address) -> Markup:
    compared, teller = found.compared, found.teller
    country = compared.country_value(found.year)
    return ranking_chart(
        RankingChart(
            id="ranking",
            title=found.title,
            description=polarity_words(compared.indicator.polarity),
            language=teller.language,
            unit=teller.unit,
            decimals=teller.decimals,
            bars=[
                Bar(
                    name=compared.name(code),
                    value=found.values.get(code),
                    href=page_of(code, address),
                    chosen=code in compared.chosen,
                    tentative=_is_tentative(compared, code, found.year),
                    missing=why_missing(compared, code, found.year),
                )
                for code in found.order
            ],
            missing=_("no figure"),
            no_observations=_("No area has a figure for this year."),
            target=country,
            target_word=_("Whole country") if country is not None else "",
            most=MOST_ROWS,
            left_out=_("… %(count)s areas between these"),
        )
    )


def _is_tentative(compared: Compared, code: str, year: str) -> bool:
    seen = compared.seen(code, year)
    return seen is not None and is_tentative(seen, compared.figures.made_up)


def first_and_last(found: Ordered) -> str:
    """The ends of the order, with their figures; which end is better is said where one is."""
    compared, teller, values = found.compared, found.teller, found.values
    if not values:
        return _("There are no figures for these areas in %(year)s.") % {"year": found.year}
    high, low = ends_of(values)
    ranked = [code for code in found.order if code in values]
    told = {
        "indicator": teller.title,
        "year": found.year,
        "count": len(values),
        "first": compared.name(ranked[0]),
        "first_value": teller.value(values[ranked[0]]),
        "last": compared.name(ranked[-1]),
        "last_value": teller.value(values[ranked[-1]]),
    }
    if len(values) == 1:
        return _("%(indicator)s in %(year)s: %(first)s %(first_value)s.") % told
    if values[high] == values[low]:
        return (
            _("%(indicator)s in %(year)s: all %(count)s areas have the same figure, %(first_value)s.") % told
        )
    if compared.indicator.polarity == Polarity.NEUTRAL:
        return (
            _(
                "%(indicator)s in %(year)s: of %(count)s areas the highest is %(first)s, %(first_value)s, and"
                " the lowest %(last)s, %(last_value)s."
            )
            % told
        )
    return (
        _(
            "%(indicator)s in %(year)s: of %(count)s areas the best is %(first)s, %(first_value)s, and the"
            " weakest %(last)s, %(last_value)s."
        )
        % told
    )


def _own_place(found: Ordered) -> tuple[str, ...]:
    return tuple(
        _("%(place)s is number %(number)s of %(count)s: %(value)s.")
        % {
            "place": found.compared.name(code),
            "number": found.place[code],
            "count": len(found.values),
            "value": found.teller.value(found.values[code]),
        }
        for code in sorted(found.compared.chosen & found.values.keys())
    )


def _middle(found: Ordered, middle: float | None) -> tuple[str, ...]:
    """The median and the country's figure."""
    if middle is None or len(found.values) < 3:
        return ()
    told = {"middle": found.teller.value(middle)}
    country = found.compared.country_value(found.year)
    if country is None:
        return (_("The middle figure (median) is %(middle)s.") % told,)
    told["country"] = found.teller.value(country)
    return (_("The middle figure (median) is %(middle)s, that of the whole country %(country)s.") % told,)


def _ranking_table(found: Ordered, middle: float | None) -> Table:
    compared, teller = found.compared, found.teller
    country = compared.country_value(found.year)
    columns = (
        *region_columns(),
        Column("gender", _("Gender"), "code"),
        Column("year", _("Year"), "year"),
        *fact_columns(teller),
        Column("place", _("Place in order"), "place"),
        Column("fifth", _("Fifth"), "place"),
        Column("from_middle", _("Difference from the median"), "number", teller.step_unit, teller.decimals),
        Column("from_country", _("Difference from the country"), "number", teller.step_unit, teller.decimals),
    )
    count = len(found.values)
    rows = []
    for code in found.order:
        value, place = found.values.get(code), found.place.get(code)
        rows.append(
            (
                code,
                compared.name(code),
                compared.gender,
                found.year,
                *facts_of(compared.seen(code, found.year), compared.figures.made_up),
                place,
                fifth(place, count) if place else None,
                less(value, middle),
                less(value, country),
            )
        )
    return Table(columns, tuple(rows))


def _ranking_shown(found: Ordered, middle: float | None) -> ShownTable:
    compared, teller = found.compared, found.teller
    country = compared.country_value(found.year)
    columns = [(_("Place in order"), True), (teller.caption, True)]
    if middle is not None:
        columns.append((_("Difference from the median"), True))
    if country is not None:
        columns.append((_("Difference from the country"), True))
    columns.append((_("Fifth"), True))
    rows = []
    for code in found.order:
        value, place = found.values.get(code), found.place.get(code)
        cells = [Cell(str(place) if place else "–"), cell_of(found, code)]
        if middle is not None:
            cells.append(Cell(teller.signed(less(value, middle))))
        if country is not None:
            cells.append(Cell(teller.signed(less(value, country))))
        cells.append(Cell(str(fifth(place, len(found.values))) if place else "–"))
        rows.append(ShownRow(compared.name(code), tuple(cells), code in compared.chosen))
    return ShownTable(_("Area"), tuple(columns), tuple(rows))


def cell_of(found: Ordered, code: str) -> Cell:
    seen = found.compared.seen(code, found.year)
    return found.teller.cell(seen) if seen else Cell("–", _("no figure"))
