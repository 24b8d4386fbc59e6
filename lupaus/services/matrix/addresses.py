"""Where the pages of a matrix are: of the version in force, or of a version for ever."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from django.urls import reverse

from lupaus.services.matrix.layout import EVERY_SEGMENT, Place, PlaceName
from lupaus.web.address import Address


class Where(NamedTuple):
    """A matrix as an address speaks of it; without a number, the version in force, whichever that is.

    `kept` are the page's own parameters that its links carry along: the figure, the year, the year against.
    """

    address: Address
    work: str
    number: int | None = None
    kept: Mapping[str, str] = {}

    @property
    def whole(self) -> str:
        return self._to("matrix")

    @property
    def lasting(self) -> str:
        """The version itself, without what the reader chose to see."""
        return self._path("matrix")

    @property
    def csv(self) -> str:
        return self._to("matrix-csv")

    def task(self, task: str) -> str:
        return self._to("matrix-task", task)

    def entity(self, entity: str) -> str:
        return self._to("matrix-entity", entity)

    def place(self, place: Place) -> str:
        """The page of the cell at a place, or of the place where no cell is."""
        if place.cell is not None:
            return self.cell(place.cell.id)
        return self.empty_place(place.name)

    def cell(self, cell: str) -> str:
        return self._to("matrix-cell", cell)

    def cell_csv(self, cell: str) -> str:
        return self._to("matrix-cell-csv", cell)

    def empty_place(self, name: PlaceName) -> str:
        return self._to("matrix-place", name.entity, name.segment or EVERY_SEGMENT, name.task)

    def pdf(self, version: int) -> str:
        """A version to print: the path alone, for nothing else decides it."""
        return reverse("services:matrix-pdf", args=[self.work, version])

    def _to(self, name: str, *more: str) -> str:
        return self.address.link(self._path(name, *more), **self.kept)

    def _path(self, name: str, *more: str) -> str:
        if self.number is None:
            return reverse(f"services:{name}", args=[self.work, *more])
        own = name.replace("matrix", "matrix-version", 1)
        return reverse(f"services:{own}", args=[self.work, self.number, *more])
