"""Figures over the years as lines, with the table behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _
from markupsafe import Markup

from lupaus.services.matrix import words
from lupaus.services.matrix.figures import DECIMALS, Figure
from lupaus.web.charts import Point, SeriesChart, SeriesLine, series_chart
from lupaus.web.charts.series import MOST

Values = Mapping[int, float | None]  # by year


class Picture(NamedTuple):
    """A picture and the table behind it: the names of the columns, and a row for each year."""

    title: str
    chart: Markup
    header: Sequence[str]
    rows: Sequence[tuple[int, Sequence[str]]]


def picture(
    *,
    id_: str,
    title: str,
    figure: Figure,
    lines: Sequence[tuple[str, Values]],
    language: str,
    illustrative: bool,
) -> Picture | None:
    """Lines over the years, at most as many as can be told apart; None where nothing is known."""
    drawn = [line for line in lines if any(value is not None for value in line[1].values())][:MOST]
    if not drawn:
        return None
    years = sorted({year for _name, values in drawn for year in values})
    chart = series_chart(
        SeriesChart(
            id=id_,
            title=title,
            description=_("Lines for %(names)s. The table below holds the same figures.")
            % {"names": ", ".join(name for name, _values in drawn)},
            language=language,
            unit=words.unit(figure),
            decimals=DECIMALS[figure],
            lines=[
                SeriesLine(
                    name=name,
                    points=[Point(year, values.get(year), illustrative) for year in years],
                    highlighted=place == 0 and len(drawn) > 1,
                )
                for place, (name, values) in enumerate(drawn)
            ],
            illustrative=_("illustrative, not a statistic"),
            no_observations=_("There are no figures to draw yet."),
        )
    )
    rows = [
        (year, [words.amount(values.get(year), figure, language) for _name, values in drawn])
        for year in reversed(years)
    ]
    return Picture(title, chart, [name for name, _values in drawn], rows)
