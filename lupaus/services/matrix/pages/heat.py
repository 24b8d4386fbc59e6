"""The whole matrix as a heat map: a table on a wide screen, sections by entity on a phone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lupaus.services.matrix import words
from lupaus.services.matrix.figures import Figure, Sum, summed
from lupaus.services.matrix.layout import Entity, Level, Place, Segment, Task
from lupaus.services.matrix.pages.seen import Seen, seen
from lupaus.services.matrix.queries import matrices
from lupaus.services.published import Line
from lupaus.services.verdicts import Mark
from lupaus.services.words import sector
from lupaus.web.address import Address
from lupaus.web.texts import Text


class Box(NamedTuple):
    """A place of the table. Without `href` there is no place: the task is not meant for the entity.

    `words` is the figure or its change, `beneath` what stands smaller under it; `step` its class, 0 for none.
    """

    span: int = 1
    href: str = ""
    words: str = ""
    beneath: str = ""
    way: str = ""
    mark: Mark | None = None
    step: int = 0
    is_empty: bool = False
    is_overloaded: bool = False
    segment: Text = Text()

    @property
    def is_missing(self) -> bool:
        """There are services, and the figure is not told."""
        return bool(self.href) and not self.words and self.mark is None and not self.is_empty


class Total(NamedTuple):
    """A sum as it is read; `of` says of how many cells it is made, where some are missing."""

    words: str
    beneath: str
    way: str
    mark: Mark | None
    of: str


class Row(NamedTuple):
    task: Task
    sector: str  # whose task it is, where it is an interface service
    href: str
    boxes: Sequence[Sequence[Box]]  # by entity
    total: Total


class Tier(NamedTuple):
    """A level with its rows."""

    level: Level
    rows: Sequence[Row]
    total: Total


class Column(NamedTuple):
    entity: Entity
    href: str
    total: Total
    empty: int
    overloaded: int


@dataclass(frozen=True)
class HeatPage:
    seen: Seen
    sentences: Sequence[str]
    columns: Sequence[Column]
    segments: Sequence[Segment]
    tiers: Sequence[Tier]
    total: Total
    legend: Sequence[str]
    marks: Sequence[Mark]
    title: str
    figures: Sequence[tuple[str, str]]
    years: Sequence[tuple[str, str]]
    against: Sequence[tuple[str, str]]

    @property
    def unit(self) -> str:
        return words.unit(self.seen.figure, self.seen.heat.scale)

    @property
    def summing(self) -> str:
        return words.how_summed(self.seen.figure)

    @staticmethod
    def rows_of(tier: Tier, entity: int) -> list[tuple[Row, Sequence[Box]]]:
        """The rows of a level that are meant for an entity, with its places."""
        return [(row, row.boxes[entity]) for row in tier.rows if row.boxes[entity][0].href]

    def flags_of(self, tier: Tier, entity: int) -> str:
        """What stands out among the places of a level and an entity, in words."""
        boxes = [each for _row, places in self.rows_of(tier, entity) for each in places]
        empty, over = sum(each.is_empty for each in boxes), sum(each.is_overloaded for each in boxes)
        said = [
            ngettext("%(num)s empty place", "%(num)s empty places", empty) % {"num": empty} if empty else "",
            ngettext("%(num)s overloaded place", "%(num)s overloaded places", over) % {"num": over}
            if over
            else "",
        ]
        return ", ".join(filter(None, said))

    @property
    def breadth(self) -> int:
        """How many columns stand under one entity."""
        return max(1, len(self.segments))

    @property
    def crowded(self) -> bool:
        """Whether there are so many columns that words must be small."""
        return self.breadth * len(self.columns) > 8


def matrices_page() -> list[Line]:
    """The matrices in force. One query."""
    return matrices()


def heat_page(address: Address, work: str, number: int | None = None) -> HeatPage:
    """Three queries; those of the verdicts where these are wanted. Raises `NotFound`."""
    found = seen(address, work, number)
    shown = found.heat
    layout = found.layout
    marks = {each.mark.status: each.mark for each in shown.cells.values() if each.mark}
    years = [(str(year), str(year)) for year in reversed(layout.years)]
    return HeatPage(
        seen=found,
        sentences=sentences(found, _whole(found)),
        columns=[
            Column(
                entity,
                found.where.entity(entity.id),
                total(found, shown.entities[entity.id]),
                shown.entities[entity.id].empty,
                shown.entities[entity.id].overloaded,
            )
            for entity in layout.entities
        ],
        segments=layout.segments,
        tiers=[
            Tier(level, [_row(found, task) for task in level.tasks], total(found, shown.levels[level.id]))
            for level in layout.levels
            if level.tasks
        ],
        total=total(found, shown.whole),
        legend=words.classes_said(shown, found.language),
        marks=tuple(marks.values()),
        title=heading(found),
        figures=[(each.value, words.figure_name(each)) for each in Figure],
        years=years,
        against=[("", _("No comparison")), *years],
    )


def heading(found: Seen) -> str:
    """What the heat map shows: “People served, 2024, against 2023”."""
    name = words.figure_name(found.figure)
    if not found.figure.is_of_a_year or found.year is None:
        return name
    said = {"figure": name, "year": found.year, "against": found.against}
    if found.against is not None:
        return _("%(figure)s, %(year)s against %(against)s") % said
    return _("%(figure)s, %(year)s") % said


def sentences(found: Seen, whole: Sum) -> list[str]:
    """The answer first: what is missing, what is too full, what it comes to, and how that changed.

    `whole` is worked out against `found.year_before`.
    """
    said = words.places_sentence(whole, found.year, found.language)
    said.append(words.figure_sentence(whole, found.figure, found.year, found.language))
    before = found.year_before
    if before is not None:
        said.append(words.change_sentence(whole.change, found.figure, before, found.language))
    return [each for each in said if each]


def total(found: Seen, summed: Sum) -> Total:
    language, scale, figure = found.language, found.heat.scale, found.figure
    if found.against is not None:
        cells = summed.change.cells if summed.change else 0
        return Total(
            words.percent(summed.change, language),
            words.difference(summed.change, figure, language, scale),
            words.way(summed.change),
            None,
            _("compared in %(known)s of %(of)s") % {"known": cells, "of": summed.of}
            if 0 < cells < summed.of
            else "",
        )
    value = "" if summed.value is None else words.amount(summed.value, figure, language, scale)
    return Total(value, "", "", summed.mark, words.told_of(summed, figure))


def box(found: Seen, place: Place) -> Box:
    """A place as it stands in the table."""
    href = found.where.place(place)
    if place.cell is None:
        return Box(place.span, href, is_empty=True, segment=found.segment_title(place.name))
    shown = found.heat.cells[place.cell.id]
    language, scale, figure = found.language, found.heat.scale, found.figure
    if found.against is not None:
        said = words.percent(shown.change, language) or words.difference(
            shown.change, figure, language, scale
        )
        beneath = words.difference(shown.change, figure, language, scale)
    else:
        said = "" if shown.value is None else words.amount(shown.value, figure, language, scale)
        beneath = ""
    is_nothing = place.is_empty and figure is Figure.SERVICES
    return Box(
        span=place.span,
        href=href,
        words="" if is_nothing else said,
        beneath="" if beneath == said else beneath,
        way=words.way(shown.change),
        mark=shown.mark,
        step=0 if is_nothing else shown.step,
        is_empty=place.is_empty,
        is_overloaded=place.is_overloaded(found.year),
        segment=found.segment_title(place.name),
    )


def _whole(found: Seen) -> Sum:
    if found.year_before == found.against:
        return found.heat.whole
    judged = found.verdicts if found.figure is Figure.VERDICT else None
    return summed(
        found.layout.places, found.figure, year=found.year, against=found.year_before, verdicts=judged
    )


def _row(found: Seen, task: Task) -> Row:
    places = found.layout.rows[task.id]
    breadth = max(1, len(found.layout.segments))
    return Row(
        task,
        "" if task.sector == "county" else sector(task.sector),
        found.where.task(task.id),
        [
            [box(found, place) for place in places[entity.id]] or [Box(span=breadth)]
            for entity in found.layout.entities
        ],
        total(found, found.heat.tasks[task.id]),
    )
