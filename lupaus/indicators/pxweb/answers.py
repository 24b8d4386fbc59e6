"""Answers of PxWeb in JSON-stat 2.0 as rows of ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from lupaus.indicators.files.jsonstat_reading import Cell, Cube, read_jsonstat
from lupaus.indicators.observations import TOTAL
from lupaus.indicators.pxweb.plans import Meaning, Query
from lupaus.indicators.pxweb.statuses import NIL, status_of
from lupaus.indicators.rows import Row
from lupaus.web.refusals import Problem, Refused
from lupaus.workspace.files.report import shown


def cube_of(body: bytes, query: Query, address: str) -> Cube:
    """The data set of an answer. Raises `Refused` where it is none, or not of what was asked."""
    try:
        body.decode("utf-8-sig")
    except UnicodeDecodeError as trouble:
        raise Refused(Problem(_("The text is not UTF-8."), file=address)) from trouble
    cube = read_jsonstat(body, address)
    asked = {code.casefold(): set(values) for code, values in query}
    for dimension in cube.dimensions:
        values = asked.pop(dimension.id.casefold(), None)
        if values is None and len(dimension.categories) == 1:
            continue
        if values is None or set(dimension.categories) != values:
            raise _not_asked(address, dimension.id)
    left = [code for code, values in asked.items() if len(values) > 1]
    if left:
        raise _not_asked(address, left[0])
    return cube


def rows_of(cube: Cube, meaning: Meaning, *, first: int = 0) -> Iterator[Row | Problem]:
    """The cells as observations; `first` is the number of the first row. A cell of an area nobody here knows
    is a problem, one without figure and sign is none."""
    at = {dimension.id.casefold(): place for place, dimension in enumerate(cube.dimensions)}

    def meant(cell: Cell, variable: str, words: Mapping[str, str], usual: str = "") -> str | None:
        place = at.get(variable.casefold())
        if place is not None:
            return words.get(cell.categories[place])
        return next(iter(words.values())) if len(words) == 1 else usual or None

    descriptions = cube.extension.get("missingValueDescriptions")
    signs = descriptions if isinstance(descriptions, dict) else {}
    for cell in cube.cells():
        if isinstance(cell, Problem):
            yield cell
            continue
        indicator = meant(cell, meaning.measure, meaning.indicators)
        region = meant(cell, meaning.region, meaning.regions)
        year = meant(cell, meaning.period, meaning.years)
        gender = meant(cell, meaning.gender, meaning.genders, TOTAL)
        if not (indicator and region and year and gender):
            yield Problem(
                _("This cell is of a value that was not asked for."), cube.name, path=f"value[{cell.place}]"
            )
            continue
        row = _row(cell, signs, first + cell.place, (indicator, region, gender, year))
        if row is None:
            yield Problem(
                _("“%(sign)s” is neither a figure nor a sign that is known.")
                % {"sign": shown(str(cell.value if cell.value is not None else cell.status))},
                cube.name,
                path=f"value[{cell.place}]",
            )
        elif row.value is not None or row.status:
            yield row


def _row(cell: Cell, signs: Mapping[str, object], line: int, key: tuple[str, str, str, str]) -> Row | None:
    """The cell as a row; without value and status where it tells nothing, None where it cannot be read."""
    indicator, region, gender, year = key
    if isinstance(cell.value, int | float):
        return Row(line, indicator, region, gender, year, cell.value, status=_beside(cell.status))
    sign = cell.value if isinstance(cell.value, str) and cell.value.strip() else cell.status
    if not sign.strip():
        return Row(line, indicator, region, gender, year)
    status = status_of(sign, signs)
    if status is None:
        return None
    if status == NIL:
        return Row(line, indicator, region, gender, year, 0.0)
    return Row(line, indicator, region, gender, year, status=status)


def _beside(status: str) -> str:
    """What stands beside a figure: a star marks a provisional one."""
    return "P" if status.strip() in ("*", "p", "P") else ""


def _not_asked(address: str, dimension: str) -> Refused:
    return Refused(
        Problem(
            _("The answer is not of what was asked for; its values of “%(dimension)s” differ.")
            % {"dimension": shown(dimension)},
            file=address,
        )
    )
