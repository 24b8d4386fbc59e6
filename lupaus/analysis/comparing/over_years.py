"""Over the years: lines in one picture, or a small picture for each region."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from markupsafe import Markup

from lupaus.analysis.comparing.arithmetic import worked_out
from lupaus.analysis.comparing.compared import Compared
from lupaus.analysis.comparing.rises import from_to, rose_and_fell
from lupaus.analysis.comparing.tables import Column, ShownRow, ShownTable, Table
from lupaus.analysis.comparing.telling import (
    Answer,
    Teller,
    ends_of,
    fact_columns,
    facts_of,
    illustrates,
    listed,
    page_of,
    region_columns,
)
from lupaus.indicators.drawing import points
from lupaus.regions.codes import COUNTRY
from lupaus.web.address import Address
from lupaus.web.charts.multiples import MOST as MOST_PANELS
from lupaus.web.charts.multiples import MultiplesChart, Panel, multiples_chart
from lupaus.web.charts.series import MOST as MOST_LINES
from lupaus.web.charts.series import SeriesChart, SeriesLine, series_chart


def lines(compared: Compared) -> Answer:
    """One line for each region, up to eight with names and the others thin behind them."""
    teller = Teller(compared)
    named = _named_lines(compared)
    behind = [code for code in compared.codes if code not in named]
    title = _("%(indicator)s year by year") % {"indicator": teller.caption}

    def draw(_address: Address) -> Sequence[Markup]:
        return [_series_picture(compared, teller, title, named, behind)]

    notices = []
    if behind:
        notices.append(
            _(
                "The picture names %(shown)s of the areas: those with the highest and the lowest figure, the"
                " whole country and your own. The others are thin lines; the table has them all."
            )
            % {"shown": len(named)}
        )
    return Answer(
        sentence=_newest(compared, teller),
        title=title,
        make_table=lambda: _table(compared, teller),
        make_shown=lambda: _shown(compared, teller),
        draw=draw,
        more=_change(compared, teller),
        notices=(*notices, *_without_any(compared)),
        pointed=_pointed(compared),
        illustrative=_illustrates(compared),
    )


def multiples(compared: Compared) -> Answer:
    """The same small picture for each region, the highest figure first, with the country's line in each."""
    teller = Teller(compared)
    ordered = _highest_first(compared)
    drawn = _panels(compared, ordered)
    title = _("%(indicator)s, a picture for each area") % {"indicator": teller.caption}

    def draw(address: Address) -> Sequence[Markup]:
        return [_multiples_picture(compared, teller, title, drawn, address)]

    notices = []
    if len(ordered) > len(drawn):
        notices.append(
            _(
                "The picture holds the %(shown)s areas with the highest figure of %(count)s; the table has"
                " them all. Choose fewer areas, or those inside one, to see the others."
            )
            % {"shown": len(drawn), "count": len(ordered)}
        )
    return Answer(
        sentence=_rose_and_fell(compared, teller),
        title=title,
        make_table=lambda: _table(compared, teller),
        make_shown=lambda: _shown(compared, teller),
        draw=draw,
        notices=(*notices, *_without_any(compared)),
        pointed=_pointed(compared),
        illustrative=_illustrates(compared),
    )


def _beside(compared: Compared) -> tuple[str, ...]:
    """The regions compared, and the country beside them."""
    return (*compared.codes, COUNTRY) if compared.country else compared.codes


def _illustrates(compared: Compared) -> bool:
    return illustrates(compared, _beside(compared), [compared.gender])


def _pointed(compared: Compared) -> tuple[str, str, str] | None:
    year = compared.figures.fullest_year(compared.codes, compared.gender)
    values = compared.values(year) if year else {}
    return (ends_of(values)[0], compared.gender, year) if values and year else None


def _named_lines(compared: Compared) -> tuple[str, ...]:
    """Which lines have names: all where they can be told apart, else the country, one's own and the ends."""
    with_figures = [
        code for code in compared.codes if any(s.value is not None for s in compared.series(code))
    ]
    country = [COUNTRY] if compared.country else []
    own = [code for code in compared.codes if code in compared.chosen]
    if len(with_figures) + len(country) <= MOST_LINES:
        return tuple(dict.fromkeys([*own, *with_figures, *country]))
    year = compared.figures.fullest_year(compared.codes, compared.gender)
    values = compared.values(year) if year else {}
    ends = list(ends_of(values)) if values else []
    return tuple(dict.fromkeys([*own[:1], *country, *ends]))


def _series_picture(
    compared: Compared, teller: Teller, title: str, named: Sequence[str], behind: Sequence[str]
) -> Markup:
    made_up = compared.figures.made_up
    drawn = [compared.name(code) for code in named]
    return series_chart(
        SeriesChart(
            id="lines",
            title=title,
            description=_("Lines for %(places)s. The table below holds the same figures.")
            % {"places": ", ".join(drawn)},
            language=teller.language,
            unit=teller.unit,
            decimals=teller.decimals,
            lines=[
                SeriesLine(
                    name=name,
                    points=points(compared.series(code), made_up),
                    highlighted=code in compared.chosen,
                )
                for name, code in zip(drawn, named, strict=True)
            ],
            illustrative=_("illustrative, not a statistic")
            if _illustrates(compared)
            else _("estimate or forecast"),
            no_observations=_("There are no figures to draw yet."),
            behind=[points(compared.series(code), made_up) for code in behind],
        )
    )


