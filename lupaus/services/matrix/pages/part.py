"""A row of the matrix (a task) and a column of it (an entity): every place with all its figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from lupaus.services.matrix import words
from lupaus.services.matrix.figures import Figure, summed, value_of
from lupaus.services.matrix.layout import Place
from lupaus.services.matrix.pages.drawn import Picture, picture
from lupaus.services.matrix.pages.heat import sentences
from lupaus.services.matrix.pages.seen import Seen, seen
from lupaus.services.published import nothing_here
from lupaus.services.verdicts import Mark
from lupaus.services.words import life_stage, sector
from lupaus.web.address import Address
from lupaus.web.texts import Text

_TOLD = (Figure.SERVICES, Figure.PEOPLE, Figure.MONEY, Figure.ACCESS, Figure.SATISFACTION)


class Line(NamedTuple):
    """A place with all its figures as words, in the order of the columns; "" where one is not known."""

    title: Text
    segment: Text
    href: str
    values: Sequence[str]
    mark: Mark | None
    is_empty: bool
    is_overloaded: bool


class Group(NamedTuple):
    """Places that belong together, and what they come to."""

    title: Text
    href: str  # of their own page; empty where they have none
    lines: Sequence[Line]
    total: Sequence[str]
    mark: Mark | None


_Places = tuple[Text, str, Sequence[Place]]  # title, address, what stands there


class _About(NamedTuple):
    """What a page is about; `eyebrow`: the level of a task, the life stage of an entity."""

    kind: str  # "task", "entity"
    title: Text
    description: Text
    eyebrow: Text
    sector: str  # whose task it is, where it is an interface service
    previous: tuple[Text, str] | None
    next: tuple[Text, str] | None


@dataclass(frozen=True)
class PartPage:
    seen: Seen
    about: _About
    sentences: Sequence[str]
    picture: Picture | None
    columns: Sequence[tuple[str, str]]  # name and unit
    groups: Sequence[Group]


def task_page(address: Address, work: str, slug: str, number: int | None = None) -> PartPage:
    """Raises `NotFound`."""
    found = seen(address, work, number)
    layout = found.layout
    task = layout.task(slug)
    if task is None:
        raise nothing_here()
    level = layout.level(task.level)
    row = layout.rows[slug]
    groups = [
        (entity.title, found.where.entity(entity.id), row[entity.id])
        for entity in layout.entities
        if row[entity.id]
    ]
    at = layout.tasks.index(task)
    beside = [(each.title, found.where.task(each.id)) for each in layout.tasks]
    about = _About(
        "task",
        task.title,
        task.description,
        level.title if level else Text(),
        "" if task.sector == "county" else sector(task.sector),
        beside[at - 1] if at else None,
        beside[at + 1] if at + 1 < len(beside) else None,
    )
    return _page(found, about, groups)


def entity_page(address: Address, work: str, slug: str, number: int | None = None) -> PartPage:
    """Raises `NotFound`."""
    found = seen(address, work, number)
    layout = found.layout
    entity = layout.entity(slug)
    if entity is None:
        raise nothing_here()
    groups = []
    for level in layout.levels:
        places = [place for task in level.tasks for place in layout.rows[task.id][slug]]
        if places:
            groups.append((level.title, "", places))
    at = layout.entities.index(entity)
    beside = [(each.title, found.where.entity(each.id)) for each in layout.entities]
    about = _About(
        "entity",
        entity.title,
        entity.description,
        Text.same(life_stage(entity.life_stage)),
        "",
        beside[at - 1] if at else None,
        beside[at + 1] if at + 1 < len(beside) else None,
    )
    return _page(found, about, groups)


def _page(found: Seen, about: _About, groups: Sequence[_Places]) -> PartPage:
    places = [place for _title, _href, those in groups for place in those]
    before = found.year_before
    judged = found.verdicts if found.figure is Figure.VERDICT else None
    whole = summed(places, found.figure, year=found.year, against=before, verdicts=judged)
    return PartPage(
        seen=found,
        about=about,
        sentences=sentences(found, whole),
        picture=_picture(found, about.title, groups),
        columns=[(words.figure_name(figure), words.column_unit(figure)) for figure in _TOLD],
        groups=[_group(found, about.kind, *group) for group in groups],
    )


def _picture(found: Seen, title: Text, groups: Sequence[tuple[Text, str, Sequence[Place]]]) -> Picture | None:
    """The figure over the years, a line for each group; people where the figure is of no year."""
    figure = found.figure if found.figure.is_of_a_year else Figure.PEOPLE
    lines = [
        (
            name.words(found.language),
            {year: summed(places, figure, year=year).value for year in found.layout.years},
        )
        for name, _href, places in groups
    ]
    return picture(
        id_="years",
        title=f"{words.figure_name(figure)}: {title.words(found.language)}",
        figure=figure,
        lines=lines,
        language=found.language,
        illustrative=found.matrix.illustrative,
    )


def _group(found: Seen, kind: str, title: Text, href: str, places: Sequence[Place]) -> Group:
    return Group(
        title,
        href,
        [_line(found, kind, place) for place in places],
        [
            words.amount(summed(places, figure, year=found.year).value, figure, found.language)
            for figure in _TOLD
        ],
        found.verdicts.together(id_ for place in places if place.cell for id_ in place.cell.indicators),
    )


def _line(found: Seen, kind: str, place: Place) -> Line:
    cell = place.cell
    segment = found.segment_title(place.name)
    title = found.name_of(place) if kind == "entity" else segment
    return Line(
        title=title,
        segment=segment if kind == "entity" else Text(),
        href=found.where.place(place),
        values=[
            words.amount(value_of(cell, figure, found.year), figure, found.language) if cell else ""
            for figure in _TOLD
        ],
        mark=found.verdicts.together(cell.indicators) if cell else None,
        is_empty=place.is_empty,
        is_overloaded=place.is_overloaded(found.year),
    )
