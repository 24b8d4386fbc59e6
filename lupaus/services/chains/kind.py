"""A service chain as a kind of work: the workspace makes forms, lists, comparison and review of this."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _

from lupaus.services import options
from lupaus.services.chains.declared import (
    BENEATH,
    DECLARED,
    HANDOVER,
    NAME,
    SERVICE,
    STAGE,
    TARGET,
)
from lupaus.services.names import known_of, retired_services, unknown_names, unknown_parts
from lupaus.web.refusals import Problem
from lupaus.web.texts import Text
from lupaus.workspace.content import Content
from lupaus.workspace.kinds import (
    Checked,
    Field,
    Option,
    PartKind,
    Read,
    WorkKind,
    address_of_version,
    title_of_head,
)
from lupaus.workspace.models import Work

_NAMES: Final = {
    "indicators": (
        *(f"{STAGE}.{name}" for name in ("clients", "cost", "capacity", "reentries")),
        f"{HANDOVER}.days",
        f"{HANDOVER}.flow",
        f"{TARGET}.indicator",
        f"{NAME}.population",
    ),
    "regions": (f"{NAME}.region",),
    "services": (f"{SERVICE}.service", f"{BENEATH}.services"),
}
_INDICATORS: Final = options.indicators(*_NAMES["indicators"])
_SERVICES: Final = options.services(*_NAMES["services"])


def _directions(_content: Content) -> Sequence[Option]:
    return [Option("increase", _("should rise")), Option("decrease", _("should fall"))]


_TITLE = Field("title", lambda: _("Title"), "words", due=True)


def _office() -> str:
    return _("An office, a unit or a body, which everybody may read. Never the name of a person.")


HEAD = PartKind(
    name=NAME,
    label=lambda: _("service chain"),
    plural=lambda: _("service chains"),
    fields=(
        _TITLE,
        Field("client_group", lambda: _("Client group"), "words", help=lambda: _("Whom the chain is for.")),
        Field("purpose", lambda: _("Purpose"), "prose"),
        Field("life_stage", lambda: _("Life stage"), "choice", options=options.life_stages),
        Field("region", lambda: _("Region"), "search", options=options.regions(f"{NAME}.region")),
        Field("effect", lambda: _("How its effect is measured"), "prose"),
        Field(
            "population",
            lambda: _("People of the client group"),
            "search",
            help=lambda: _("An indicator that knows the coming years too."),
            options=_INDICATORS,
        ),
    ),
)
STAGES = PartKind(
    name=STAGE,
    label=lambda: _("stage"),
    plural=lambda: _("stages"),
    help=lambda: _("From light needs to heavy ones."),
    fields=(
        _TITLE,
        Field("need", lambda: _("Functional ability and need"), "prose"),
        Field("clients", lambda: _("Number of clients"), "search", options=_INDICATORS),
        Field("cost", lambda: _("Euros a client a year"), "search", options=_INDICATORS),
        Field("capacity", lambda: _("Room for clients"), "search", options=_INDICATORS),
        Field("reentries", lambda: _("Came back within a year"), "search", options=_INDICATORS),
    ),
)
SERVICES = PartKind(
    name=SERVICE,
    label=lambda: _("service of a stage"),
    plural=lambda: _("services of the stages"),
    fields=(
        _TITLE,
        Field("service", lambda: _("Service of the catalogue"), "search", options=_SERVICES),
        Field(
            "critical",
            lambda: _("Critical"),
            "choice",
            help=lambda: _("The stage cannot do without it."),
            options=options.yes_or_no,
        ),
        Field("organiser", lambda: _("Who is responsible"), "words", help=_office),
        Field("note", lambda: _("Note"), "prose"),
    ),
    parent=STAGE,
    by_responsible=True,
)
HANDOVERS = PartKind(
    name=HANDOVER,
    label=lambda: _("hand-over"),
    plural=lambda: _("hand-overs"),
    fields=(
        Field("from_stage", lambda: _("From stage"), "choice", due=True, options=options.parts(STAGE)),
        Field("to_stage", lambda: _("To stage"), "choice", due=True, options=options.parts(STAGE)),
        Field("from_organisation", lambda: _("From organisation"), "words"),
        Field("to_organisation", lambda: _("To organisation"), "words"),
        Field("responsible", lambda: _("Who is responsible"), "words", help=_office),
        Field("promise_days", lambda: _("Promised within, days"), "whole"),
        Field("days", lambda: _("How many days it took"), "search", options=_INDICATORS),
        Field("flow", lambda: _("Clients who go this way in a year"), "search", options=_INDICATORS),
        Field("title", lambda: _("Name of its own"), "words"),
    ),
    by_responsible=True,
)
BENEATHS = PartKind(
    name=BENEATH,
    label=lambda: _("what runs beneath all stages"),
    plural=lambda: _("what runs beneath all stages"),
    fields=(
        _TITLE,
        Field("text", lambda: _("Text"), "prose"),
        Field("services", lambda: _("Services"), "several", options=_SERVICES),
    ),
)
TARGETS = PartKind(
    name=TARGET,
    label=lambda: _("goal of the chain"),
    plural=lambda: _("goals of the chain"),
    fields=(
        _TITLE,
        Field("text", lambda: _("Text"), "prose"),
        Field(
            "stages",
            lambda: _("Stages whose share it sets"),
            "several",
            options=options.parts(STAGE),
        ),
        Field(
            "share",
            lambda: _("Share of the clients, per cent"),
            "number",
            help=lambda: _("Leave it empty where the level has not been set yet."),
        ),
        Field("year", lambda: _("By the year"), "whole"),
        Field("indicator", lambda: _("Indicator"), "search", options=_INDICATORS),
        Field(
            "direction",
            lambda: _("Direction"),
            "choice",
            help=lambda: _("Only where no level has been set."),
            options=_directions,
        ),
    ),
)


def read(kind: str, given: Mapping[str, Any]) -> Read:
    """What was written, as it is kept."""
    found = DECLARED.read(kind, given)
    problems = [*found.problems, *_impossible(kind, found.content)]
    return Read({}, tuple(problems)) if problems else found


def _impossible(kind: str, content: Mapping[str, Any]) -> Iterator[Problem]:
    share = content.get("share")
    if kind == TARGET and share is not None and not 0 <= share <= 100:
        yield Problem(_("A share is from 0 to 100 per cent."), path="share")
    if kind == HANDOVER and content.get("from_stage") and content["from_stage"] == content.get("to_stage"):
        yield Problem(_("A hand-over leads to another stage."), path="to_stage")


def check(work: Work, content: Content) -> Checked:
    """What keeps a chain from being submitted, and what its writers should know. Three queries.

    Gaps of the chain itself (no hand-over, nobody responsible) are notes: a draft may tell them openly.
    """
    known = known_of(content, _NAMES)
    problems = list(unknown_names(content, _NAMES, known))
    for field in (f"{HANDOVER}.from_stage", f"{HANDOVER}.to_stage", f"{TARGET}.stages"):
        problems += unknown_parts(content, field, STAGE)
    if not content.of_kind(STAGE):
        problems.append(Problem(_("There is no stage yet."), path=f"{NAME}/{work.pk}"))
    notes = list(retired_services(content, _NAMES["services"], known))
    notes += [
        Problem(_("Nobody is responsible for this hand-over."), path=f"{HANDOVER}/{part.slug}/responsible")
        for part in content.of_kind(HANDOVER)
        if not Text.of(part.content.get("responsible"))
    ]
    return Checked(tuple(problems), tuple(notes))


KIND: Final = WorkKind(
    name=NAME,
    label=lambda: _("service chain"),
    parts=(HEAD, STAGES, SERVICES, HANDOVERS, BENEATHS, TARGETS),
    read=read,
    check=check,
    title=title_of_head(NAME),
    public_address=address_of_version("services:chain-version"),
    files=DECLARED.files,
)
