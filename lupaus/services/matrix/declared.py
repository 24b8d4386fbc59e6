"""What a service integration matrix holds, declared once: forms, files and what is refused follow from here.

Source: the organiser's overall picture of service integration, Uusimaa 2018: entities of the course of life
× client segments × groups of service tasks in levels, with the interface services of others.
"""

from __future__ import annotations

from collections import Counter
from typing import Final

from django.utils.translation import gettext as _

from lupaus.services.words import LIFE_STAGES, SECTORS
from lupaus.web.texts import Text
from lupaus.workspace.files.attributes import AttributeValues, OwnAttributes
from lupaus.workspace.files.declared import Declared, PartRecord
from lupaus.workspace.files.kinds import Listing
from lupaus.workspace.files.quantities import Number, Year
from lupaus.workspace.files.records import Located, Record, key, record
from lupaus.workspace.files.report import Report
from lupaus.workspace.files.words import Choice, Line, PartId, Prose, Words

NAME: Final = "matrix"
ENTITY, SEGMENT, LEVEL, TASK, CELL = "entity", "segment", "level", "task", "cell"

#: Words of an address below a matrix.
TAKEN: Final = ("versions", "cells", "tasks", "entities", "segments", "levels", "places")

#: Whether the figures of the cells were counted, or made up to show how the matrix works.
ILLUSTRATIVE: Final = ("yes", "no")

#: Fewer people than this could be recognised; such a number never enters.
FEWEST_PEOPLE: Final = 5

_TITLE = 200
_PROSE = 10_000
_OWN = "The organisation's own."


@record
class FigureEntry(Located):
    """What a cell came to in one year."""

    year: int = key(Year())
    people: float | None = key(Number(), default=None, about="People served; none between 1 and 4.")
    money: float | None = key(Number(), default=None, about="Net costs, euros.")
    access: float | None = key(Number(), default=None, about="Days from contact to service, median.")
    satisfaction: float | None = key(Number(), default=None, about="Mean answer of clients, 1 to 5.")


@record
class EntityEntry(Located):
    id: str = key(PartId(), about="Stable id, once among the entities.")
    title: Text = key(Words(_TITLE))
    description: Text = key(Prose(_PROSE), default=Text())
    life_stage: str = key(Choice(LIFE_STAGES), default="all")
    attributes: OwnAttributes | None = key(AttributeValues(), default=None, about=_OWN)


@record
class SegmentEntry(Located):
    id: str = key(PartId(), about="Stable id, once among the segments.")
    title: Text = key(Words(_TITLE))
    description: Text = key(Prose(_PROSE), default=Text())
    attributes: OwnAttributes | None = key(AttributeValues(), default=None, about=_OWN)


@record
class TaskEntry(Located):
    id: str = key(PartId(), about="Stable id, once among the tasks.")
    title: Text = key(Words(_TITLE))
    description: Text = key(Prose(_PROSE), default=Text())
    sector: str = key(
        Choice(SECTORS), default="county", about="Whose task it is; others are interface services."
    )
    entities: tuple[str, ...] = key(
        Listing(PartId(), unique=True), default=(), about="Entities it is meant for; none named: for all."
    )
    attributes: OwnAttributes | None = key(AttributeValues(), default=None, about=_OWN)


@record
class LevelEntry(Located):
    id: str = key(PartId(), about="Stable id, once among the levels.")
    title: Text = key(Words(_TITLE))
    description: Text = key(Prose(_PROSE), default=Text())
    attributes: OwnAttributes | None = key(AttributeValues(), default=None, about=_OWN)
    tasks: tuple[TaskEntry, ...] = key(Listing(Record(TaskEntry)), default=())


