# ruff: noqa: S608 - every query is put together from constants of this module; values are bound parameters
"""Making a file of the reading form out of the Parquet files of a bucket."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from lupaus.indicators.reading.drafts import make, put
from lupaus.indicators.reading.layout import Entry, Header, aligned, packed
from lupaus.indicators.reading.rows import bytes_of_row, sealed
from lupaus.indicators.store.connections import reading_cursor

SUFFIX: Final = ".reading"
#: Room for the header grows in these steps, so that places can be given out before it is written.
_PAGE: Final = 4096

_SOURCE = "read_parquet(?, hive_partitioning = false)"
_AXES = f"""
SELECT indicator, gender, period,
    bool_or(status <> 'A' OR value IS NULL) AS statuses,
    bool_or(status = 'F' OR length(period) <> 4) AS special,
    bool_or(numerator IS NOT NULL) AS numerators, bool_or(denominator IS NOT NULL) AS denominators,
    list(DISTINCT release) AS releases
FROM {_SOURCE} GROUP BY indicator, gender, period ORDER BY indicator, gender, period"""
_REGIONS = f"SELECT DISTINCT region FROM {_SOURCE} ORDER BY region"
_CELLS = f"""
SELECT place + nth AS cell, {{columns}} FROM {_SOURCE}
JOIN (SELECT unnest(?) AS indicator, unnest(?) AS gender, unnest(?) AS period, unnest(?) AS place)
USING (indicator, gender, period)
JOIN (SELECT unnest(?) AS region, unnest(?) AS nth) USING (region)"""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Shape:
    """An indicator while its file is made: its axes, and the number of its first cell in the bucket."""

    id: str
    genders: tuple[str, ...]
    periods: tuple[str, ...]
    first: int
    cells: int
    statuses: bool
    numerators: bool
    denominators: bool
    releases: tuple[int, ...]
    special: bool


def build(target: Path, bucket: int, files: Sequence[str], *, wait: bool = True) -> bool:
    """Make `target` of the Parquet `files`, unless it is there; returns whether it is. See `drafts.make`."""
    return make(target, lambda descriptor: _write(descriptor, bucket, list(files)), wait=wait)


def _write(descriptor: int, bucket: int, files: list[str]) -> None:
    cursor = reading_cursor()
    regions = tuple(region for (region,) in cursor.execute(_REGIONS, [files]).fetchall())
    shapes = _shapes(cursor.execute(_AXES, [files]).fetchall(), len(regions))
    header, begin = _places(bucket, regions, shapes)
    arrays = _arrays(cursor, files, regions, shapes)
    text = packed(header)
    if len(text) > begin:
        raise ValueError("the header outgrew its room")
    put(descriptor, text, 0)
    for shape, entry in zip(shapes, header.entries, strict=True):
        own = slice(shape.first, shape.first + shape.cells)
        for name, place in (
            ("value", entry.values),
            ("status", entry.statuses),
            ("numerator", entry.numerators),
            ("denominator", entry.denominators),
            ("release", entry.written),
        ):
            if place is None:
                continue
            cells = arrays[name][own]
            if name == "release":
                cells = np.searchsorted(np.array(shape.releases), cells).astype(f"u{entry.width}")
            put(descriptor, sealed(cells.reshape(-1, len(regions))), place)
    os.ftruncate(descriptor, header.size)


def _shapes(axes: Sequence[tuple[Any, ...]], width: int) -> list[_Shape]:
    """The axes of each indicator, from one row for each of its genders and periods."""
    by_indicator: dict[str, list[tuple[Any, ...]]] = {}
    for row in axes:
        by_indicator.setdefault(row[0], []).append(row)
    shapes: list[_Shape] = []
    first = 0
    for name, rows in by_indicator.items():
        genders = tuple(sorted({row[1] for row in rows}))
        periods = tuple(sorted({row[2] for row in rows}))
        cells = len(genders) * len(periods) * width
        statuses, special, numerators, denominators = (any(row[n] for row in rows) for n in (3, 4, 5, 6))
        releases = tuple(sorted({release for row in rows for release in row[7]}))
        shapes.append(
            _Shape(
                *(name, genders, periods, first, cells),
                *(statuses, numerators, denominators, releases, special),
            )
        )
        first += cells
    return shapes


def _places(bucket: int, regions: tuple[str, ...], shapes: Sequence[_Shape]) -> tuple[Header, int]:
    """The header, and where the arrays begin. Values come first, one indicator after the other."""
    place = 0

    def take(length: int) -> int:
        nonlocal place
        given, place = place, aligned(place + length)
        return given

    def rows_of(shape: _Shape, kind: str) -> int:
        number = len(shape.genders) * len(shape.periods)
        return number * bytes_of_row(len(regions), np.dtype(kind))

    values = [take(rows_of(shape, "f8")) for shape in shapes]
    entries = []
    for shape, begin in zip(shapes, values, strict=True):
        width = next(width for width in (1, 2, 4) if len(shape.releases) <= 256**width)
        entries.append(
            Entry(
                shape.id,
                shape.genders,
                shape.periods,
                begin,
                take(rows_of(shape, "u1")) if shape.statuses else None,
                take(rows_of(shape, "f8")) if shape.numerators else None,
                take(rows_of(shape, "f8")) if shape.denominators else None,
                shape.releases,
                take(rows_of(shape, f"u{width}")) if len(shape.releases) > 1 else None,
                width,
                shape.special,
            )
        )
    draft = Header(bucket, place, regions, tuple(entries))
    # Moving everything along makes numbers longer by a few digits each; a page more than enough for them.
    begin = (len(packed(draft)) // _PAGE + 2 + len(entries) // 50) * _PAGE
    moved = tuple(_moved(entry, begin) for entry in entries)
    return Header(bucket, place + begin, regions, moved), begin


def _moved(entry: Entry, by: int) -> Entry:
    names = ("values", "statuses", "numerators", "denominators", "written")
    places = {name: getattr(entry, name) for name in names}
    return replace(entry, **{name: place + by for name, place in places.items() if place is not None})


def _arrays(
    cursor: Any, files: list[str], regions: tuple[str, ...], shapes: Sequence[_Shape]
) -> dict[str, npt.NDArray[Any]]:
    """The columns of the bucket by cell; only those that some indicator needs."""
    total = sum(shape.cells for shape in shapes)
    columns = {"value": "coalesce(value, 'nan'::DOUBLE)"}
    if any(shape.statuses for shape in shapes):
        columns["status"] = "ascii(status)::UTINYINT"
    for name in ("numerator", "denominator"):
        if any(getattr(shape, f"{name}s") for shape in shapes):
            columns[name] = f"coalesce({name}, 'nan'::DOUBLE)"
    if any(len(shape.releases) > 1 for shape in shapes):
        columns["release"] = "release"
    rows = [
        (shape.id, gender, period, shape.first + (g * len(shape.periods) + p) * len(regions))
        for shape in shapes
        for g, gender in enumerate(shape.genders)
        for p, period in enumerate(shape.periods)
    ]
    chosen = ", ".join(f"{expression} AS {name}" for name, expression in columns.items())
    cursor.execute(
        _CELLS.format(columns=chosen),
        [files, *([row[n] for row in rows] for n in range(4)), list(regions), list(range(len(regions)))],
    )
    found = cursor.fetchnumpy()
    cell = np.asarray(found["cell"])
    arrays: dict[str, npt.NDArray[Any]] = {}
    for name in columns:
        if name in ("status", "release"):
            array: npt.NDArray[Any] = np.zeros(total, dtype=np.uint8 if name == "status" else np.int64)
        else:
            array = np.full(total, np.nan)
        array[cell] = found[name]
        arrays[name] = array
    return arrays
