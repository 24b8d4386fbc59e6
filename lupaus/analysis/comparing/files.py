"""A comparison as a file: CSV, XLSX and JSON-stat, from the same table as the page."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from itertools import product
from typing import Any, Final

from django.utils.translation import gettext as _

from lupaus.analysis.comparing.answering import Answered
from lupaus.analysis.comparing.tables import Column, Table, Value
from lupaus.analysis.comparing.words import view_word
from lupaus.indicators.models import Indicator
from lupaus.indicators.observations import STATUSES
from lupaus.web.spreadsheets import Column as SheetColumn
from lupaus.web.spreadsheets import SheetToWrite, csv_cell, write_workbook

#: Columns of a table that are dimensions of a cube; those of numbers and places are what it measures.
_DIMENSIONS: Final = ("region", "year")


def as_csv(table: Table) -> str:
    """RFC 4180: comma, CRLF, a header line of keys; numbers with every digit they have, absent ones empty."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(column.id for column in table.columns)
    writer.writerows([_written(value) for value in row] for row in table.rows)
    return text.getvalue()


def _written(value: Value) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else csv_cell(value)


def as_workbook(answered: Answered, address: str) -> bytes:
    """Two sheets: the figures, and where they come from with the sentence that tells them."""
    answer = answered.answer
    figures = SheetToWrite(
        name=view_word(answered.asked.view),
        columns=[
            SheetColumn(_header(column), 30 if column.kind == "name" else 18)
            for column in answer.table.columns
        ],
        rows=answer.table.rows,
    )
    about = SheetToWrite(
        name=_("Source"),
        columns=[SheetColumn(_("What"), 24), SheetColumn(_("Value"), 90)],
        rows=[[name, value] for name, value in facts(answered, address) if value],
    )
    return write_workbook([figures, about])


def _header(column: Column) -> str:
    return (
        f"{column.label} ({column.unit})" if column.unit and column.unit not in column.label else column.label
    )


def facts(answered: Answered, address: str) -> list[tuple[str, str]]:
    """What has to be known of the figures when they are taken elsewhere, as (name, value)."""
    compared = answered.compared
    told = [(_("Sentence"), answered.answer.sentence)]
    for indicator in indicators_of(answered):
        told += [
            (_("Indicator"), indicator.title.words(compared.language)),
            (_("Unit"), indicator.unit.words(compared.language)),
            (_("Producer"), indicator.producer.words(compared.language)),
            (_("Licence"), indicator.licence),
        ]
    told.append((_("Release"), str(compared.release.pk) if compared.release else ""))
    if answered.answer.illustrative:
        told.append((_("Note"), _("illustrative, not a statistic")))
    told += [(_("Note"), notice) for notice in answered.notices]
    told.append((_("Address"), address))
    return told


def indicators_of(answered: Answered) -> list[Indicator]:
    """The indicators whose figures are compared: one, or the two of a scatter."""
    second = answered.compared.second
    with_second = second is not None and answered.asked.view == "scatter"
    return [answered.compared.indicator, *([second.indicator] if second and with_second else [])]


def as_jsonstat(answered: Answered) -> dict[str, Any]:
    """A JSON-stat 2.0 dataset region × year × figure, labelled in the language of the question.

    `status` holds the SDMX status of each figure that is not a normal one, as far as the table tells it.
    """
    compared, answer = answered.compared, answered.answer
    table = answer.table
    records = table.records()
    metrics = [
        column
        for column in table.columns
        if column.kind in ("number", "place") and not column.id.endswith("release")
    ]
    axes: dict[str, list[str]] = {
        name: list(dict.fromkeys(str(record[name]) for record in records)) if _has(table, name) else []
        for name in _DIMENSIONS
    }
    axes["figure"] = [column.id for column in metrics]
    by_place: dict[tuple[str, ...], Mapping[str, Value]] = {
        tuple(str(record[name]) for name in _DIMENSIONS): record for record in records if _has(table, "year")
    }
    cells = [(by_place.get((region, year)), metric) for region, year, metric in product(*axes.values())]
    statuses = {
        str(number): status
        for number, (record, metric) in enumerate(cells)
        if record is not None and (status := _status(record, metric)) != "A"
    }
    labels = {
        "region": {str(record["region"]): str(record["name"]) for record in records},
        "year": {year: year for year in axes["year"]},
        "figure": {column.id: column.label for column in metrics},
    }
    names = {"region": _("Area"), "year": _("Year"), "figure": _("Figure")}
    dimension: dict[str, Any] = {
        name: {"label": names[name], "category": {"index": index, "label": labels[name]}}
        for name, index in axes.items()
    }
    dimension["figure"]["category"]["unit"] = {
        column.id: {"label": column.unit, "decimals": column.decimals} for column in metrics
    }
    release = compared.release
    return {
        "version": "2.0",
        "class": "dataset",
        "label": answer.title,
        "source": _sources(indicators_of(answered), compared.language),
        **({"updated": release.retrieved_at.isoformat()} if release else {}),
        "note": [answer.sentence, *answered.notices],
        "id": list(axes),
        "size": [len(index) for index in axes.values()],
        "role": {"time": ["year"], "geo": ["region"], "metric": ["figure"]},
        "dimension": dimension,
        "value": [_number(record.get(metric)) if record is not None else None for record, metric in cells],
        "status": statuses,
        "extension": {
            "view": answered.asked.view.value,
            "indicators": [indicator.pk for indicator in indicators_of(answered)],
            "gender": compared.gender,
            "against": answered.against,
            "release": release.pk if release else None,
            "illustrative": answer.illustrative,
            "status": {code: STATUSES[code] for code in sorted(set(statuses.values())) if code in STATUSES},
        },
    }


def _has(table: Table, id_: str) -> bool:
    return any(column.id == id_ for column in table.columns)


def _status(record: Mapping[str, Value], metric: str) -> str:
    """The status of a figure, as far as the table has it: under the figure's name, or as `status`."""
    own = {"value": "status", "with_value": "with_status"}.get(metric, f"{metric}_status")
    status = record.get(own)
    return str(status) if status is not None else "A"


def _number(value: Value) -> float | int | None:
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _sources(indicators: Iterable[Indicator], language: str) -> str:
    """Producers with their licences, each once."""
    named = (
        (entry.producer.words(language), f"({entry.licence})" if entry.licence else "")
        for entry in indicators
    )
    return "; ".join(dict.fromkeys(" ".join(filter(None, each)) for each in named if each[0]))
