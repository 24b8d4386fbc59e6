"""The matrix as a kind of work: the workspace makes forms, lists, comparison and review of this."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _

from lupaus.services import options
from lupaus.services.matrix.declared import (
    CELL,
    DECLARED,
    ENTITY,
    FEWEST_PEOPLE,
    LEVEL,
    NAME,
    SEGMENT,
    TAKEN,
    TASK,
)
from lupaus.services.names import known_of, retired_services, unknown_names, unknown_parts
from lupaus.web.refusals import Problem
from lupaus.workspace.content import Content
from lupaus.workspace.kinds import (
    Checked,
    Field,
    PartKind,
    WorkKind,
    address_of_version,
    title_of_head,
)
from lupaus.workspace.models import Work

_NAMES: Final = {
    "indicators": (f"{CELL}.indicators",),
    "regions": (f"{NAME}.region",),
    "services": (f"{CELL}.services",),
}
_TITLE = Field("title", lambda: _("Title"), "words", due=True)
_DESCRIPTION = Field("description", lambda: _("Description"), "prose")

HEAD = PartKind(
    name=NAME,
    label=lambda: _("service matrix"),
    plural=lambda: _("service matrices"),
    fields=(
        _TITLE,
        _DESCRIPTION,
        Field("region", lambda: _("Region"), "search", options=options.regions(f"{NAME}.region")),
        Field("source", lambda: _("Where the figures come from"), "prose"),
        Field(
            "illustrative",
            lambda: _("The figures are illustrative"),
            "choice",
            help=lambda: _("They were made up to show how the matrix works, and are marked so everywhere."),
            options=options.yes_or_no,
        ),
    ),
)
ENTITIES = PartKind(
    name=ENTITY,
    label=lambda: _("service entity"),
    plural=lambda: _("service entities"),
    fields=(
        _TITLE,
        _DESCRIPTION,
        Field("life_stage", lambda: _("Life stage"), "choice", options=options.life_stages),
    ),
)
SEGMENTS = PartKind(
    name=SEGMENT,
    label=lambda: _("client segment"),
    plural=lambda: _("client segments"),
    fields=(_TITLE, _DESCRIPTION),
)
LEVELS = PartKind(
    name=LEVEL,
    label=lambda: _("level of services"),
    plural=lambda: _("levels of services"),
    help=lambda: _("From light services to demanding ones; the page shows the last one on top."),
    fields=(_TITLE, _DESCRIPTION),
)
TASKS = PartKind(
    name=TASK,
    label=lambda: _("service task"),
    plural=lambda: _("service tasks"),
    fields=(
        _TITLE,
        _DESCRIPTION,
        Field("sector", lambda: _("Whose task it is"), "choice", options=options.sectors),
        Field(
            "entities",
            lambda: _("Entities it is meant for"),
            "several",
            help=lambda: _("None chosen: it is meant for all."),
            options=options.parts(ENTITY),
        ),
    ),
    parent=LEVEL,
)
CELLS = PartKind(
    name=CELL,
    label=lambda: _("cell"),
    plural=lambda: _("cells"),
    fields=(
        Field("entity", lambda: _("Service entity"), "choice", due=True, options=options.parts(ENTITY)),
        Field(
            "segment",
            lambda: _("Client segment"),
            "choice",
            help=lambda: _("None chosen: the same for every segment."),
            options=options.parts(SEGMENT),
        ),
        Field("task", lambda: _("Service task"), "choice", due=True, options=options.parts(TASK)),
        Field("services", lambda: _("Services"), "several", options=options.services(f"{CELL}.services")),
        Field(
            "capacity",
            lambda: _("Capacity"),
            "number",
            help=lambda: _("How many people a year it can serve."),
        ),
        Field(
            "figures",
            lambda: _("Figures by year"),
            "rows",
            help=lambda: (
                _("Leave out a number of people from 1 to %(most)d: so few could be recognised.")
                % {"most": FEWEST_PEOPLE - 1}
            ),
            columns=(
                Field("year", lambda: _("Year"), "whole", due=True),
                Field("people", lambda: _("People served"), "number"),
                Field("money", lambda: _("Net costs, euros"), "number"),
                Field("access", lambda: _("Days to service"), "number"),
                Field("satisfaction", lambda: _("Satisfaction, 1 to 5"), "number"),
            ),
        ),
        Field(
            "indicators",
            lambda: _("Indicators by which it is judged"),
            "several",
            options=options.indicators(f"{CELL}.indicators"),
        ),
        Field("note", lambda: _("Note"), "prose"),
        Field(
            "title",
            lambda: _("Name of its own"),
            "words",
            help=lambda: _("Only where entity, segment and task do not say enough."),
        ),
    ),
)


def check(work: Work, content: Content) -> Checked:
    """What keeps a matrix from being submitted, and what its writers should know. Three queries."""
    known = known_of(content, _NAMES)
    problems = list(unknown_names(content, _NAMES, known))
    for field, kind in (("entity", ENTITY), ("segment", SEGMENT), ("task", TASK)):
        problems += unknown_parts(content, f"{CELL}.{field}", kind)
    problems += unknown_parts(content, f"{TASK}.entities", ENTITY)
    problems += _missing(work, content)
    problems += _twice(content)
    for kind in (ENTITY, TASK, CELL, SEGMENT, LEVEL):
        problems += [
            Problem(
                _("“%(id)s” cannot be an id here: an address needs it.") % {"id": part.slug},
                path=f"{kind}/{part.slug}",
            )
            for part in content.of_kind(kind)
            if part.slug in TAKEN
        ]
    return Checked(tuple(problems), tuple(retired_services(content, _NAMES["services"], known)))


def _missing(work: Work, content: Content) -> Iterator[Problem]:
    sentences = {
        ENTITY: _("There is no service entity yet."),
        TASK: _("There is no service task yet."),
    }
    for kind, sentence in sentences.items():
        if not content.of_kind(kind):
            yield Problem(sentence, path=f"{NAME}/{work.pk}")


def _twice(content: Content) -> Iterator[Problem]:
    """A place of the matrix that two cells claim, or a cell where its task is not meant."""
    taken: dict[tuple[str, str, str], str] = {}
    meant = {part.slug: part.content.get("entities") or () for part in content.of_kind(TASK)}
    segments = [part.slug for part in content.of_kind(SEGMENT)]
    for part in content.of_kind(CELL):
        entity, task = part.content.get("entity", ""), part.content.get("task", "")
        path = f"{CELL}/{part.slug}"
        if meant.get(task) and entity not in meant[task]:
            yield Problem(_("Its service task is not meant for this service entity."), path=path)
        for segment in [part.content["segment"]] if part.content.get("segment") else segments or [""]:
            other = taken.setdefault((entity, segment, task), part.slug)
            if other != part.slug:
                yield Problem(_("The cell %(other)s has the same place.") % {"other": other}, path=path)
                break


KIND: Final = WorkKind(
    name=NAME,
    label=lambda: _("service matrix"),
    parts=(HEAD, ENTITIES, SEGMENTS, LEVELS, TASKS, CELLS),
    read=DECLARED.read,
    check=check,
    title=title_of_head(NAME),
    public_address=address_of_version("services:matrix-version"),
    files=DECLARED.files,
)
