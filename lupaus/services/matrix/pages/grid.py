"""A draft of a matrix as a table in which services are moved about: what its three pages show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor
from lupaus.services.catalogue.search import found as services_found
from lupaus.services.matrix.declared import CELL, NAME
from lupaus.services.matrix.kind import CELLS
from lupaus.services.matrix.layout import EVERY_SEGMENT, Cell, Layout, Place, PlaceName
from lupaus.services.matrix.queries import NamedService, services_named
from lupaus.web.texts import LANGUAGES, Text
from lupaus.workspace.operations.parts import may_change
from lupaus.workspace.pages.opened import Opened, opened
from lupaus.workspace.rights import nothing_here

#: Services of one cell that the table shows; the others are on the page of the place.
MOST_SHOWN: Final = 12
#: Services on the page of a place, and found by a search.
PER_PAGE: Final = 100
MOST_FOUND: Final = 30


class Item(NamedTuple):
    """A service in a cell, and where it is moved without a script."""

    id: str
    name: Text
    retired: bool
    href: str


class GridBox(NamedTuple):
    """A place of the table; without a key there is none. `more` counts the services not shown."""

    span: int = 1
    key: str = ""
    cell: str = ""
    revision: int = 0
    title: str = ""  # what it is called, for somebody who does not see where it stands
    segment: Text = Text()
    href: str = ""
    items: Sequence[Item] = ()
    more: int = 0
    total: int = 0


class GridRow(NamedTuple):
    """A task with its places, by entity."""

    title: Text
    boxes: Sequence[Sequence[GridBox]]


@dataclass(frozen=True)
class Grid:
    """A version of a matrix, opened for somebody who may read it."""

    opened: Opened

    @cached_property
    def layout(self) -> Layout:
        return Layout(self.opened.content)

    @cached_property
    def may_write(self) -> bool:
        return may_change(self.opened.actor, self.opened.version, CELLS, answers_for=False)

    @property
    def title(self) -> Text:
        return self.opened.title or Text.same(self.opened.work.pk)

    @property
    def home(self) -> str:
        return self.address("matrix-grid")

    def address(self, name: str, *more: str) -> str:
        return reverse(f"services:{name}", args=[self.opened.work.pk, self.opened.number, *more])

    def place_address(self, name: PlaceName) -> str:
        return self.address("matrix-grid-place", name.entity, name.segment or EVERY_SEGMENT, name.task)

    def item_address(self, cell: str, service: str) -> str:
        return self.address("matrix-grid-item", cell, service)

    def words_of(self, name: PlaceName) -> str:
        """A place in words: its task, entity and segment."""
        task, entity = self.layout.task(name.task), self.layout.entity(name.entity)
        segment = self.layout.segment(name.segment)
        found = [each.title.words(_language()) for each in (task, entity, segment) if each]
        return " – ".join([found[0], ", ".join(found[1:])]) if found else ""

    @cached_property
    def shown(self) -> Mapping[str, NamedService]:
        """The services the table shows, by id. One query."""
        ids = (id_ for cell in self.layout.cells.values() for id_ in cell.services[:MOST_SHOWN])
        return {each.id: each for each in services_named(tuple(dict.fromkeys(ids)))}

    @property
    def columns(self) -> Sequence[tuple[str, Text]]:
        return [(entity.id, entity.title) for entity in self.layout.entities]

    @property
    def breadth(self) -> int:
        return max(1, len(self.layout.segments))

    @cached_property
    def tiers(self) -> Sequence[tuple[Text, Sequence[GridRow]]]:
        """The levels with their rows."""
        return [
            (
                level.title,
                [
                    GridRow(task.title, [self._boxes(task.id, entity.id) for entity in self.layout.entities])
                    for task in level.tasks
                ],
            )
            for level in self.layout.levels
            if level.tasks
        ]

    def lost(self) -> list[tuple[str, str]]:
        """Cells that stand nowhere, with where they are written."""
        return [
            (cell.title.words(_language()) or cell.id, self.opened.part_address(CELL, cell.id))
            for cell in self.layout.lost
        ]

    def _boxes(self, task: str, entity: str) -> Sequence[GridBox]:
        places = self.layout.rows[task][entity]
        return [self._box(place) for place in places] or [GridBox(span=self.breadth)]

    def _box(self, place: Place) -> GridBox:
        cell = place.cell
        ids = cell.services if cell else ()
        segment = self.layout.segment(place.name.segment)
        return GridBox(
            span=place.span,
            key=key_of(place.name),
            cell=cell.id if cell else "",
            revision=cell.revision if cell else 0,
            title=self.words_of(place.name),
            segment=segment.title if segment else Text(),
            href=self.place_address(place.name),
            items=[self.item(cell, self.shown[id_]) for id_ in ids[:MOST_SHOWN]] if cell else (),
            more=max(0, len(ids) - MOST_SHOWN),
            total=len(ids),
        )

    def item(self, cell: Cell, service: NamedService) -> Item:
        return Item(service.id, service.name, service.retired, self.item_address(cell.id, service.id))


@dataclass(frozen=True)
class GridPlacePage:
    """One place: its services, and those of the catalogue that a search finds."""

    grid: Grid
    place: Place
    title: str
    items: Sequence[Item]
    page: int
    last: int
    q: str
    found: Sequence[NamedService]
    found_total: int

    @property
    def cell(self) -> Cell | None:
        return self.place.cell

    @property
    def part_href(self) -> str:
        """Where the rest of the cell is written; empty where there is none."""
        return self.grid.opened.part_address(CELL, self.place.cell.id) if self.place.cell else ""


@dataclass(frozen=True)
class GridItemPage:
    """One service in one cell, and the places it may be moved to."""

    grid: Grid
    cell: Cell
    here: str
    service: NamedService
    places: Sequence[tuple[str, str]]
    revisions: Mapping[str, int]


def grid(actor: Actor, work: str, number: int) -> Grid:
    """Three queries. Raises `NotFound`, also for whoever may not read it and for what is no matrix."""
    found = opened(actor, work, number)
    if found.work.kind != NAME:
        raise nothing_here()
    return Grid(found)


def place_page(found: Grid, name: PlaceName, *, q: str, page: int) -> GridPlacePage:
    """Raises `NotFound`."""
    place = found.layout.place(name)
    if place is None:
        raise nothing_here()
    ids = place.cell.services if place.cell else ()
    last = max(1, -(-len(ids) // PER_PAGE))
    page = min(page, last)
    hits = services_found(q, _language(), limit=MOST_FOUND) if q and found.may_write else None
    known = services_named(ids[(page - 1) * PER_PAGE : page * PER_PAGE])
    return GridPlacePage(
        grid=found,
        place=place,
        title=found.words_of(name),
        items=[found.item(place.cell, each) for each in known] if place.cell else (),
        page=page,
        last=last,
        q=q,
        found=[each for each in services_named(hits.ids) if each.id not in ids] if hits else (),
        found_total=hits.total if hits else 0,
    )


def item_page(found: Grid, cell: str, service: str) -> GridItemPage:
    """Raises `NotFound`, also where the service is no longer in the cell."""
    part = found.layout.cells.get(cell)
    if part is None or service not in part.services:
        raise nothing_here()
    return GridItemPage(
        grid=found,
        cell=part,
        here=key_of(part.place),
        service=services_named([service])[0],
        places=[(key_of(place.name), found.words_of(place.name)) for place in found.layout.places],
        revisions={each.id: each.revision for each in found.layout.cells.values()},
    )


def key_of(name: PlaceName) -> str:
    """A place as a form sends it: `entity/segment/task`."""
    return "/".join((name.entity, name.segment or EVERY_SEGMENT, name.task))


def place_named(key: str) -> PlaceName:
    """The place a form sent; one that is nowhere for what is no key at all."""
    entity, segment, task = (*key.split("/", 2), "", "")[:3]
    return PlaceName(entity, "" if segment == EVERY_SEGMENT else segment, task)


def done_words(step: str) -> str:
    return {
        "moved": _("The service was moved."),
        "added": _("The service was added."),
        "removed": _("The service was taken out."),
    }.get(step, "")


def _language() -> str:
    return get_language() or LANGUAGES[0]
