"""A cube of statistics as JSON-stat 2.0 holds it: its dimensions, and its cells one by one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import isfinite
from typing import NamedTuple

from django.utils.translation import gettext as _

from lupaus.web.refusals import Problem


class Cell(NamedTuple):
    """One cell: its place in the cube counted from 0, and its category in each dimension, in their order.

    `value` is `None` where the file says `null` or nothing; text stays text. `status` is empty where none is
    given.
    """

    place: int
    categories: tuple[str, ...]
    value: float | str | None
    status: str


@dataclass(frozen=True, slots=True)
class Dimension:
    """One side of the cube. `role` is `time`, `geo`, `metric` or empty; `categories` in the cube's order."""

    id: str
    label: str
    role: str
    categories: tuple[str, ...]
    labels: Mapping[str, str]
    units: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Cube:
    """A data set. `cells` gives every cell that is told: of a list of values all, of an object its own."""

    name: str  # what problems call the file
    label: str
    source: str
    updated: str
    dimensions: tuple[Dimension, ...]
    extension: Mapping[str, object]
    #: As the file gives them: a list of all cells, or those told by their place.
    values: Sequence[object] | Mapping[int, object]
    #: One word for all cells, a list of all (or of one for all), or those told by their place.
    statuses: str | Sequence[object] | Mapping[int, object]

    @property
    def size(self) -> tuple[int, ...]:
        return tuple(len(dimension.categories) for dimension in self.dimensions)

    def dimension(self, id: str) -> Dimension | None:  # noqa: A002 - the format's own name
        """The dimension of an id, `None` where there is none."""
        return next((each for each in self.dimensions if each.id == id), None)

    def with_role(self, role: str) -> Dimension | None:
        """The dimension of a role where exactly one has it."""
        found = [each for each in self.dimensions if each.role == role]
        return found[0] if len(found) == 1 else None

    def cells(self) -> Iterator[Cell | Problem]:
        """Cells in the cube's order; a `Problem` for one whose value or status is neither figure nor word."""
        if isinstance(self.values, Mapping):
            yield from self._sparse(self.values)
            return
        sides = (dimension.categories for dimension in self.dimensions)
        for place, (categories, value) in enumerate(zip(product(*sides), self.values, strict=True)):
            yield self._cell(place, categories, value)

    def _sparse(self, values: Mapping[int, object]) -> Iterator[Cell | Problem]:
        told = set(values)
        if isinstance(self.statuses, Mapping):
            told |= self.statuses.keys()
        for place in sorted(told):
            yield self._cell(place, self._categories(place), values.get(place))

    def _categories(self, place: int) -> tuple[str, ...]:
        """The last dimension runs fastest."""
        found = []
        for dimension in reversed(self.dimensions):
            place, at = divmod(place, len(dimension.categories))
            found.append(dimension.categories[at])
        return tuple(reversed(found))

    def _cell(self, place: int, categories: tuple[str, ...], value: object) -> Cell | Problem:
        status = self._status(place)
        if isinstance(value, bool) or not isinstance(value, int | float | str | None):
            return self._problem(f"value[{place}]", _("Expected a number, a text or null."))
        if isinstance(value, float) and not isfinite(value):
            return self._problem(f"value[{place}]", _("Expected a number, a text or null."))
        if not isinstance(status, str):
            return self._problem(f"status[{place}]", _("Expected a text."))
        return Cell(place, categories, value, status)

    def _status(self, place: int) -> object:
        if isinstance(self.statuses, str):
            return self.statuses
        if isinstance(self.statuses, Mapping):
            found = self.statuses.get(place)
        else:
            found = self.statuses[place if len(self.statuses) > 1 else 0] if self.statuses else None
        return "" if found is None else found

    def _problem(self, path: str, message: str) -> Problem:
        return Problem(message, file=self.name, path=path)
