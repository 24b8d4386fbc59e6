"""One place of the matrix: its services, who gives them, and what it came to over the years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lupaus.indicators.queries import indicators_by_id
from lupaus.services import verdicts
from lupaus.services.catalogue.words import provision_kind
from lupaus.services.matrix import words
from lupaus.services.matrix.addresses import Where
from lupaus.services.matrix.figures import Figure, change, value_of
from lupaus.services.matrix.layout import EVERY_SEGMENT, Cell, Place, PlaceName
from lupaus.services.matrix.pages.drawn import Picture, picture
from lupaus.services.matrix.pages.seen import Seen, seen
from lupaus.services.matrix.queries import NamedService, producers_of, services_named
from lupaus.services.models import ProvisionRole
from lupaus.services.published import nothing_here
from lupaus.services.verdicts import Judged, Mark, Promised
from lupaus.web import numbers
from lupaus.web.address import Address
from lupaus.web.texts import Text

TOLD = (Figure.PEOPLE, Figure.MONEY, Figure.ACCESS, Figure.SATISFACTION)
#: Services on one page.
PER_PAGE = 100


class Given(NamedTuple):
    """Who organises, or who produces: each with how it is produced and how many of the services."""

    label: str
    by: Sequence[tuple[Text, str, int]]


class Followed(NamedTuple):
    """An indicator of the cell, and the targets it is judged by."""

    title: Text
    href: str
    judged: Sequence[Judged]


class YearRow(NamedTuple):
    """The figures of a year as words, in the order of the columns."""

    year: int
    values: Sequence[str]
    is_overloaded: bool


@dataclass(frozen=True)
class CellPage:
    """`services` are those of the page asked for, `total` counts all."""

    seen: Seen
    place: Place
    title: Text
    entity: tuple[Text, str]
    segment: Text
    task: tuple[Text, str]
    sentences: Sequence[str]
    services: Sequence[tuple[NamedService, str]]
    total: int
    page: int
    last: int
    given: Sequence[Given]
    pictures: Sequence[Picture]
    promised: Sequence[Promised]
    followed: Sequence[Followed]
    mark: Mark | None
    capacity: str
    note: Text
    columns: Sequence[tuple[str, str]]  # name and unit
    years: Sequence[YearRow]
    beside: Sequence[tuple[Text, str]]  # other places of the same task

    @property
    def is_overloaded(self) -> bool:
        return self.place.is_overloaded(self.seen.year)


def cell_page(address: Address, work: str, slug: str, number: int | None = None) -> CellPage:
    """The page of a cell. Raises `NotFound`."""
    found = seen(address, work, number)
    return _page(found, found.matrix.place_of(slug))


def place_page(address: Address, work: str, name: PlaceName, number: int | None = None) -> CellPage | str:
    """The page of a place where no cell is; where there is one by now, the address of its page.

    Raises `NotFound`, also where the task is not meant.
    """
    found = seen(address, work, number)
    place = found.layout.place(name)
    if place is None:
        broad = found.layout.place(name._replace(segment=""))
        if broad is None or broad.cell is None or found.layout.segment(name.segment) is None:
            raise nothing_here()
        place = broad
    if place.cell is not None:
        return found.where.cell(place.cell.id)
    return _page(found, place)


def name_of(entity: str, segment: str, task: str) -> PlaceName:
    """The place an address names."""
    return PlaceName(entity, "" if segment == EVERY_SEGMENT else segment, task)


def _page(found: Seen, place: Place) -> CellPage:
    cell = place.cell
    named = cell.services if cell else ()
    last = max(1, -(-len(named) // PER_PAGE))
    page = min(int(found.address.value("page") or 1), last)
    indicators = cell.indicators if cell else ()
    return CellPage(
        seen=found,
        place=place,
        title=found.name_of(place),
        entity=(found.entity_title(place.name), found.where.entity(place.name.entity)),
        segment=found.segment_title(place.name),
        task=(found.task_title(place.name), found.where.task(place.name.task)),
        sentences=_sentences(found, place),
        services=_services(found.where, named[(page - 1) * PER_PAGE : page * PER_PAGE]),
        total=len(named),
        page=page,
        last=last,
        given=_given(named),
        pictures=_pictures(found, cell) if cell else (),
        promised=verdicts.promised(found.address, indicators, region=_region(found)),
        followed=_followed(found, indicators),
        mark=found.verdicts.together(indicators) if indicators else None,
        capacity=numbers.number(cell.capacity, found.language) if cell and cell.capacity is not None else "",
        note=cell.note if cell else Text(),
        columns=[(words.figure_name(figure), words.column_unit(figure)) for figure in TOLD],
        years=_years(found, cell) if cell else (),
        beside=_beside(found, place),
    )


def _region(found: Seen) -> str | None:
    return None if found.address.region else found.matrix.region or None


def _sentences(found: Seen, place: Place) -> list[str]:
    cell, year, language = place.cell, found.year, found.language
    if place.is_empty or cell is None:
        said = [_("This place is empty: services are meant to be here, and there are none.")]
        if cell is None:
            return said
    else:
        said = [
            ngettext(
                "There is %(count)s service here.", "There are %(count)s services here.", len(cell.services)
            )
            % {"count": numbers.number(len(cell.services), language)}
        ]
    people = cell.of_year(year).people
    if people is not None and year is not None:
        count = numbers.number(people, language)
        said.append(_("In %(year)s they had %(people)s clients.") % {"year": year, "people": count})
        before = found.year_before
        if before is not None:
            difference = change(cell.of_year(before).people, people)
            said.append(words.change_sentence(difference, Figure.PEOPLE, before, language))
    if place.is_overloaded(year) and people is not None and cell.capacity is not None:
        over = numbers.number(people - cell.capacity, language)
        room = numbers.number(cell.capacity, language)
        said.append(
            _("It is overloaded: there is room for %(room)s a year, %(over)s fewer than came.")
            % {"room": room, "over": over}
        )
    return [each for each in said if each]


def _services(where: Where, ids: Sequence[str]) -> list[tuple[NamedService, str]]:
    """The services with their pages; the empty address for one that the catalogue never had."""
    return [
        (each, where.address.link(reverse("services:service", args=[each.id])) if each.known else "")
        for each in services_named(ids)
    ]


def _given(ids: Sequence[str]) -> list[Given]:
    found = producers_of(ids) if ids else []
    labels = {
        ProvisionRole.ORGANISER.value: _("Who organises"),
        ProvisionRole.PRODUCER.value: _("Who produces"),
    }
    return [
        Given(
            label,
            [(each.name, provision_kind(each.kind), each.services) for each in found if each.role == role],
        )
        for role, label in labels.items()
        if any(each.role == role for each in found)
    ]


def _pictures(found: Seen, cell: Cell) -> list[Picture]:
    """A picture for each figure that is known of at least one year."""
    drawn = []
    for figure in TOLD:
        values = {year: value_of(cell, figure, year) for year in cell.figures}
        known = sorted(year for year, value in values.items() if value is not None)
        if not known:
            continue
        lines = [(words.figure_name(figure), values)]
        if figure is Figure.PEOPLE and cell.capacity is not None:
            lines.append((_("Capacity"), dict.fromkeys(values, cell.capacity)))
        amount = words.amount(values[known[-1]], figure, found.language)
        title = _("%(figure)s: %(amount)s in %(year)s") % {
            "figure": words.figure_name(figure),
            "amount": amount,
            "year": known[-1],
        }
        chart = picture(
            id_=f"cell-{figure.value}",
            title=title,
            figure=figure,
            lines=lines,
            language=found.language,
            illustrative=found.matrix.illustrative,
        )
        drawn += [chart] if chart else []
    return drawn


def _followed(found: Seen, indicators: Sequence[str]) -> list[Followed]:
    known = indicators_by_id(indicators) if indicators else {}
    return [
        Followed(
            known[id_].title,
            found.address.link(reverse("indicators:indicator", args=[id_])),
            found.verdicts.of.get(id_, ()),
        )
        for id_ in indicators
        if id_ in known
    ]


def _years(found: Seen, cell: Cell) -> list[YearRow]:
    return [
        YearRow(
            year,
            [words.amount(value_of(cell, figure, year), figure, found.language) for figure in TOLD],
            cell.is_overloaded(year),
        )
        for year in sorted(cell.figures, reverse=True)
    ]


def _beside(found: Seen, place: Place) -> list[tuple[Text, str]]:
    return [
        (found.segment_title(each.name) or found.name_of(each), found.where.place(each))
        for each in found.layout.rows[place.name.task][place.name.entity]
        if each.name != place.name
    ]
