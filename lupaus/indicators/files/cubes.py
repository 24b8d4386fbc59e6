"""JSON-stat data sets as tables: a row for each cell, a column for each dimension."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from django.utils.translation import gettext as _

from lupaus.indicators.files.jsonstat_cube import Cube, Dimension
from lupaus.indicators.files.mapped import Record, Table
from lupaus.indicators.files.mapping import FileMap
from lupaus.indicators.files.tidy_csv import illustration
from lupaus.web.refusals import Problem, Refused
from lupaus.workspace.files.report import shown

_VALUE: Final = "value"
_STATUS: Final = "status"
#: What our own data sets tell of a cell beside its value, in their extension, by place.
_BESIDE: Final = ("numerator", "denominator")
_GENDERS: Final = ("gender", "sex", "sukupuoli", "kön")
_CATEGORIES_TOLD: Final = 20


def table_of(cube: Cube, said: FileMap, *, illustrative: bool = False) -> tuple[Table, FileMap]:
    """The cells of the cube, and what goes without saying of its dimensions, by their names and roles.

    A cell without value and status is none. Raises `Refused` for a dimension nothing is said of, and for a
    data set that says of itself that its figures are illustrative, unless they come in as such.
    """
    if cube.extension.get("illustrative") and not illustrative:
        raise Refused(Problem(illustration(), file=cube.name, path="extension.illustrative"))
    usual = _usual(cube)
    _refuse_what_nobody_speaks_of(cube, said.over(usual))
    beside = _beside(cube)
    table = Table(
        name=cube.name,
        columns=(*(dimension.id for dimension in cube.dimensions), _VALUE, _STATUS, *beside),
        records=_records(cube, list(beside.values())),
        place=lambda place, _column: Problem("", file=cube.name, path=f"value[{place}]"),
        commas=True,
    )
    return table, usual


def _records(cube: Cube, beside: list[Mapping[str, object]]) -> Iterator[Record | Problem]:
    for cell in cube.cells():
        if isinstance(cell, Problem):
            yield cell
        elif cell.value is not None or cell.status:
            more = (told.get(str(cell.place)) for told in beside) if beside else ()
            yield Record(cell.place, (*cell.categories, cell.value, cell.status, *more))


def _beside(cube: Cube) -> dict[str, Mapping[str, object]]:
    """What the extension tells of the cells, where it is what we write there: others may write anything."""
    found: dict[str, Mapping[str, object]] = {}
    for name in _BESIDE:
        told = cube.extension.get(name)
        if (
            isinstance(told, dict)
            and all(type(value) in (int, float) for value in told.values())
            and cube.dimension(name) is None
        ):
            found[name] = told
    return found


def _usual(cube: Cube) -> FileMap:
    columns = {"value": (_VALUE,), "status": (_STATUS,)} | {name: (name,) for name in _beside(cube)}
    for field, found in (
        ("indicator", cube.dimension("indicator") or cube.with_role("metric")),
        ("region", cube.dimension("region") or cube.with_role("geo")),
        ("year", cube.dimension("year") or cube.with_role("time")),
        ("gender", next((each for each in cube.dimensions if each.id.casefold() in _GENDERS), None)),
    ):
        if found is not None:
            columns[field] = (found.id,)
    return FileMap(columns=columns)


def _refuse_what_nobody_speaks_of(cube: Cube, said: FileMap) -> None:
    """A dimension left aside must have one category, or cells would say different things of the same."""
    spoken_of = {column for columns in said.columns.values() for column in columns}
    spoken_of |= {*said.only, *said.leave_out, said.regions.category_column}
    problems = [
        Problem(_sentence(dimension), file=cube.name, path=f"dimension.{shown(dimension.id)}")
        for dimension in cube.dimensions
        if dimension.id not in spoken_of and len(dimension.categories) > 1
    ]
    if problems:
        raise Refused(problems)


def _sentence(dimension: Dimension) -> str:
    told = [
        f"{shown(code)} ({shown(dimension.labels[code])})" if dimension.labels[code] != code else shown(code)
        for code in dimension.categories[:_CATEGORIES_TOLD]
    ]
    more = ["…"] if len(dimension.categories) > _CATEGORIES_TOLD else []
    return _(
        "Nothing says what to do with “%(label)s”, which has %(count)s categories: choose one in a mapping"
        " under only. They are: %(categories)s."
    ) % {
        "label": shown(dimension.label),
        "count": len(dimension.categories),
        "categories": ", ".join([*told, *more]),
    }
