"""From a file of figures to rows: which format it is, its content says, never its name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from lupaus.indicators.files import cubes, separated, sotkanet_answers, workbook
from lupaus.indicators.files.jsonstat_reading import cube_of, is_jsonstat, read_json
from lupaus.indicators.files.mapped import Mapped, Table
from lupaus.indicators.files.mapping import FileMap
from lupaus.indicators.files.opening import OpenedFile, Shape
from lupaus.indicators.files.tidy_csv import TidyCsv
from lupaus.indicators.rows import Row
from lupaus.web.refusals import Problem

#: A JSON file is read into memory whole, about five times over.
LARGEST_JSON: Final = 128 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Figures:
    """What a file holds: its rows, and how the place of one is told, by its number and a field of it."""

    rows: Iterator[Row | Problem]
    where: Callable[[int, str], str] | None = None  # None: by line


def figures_of(
    file: OpenedFile,
    said: FileMap | None = None,
    *,
    illustrative: bool = False,
    largest_json: int = LARGEST_JSON,
) -> Figures:
    """The observations of a file, unchecked: tidy CSV, any other CSV with a mapping, SDMX-CSV, a workbook,
    a JSON-stat data set, or a saved answer of Sotkanet.

    `illustrative`: the figures come in as such, so that marked ones are welcome. Raises `Refused`, now or
    while rows are read, for what is none of these.
    """
    match file.shape():
        case Shape.WORKBOOK:
            table, usual = workbook.table_of(file, said or FileMap(), illustrative=illustrative)
            return _mapped(table, said, usual)
        case Shape.JSON:
            return _json(file, said, illustrative, largest_json)
        case Shape.LINES:
            return _lines(file, said, illustrative)


def _lines(file: OpenedFile, said: FileMap | None, illustrative: bool) -> Figures:
    first_line = file.first_line()
    if said is None and sotkanet_answers.is_sotkanet_csv(first_line):
        body = "".join(file.lines()).encode()
        return Figures(sotkanet_answers.rows_of(body, file.name, in_list=False))
    if said is None and not separated.is_sdmx(first_line):
        return Figures(TidyCsv(file, illustrative=illustrative).rows())
    table, usual = separated.table_of(file, illustrative=illustrative)
    return Figures(_by_map(table, said, usual).rows())


def _json(file: OpenedFile, said: FileMap | None, illustrative: bool, largest: int) -> Figures:
    body = file.whole(largest)
    given = read_json(body, file.name)
    if is_jsonstat(given):
        cube = cube_of(given, file.name)
        table, usual = cubes.table_of(cube, said or FileMap(), illustrative=illustrative)
        return _mapped(table, said, usual)
    if sotkanet_answers.is_sotkanet_json(given) and said is None:
        return Figures(
            sotkanet_answers.rows_of(body, file.name, in_list=True), lambda place, _field: f"[{place}]"
        )
    raise file.refused(_("This JSON is neither a data set of JSON-stat 2.0 nor an answer of Sotkanet."))


def _mapped(table: Table, said: FileMap | None, usual: FileMap) -> Figures:
    mapped = _by_map(table, said, usual)
    return Figures(
        mapped.rows(), lambda line, field: table.place(line, mapped.column_of(field) if field else "").path
    )


def _by_map(table: Table, said: FileMap | None, usual: FileMap) -> Mapped:
    return Mapped(table, (said or FileMap()).over(usual))
