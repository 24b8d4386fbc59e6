"""Two indicators against each other in one year: whether the regions high in one are high in the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from django.utils.translation import gettext as _
from markupsafe import Markup

from lupaus.analysis.comparing.arithmetic import goes_together
from lupaus.analysis.comparing.compared import Compared
from lupaus.analysis.comparing.tables import Cell, Column, ShownRow, ShownTable, Table
from lupaus.analysis.comparing.telling import (
    Answer,
    Teller,
    facts_of,
    illustrates,
    listed,
    region_columns,
    state_columns,
)
from lupaus.indicators.drawing import is_tentative
from lupaus.indicators.observations import TOTAL, Observation
from lupaus.indicators.pages.figures import Figures, full_years, is_there
from lupaus.indicators.words import gender_word
from lupaus.regions.codes import COUNTRY
from lupaus.web import numbers
from lupaus.web.address import Address
from lupaus.web.charts.scatter import Dot, ScatterChart, scatter_chart

#: With fewer regions than this nothing is said of how the indicators go together.
FEWEST: Final = 8
#: From which rank correlation on two indicators are said to go together, and to do so clearly.
SOMEWHAT: Final = 0.3
CLEARLY: Final = 0.6


def scatter_year(compared: Compared, second: Figures) -> str | None:
    """The year asked for, else the newest in which nearly all regions that ever have both have both."""
    if compared.asked.year:
        return compared.asked.year
    known: set[str] = set()
    there: Counter[str] = Counter()
    gender = second_gender(compared, second)
    for code in compared.codes:
        both = compared.series(code), second.series.get((code, gender), ())
        mine, theirs = ({seen.period for seen in each if seen.value is not None} for each in both)
        known |= mine & theirs
        mine, theirs = ({seen.period for seen in each if is_there(seen)} for each in both)
        there.update(mine & theirs)
    return max(full_years(known, there), default=None)


def second_gender(compared: Compared, second: Figures) -> str:
    """The gender of the first indicator, where the second has it too; else everybody."""
    return compared.gender if compared.gender in second.genders else second.gender


def scatter(compared: Compared, second: Figures, year: str) -> Answer:
    """A dot for each region that has both figures: the second indicator to the right, the first upwards."""
    teller, other = Teller(compared), _Second(compared, second)
    theirs = _in_year(compared, second, year)
    mine = compared.values(year)
    both = [code for code in compared.codes if code in mine and code in theirs]
    pairs = [(_value(theirs[code]), mine[code]) for code in both]
    title = _("%(first)s and %(second)s in %(year)s") % {
        "first": teller.title,
        "second": other.title,
        "year": year,
    }

    def draw(_address: Address) -> Sequence[Markup]:
        return [_picture(compared, second, title, year, both)]

    lacking = [compared.name(code) for code in compared.codes if code not in both]
    notices = (
        (_("Not both figures for %(year)s: %(names)s.") % {"year": year, "names": listed(lacking)},)
        if lacking and both
        else ()
    )
    return Answer(
        sentence=_sentence(teller, other, pairs, year),
        title=title,
        make_table=lambda: _table(compared, second, year, both),
        make_shown=lambda: _shown(compared, second, year, both),
        draw=draw,
        more=_country(compared, second, year),
        notices=notices,
        pointed=(both[0], compared.gender, year) if both else None,
        illustrative=illustrates(compared, both, [compared.gender])
        or second.illustrates([(code, other.gender) for code in both]),
    )


class _Second(Teller):
    """Tells the second indicator's figures."""

    def __init__(self, compared: Compared, second: Figures) -> None:
        super().__init__(compared, second.indicator)
        self.gender = second_gender(compared, second)

    @property
    def title(self) -> str:
        title: str = self.indicator.title.words(self.language)
        if self.gender == self.compared.gender == TOTAL:
            return title
        return f"{title}, {gender_word(self.gender).lower()}"

    @property
    def caption(self) -> str:
        return f"{self.title} ({self.unit})" if self.unit else self.title


def _value(seen: Observation) -> float:
    return seen.value if seen.value is not None else 0.0


def _in_year(compared: Compared, second: Figures, year: str) -> Mapping[str, Observation]:
    codes = (*compared.codes, COUNTRY)
    return second.in_year(codes, second_gender(compared, second), year)


def _given_in_year(compared: Compared, second: Figures, year: str) -> Mapping[str, Observation]:
    """The figures of the regions, also those without a value: their status says why."""
    gender = second_gender(compared, second)
    return {
        code: seen
        for code in compared.codes
        for seen in second.series.get((code, gender), ())
        if seen.period == year
    }


