"""What adds up to what among the numbers of people of one period: genders to everybody, regions to what they
lie in; and what a reader can subtract although no figure tells it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, NamedTuple

from lupaus.indicators.models import Gender
from lupaus.indicators.places import Places, last_day
from lupaus.indicators.suppressing.cells import Cell, Figure, Kept
from lupaus.indicators.suppression import Sum, threshold

_GENDERS: Final = (Gender.FEMALE.value, Gender.MALE.value)
_TOTAL: Final = Gender.TOTAL.value


class Sums(NamedTuple):
    """What adds up to what. `unsaid` are the parts of it that no figure tells: what is left of a total, and
    regions or genders without a figure whose own parts have some. They may be nobody.

    Of the unsaid, `left` are those left of a total, who must not be few any more than others.
    """

    sums: tuple[Sum[Cell], ...]
    unsaid: frozenset[Cell]
    left: frozenset[Cell]


def sums_of(kept: Kept, places: Places) -> Sums:
    """Everybody is the women and the men; a region is all that lies in it, of one category."""
    return _Adding(kept, places).sums()


#: By measure and gender, then by region.
_ByKind = dict[tuple[str, str], dict[str, Cell]]


@dataclass(frozen=True)
class _Adding:
    kept: Kept
    places: Places
    _unsaid: set[Cell] = field(default_factory=set)

    def sums(self) -> Sums:
        found: list[Sum[Cell]] = []
        left: set[Cell] = set()
        for named, whole, parts, is_all in (*self._over_genders(), *self._over_regions()):
            rest = self._left_of(named, whole, parts, is_all=is_all)
            if rest is not None:
                found.append(Sum(whole, (*parts, rest)))
                left.add(rest)
            elif is_all or sum(part.people for part in parts) == whole.people:
                found.append(Sum(whole, parts))
        found += self._genders_of(left)
        return Sums(tuple(found), frozenset(self._unsaid | left), frozenset(left))

    def _genders_of(self, left: Collection[Cell]) -> Iterator[Sum[Cell]]:
        """Those left of everybody are the women and the men who are left, and those of no gender."""
        by_name = {(cell.figure, cell.measure): cell for cell in left}
        for whole in sorted(left):
            parts = tuple(
                part
                for each in _GENDERS
                if (part := by_name.get((whole.figure._replace(gender=each), whole.measure)))
            )
            others = whole.people - sum(part.people for part in parts)
            if whole.figure.gender == _TOTAL and parts and others >= 0:
                rest = Cell(whole.figure, f"{whole.measure} of no gender", others)
                self._unsaid.add(rest)
                yield Sum(whole, (*parts, rest))

    @cached_property
    def _cells(self) -> _ByKind:
        """The numbers by kind and region, with those that are not given but follow from given ones."""
        found: _ByKind = defaultdict(dict)
        for (figure, measure), cell in self.kept.cells.items():
            found[measure, figure.gender][figure.region] = cell
        for measure in sorted({measure for measure, _gender in found}):
            for gender in (*_GENDERS, _TOTAL):
                self._fill(found, measure, gender)
        return found

    def _fill(self, found: _ByKind, measure: str, gender: str) -> None:
        """Put in the regions without a figure that lie in one with, and have others in themselves."""
        cells = found[measure, gender]
        of_genders = [found[measure, each] for each in _GENDERS] if gender == _TOTAL else []
        known = {code for each in (cells, *of_genders) for code in each}
        for code in self._missing(cells, known):
            ways = [
                sum(cells[part].people for part in self.places.inside(code, category) if part in cells)
                for category in self._categories
                if code in self.places.children
            ]
            ways.append(sum(each[code].people for each in of_genders if code in each))
            if max(ways) or code in known:
                figure = Figure(code, gender, self._period)
                cells[code] = Cell(figure, f"{measure}, not given", max(ways))
                self._unsaid.add(cells[code])

    def _missing(self, cells: Mapping[str, Cell], known: Collection[str]) -> list[str]:
        """The regions without a figure inside those with one, what lies in others before them."""
        children, on = self.places.children, last_day(self._period)
        inside: set[str] = set()
        waiting = [code for code in cells if code in children]
        while waiting:
            for child in children.get(waiting.pop(), ()):
                if child not in inside:
                    inside.add(child)
                    waiting.append(child)
        regions = self.places.regions
        missing = [
            code
            for code in inside - cells.keys()
            if (code in known or code in children) and regions[code].existed(on)
        ]
        return sorted(missing, key=lambda code: (self._size(code), code))

    def _size(self, code: str) -> int:
        return sum(len(self.places.inside(code, category)) for category in self._categories)

    @cached_property
    def _period(self) -> str:
        return next((figure.period for figure, _measure in self.kept.cells), "")

    @cached_property
    def _categories(self) -> tuple[str, ...]:
        """The kinds of regions that figures are given of."""
        regions = self.places.regions
        return tuple(
            sorted(
                {
                    regions[figure.region].category
                    for figure, _m in self.kept.cells
                    if figure.region in regions
                }
            )
        )

    def _over_genders(self) -> Iterator[_Division]:
        for (measure, gender), cells in list(self._cells.items()):
            if gender == _TOTAL:
                for code, whole in cells.items():
                    parts = [self._cells.get((measure, each), {}).get(code) for each in _GENDERS]
                    known = tuple(part for part in parts if part is not None)
                    if known:
                        yield "of no gender", whole, known, len(known) == len(parts)

    def _over_regions(self) -> Iterator[_Division]:
        for cells in self._cells.values():
            for whole in cells:
                if whole not in self.places.children:
                    continue
                for category in self._divided_by(cells):
                    inside = self.places.inside(whole, category)
                    parts = tuple(cells[code] for code in inside if code in cells)
                    if parts:
                        is_all = self._is_whole(whole, category, cells)
                        yield f"in no {category}", cells[whole], parts, is_all

    def _divided_by(self, cells: Mapping[str, Cell]) -> list[str]:
        regions = self.places.regions
        return sorted({regions[code].category for code in cells if code in regions})

    def _is_whole(self, whole: str, category: str, cells: Collection[str]) -> bool:
        """Whether every region of the category that was there has a figure, or is told with the one it
        joined."""
        there = self.places.inside_in(whole, category, self._period)
        return bool(there) and all(self.places.standing_for(code, cells) for code in there)

    def _left_of(self, named: str, whole: Cell, parts: tuple[Cell, ...], *, is_all: bool) -> Cell | None:
        """Those of a total that are in none of its parts: of no gender that is told, in other regions.

        None where there is nobody, where all of it was published by others, or where every part has a figure
        and the difference is one of rounding, or large: then that is how much the figures miss each other.
        """
        given, public, unsaid = self.kept.given, self.kept.public, self._unsaid
        is_loose = whole in unsaid or not unsaid.isdisjoint(parts)
        if is_loose or not is_all:
            left = whole.people - sum(part.people for part in parts)
        elif whole in given and all(part in given for part in parts):
            left = round(given[whole] - sum(given[part] for part in parts))
        else:
            return None
        if left < 0 or (left == 0 and not is_loose) or (whole in public and public.issuperset(parts)):
            return None
        if is_all and not is_loose and left >= threshold():
            return None
        return Cell(whole.figure, f"{whole.measure} {named}", left)


#: (what the parts are, whole, parts, whether every part there is has a figure)
_Division = tuple[str, Cell, tuple[Cell, ...], bool]
