"""Two years of each region: how far its figure has come."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _
from markupsafe import Markup

from lupaus.analysis.comparing.arithmetic import less, per_cent
from lupaus.analysis.comparing.compared import Compared
from lupaus.analysis.comparing.rises import from_to, rose_and_fell
from lupaus.analysis.comparing.tables import Cell, Column, ShownRow, ShownTable, Table
from lupaus.analysis.comparing.telling import (
    MOST_ROWS,
    Answer,
    Teller,
    facts_of,
    illustrates,
    page_of,
    region_columns,
    state_columns,
    why_without_value,
    without_figures,
)
from lupaus.indicators.drawing import is_tentative
from lupaus.indicators.observations import Observation
from lupaus.regions.codes import COUNTRY
from lupaus.web import numbers
from lupaus.web.address import Address
from lupaus.web.charts.dumbbell import DumbbellChart, Pair, dumbbell_chart

#: Where no earlier year was chosen, about as many years before the later one.
USUAL_SPAN = 10


def earlier_year(compared: Compared, year: str) -> str | None:
    """The year asked for; else of those nearly all regions have the one nearest to ten years earlier."""
    if compared.asked.against:
        return compared.asked.against
    before = [each for each in compared.full_years if each < year]
    wanted = int(year[:4]) - USUAL_SPAN
    return min(before, key=lambda each: (abs(int(each[:4]) - wanted), each), default=None)


class _Change(NamedTuple):
    """A region with its two figures; `step` is None where one of them is missing."""

    code: str
    name: str
    before: Observation | None
    after: Observation | None
    step: float | None


def dumbbell(compared: Compared, year: str, against: str) -> Answer:
    """Two figures of each region on one line, the greatest rise first. The later year always comes second."""
    first, last = sorted((against, year))
    teller = Teller(compared)
    changes = _changes(compared, first, last)
    title = _("%(indicator)s in %(first)s and %(last)s") % {
        "indicator": teller.caption,
        "first": first,
        "last": last,
    }

    def draw(address: Address) -> Sequence[Markup]:
        return [_picture(compared, title, (first, last), changes, address)]

    lacking = (*without_figures(compared, first), *(without_figures(compared, last) if first != last else ()))
    known = [change for change in changes if change.step is not None]
    return Answer(
        sentence=_sentence(teller, changes, first, last),
        title=title,
        make_table=lambda: _table(compared, teller, changes, first, last),
        make_shown=lambda: _shown(compared, teller, changes, first, last),
        draw=draw,
        more=(*_own(compared, teller, changes, first, last), *_country(compared, teller, first, last)),
        notices=lacking,
        pointed=(known[0].code, compared.gender, last) if known else None,
        illustrative=illustrates(compared, compared.codes, [compared.gender]),
    )


def _changes(compared: Compared, first: str, last: str) -> list[_Change]:
    """The greatest rise first; then those with one figure, then those with none, by name."""
    found = []
    for code in compared.codes:
        before, after = compared.seen(code, first), compared.seen(code, last)
        was, is_ = (seen.value if seen else None for seen in (before, after))
        step = less(is_, was)
        found.append(_Change(code, compared.name(code), before, after, step))
    return sorted(
        found,
        key=lambda change: (
            change.step is None,
            -(change.step or 0.0),
            all(seen is None or seen.value is None for seen in (change.before, change.after)),
            change.name,
            change.code,
        ),
    )


def _picture(
    compared: Compared,
    title: str,
    years: tuple[str, str],
    changes: Sequence[_Change],
    address: Address,
) -> Markup:
    teller, made_up = Teller(compared), compared.figures.made_up
    return dumbbell_chart(
        DumbbellChart(
            id="dumbbell",
            title=title,
            description=_(
                "For each area a ring for the earlier year and a dot for the later one. The table holds the"
                " same figures."
            ),
            language=teller.language,
            unit=teller.unit,
            decimals=teller.decimals,
            pairs=[
                Pair(
                    name=change.name,
                    first=change.before.value if change.before else None,
                    second=change.after.value if change.after else None,
                    href=page_of(change.code, address),
                    chosen=change.code in compared.chosen,
                    tentative=any(
                        is_tentative(seen, made_up) for seen in (change.before, change.after) if seen
                    ),
                    missing=why_without_value(change.after or change.before, made_up),
                )
                for change in changes
            ],
            first_word=years[0],
            second_word=years[1],
            missing=_("no figure"),
            no_observations=_("No area has a figure for these years."),
            most=MOST_ROWS,
            left_out=_("… %(count)s areas between these"),
        )
    )


def _sentence(teller: Teller, changes: Sequence[_Change], first: str, last: str) -> str:
    """How many rose and fell, and the greatest rise and fall."""
    known = [change for change in changes if change.step is not None]
    if not known:
        return _("No area has a figure for both %(first)s and %(last)s.") % {"first": first, "last": last}
    if len(known) == 1:
        before, after = (seen.value if seen else None for seen in (known[0].before, known[0].after))
        return from_to(teller, known[0].name, (first, before or 0.0), (last, after or 0.0))
    up = [change for change in known if change.step and change.step > 0]
    down = [change for change in known if change.step and change.step < 0]
    steps = [change.step or 0.0 for change in known]
    sentence = rose_and_fell(teller.title, first, last, steps)
    if up:
        sentence += " " + _("The greatest rise: %(place)s, %(step)s (%(before)s → %(after)s).") % _step(
            teller, up[0]
        )
    if down:
        sentence += " " + _("The greatest fall: %(place)s, %(step)s (%(before)s → %(after)s).") % _step(
            teller, down[-1]
        )
    return sentence


def _step(teller: Teller, change: _Change) -> dict[str, str]:
    return {
        "place": change.name,
        "step": teller.step(change.step or 0.0),
        "before": teller.bare(change.before.value if change.before else None),
        "after": teller.bare(change.after.value if change.after else None),
    }


def _own(
    compared: Compared, teller: Teller, changes: Sequence[_Change], first: str, last: str
) -> tuple[str, ...]:
    return tuple(
        _("%(place)s: %(first_value)s in %(first)s and %(last_value)s in %(last)s.")
        % {
            "place": change.name,
            "first": first,
            "last": last,
            "first_value": teller.value(change.before.value if change.before else None),
            "last_value": teller.value(change.after.value if change.after else None),
        }
        for change in changes
        if change.code in compared.chosen and change.step is not None
    )


def _country(compared: Compared, teller: Teller, first: str, last: str) -> tuple[str, ...]:
    before, after = compared.country_value(first), compared.country_value(last)
    if before is None or after is None or compared.country is None:
        return ()
    return (
        _("%(place)s: %(first_value)s in %(first)s and %(last_value)s in %(last)s.")
        % {
            "place": compared.name(COUNTRY),
            "first": first,
            "last": last,
            "first_value": teller.value(before),
            "last_value": teller.value(after),
        },
    )


def _table(compared: Compared, teller: Teller, changes: Sequence[_Change], first: str, last: str) -> Table:
    made_up = compared.figures.made_up
    columns = (
        *region_columns(),
        Column("gender", _("Gender"), "code"),
        Column("year", _("Year"), "year"),
        teller.value_column("value", last),
        *state_columns(),
        Column("against", _("Earlier year"), "year"),
        teller.value_column("before", first),
        Column("before_status", _("Status, %(of)s") % {"of": first}, "word"),
        Column("difference", _("Change"), "number", teller.step_unit, teller.decimals),
        Column("percent", _("Change, per cent"), "number", "%", 1),
    )
    rows = []
    for change in changes:
        was = change.before.value if change.before else None
        is_ = change.after.value if change.after else None
        rows.append(
            (
                change.code,
                change.name,
                compared.gender,
                last,
                *facts_of(change.after, made_up),
                first,
                was,
                change.before.status if change.before else None,
                change.step,
                per_cent(was, is_) if was is not None and is_ is not None else None,
            )
        )
    return Table(columns, tuple(rows))


def _shown(
    compared: Compared, teller: Teller, changes: Sequence[_Change], first: str, last: str
) -> ShownTable:
    columns = ((first, True), (last, True), (_("Change"), True), (_("Change, per cent"), True))
    rows = []
    for change in changes:
        share = (
            per_cent(change.before.value, change.after.value)
            if change.before
            and change.after
            and change.before.value is not None
            and change.after.value is not None
            else None
        )
        cells = (
            _cell(teller, change.before),
            _cell(teller, change.after),
            Cell(teller.signed(change.step)),
            Cell(_signed_share(share, teller.language)),
        )
        rows.append(ShownRow(change.name, cells, change.code in compared.chosen))
    return ShownTable(_("Area"), columns, tuple(rows))


def _signed_share(share: float | None, language: str) -> str:
    if share is None:
        return "–"
    told = numbers.with_unit(share, "%", language, 1)
    return f"+{told}" if share > 0 else told


def _cell(teller: Teller, seen: Observation | None) -> Cell:
    return teller.cell(seen) if seen else Cell("–", _("no figure"))
