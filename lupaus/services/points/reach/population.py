"""Where people live: squares of a population grid, brought in from a tidy file and asked for here."""

from __future__ import annotations

import csv
import io
import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from lupaus.accounts import audit
from lupaus.accounts.actors import Actor, require
from lupaus.accounts.models import Role
from lupaus.regions.models import Category, Region
from lupaus.services.models import PopulationCell
from lupaus.services.points.reach.distances import Population
from lupaus.web.clock import Clock
from lupaus.web.refusals import Problem, Refused

COLUMNS: Final = ("municipality", "latitude", "longitude", "people", "year")
#: Finland has some 100,000 inhabited squares of a kilometre; a file of small squares is larger.
MOST_LINES: Final = 1_000_000
LARGEST_FILE: Final = 100 * 2**20


class Cell(NamedTuple):
    """A square as a file tells it. Degrees in WGS84."""

    municipality: str
    latitude: float
    longitude: float
    people: float
    year: int


@dataclass(frozen=True, slots=True)
class LoadedPopulation:
    """What loading did: squares written and replaced, and how many of the file's were there already."""

    written: int
    replaced: int
    unchanged: int


def load_population(
    *,
    actor: Actor,
    clock: Clock,
    path: Path,
    attribution: str = "",
    illustrative: bool = False,
) -> LoadedPopulation:
    """Make the population of the municipalities and years a file speaks of what the file says; a planner may.

    Tidy CSV with the columns municipality;latitude;longitude;people;year (semicolons or commas between them).
    Whole or not at all, and the same file again changes nothing. Raises `Refused` with every bad line.
    `attribution` is named beside every figure that rests on it; `illustrative`: made up, no statistic.
    """
    require(actor, Role.PLANNER)
    cells = _read(path)
    with transaction.atomic():
        told = {(each.municipality, each.year) for each in cells}
        stored = _stored(told)
        wanted: dict[tuple[str, int], list[Cell]] = defaultdict(list)
        for cell in cells:
            wanted[cell.municipality, cell.year].append(cell)
        marks = (illustrative, attribution)
        new = {key for key in told if stored.get(key) != _Kept(sorted(wanted[key]), marks)}
        written = _write(new, wanted, marks)
        replaced = sum(len(stored[key].cells) for key in new if key in stored)
        if new:
            audit.record(
                actor=actor,
                clock=clock,
                verb="load_population",
                kind="population",
                object_id=path.name[:200],
                after={"squares": written, "replaced": replaced, "illustrative": illustrative},
            )
    return LoadedPopulation(written, replaced, len(cells) - written)


class _Kept(NamedTuple):
    """What is stored of one municipality and year."""

    cells: list[Cell]
    marks: tuple[bool, str]


def _stored(keys: Collection[tuple[str, int]]) -> dict[tuple[str, int], _Kept]:
    rows = PopulationCell.objects.filter(
        municipality__in={code for code, _year in keys}, year__in={year for _code, year in keys}
    ).values_list("municipality_id", "latitude", "longitude", "people", "year", "illustrative", "attribution")
    found: dict[tuple[str, int], _Kept] = {}
    for code, latitude, longitude, people, year, illustrative, attribution in rows:
        each = Cell(code, latitude, longitude, people, year)
        kept = found.setdefault((each.municipality, each.year), _Kept([], (illustrative, attribution)))
        kept.cells.append(each)
    return {key: kept._replace(cells=sorted(kept.cells)) for key, kept in found.items()}


def _write(
    keys: Iterable[tuple[str, int]], cells: Mapping[tuple[str, int], list[Cell]], marks: tuple[bool, str]
) -> int:
    illustrative, attribution = marks
    count = 0
    for municipality, year in sorted(keys):
        PopulationCell.objects.filter(municipality=municipality, year=year).delete()
        rows = [
            PopulationCell(
                municipality_id=cell.municipality,
                latitude=cell.latitude,
                longitude=cell.longitude,
                people=cell.people,
                year=cell.year,
                illustrative=illustrative,
                attribution=attribution,
            )
            for cell in cells[municipality, year]
        ]
        count += len(PopulationCell.objects.bulk_create(rows, batch_size=2000))
    return count