def _sentence(teller: Teller, other: Teller, pairs: Sequence[tuple[float, float]], year: str) -> str:
    told: dict[str, str | int] = {
        "first": teller.title,
        "second": other.title,
        "year": year,
        "count": len(pairs),
    }
    if not pairs:
        return _("No area has a figure of both indicators for %(year)s.") % told
    together = goes_together(pairs)
    if len(pairs) < FEWEST or together is None:
        return (
            _(
                "“%(first)s” and “%(second)s” in %(year)s: %(count)s areas have both figures, too few or"
                " too alike to say how the two go together."
            )
            % told
        )
    told["together"] = numbers.number(together, teller.language, 2)
    if abs(together) < SOMEWHAT:
        return (
            _(
                "“%(first)s” and “%(second)s” in %(year)s: the two hardly go together in %(count)s areas"
                " (rank correlation %(together)s)."
            )
            % told
        )
    if together >= CLEARLY:
        words = _(
            "“%(first)s” and “%(second)s” in %(year)s: where one is high, the other mostly is too (rank"
            " correlation %(together)s in %(count)s areas)."
        )
    elif together > 0:
        words = _(
            "“%(first)s” and “%(second)s” in %(year)s: where one is high, the other is rather high too (rank"
            " correlation %(together)s in %(count)s areas)."
        )
    elif together <= -CLEARLY:
        words = _(
            "“%(first)s” and “%(second)s” in %(year)s: where one is high, the other mostly is low (rank"
            " correlation %(together)s in %(count)s areas)."
        )
    else:
        words = _(
            "“%(first)s” and “%(second)s” in %(year)s: where one is high, the other is rather low (rank"
            " correlation %(together)s in %(count)s areas)."
        )
    return (
        words % told + " " + _("That does not tell which of them causes the other, or whether either does.")
    )


def _picture(compared: Compared, second: Figures, title: str, year: str, both: Sequence[str]) -> Markup:
    teller, other, made_up = Teller(compared), _Second(compared, second), compared.figures.made_up
    theirs = _in_year(compared, second, year)
    across, up = theirs.get(COUNTRY), compared.country_value(year)
    crossing = (_value(across), up) if across and up is not None and compared.country else None
    mine = {code: compared.seen(code, year) for code in both}
    return scatter_chart(
        ScatterChart(
            id="scatter",
            title=title,
            description=_("A dot for each area. The table holds the same figures."),
            language=teller.language,
            x_title=other.caption,
            y_title=teller.caption,
            dots=[
                Dot(
                    name=compared.name(code),
                    x=theirs[code].value,
                    y=seen.value if seen else None,
                    chosen=code in compared.chosen,
                    tentative=is_tentative(theirs[code], made_up)
                    or (seen is not None and is_tentative(seen, made_up)),
                )
                for code, seen in mine.items()
            ],
            no_observations=_("No area has a figure of both indicators for this year."),
            crossing=crossing,
            crossing_word=_("Whole country") if crossing else "",
        )
    )


def _country(compared: Compared, second: Figures, year: str) -> tuple[str, ...]:
    other, up = _in_year(compared, second, year).get(COUNTRY), compared.country_value(year)
    if other is None or up is None:
        return ()
    return (
        _("Whole country: %(first)s and %(second)s.")
        % {"first": Teller(compared).value(up), "second": _Second(compared, second).value(other.value)},
    )


def _table(compared: Compared, second: Figures, year: str, both: Sequence[str]) -> Table:
    """The regions with both figures first, then the others, whose missing figures are empty."""
    teller, other = Teller(compared), _Second(compared, second)
    theirs = _given_in_year(compared, second, year)
    columns = (
        *region_columns(),
        Column("gender", _("Gender"), "code"),
        Column("year", _("Year"), "year"),
        teller.value_column("value", teller.caption),
        *state_columns(),
        Column("with_value", other.caption, "number", other.unit, other.decimals),
        Column("with_status", _("Status, %(of)s") % {"of": other.title}, "word"),
        Column("with_release", _("Release, %(of)s") % {"of": other.title}, "place"),
        Column("with_illustrative", _("Illustrative, %(of)s") % {"of": other.title}, "flag"),
    )
    others = [code for code in compared.codes if code not in both]
    rows = tuple(
        (
            code,
            compared.name(code),
            compared.gender,
            year,
            *facts_of(compared.seen(code, year), compared.figures.made_up),
            *facts_of(theirs.get(code), second.made_up),
        )
        for code in (*both, *others)
    )
    return Table(columns, rows)


def _shown(compared: Compared, second: Figures, year: str, both: Sequence[str]) -> ShownTable:
    teller, other = Teller(compared), _Second(compared, second)
    theirs = _given_in_year(compared, second, year)
    others = [code for code in compared.codes if code not in both]
    rows = []
    for code in (*both, *others):
        seen = compared.seen(code, year)
        first = teller.cell(seen) if seen else Cell("–", _("no figure"))
        across = other.cell(theirs[code]) if code in theirs else Cell("–", _("no figure"))
        rows.append(ShownRow(compared.name(code), (first, across), code in compared.chosen))
    return ShownTable(_("Area"), ((teller.caption, True), (other.caption, True)), tuple(rows))
