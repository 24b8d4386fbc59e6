"""One figure of every cell of a matrix, its sums, and what changed from another year.

Page, CSV and API all show what is worked out here.

- People and money are added up. Days to service and the answers of clients are means weighted by the people
  served; a cell that does not tell its people has no weight and is left out.
- A change compares like with like: only the cells that tell the figure of both years.
- What is missing is never guessed: each sum says how many cells it is made of, and of how many.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple, TypeVar

from lupaus.services.matrix.layout import Cell, Layout, Place
from lupaus.services.verdicts import Mark, Verdicts
from lupaus.web.charts.classes import Class, class_of, classes


class Figure(StrEnum):
    """What a heat map shows."""

    PEOPLE = "people"
    MONEY = "money"
    ACCESS = "access"
    SATISFACTION = "satisfaction"
    VERDICT = "verdict"
    SERVICES = "services"

    @property
    def is_of_a_year(self) -> bool:
        return self not in (Figure.VERDICT, Figure.SERVICES)

    @property
    def is_added_up(self) -> bool:
        """Added up; else a mean weighted by people, or neither."""
        return self in (Figure.PEOPLE, Figure.MONEY)


K = TypeVar("K", bound=Hashable)

#: Decimals of each figure as shown; money may be shown in thousands.
DECIMALS: Final[Mapping[Figure, int]] = {
    Figure.PEOPLE: 0,
    Figure.MONEY: 0,
    Figure.ACCESS: 0,
    Figure.SATISFACTION: 1,
    Figure.SERVICES: 0,
    Figure.VERDICT: 0,
}
#: From here on money is shown in thousands of euros.
_MANY_EUROS: Final = 1_000_000


class Change(NamedTuple):
    """From one year to another: the difference, and in per cent (None from nothing), over `cells` cells."""

    absolute: float
    percent: float | None
    cells: int = 1


class Shown(NamedTuple):
    """The figure of one cell. `step` is its class, 1 the lowest; 0 where it has none."""

    value: float | None
    change: Change | None
    mark: Mark | None
    step: int


class Sum(NamedTuple):
    """The figure of several cells together: `known` of `of` cells tell it.

    `empty` and `overloaded` count places, `places` all that are meant. `services` counts each service once.
    """

    value: float | None
    known: int
    of: int
    change: Change | None
    mark: Mark | None
    places: int
    empty: int
    overloaded: int
    services: int


@dataclass(frozen=True)
class Heat:
    """A matrix seen by one figure.

    `year` is None where no cell has figures, or the figure is of no year; `scale` divides money for showing.
    """

    figure: Figure
    year: int | None
    against: int | None
    cells: Mapping[str, Shown]
    tasks: Mapping[str, Sum]
    levels: Mapping[str, Sum]
    entities: Mapping[str, Sum]
    columns: Mapping[tuple[str, str], Sum]  # entity and segment; of every segment under ""
    whole: Sum
    classes: tuple[Class, ...]
    decimals: int  # of the classes
    scale: int = 1


def heat(
    layout: Layout,
    figure: Figure,
    *,
    year: int | None,
    against: int | None = None,
    verdicts: Verdicts | None = None,
) -> Heat:
    """The heat map of a figure in a year, against another year where one is given. No queries."""
    judged = verdicts or Verdicts()
    if not figure.is_of_a_year:
        against = None
    scale = _scale(layout, figure, year)
    values = {cell.id: value_of(cell, figure, year) for cell in layout.cells.values()}
    changes = {
        cell.id: change(value_of(cell, figure, against), values[cell.id]) if against is not None else None
        for cell in layout.cells.values()
    }
    decimals = 1 if against is not None else DECIMALS[figure]
    told = {
        id_: (each.percent if (each := changes[id_]) else None)
        if against is not None
        else (value / scale if value is not None else None)
        for id_, value in values.items()
    }
    steps = classes(told.values(), decimals) if figure is not Figure.VERDICT else ()
    cells = {}
    for id_, cell in layout.cells.items():
        step = class_of(told[id_], steps, decimals)
        mark = judged.together(cell.indicators) if figure is Figure.VERDICT else None
        cells[id_] = Shown(values[id_], changes[id_], mark, 0 if step is None else step + 1)

    def total(places: Iterable[Place]) -> Sum:
        return summed(list(places), figure, year=year, against=against, verdicts=judged)

    def groups(key: Callable[[Place], K], keys: Iterable[K] = ()) -> dict[K, Sum]:
        found: dict[K, list[Place]] = {each: [] for each in keys}
        for place in layout.places:
            found.setdefault(key(place), []).append(place)
        return {each: total(places) for each, places in found.items()}

    level_of = {task.id: task.level for task in layout.tasks}
    entities = [entity.id for entity in layout.entities]
    return Heat(
        figure=figure,
        year=year if figure.is_of_a_year else None,
        against=against,
        cells=cells,
        tasks=groups(lambda place: place.name.task, level_of),
        levels=groups(lambda place: level_of[place.name.task], (level.id for level in layout.levels)),
        entities=groups(lambda place: place.name.entity, entities),
        columns=groups(lambda place: (place.name.entity, place.name.segment)),
        whole=total(layout.places),
        classes=steps,
        decimals=decimals,
        scale=scale,
    )


def value_of(cell: Cell, figure: Figure, year: int | None) -> float | None:
    """The figure of a cell; None where it is not told, and for a verdict, which is no number."""
    if figure is Figure.VERDICT:
        return None
    if figure is Figure.SERVICES:
        return len(cell.services)
    found: float | None = getattr(cell.of_year(year), figure.value)
    return found


def change(before: float | None, after: float | None, cells: int = 1) -> Change | None:
    """From one value to another; None where one of them is not known."""
    if before is None or after is None:
        return None
    difference = after - before
    return Change(difference, 100 * difference / before if before else None, cells)


def summed(
    places: Sequence[Place],
    figure: Figure,
    *,
    year: int | None,
    against: int | None = None,
    verdicts: Verdicts | None = None,
) -> Sum:
    """The figure of several places together."""
    cells = [place.cell for place in places if place.cell]
    value, known = _together(cells, figure, year)
    both = None
    if against is not None and figure.is_of_a_year:
        alike = [cell for cell in cells if _counts(cell, figure, year) and _counts(cell, figure, against)]
        before, after = _together(alike, figure, against)[0], _together(alike, figure, year)[0]
        both = change(before, after, len(alike))
    services = {id_ for cell in cells for id_ in cell.services}
    return Sum(
        value=float(len(services)) if figure is Figure.SERVICES else value,
        known=known,
        of=sum(bool(cell.services) or _counts(cell, figure, year) for cell in cells),
        change=both,
        mark=_mark(cells, figure, verdicts),
        places=len(places),
        empty=sum(place.is_empty for place in places),
        overloaded=sum(place.is_overloaded(year) for place in places),
        services=len(services),
    )


def _mark(cells: Sequence[Cell], figure: Figure, verdicts: Verdicts | None) -> Mark | None:
    if figure is not Figure.VERDICT or verdicts is None:
        return None
    return verdicts.together(id_ for cell in cells for id_ in cell.indicators)


def _counts(cell: Cell, figure: Figure, year: int | None) -> bool:
    """Whether a cell tells enough to be part of the sum of a figure."""
    told = value_of(cell, figure, year) is not None
    return told and (figure.is_added_up or figure is Figure.SERVICES or bool(cell.of_year(year).people))


def _together(cells: Sequence[Cell], figure: Figure, year: int | None) -> tuple[float | None, int]:
    """The sum or the weighted mean of the cells that tell it, and how many do."""
    telling = [cell for cell in cells if _counts(cell, figure, year)]
    values = [value for cell in telling if (value := value_of(cell, figure, year)) is not None]
    if not values:
        return None, 0
    if figure.is_added_up or figure is Figure.SERVICES:
        return math.fsum(values), len(values)
    weights = [cell.of_year(year).people or 0 for cell in telling]
    mean = math.fsum(value * weight for value, weight in zip(values, weights, strict=True)) / math.fsum(
        weights
    )
    return min(max(mean, min(values)), max(values)), len(values)  # no rounding leads beyond the ends


def _scale(layout: Layout, figure: Figure, year: int | None) -> int:
    """By what money is divided when shown: thousands of euros where a cell comes to a million."""
    if figure is not Figure.MONEY:
        return 1
    most = max((value_of(cell, figure, year) or 0 for cell in layout.cells.values()), default=0)
    return 1000 if most >= _MANY_EUROS else 1
