"""A matrix as an address asks for it: which figure, which year, against which; and how it is judged."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from lupaus.services import verdicts
from lupaus.services.matrix.addresses import Where
from lupaus.services.matrix.figures import Figure, Heat, heat
from lupaus.services.matrix.layout import Layout, Place, PlaceName
from lupaus.services.matrix.queries import Matrix, matrix
from lupaus.services.verdicts import Verdicts
from lupaus.web.address import Address
from lupaus.web.texts import Text


@dataclass(frozen=True)
class Seen:
    """What every page of a matrix starts from."""

    address: Address
    matrix: Matrix
    where: Where
    figure: Figure
    year: int | None
    against: int | None

    @property
    def language(self) -> str:
        return self.address.language

    @property
    def layout(self) -> Layout:
        return self.matrix.layout

    @property
    def title(self) -> Text:
        return self.matrix.title

    @cached_property
    def verdicts(self) -> Verdicts:
        """Of every indicator of the matrix, for the reader's region, else for that of the matrix."""
        return judged_for(self.address, self.matrix)

    @cached_property
    def heat(self) -> Heat:
        judged = self.verdicts if self.figure is Figure.VERDICT else None
        return heat(self.layout, self.figure, year=self.year, against=self.against, verdicts=judged)

    @property
    def year_before(self) -> int | None:
        """The year that a sentence compares with: the one asked for, else the one before in the matrix."""
        if self.against is not None or self.year is None:
            return self.against
        return max((year for year in self.layout.years if year < self.year), default=None)

    def name_of(self, place: Place) -> Text:
        """What a place is called: the name of its cell, or its task."""
        if place.cell is not None and place.cell.title:
            return place.cell.title
        return self.task_title(place.name)

    def entity_title(self, name: PlaceName) -> Text:
        found = self.layout.entity(name.entity)
        return found.title if found else Text.same(name.entity)

    def segment_title(self, name: PlaceName) -> Text:
        """Empty for every segment."""
        found = self.layout.segment(name.segment)
        return found.title if found else Text()

    def task_title(self, name: PlaceName) -> Text:
        found = self.layout.task(name.task)
        return found.title if found else Text.same(name.task)


def seen(address: Address, work: str, number: int | None = None) -> Seen:
    """Three queries. Raises `NotFound`."""
    found = matrix(work, number)
    figure = Figure(address.value("figure") or Figure.PEOPLE)
    kept = {
        name: value for name in ("figure", "year", "against") if (value := address.value(name)) is not None
    }
    years = [year for year in found.layout.years if address.as_of is None or year <= address.as_of]
    asked, against = address.value("year"), address.value("against")
    return Seen(
        address=address,
        matrix=found,
        where=Where(address, work, number, kept),
        figure=figure,
        year=int(asked) if asked else max(years, default=None),
        against=int(against) if against and figure.is_of_a_year else None,
    )


def judged_for(address: Address, found: Matrix) -> Verdicts:
    region = None if address.region else found.region or None
    return verdicts.judged(address, found.layout.indicators, region=region)
