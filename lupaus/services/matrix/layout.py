"""A content of a matrix laid out: entities × segments × tasks in levels, and what stands at each place.

A place is where an entity, a segment and a task meet. A task names the entities it is meant for; where it is
not meant there is no place. A place without services is empty: something is missing there. A cell of every
segment is one place, as broad as the segments it serves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple

from lupaus.services.matrix.declared import CELL, ENTITY, LEVEL, SEGMENT, TASK
from lupaus.web.texts import Text
from lupaus.workspace.content import Content, PartValue

#: Stands for “every segment” in addresses: no part has such an id.
EVERY_SEGMENT: Final = "_"


@dataclass(frozen=True, slots=True)
class Entity:
    """An entity of the course of life; its life stage is one of `words.LIFE_STAGES`."""

    id: str
    title: Text
    description: Text
    life_stage: str


@dataclass(frozen=True, slots=True)
class Segment:
    id: str
    title: Text
    description: Text


@dataclass(frozen=True, slots=True)
class Task:
    """A group of service tasks; `entities` holds those it is meant for, nothing where it is for all."""

    id: str
    title: Text
    description: Text
    sector: str
    level: str
    entities: tuple[str, ...]

    def is_meant_for(self, entity: str) -> bool:
        return not self.entities or entity in self.entities


@dataclass(frozen=True, slots=True)
class Level:
    id: str
    title: Text
    description: Text
    tasks: tuple[Task, ...]


class Figures(NamedTuple):
    """What a cell came to in a year: people served, net costs (€), days to service, answers from 1 to 5."""

    people: float | None = None
    money: float | None = None
    access: float | None = None
    satisfaction: float | None = None


class PlaceName(NamedTuple):
    """Where a place is. `segment` is empty for every segment, and where the matrix has none."""

    entity: str
    segment: str
    task: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands at a place. `capacity`: how many people a year it can serve."""

    id: str
    title: Text
    place: PlaceName
    services: tuple[str, ...]
    capacity: float | None
    figures: Mapping[int, Figures]
    indicators: tuple[str, ...]
    note: Text
    revision: int

    def of_year(self, year: int | None) -> Figures:
        """The figures of a year, all unknown where the cell has none of it."""
        return self.figures.get(year, Figures()) if year is not None else Figures()

    def is_overloaded(self, year: int | None) -> bool:
        """Whether more people were served in the year than there is room for."""
        people = self.of_year(year).people
        return people is not None and self.capacity is not None and people > self.capacity


@dataclass(frozen=True, slots=True)
class Place:
    """A meant place, as broad as `span` segments; `cell` is None where nothing was ever put."""

    name: PlaceName
    cell: Cell | None
    span: int = 1

    @property
    def is_empty(self) -> bool:
        """Meant, and without services."""
        return self.cell is None or not self.cell.services

    def is_overloaded(self, year: int | None) -> bool:
        return self.cell is not None and self.cell.is_overloaded(year)