def _multiples_picture(
    compared: Compared, teller: Teller, title: str, codes: Sequence[str], address: Address
) -> Markup:
    made_up = compared.figures.made_up
    country = compared.country
    return multiples_chart(
        MultiplesChart(
            id="multiples",
            title=title,
            description=_(
                "One small line for each area, all with one scale. The table holds the same figures."
            ),
            language=teller.language,
            unit=teller.unit,
            decimals=teller.decimals,
            panels=[
                Panel(
                    name=compared.name(code),
                    points=points(compared.series(code), made_up),
                    href=page_of(code, address),
                    chosen=code in compared.chosen,
                )
                for code in codes
            ],
            missing=_("no figure"),
            no_observations=_("There are no figures to draw yet."),
            reference=points(compared.series(COUNTRY), made_up) if country else (),
            reference_word=country.name.words(teller.language) if country else "",
        )
    )


def _highest_first(compared: Compared) -> tuple[str, ...]:
    """Regions by their newest figure, the highest first; those without any are left out."""
    newest = {
        code: next((seen.value for seen in reversed(compared.series(code)) if seen.value is not None), None)
        for code in compared.codes
    }
    known = {code: value for code, value in newest.items() if value is not None}
    return tuple(sorted(known, key=lambda code: (-known[code], code)))


def _panels(compared: Compared, ordered: Sequence[str]) -> tuple[str, ...]:
    """As many of the regions as fit, the highest first; one's own stands last where it would not be there."""
    first = ordered[:MOST_PANELS]
    own = [code for code in ordered if code in compared.chosen and code not in first]
    return (*first[: MOST_PANELS - len(own)], *own)


def _newest(compared: Compared, teller: Teller) -> str:
    """The newest year: its highest and lowest figure, and the country's."""
    year = compared.figures.fullest_year(compared.codes, compared.gender)
    values = compared.values(year) if year else {}
    if not values or year is None:
        return _("There are no figures for these areas.")
    high, low = ends_of(values)
    told = {
        "indicator": teller.title,
        "year": year,
        "count": len(values),
        "high": compared.name(high),
        "high_value": teller.value(values[high]),
        "low": compared.name(low),
        "low_value": teller.value(values[low]),
    }
    if len(values) == 1:
        sentence = _("%(indicator)s in %(year)s: %(high)s %(high_value)s.") % told
    elif values[high] == values[low]:
        sentence = (
            _("%(indicator)s in %(year)s: all %(count)s areas have the same figure, %(high_value)s.") % told
        )
    else:
        sentence = (
            _(
                "%(indicator)s in %(year)s: the highest figure is in %(high)s, %(high_value)s, and the lowest"
                " in %(low)s, %(low_value)s."
            )
            % told
        )
    country = compared.country_value(year)
    if country is not None:
        sentence += " " + _("Whole country: %(value)s.") % {"value": teller.value(country)}
    return sentence


def _change(compared: Compared, teller: Teller) -> tuple[str, ...]:
    """How one's own region, or the only one, has changed since its first figure."""
    codes = [code for code in compared.codes if code in compared.chosen] or (
        list(compared.codes) if len(compared.codes) == 1 else []
    )
    told = []
    for code in codes[:1]:
        known = [seen for seen in compared.series(code) if seen.value is not None]
        if len(known) >= 2:
            told.append(
                _("%(place)s: %(first)s in %(first_year)s and %(last)s in %(last_year)s.")
                % {
                    "place": compared.name(code),
                    "first": teller.value(known[0].value),
                    "first_year": known[0].period,
                    "last": teller.value(known[-1].value),
                    "last_year": known[-1].period,
                }
            )
    return tuple(told)


def _rose_and_fell(compared: Compared, teller: Teller) -> str:
    """In how many regions the figure rose and fell between the first and last year nearly all have."""
    years = compared.full_years
    if len(years) < 2:
        return _newest(compared, teller)
    first, last = compared.values(years[0]), compared.values(years[-1])
    both = [code for code in compared.codes if code in first and code in last]
    if not both:
        return _newest(compared, teller)
    if len(both) == 1:
        return from_to(teller, compared.name(both[0]), (years[0], first[both[0]]), (years[-1], last[both[0]]))
    steps = [worked_out(last[code] - first[code]) for code in both]
    return rose_and_fell(teller.title, years[0], years[-1], steps)


def _without_any(compared: Compared) -> tuple[str, ...]:
    names = [compared.name(code) for code in compared.codes if not compared.series(code)]
    if not names or len(names) == len(compared.codes):
        return ()
    return (_("No figures at all: %(names)s.") % {"names": listed(names)},)


def _table(compared: Compared, teller: Teller) -> Table:
    named = [(code, compared.name(code)) for code in _beside(compared)]
    rows = [
        (code, name, seen.gender, seen.period, *facts_of(seen, compared.figures.made_up))
        for code, name in named
        for seen in compared.series(code)
    ]
    columns = (
        *region_columns(),
        Column("gender", _("Gender"), "code"),
        Column("year", _("Year"), "year"),
        *fact_columns(teller),
    )
    return Table(columns, tuple(rows))


def _shown(compared: Compared, teller: Teller) -> ShownTable:
    """Years down and regions across where they are few, else regions down and years across."""
    codes = [code for code in _beside(compared) if compared.series(code)]
    seen = {(code, each.period): each for code in codes for each in compared.series(code)}
    years = sorted({year for _code, year in seen}, reverse=True)
    if len(codes) <= MOST_LINES:
        return ShownTable(
            of=_("Year"),
            columns=tuple((compared.name(code), True) for code in codes),
            rows=tuple(
                ShownRow(year, tuple(teller.cell(seen.get((code, year))) for code in codes)) for year in years
            ),
        )
    return ShownTable(
        of=_("Area"),
        columns=tuple((year, True) for year in years),
        rows=tuple(
            ShownRow(
                compared.name(code),
                tuple(teller.cell(seen.get((code, year))) for year in years),
                code in compared.chosen,
            )
            for code in codes
        ),
    )