@record
class CellEntry(Located):
    id: str = key(PartId(), about="Stable id, once among the cells.")
    title: Text = key(Words(_TITLE), default=Text(), about="Only where the places do not say enough.")
    entity: str = key(PartId())
    segment: str = key(PartId(), default="", about="Left out: the same for every segment.")
    task: str = key(PartId())
    services: tuple[str, ...] = key(
        Listing(Line(80), unique=True), default=(), about="Ids of services of the catalogue, in their order."
    )
    capacity: float | None = key(Number(), default=None, about="How many people a year it can serve.")
    figures: tuple[FigureEntry, ...] = key(Listing(Record(FigureEntry)), default=())
    indicators: tuple[str, ...] = key(
        Listing(Line(80), unique=True), default=(), about="Indicators by which the cell is judged."
    )
    note: Text = key(Prose(_PROSE), default=Text())
    attributes: OwnAttributes | None = key(AttributeValues(), default=None, about=_OWN)


@record
class MatrixEntry(Located):
    id: str = key(PartId(), about="Stable id of the matrix; it stands in its address.")
    title: Text = key(Words(_TITLE))
    description: Text = key(Prose(_PROSE), default=Text())
    region: str = key(Line(12), default="", about="Code of the region it is for: MK01.")
    source: Text = key(Prose(_PROSE), default=Text(), about="Where the figures of its cells come from.")
    illustrative: str = key(
        Choice(ILLUSTRATIVE), default="no", about="Whether the figures of its cells were made up."
    )
    attributes: OwnAttributes | None = key(AttributeValues(), default=None, about=_OWN)
    entities: tuple[EntityEntry, ...] = key(Listing(Record(EntityEntry)), default=())
    segments: tuple[SegmentEntry, ...] = key(Listing(Record(SegmentEntry)), default=())
    levels: tuple[LevelEntry, ...] = key(
        Listing(Record(LevelEntry)),
        default=(),
        about="From light to demanding; the page shows the last one on top.",
    )
    cells: tuple[CellEntry, ...] = key(Listing(Record(CellEntry)), default=())


@record
class Document(Located):
    """A whole file."""

    matrix: MatrixEntry = key(Record(MatrixEntry))


def rules(entry: Located, report: Report) -> None:
    """Figures that cannot be, or must not be known: small numbers of people are refused by every door."""
    if not isinstance(entry, CellEntry):
        return
    if entry.capacity is not None and entry.capacity < 0:
        report.refuse(entry.at("capacity"), _("Less than nothing cannot be."))
    years = Counter(figures.year for figures in entry.figures)
    for figures in entry.figures:
        if years[figures.year] > 1:
            sentence = _("The year %(year)s is here more than once.") % {"year": figures.year}
            report.refuse(figures.at("year"), sentence)
            years[figures.year] = 1
        _check_figures(figures, report)


def _check_figures(figures: FigureEntry, report: Report) -> None:
    said = {"year": figures.year, "fewest": FEWEST_PEOPLE}
    if figures.people is not None and 0 < figures.people < FEWEST_PEOPLE:
        report.refuse(
            figures.at("people"),
            _(
                "%(year)s: fewer than %(fewest)d people could be recognised. Leave the number out, "
                "or write 0 where there was nobody."
            )
            % said,
        )
    for name in ("people", "money", "access"):
        if (getattr(figures, name) or 0) < 0:
            report.refuse(figures.at(name), _("%(year)s: less than nothing cannot be.") % said)
    if figures.satisfaction is not None and not 1 <= figures.satisfaction <= 5:
        report.refuse(figures.at("satisfaction"), _("%(year)s: satisfaction is a mean from 1 to 5.") % said)


DECLARED: Final = Declared(
    name=NAME,
    key="matrix",
    head=MatrixEntry,
    document=Document,
    parts=(
        PartRecord(ENTITY, "entities", EntityEntry),
        PartRecord(SEGMENT, "segments", SegmentEntry),
        PartRecord(LEVEL, "levels", LevelEntry),
        PartRecord(TASK, "tasks", TaskEntry, LEVEL),
        PartRecord(CELL, "cells", CellEntry),
    ),
    taken=TAKEN,
    rules=rules,
    schema_title="Lupaus service integration matrix",
    schema_description="Entities × segments × tasks in levels, with what each cell holds.",
)