class Layout:
    """The matrix of a content, published or being written."""

    def __init__(self, content: Content) -> None:
        self.content = content

    @cached_property
    def entities(self) -> tuple[Entity, ...]:
        return tuple(
            Entity(*_named(part), part.content.get("life_stage", "all"))
            for part in self.content.of_kind(ENTITY)
        )

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        return tuple(Segment(*_named(part)) for part in self.content.of_kind(SEGMENT))

    @cached_property
    def levels(self) -> tuple[Level, ...]:
        """The levels as readers see them: the most demanding on top."""
        found = (
            Level(*_named(part), tuple(_task(task) for task in self.content.under(TASK, part.slug)))
            for part in self.content.of_kind(LEVEL)
        )
        return tuple(reversed(list(found)))

    @cached_property
    def tasks(self) -> tuple[Task, ...]:
        """Every task, in the order of the levels."""
        return tuple(task for level in self.levels for task in level.tasks)

    @cached_property
    def rows(self) -> Mapping[str, Mapping[str, tuple[Place, ...]]]:
        """By task and by entity its places from left to right; none where it is not meant."""
        written = self._written
        return {
            task.id: {
                entity.id: tuple(self._places(task, entity.id, written.get((entity.id, task.id), {})))
                for entity in self.entities
            }
            for task in self.tasks
        }

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Every meant place, in the order of the rows."""
        return tuple(place for row in self.rows.values() for places in row.values() for place in places)

    @cached_property
    def cells(self) -> Mapping[str, Cell]:
        """The cells that stand at a place, by id; each once."""
        return {place.cell.id: place.cell for place in self.places if place.cell}

    @cached_property
    def lost(self) -> tuple[Cell, ...]:
        """Cells of a draft that stand nowhere: their place is not there, is not meant, or is taken."""
        every = (_cell(part) for part in self.content.of_kind(CELL))
        return tuple(cell for cell in every if cell.id not in self.cells)

    @cached_property
    def years(self) -> tuple[int, ...]:
        """The years of which a cell has figures, in order."""
        return tuple(sorted({year for cell in self.cells.values() for year in cell.figures}))

    @cached_property
    def services(self) -> tuple[str, ...]:
        """Every service the matrix names, each once."""
        return tuple(dict.fromkeys(id_ for cell in self.cells.values() for id_ in cell.services))

    @cached_property
    def indicators(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(id_ for cell in self.cells.values() for id_ in cell.indicators))

    def entity(self, id_: str) -> Entity | None:
        return next((each for each in self.entities if each.id == id_), None)

    def segment(self, id_: str) -> Segment | None:
        return next((each for each in self.segments if each.id == id_), None)

    def task(self, id_: str) -> Task | None:
        return next((each for each in self.tasks if each.id == id_), None)

    def level(self, id_: str) -> Level | None:
        return next((each for each in self.levels if each.id == id_), None)

    def place(self, name: PlaceName) -> Place | None:
        """The place of that name; None where it is not meant, or is no place of its own."""
        places = self.rows.get(name.task, {}).get(name.entity, ())
        return next((place for place in places if place.name == name), None)

    def place_of(self, cell: str) -> Place | None:
        return next((place for place in self.places if place.cell and place.cell.id == cell), None)

    @cached_property
    def _written(self) -> Mapping[tuple[str, str], Mapping[str, Cell]]:
        """By entity and task, the cells by segment; of two at one place the first."""
        found: dict[tuple[str, str], dict[str, Cell]] = defaultdict(dict)
        for part in self.content.of_kind(CELL):
            cell = _cell(part)
            found[cell.place.entity, cell.place.task].setdefault(cell.place.segment, cell)
        return found

    def _places(self, task: Task, entity: str, cells: Mapping[str, Cell]) -> Iterator[Place]:
        if not task.is_meant_for(entity):
            return
        whole = cells.get("")
        if not self.segments:
            yield Place(PlaceName(entity, "", task.id), whole)
            return
        own = [segment.id in cells for segment in self.segments]
        if whole is not None and not any(own):
            yield Place(PlaceName(entity, "", task.id), whole, len(self.segments))
            return
        for segment in self.segments:
            yield Place(PlaceName(entity, segment.id, task.id), cells.get(segment.id))


def _named(part: PartValue) -> tuple[str, Text, Text]:
    title = Text.of(part.content.get("title")) or Text.same(part.slug)
    return part.slug, title, Text.of(part.content.get("description"))


def _task(part: PartValue) -> Task:
    return Task(
        *_named(part),
        sector=part.content.get("sector", "county"),
        level=part.parent,
        entities=tuple(part.content.get("entities") or ()),
    )


def _cell(part: PartValue) -> Cell:
    content = part.content
    return Cell(
        id=part.slug,
        title=Text.of(content.get("title")),
        place=PlaceName(content.get("entity", ""), content.get("segment", ""), content.get("task", "")),
        services=tuple(content.get("services") or ()),
        capacity=content.get("capacity"),
        figures={row["year"]: _figures(row) for row in content.get("figures") or ()},
        indicators=tuple(content.get("indicators") or ()),
        note=Text.of(content.get("note")),
        revision=part.revision,
    )


def _figures(row: Mapping[str, Any]) -> Figures:
    return Figures(*(row.get(name) for name in Figures._fields))
