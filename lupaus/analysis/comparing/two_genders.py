"""Women and men: in one year region by region, or in one region year by year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from django.utils.translation import gettext as _
from markupsafe import Markup

from lupaus.analysis.comparing.arithmetic import less
from lupaus.analysis.comparing.compared import Compared
from lupaus.analysis.comparing.tables import Cell, Column, ShownRow, ShownTable, Table
from lupaus.analysis.comparing.telling import (
    MOST_ROWS,
    Answer,
    Teller,
    illustrates,
    listed,
    page_of,
    region_columns,
    why_without_value,
)
from lupaus.indicators.drawing import is_tentative, points
from lupaus.indicators.models import Gender
from lupaus.indicators.observations import Observation
from lupaus.indicators.words import gender_word
from lupaus.regions.codes import COUNTRY
from lupaus.web.address import Address
from lupaus.web.charts.dumbbell import DumbbellChart, Pair, dumbbell_chart
from lupaus.web.charts.series import SeriesChart, SeriesLine, series_chart

WOMEN: Final = Gender.FEMALE.value
MEN: Final = Gender.MALE.value


class _Gap(NamedTuple):
    """Women's and men's figure of a region in a year; `gap`, men's less women's, where there are both."""

    code: str
    name: str
    year: str
    women: Observation | None
    men: Observation | None
    gap: float | None


def genders_year(compared: Compared) -> str | None:
    """The year asked for, else the newest in which nearly all regions have figures of women."""
    return compared.asked.year or compared.figures.fullest_year(compared.codes, WOMEN)


def genders(compared: Compared, year: str) -> Answer:
    """Women's and men's figures; for one region alone its years, else the year's regions."""
    if len(compared.codes) == 1:
        return _one_region(compared)
    teller = _teller(compared)
    gaps = sorted(
        (_gap(compared, code, year) for code in compared.codes),
        key=lambda each: (each.gap is None, -abs(each.gap or 0.0), each.name, each.code),
    )
    title = _("%(indicator)s, women and men, in %(year)s") % {"indicator": teller.caption, "year": year}

    def draw(address: Address) -> Sequence[Markup]:
        return [_pairs(compared, title, gaps, address)]

    known = [each for each in gaps if each.gap is not None]
    return Answer(
        sentence=_sentence(teller, known, year),
        title=title,
        make_table=lambda: _table(compared, teller, gaps),
        make_shown=lambda: _shown(compared, teller, gaps, by_year=False),
        draw=draw,
        more=_country(compared, teller, year),
        notices=_lacking(gaps, year),
        pointed=(known[0].code, WOMEN, year) if known else None,
        illustrative=illustrates(compared, compared.codes, [WOMEN, MEN]),
    )


def _teller(compared: Compared) -> Teller:
    """Of the indicator alone: which gender the rest of the page shows is no matter here."""
    return _OfBoth(compared)


class _OfBoth(Teller):
    @property
    def title(self) -> str:
        title: str = self.indicator.title.words(self.language)
        return title

    @property
    def caption(self) -> str:
        return f"{self.title} ({self.unit})" if self.unit else self.title


def _gap(compared: Compared, code: str, year: str) -> _Gap:
    women, men = compared.seen(code, year, WOMEN), compared.seen(code, year, MEN)
    gap = less(men.value if men else None, women.value if women else None)
    return _Gap(code, compared.name(code), year, women, men, gap)


def _pairs(compared: Compared, title: str, gaps: Sequence[_Gap], address: Address) -> Markup:
    teller, made_up = _teller(compared), compared.figures.made_up
    return dumbbell_chart(
        DumbbellChart(
            id="genders",
            title=title,
            description=_(
                "For each area a ring for women and a square for men, the widest gap first. The table holds"
                " the same figures."
            ),
            language=teller.language,
            unit=teller.unit,
            decimals=teller.decimals,
            pairs=[
                Pair(
                    name=each.name,
                    first=each.women.value if each.women else None,
                    second=each.men.value if each.men else None,
                    href=page_of(each.code, address),
                    chosen=each.code in compared.chosen,
                    tentative=any(is_tentative(seen, made_up) for seen in (each.women, each.men) if seen),
                    missing=why_without_value(each.women or each.men, made_up),
                )
                for each in gaps
            ],
            first_word=gender_word(WOMEN),
            second_word=gender_word(MEN),
            missing=_("no figure"),
            no_observations=_("There are no figures for women and men in this year."),
            squares=True,
            most=MOST_ROWS,
            left_out=_("… %(count)s areas between these"),
        )
    )


def _sentence(teller: Teller, known: Sequence[_Gap], year: str) -> str:
    if not known:
        return _("There are no figures for women and men in %(year)s.") % {"year": year}
    women = sum(1 for each in known if each.gap is not None and each.gap < 0)
    men = sum(1 for each in known if each.gap is not None and each.gap > 0)
    widest = known[0]
    told = {
        "indicator": teller.title,
        "year": year,
        "women": women,
        "men": men,
        "count": len(known),
        "place": widest.name,
        "women_value": teller.value(widest.women.value if widest.women else None),
        "men_value": teller.value(widest.men.value if widest.men else None),
    }
    sentence = (
        _(
            "%(indicator)s in %(year)s: of %(count)s areas the figure is higher for women in %(women)s and"
            " for men in %(men)s."
        )
        % told
    )
    if women or men:
        sentence += " " + _("The widest gap: %(place)s, women %(women_value)s, men %(men_value)s.") % told
    return sentence


