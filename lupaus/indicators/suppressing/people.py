"""The people behind the numbers of a release: who are unknown to a reader, and whom each number counts.

A group of people are those of one gender, or of none that is told, in the regions that lie in the same of
the regions that have figures. Every number is the people of some groups. Nothing else adds up: a reader can
find nothing that does not follow from which groups each number counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from lupaus.indicators.models import Gender
from lupaus.indicators.places import Places, last_day
from lupaus.indicators.suppressing.cells import Cell, Kept
from lupaus.indicators.suppressing.programming import misses

_GENDERS: Final = (Gender.FEMALE.value, Gender.MALE.value)
_TOTAL: Final = Gender.TOTAL.value
_OF_NO_GENDER: Final = ""

#: Numbers of groups, each group a place in a list of unknowns.
Groups = frozenset[int]


class Counting(NamedTuple):
    """A number is the people of these groups, and `more`: by so many the figures miss each other."""

    cell: Cell
    groups: Groups
    more: int = 0


class Rest(NamedTuple):
    """Those left of a total when what is known of its parts is taken away: few, so nobody may know."""

    people: int
    groups: Groups
    more: int
    of: frozenset[Cell]


@dataclass(frozen=True)
class People:
    """One measure of one release. `size` is how many groups there are."""

    size: int
    counting: tuple[Counting, ...]
    rests: tuple[Rest, ...]


def people_of(kept: Kept, places: Places, *, smallest: int) -> tuple[People, ...]:
    """The people behind each measure of a release.

    Where all figures agree with it the women and the men are everybody, and nobody lives outside the parts
    of a region: a reader takes that for granted. Else there are groups for those of no gender, and for those
    who are elsewhere in a region all of whose parts are told.
    """
    by_measure: defaultdict[str, list[Cell]] = defaultdict(list)
    for (_figure, measure), cell in sorted(kept.cells.items()):
        by_measure[measure].append(cell)
    return tuple(_people(cells, kept, places, smallest) for _measure, cells in sorted(by_measure.items()))


def _people(cells: Sequence[Cell], kept: Kept, places: Places, smallest: int) -> People:
    tree = _Tree(cells, places)
    numbers = _merged(tree.counting(_GENDERS))
    amiss = misses([(groups, cell.people) for cell, groups, _more in numbers])
    if any(amiss):
        genders = (*_GENDERS, _OF_NO_GENDER)
        tree.elsewhere = _elsewhere(tree.counting(genders), kept, tree, smallest)
        numbers = _merged(tree.counting(genders))
        amiss = misses([(groups, cell.people) for cell, groups, _more in numbers])
    counting = tuple(each._replace(more=more) for each, more in zip(numbers, amiss, strict=True))
    size = len(frozenset[int]().union(*(each.groups for each in counting)))
    return People(size, counting, tuple(dict.fromkeys(_rests(counting, tree, smallest))))


def _merged(numbers: Sequence[Counting]) -> list[Counting]:
    """Groups that are in the same numbers, as one."""
    inside: defaultdict[int, list[int]] = defaultdict(list)
    for place, each in enumerate(numbers):
        for group in each.groups:
            inside[group].append(place)
    order: dict[tuple[int, ...], int] = {}
    as_one = {group: order.setdefault(tuple(inside[group]), len(order)) for group in sorted(inside)}
    return [each._replace(groups=frozenset(as_one[group] for group in each.groups)) for each in numbers]


class _Tree:
    """How the regions that have figures lie in each other in a period.

    `elsewhere` are regions in which there are people outside their parts.
    """

    def __init__(self, cells: Sequence[Cell], places: Places) -> None:
        self.cells = cells
        self.places = places
        self.codes = frozenset(cell.figure.region for cell in cells)
        self.elsewhere: Collection[str] = ()
        self._period = cells[0].figure.period
        self._below = {code: self._all_below(code) for code in self.codes}

    def _all_below(self, code: str) -> frozenset[str]:
        found: set[str] = set()
        waiting = [code]
        while waiting:
            for child in self.places.children.get(waiting.pop(), ()):
                if child not in found and child != code:
                    found.add(child)
                    waiting.append(child)
        return frozenset(found)

    def counting(self, genders: Sequence[str]) -> list[Counting]:
        """Each number with its groups."""
        blocks: defaultdict[str, list[int]] = defaultdict(list)
        for place, lies in enumerate(self._blocks()):
            for code in lies:
                blocks[code].append(place)
        width = len(genders)
        return [
            Counting(
                cell,
                frozenset(
                    place * width + at
                    for place in blocks[cell.figure.region]
                    for at, gender in enumerate(genders)
                    if cell.figure.gender in {gender, _TOTAL}
                ),
            )
            for cell in self.cells
        ]

    def _blocks(self) -> list[frozenset[str]]:
        found = {self._lies_in(code) for code in self._smallest_regions()}
        # A region in which nothing smaller was there stands for itself.
        seen = frozenset[str]().union(*found)
        found |= {self._lies_in(code) for code in self.codes - seen}
        found |= {self._lies_in(code, elsewhere=True) for code in self.elsewhere}
        return sorted(found, key=sorted)

    def _lies_in(self, code: str, *, elsewhere: bool = False) -> frozenset[str]:
        lies = frozenset(each for each in self.codes if each == code or code in self._below[each])
        return lies | {f"{code} elsewhere"} if elsewhere else lies

    def _smallest_regions(self) -> Iterator[str]:
        """Those with nothing smaller inside that was there; what ended is in what it became part of."""
        regions, children = self.places.regions, self.places.children
        on = last_day(self._period)
        for code in self.codes.union(*self._below.values()):
            there = code in regions and regions[code].existed(on)
            if there and not any(
                regions[each].existed(on) for each in children.get(code, ()) if each in regions
            ):
                yield code if code in self.codes else self.places.standing_for(code, self.codes) or code

    def parts(self, whole: str) -> Iterator[frozenset[str]]:
        """The regions with figures inside one: of each category, and the largest of any."""
        regions = self.places.regions
        inside = self.codes & self._below[whole]
        for category in sorted({regions[code].category for code in inside if code in regions}):
            yield frozenset(code for code in inside if code in regions and regions[code].category == category)
        yield frozenset(code for code in inside if not any(code in self._below[other] for other in inside))


def _elsewhere(numbers: Sequence[Counting], kept: Kept, tree: _Tree, smallest: int) -> frozenset[str]:
    """Regions that are a few people more than all of their parts, and not for having been rounded."""
    by_place = {(each.cell.figure.region, each.cell.figure.gender): each for each in numbers}
    given = kept.given
    found = set()
    for (region, gender), whole in by_place.items():
        for codes in tree.parts(region):
            parts = [by_place[code, gender] for code in codes if (code, gender) in by_place]
            everybody = frozenset[int]().union(*(part.groups for part in parts)) == whole.groups
            if everybody and all(each.cell in given for each in (whole, *parts)):
                left = round(given[whole.cell] - sum(given[part.cell] for part in parts))
                if 0 < left < smallest:
                    found.add(region)
    return frozenset(found)


def _rests(counting: Sequence[Counting], tree: _Tree, smallest: int) -> Iterator[Rest]:
    """What is left of every number in every way there is to part it."""
    by_place = {(each.cell.figure.region, each.cell.figure.gender): each for each in counting}
    for (region, gender), whole in by_place.items():
        ways = [[(code, gender) for code in codes] for codes in tree.parts(region)]
        if gender == _TOTAL:
            ways.append([(region, each) for each in _GENDERS])
        for way in ways:
            rest = _rest(whole, [by_place[part] for part in way if part in by_place])
            if rest is not None and 0 < rest.people < smallest:
                yield rest


def _rest(whole: Counting, parts: Sequence[Counting]) -> Rest | None:
    """None where the parts are everybody, or count somebody twice."""
    groups = frozenset[int]().union(*(part.groups for part in parts))
    if not parts or not groups < whole.groups or len(groups) < sum(len(part.groups) for part in parts):
        return None
    return Rest(
        whole.cell.people - sum(part.cell.people for part in parts),
        whole.groups - groups,
        whole.more - sum(part.more for part in parts),
        frozenset({whole.cell, *(part.cell for part in parts)}),
    )
