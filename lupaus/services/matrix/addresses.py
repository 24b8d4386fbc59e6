"""Where the pages of a matrix are: of the version in force, or of a version for ever."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.urls import reverse

from lupaus.services.matrix.layout import EVERY_SEGMENT, Place, PlaceName
from lupaus.web.address import Address


@dataclass(frozen=True)
class Where:
    """A matrix as an address speaks of it; without a number, the version in force, whichever that is.

    `kept` are the page's own parameters that its links carry along: the figure, the year, the year against.
    What stands below the matrix is put together here: asking for each by its name takes longer than all the
    rest of a page with a link in every cell.
    """

    address: Address
    work: str
    number: int | None = None
    kept: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def lasting(self) -> str:
        """The matrix itself, without what the reader chose to see."""
        if self.number is None:
            return reverse("services:matrix", args=[self.work])
        return reverse("services:matrix-version", args=[self.work, self.number])

    @cached_property
    def _query(self) -> str:
        """What every link carries along: `?region=…&figure=…`, or nothing."""
        return self.address.link("", **self.kept)

    def _to(self, path: str) -> str:
        return f"{self.lasting}{path}{self._query}"

    @property
    def whole(self) -> str:
        return self._to("")

    @property
    def csv(self) -> str:
        return self._to("matrix.csv")

    def task(self, task: str) -> str:
        return self._to(f"tasks/{task}/")

    def entity(self, entity: str) -> str:
        return self._to(f"entities/{entity}/")

    def place(self, place: Place) -> str:
        """The page of the cell at a place, or of the place where no cell is."""
        if place.cell is not None:
            return self.cell(place.cell.id)
        return self.empty_place(place.name)

    def cell(self, cell: str) -> str:
        return self._to(f"cells/{cell}/")

    def cell_csv(self, cell: str) -> str:
        return self._to(f"cells/{cell}/figures.csv")

    def empty_place(self, name: PlaceName) -> str:
        return self._to(f"places/{name.entity}/{name.segment or EVERY_SEGMENT}/{name.task}/")