def _country(compared: Compared, teller: Teller, year: str) -> tuple[str, ...]:
    women, men = compared.country_value(year, WOMEN), compared.country_value(year, MEN)
    if women is None or men is None:
        return ()
    told = {"women": teller.value(women), "men": teller.value(men)}
    return (_("Whole country: women %(women)s, men %(men)s.") % told,)


def _lacking(gaps: Sequence[_Gap], year: str) -> tuple[str, ...]:
    names = [each.name for each in gaps if each.gap is None]
    if not names or len(names) == len(gaps):
        return ()
    return (_("Not both figures for %(year)s: %(names)s.") % {"year": year, "names": listed(names)},)


def _one_region(compared: Compared) -> Answer:
    """One region alone: two lines over the years."""
    teller = _teller(compared)
    code = compared.codes[0]
    years = sorted({seen.period for gender in (WOMEN, MEN) for seen in compared.series(code, gender)})
    gaps = [_gap(compared, code, year) for year in years]
    known = [each for each in gaps if each.gap is not None]
    title = _("%(indicator)s, women and men, %(place)s") % {
        "indicator": teller.caption,
        "place": compared.name(code),
    }

    def draw(_address: Address) -> Sequence[Markup]:
        return [_two_lines(compared, title, code)]

    return Answer(
        sentence=_newest(teller, known),
        title=title,
        make_table=lambda: _table(compared, teller, gaps),
        make_shown=lambda: _shown(compared, teller, gaps[::-1], by_year=True),
        draw=draw,
        pointed=(code, WOMEN, known[-1].year) if known else None,
        illustrative=illustrates(compared, [code], [WOMEN, MEN]),
    )


def _newest(teller: Teller, known: Sequence[_Gap]) -> str:
    if not known:
        return _("There are no figures for women and men here.")
    newest = known[-1]
    return _("%(indicator)s, %(place)s in %(year)s: women %(women)s, men %(men)s.") % {
        "indicator": teller.title,
        "place": newest.name,
        "year": newest.year,
        "women": teller.value(newest.women.value if newest.women else None),
        "men": teller.value(newest.men.value if newest.men else None),
    }


def _two_lines(compared: Compared, title: str, code: str) -> Markup:
    teller, made_up = _teller(compared), compared.figures.made_up
    return series_chart(
        SeriesChart(
            id="genders",
            title=title,
            description=_("A line for women and one for men. The table holds the same figures."),
            language=teller.language,
            unit=teller.unit,
            decimals=teller.decimals,
            lines=[
                SeriesLine(name=gender_word(gender), points=points(compared.series(code, gender), made_up))
                for gender in (WOMEN, MEN)
            ],
            illustrative=_("illustrative, not a statistic")
            if illustrates(compared, [code], [WOMEN, MEN])
            else _("estimate or forecast"),
            no_observations=_("There are no figures to draw yet."),
        )
    )


def _table(compared: Compared, teller: Teller, gaps: Sequence[_Gap]) -> Table:
    made_up = compared.figures.made_up
    beside = [_gap(compared, COUNTRY, year) for year in sorted({each.year for each in gaps})]
    columns = (
        *region_columns(),
        Column("year", _("Year"), "year"),
        teller.value_column("women", gender_word(WOMEN)),
        Column("women_status", _("Status, %(of)s") % {"of": gender_word(WOMEN)}, "word"),
        teller.value_column("men", gender_word(MEN)),
        Column("men_status", _("Status, %(of)s") % {"of": gender_word(MEN)}, "word"),
        Column("difference", _("Men less women"), "number", teller.step_unit, teller.decimals),
        Column("illustrative", _("Illustrative"), "flag"),
    )
    rows = tuple(
        (
            each.code,
            each.name,
            each.year,
            each.women.value if each.women else None,
            each.women.status if each.women else None,
            each.men.value if each.men else None,
            each.men.status if each.men else None,
            each.gap,
            any(seen.release in made_up for seen in (each.women, each.men) if seen),
        )
        for each in (*gaps, *(beside if compared.country else ()))
        if each.women or each.men or each.code != COUNTRY
    )
    return Table(columns, rows)


def _shown(compared: Compared, teller: Teller, gaps: Sequence[_Gap], *, by_year: bool) -> ShownTable:
    columns = ((gender_word(WOMEN), True), (gender_word(MEN), True), (_("Men less women"), True))
    country = [] if by_year or not compared.country or not gaps else [_gap(compared, COUNTRY, gaps[0].year)]
    rows = tuple(
        ShownRow(
            each.year if by_year else each.name,
            (_cell(teller, each.women), _cell(teller, each.men), Cell(teller.signed(each.gap))),
            not by_year and each.code in compared.chosen,
        )
        for each in (*gaps, *(each for each in country if each.women or each.men))
    )
    return ShownTable(_("Year") if by_year else _("Area"), columns, rows)


def _cell(teller: Teller, seen: Observation | None) -> Cell:
    return teller.cell(seen) if seen else Cell("–", _("no figure"))
