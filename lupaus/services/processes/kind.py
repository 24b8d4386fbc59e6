"""The process map as a kind of work: the workspace makes forms, lists, comparison and review of this."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _

from lupaus.services import options
from lupaus.services.matrix.declared import NAME as MATRIX
from lupaus.services.matrix.declared import SEGMENT
from lupaus.services.names import known_of, unknown_names
from lupaus.services.processes.declared import CHANNELS, DECLARED, ENTRY, GROUPS, NAME, OUTCOMES, PROCESS
from lupaus.services.processes.words import channel_word, group_word, outcome_word
from lupaus.web.refusals import Problem
from lupaus.web.texts import Text
from lupaus.workspace.content import Content
from lupaus.workspace.kinds import (
    Checked,
    Field,
    Option,
    PartKind,
    WorkKind,
    address_of_version,
    title_of_head,
)
from lupaus.workspace.models import Part, State, Work

_NAMES: Final = {
    "indicators": (
        *(f"{PROCESS}.{outcome}" for outcome in OUTCOMES),
        f"{ENTRY}.contacts",
        f"{ENTRY}.first_contact",
    ),
    "regions": (f"{NAME}.region",),
}
_INDICATORS: Final = options.indicators(*_NAMES["indicators"])


def _groups(_content: Content) -> Sequence[Option]:
    return [Option(group, group_word(group)) for group in GROUPS]


def _channels(_content: Content) -> Sequence[Option]:
    return [Option(channel, channel_word(channel)) for channel in CHANNELS]


def segments_in_force() -> dict[str, Text]:
    """The segments of the matrices in force, each as `matrix/segment`, with its title. One query."""
    rows = Part.objects.filter(
        kind=SEGMENT, removed_at=None, version__state=State.PUBLISHED, version__work__kind=MATRIX
    ).order_by("version__work_id", "position")
    return {
        f"{work}/{slug}": Text.of(title)
        for work, slug, title in rows.values_list("version__work_id", "slug", "content__title")
    }


def _segments(content: Content) -> Sequence[Option]:
    found = {id_: title.words(options.language()) for id_, title in segments_in_force().items()}
    gone = {id_: id_ for id_ in options.used(content, f"{PROCESS}.segments") if id_ not in found}
    return [Option(id_, words) for id_, words in {**found, **gone}.items()]


_TITLE = Field("title", lambda: _("Title"), "words", due=True)
_DESCRIPTION = Field("description", lambda: _("Description"), "prose")

HEAD = PartKind(
    name=NAME,
    label=lambda: _("process map"),
    plural=lambda: _("process maps"),
    fields=(
        _TITLE,
        _DESCRIPTION,
        Field("region", lambda: _("Region"), "search", options=options.regions(f"{NAME}.region")),
    ),
)


def _outcome(name: str) -> Field:
    return Field(name, lambda: outcome_word(name), "several", options=_INDICATORS)


PROCESSES = PartKind(
    name=PROCESS,
    label=lambda: _("process"),
    plural=lambda: _("processes"),
    fields=(
        _TITLE,
        Field("group", lambda: _("Group"), "choice", due=True, options=_groups),
        _DESCRIPTION,
        Field(
            "owner",
            lambda: _("Owner"),
            "words",
            help=lambda: _(
                "An office, a unit or a body, which everybody may read. Never the name of a person."
            ),
        ),
        Field("inputs", lambda: _("What it begins from"), "prose"),
        Field("outputs", lambda: _("What comes of it"), "prose"),
        Field("segments", lambda: _("Client segments it serves"), "several", options=_segments),
        *(_outcome(name) for name in OUTCOMES),
    ),
    by_responsible=True,
)
ENTRIES = PartKind(
    name=ENTRY,
    label=lambda: _("way of becoming a client"),
    plural=lambda: _("ways of becoming a client"),
    fields=(
        _TITLE,
        Field("channel", lambda: _("Channel"), "choice", due=True, options=_channels),
        _DESCRIPTION,
        Field("contacts", lambda: _("Contacts in a year"), "search", options=_INDICATORS),
        Field("first_contact", lambda: _("Days to the first contact"), "search", options=_INDICATORS),
        Field("url", lambda: _("Web address where it begins"), "line"),
    ),
)


def check(work: Work, content: Content) -> Checked:
    """What keeps a map from being submitted, and what its writers should know. Three queries."""
    problems = list(unknown_names(content, _NAMES, known_of(content, _NAMES)))
    if not content.of_kind(PROCESS):
        problems.append(Problem(_("There is no process yet."), path=f"{NAME}/{work.pk}"))
    there = segments_in_force()
    notes = [
        Problem(
            _("There is no segment %(id)s in a matrix in force.") % {"id": segment},
            path=f"{PROCESS}/{part.slug}/segments",
        )
        for part in content.of_kind(PROCESS)
        for segment in part.content.get("segments") or ()
        if segment not in there
    ]
    return Checked(tuple(problems), tuple(notes))


KIND: Final = WorkKind(
    name=NAME,
    label=lambda: _("process map"),
    parts=(HEAD, PROCESSES, ENTRIES),
    read=DECLARED.read,
    check=check,
    title=title_of_head(NAME),
    public_address=address_of_version("services:process-map-version"),
    files=DECLARED.files,
)
