"""A heat map and the figures of a cell as tidy CSV: one row for each, whatever the page shows."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from typing import Any, Final

from lupaus.services.matrix.figures import Figure, Heat
from lupaus.services.matrix.layout import Cell, Layout

HEADER: Final = (
    "entity",
    "segment",
    "level",
    "task",
    "cell",
    "standing",
    "figure",
    "year",
    "value",
    "verdict",
    "against",
    "difference",
    "percent",
)
CELL_HEADER: Final = ("cell", "year", "people", "money", "access", "satisfaction", "capacity")


def heat_rows(layout: Layout, found: Heat) -> Iterator[dict[str, Any]]:
    """A row for every meant place; figures are never rounded. `standing`: empty, overloaded or filled."""
    level_of = {task.id: task.level for task in layout.tasks}
    for place in layout.places:
        shown = found.cells[place.cell.id] if place.cell else None
        change = shown.change if shown else None
        standing = "empty" if place.is_empty else "filled"
        yield {
            "entity": place.name.entity,
            "segment": place.name.segment,
            "level": level_of[place.name.task],
            "task": place.name.task,
            "cell": place.cell.id if place.cell else "",
            "standing": "overloaded" if place.is_overloaded(found.year) else standing,
            "figure": found.figure.value,
            "year": found.year,
            "value": shown.value if shown and found.figure is not Figure.VERDICT else None,
            "verdict": shown.mark.status if shown and shown.mark else "",
            "against": found.against,
            "difference": change.absolute if change else None,
            "percent": change.percent if change else None,
        }


def heat_csv(layout: Layout, found: Heat) -> str:
    return _written(HEADER, ([row[name] for name in HEADER] for row in heat_rows(layout, found)))


def cell_csv(cell: Cell) -> str:
    """The figures of a cell, a row for each year."""
    rows = ([cell.id, year, *figures, cell.capacity] for year, figures in sorted(cell.figures.items()))
    return _written(CELL_HEADER, rows)


def _written(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([_plain(value) for value in row] for row in rows)
    return out.getvalue()


def _plain(value: Any) -> Any:
    """A number as it was given, without a needless `.0`; nothing for what is not known."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return "" if value is None else value
