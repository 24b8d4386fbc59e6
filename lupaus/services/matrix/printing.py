"""A matrix as a document to print: a table for each entity and level, then what each place holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lupaus.services.doors import today
from lupaus.services.matrix import words
from lupaus.services.matrix.figures import Figure, summed
from lupaus.services.matrix.layout import Entity, Layout, Place
from lupaus.services.matrix.queries import Matrix, services_named
from lupaus.services.published import Published
from lupaus.web import dates, numbers
from lupaus.web.address import Address
from lupaus.web.clock import HELSINKI
from lupaus.web.printing import Contents, Facts, Heading, Items, NewPage, Paragraph, Report, Section, Table
from lupaus.web.texts import Shown, Text


def printed(work: Published, *, address: Address, web_address: str) -> Report:
    """The whole matrix in the newest year it has figures of. One query."""
    found = Matrix(work.version, work.versions, work.content)
    language, layout = address.language, found.layout
    year = max(layout.years, default=None)
    names = {each.id: each.name for each in services_named(layout.services)}
    blocks: list[Section] = [_about(found, language)]
    blocks += _text(found.description, language)
    if found.illustrative:
        blocks.append(Paragraph(_("The figures are illustrative: they are no statistics.")))
    whole = summed(layout.places, Figure.PEOPLE, year=year)
    blocks.append(Paragraph(" ".join(words.places_sentence(whole, year, language))))
    if layout.entities:
        blocks += [Contents(_("Contents")), NewPage()]
    for entity in layout.entities:
        blocks += _entity(layout, entity, year, language, names)
    if found.source:
        blocks += [Heading(_("Where the figures come from")), *_text(found.source, language)]
    title = found.title.words(language)
    return Report(
        title=title,
        language=language,
        address=web_address,
        author=title,
        made_at=datetime.combine(today(), time(), HELSINKI),
        sections=blocks,
    )


def _about(found: Matrix, language: str) -> Facts:
    version = found.version
    pairs: list[tuple[str | Shown, str]] = [(_("Version"), f"{version.number}, {version.state_now.label}")]
    if version.published_at:
        pairs.append((_("Published"), dates.day(version.published_at, language)))
    pairs.append((_("Approved by the decision"), version.decision))
    return Facts(pairs)


def _entity(
    layout: Layout, entity: Entity, year: int | None, language: str, names: dict[str, Text]
) -> Iterator[Section]:
    yield Heading(entity.title.shown(language))
    yield from _text(entity.description, language)
    for level in layout.levels:
        rows = [(task, layout.rows[task.id][entity.id]) for task in level.tasks]
        rows = [(task, places) for task, places in rows if places]
        if not rows:
            continue
        yield Heading(level.title.shown(language), 2)
        caption = f"{entity.title.words(language)}, {level.title.words(language)}"
        caption += f": {words.figure_name(Figure.PEOPLE)} {year}" if year else ""
        yield _table(layout, caption, [places for _task, places in rows], year, language)
        for task, places in rows:
            yield Heading(task.title.shown(language), 3)
            for place in places:
                yield from _services(layout, place, language, names)


def _table(
    layout: Layout, caption: str, rows: Sequence[Sequence[Place]], year: int | None, language: str
) -> Table:
    segments = [segment.title.words(language) for segment in layout.segments] or [_("Every segment")]
    lines = []
    for places in rows:
        task = layout.task(places[0].name.task)
        line: list[str | Shown] = [task.title.shown(language) if task else ""]
        for place in places:
            line += [_said(place, year, language)] * place.span
        lines.append(line)
    return Table(caption, [_("Service task"), *segments], lines, widths=[2.0, *[1.0] * len(segments)])


def _said(place: Place, year: int | None, language: str) -> str:
    """A place in a few words: how many people, how many services, and what stands out."""
    if place.is_empty or place.cell is None:
        return _("empty")
    people = place.cell.of_year(year).people
    count = len(place.cell.services)
    said = [ngettext("%(count)s service", "%(count)s services", count) % {"count": count}]
    if people is not None:
        said.insert(0, numbers.with_unit(people, _("people"), language))
    if place.is_overloaded(year):
        said.append(_("overloaded"))
    return ", ".join(said)


def _services(layout: Layout, place: Place, language: str, names: dict[str, Text]) -> Iterator[Section]:
    segment = layout.segment(place.name.segment)
    if segment is not None:
        yield Heading(segment.title.shown(language), 4)
    if place.is_empty or place.cell is None:
        yield Paragraph(_("This place is empty: services are meant to be here, and there are none."))
    else:
        yield Items([names[id_].shown(language) for id_ in place.cell.services])
    if place.cell is not None:
        yield from _text(place.cell.note, language)


def _text(text: Text, language: str) -> Iterator[Section]:
    if text:
        yield Paragraph(text.shown(language))