def _read(path: Path) -> list[Cell]:
    """The squares of a file. Raises `Refused`."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise Refused(Problem(_("The file is too large."), file=path.name))
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as trouble:
        sentence = _("The file cannot be read: %(reason)s.") % {"reason": trouble.strerror}
        raise Refused(Problem(sentence, file=str(path))) from trouble
    except UnicodeDecodeError as trouble:
        raise Refused(Problem(_("The file is not UTF-8."), file=path.name)) from trouble
    known = frozenset(Region.objects.filter(category=Category.MUNICIPALITY).values_list("code", flat=True))
    cells: list[Cell] = []
    problems: list[Problem] = []
    seen: dict[tuple[str, float, float, int], int] = {}
    for line, row in _rows(text, path.name):
        cell, wrong = _cell(row, known)
        if cell is None:
            problems += [Problem(sentence, path.name, line, column) for column, sentence in wrong]
            continue
        place = (cell.municipality, cell.latitude, cell.longitude, cell.year)
        if place in seen:
            sentence = _("The square stands in line %(line)s already.") % {"line": seen[place]}
            problems.append(Problem(sentence, path.name, line))
        seen.setdefault(place, line)
        cells.append(cell)
    if not cells and not problems:
        problems.append(Problem(_("The file has no lines."), file=path.name))
    if problems:
        raise Refused(problems)
    return cells


def _rows(text: str, name: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Each line with its number, by the names of columns. Raises `Refused`."""
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text), delimiter=";" if ";" in first else ",", strict=True)
    try:
        header = [cell.strip().lower() for cell in next(reader, [])]
        missing = [column for column in COLUMNS if column not in header]
        if missing:
            sentence = _("The first line lacks these columns: %(columns)s.") % {"columns": ", ".join(missing)}
            raise Refused(Problem(sentence, name, 1))
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, dict(zip(header, cells, strict=False))
            if reader.line_num > MOST_LINES:
                raise Refused(Problem(_("The file has too many lines."), file=name))
    except csv.Error as trouble:
        raise Refused(Problem(_("The line cannot be read."), name, reader.line_num)) from trouble


def _cell(row: Mapping[str, str], known: Collection[str]) -> tuple[Cell | None, list[tuple[str, str]]]:
    """The square of a line, or what is wrong with it: pairs of column and sentence."""
    code = row.get("municipality", "").strip()
    latitude, longitude = _number(row.get("latitude")), _number(row.get("longitude"))
    people, year = _number(row.get("people")), _number(row.get("year"))
    wrong = []
    if code not in known:
        wrong.append(("municipality", _("There is no municipality %(code)s.") % {"code": code[:20] or "–"}))
    if latitude is None or not -90 <= latitude <= 90:
        wrong.append(("latitude", _("Latitude is a number of degrees from −90 to 90 (WGS84).")))
    if longitude is None or not -180 <= longitude <= 180:
        wrong.append(("longitude", _("Longitude is a number of degrees from −180 to 180 (WGS84).")))
    if people is None or not 0 <= people <= 10_000_000:
        wrong.append(("people", _("People are a number, zero or more.")))
    if year is None or year != int(year) or not 1900 <= year <= 2100:
        wrong.append(("year", _("The year is missing or is no year.")))
    if wrong or latitude is None or longitude is None or people is None or year is None:
        return None, wrong
    return Cell(code, latitude, longitude, people, int(year)), []


def _number(words: str | None) -> float | None:
    """A number with decimal point or comma; None where it is none, or not finite."""
    try:
        value = float((words or "").strip().replace(",", "."))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


@dataclass(frozen=True)
class Living:
    """The newest population of each municipality that has one, and whose figures they are."""

    population: Population
    attributions: tuple[str, ...]
    years: tuple[int, ...]
    illustrative: frozenset[str]  # codes of municipalities whose squares are made up


def living(codes: Collection[str] | None = None) -> Living:
    """Where people live now, in some municipalities or all. Two queries."""
    chosen = PopulationCell.objects.order_by()
    if codes is not None:
        chosen = chosen.filter(municipality__in=codes)
    newest = dict(chosen.values_list("municipality_id").annotate(newest=Max("year")))
    rows = [
        row
        for row in chosen.filter(year__in=set(newest.values())).values_list(
            "municipality_id", "latitude", "longitude", "people", "year", "illustrative", "attribution"
        )
        if row[4] == newest[row[0]]
    ]
    there = sorted({row[0] for row in rows})
    place = {code: index for index, code in enumerate(there)}
    population = Population(
        there,
        np.array([place[row[0]] for row in rows], dtype=np.int64),
        np.array([row[1] for row in rows], dtype=np.float64),
        np.array([row[2] for row in rows], dtype=np.float64),
        np.array([row[3] for row in rows], dtype=np.float64),
    )
    return Living(
        population,
        tuple(sorted({row[6] for row in rows if row[6]})),
        tuple(sorted({row[4] for row in rows})),
        frozenset(row[0] for row in rows if row[5]),
    )
