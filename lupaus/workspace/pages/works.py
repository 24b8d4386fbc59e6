"""The works somebody may read, and what waits for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lupaus.accounts.actors import Actor
from lupaus.accounts.models import Role
from lupaus.web import panels
from lupaus.web.texts import Text
from lupaus.workspace import queries
from lupaus.workspace.content import Content
from lupaus.workspace.kinds import kind_named, kinds
from lupaus.workspace.models import State, Version
from lupaus.workspace.queries import WorkLine
from lupaus.workspace.rights import may


class Wait(NamedTuple):
    """Something that waits for the person, and where it is done."""

    words: str
    href: str


class ShownVersion(NamedTuple):
    number: int
    state: str
    word: str
    href: str


@dataclass(frozen=True, slots=True)
class ShownWork:
    title: Text
    kind: str
    organisation: Text
    href: str
    versions: tuple[ShownVersion, ...]  # the one on its way, then the published one
    waits: tuple[Wait, ...]


@dataclass(frozen=True, slots=True)
class WorksPage:
    """`organisations` holds (id, name) of those whose attributes the person may see."""

    works: tuple[ShownWork, ...]
    waiting: int
    may_begin: bool
    organisations: tuple[tuple[str, Text], ...]


def works(actor: Actor) -> WorksPage:
    """Five queries, however many works there are. Raises `NotAllowed` for whoever may read nothing."""
    lines = queries.works(actor=actor)
    on_their_way = [line.on_its_way for line in lines if line.on_its_way]
    remarks = queries.open_remarks(on_their_way)
    own = queries.own_parts(actor=actor)
    slugs = sorted({line.work.organisation for line in lines} | _held(actor))
    names = dict(zip(slugs, panels.organisation_names(slugs) if slugs else (), strict=True))
    shown = tuple(
        ShownWork(
            title=_title(line),
            kind=kind_named(line.work.kind).label(),
            organisation=names[line.work.organisation],
            href=reverse("workspace:work", args=[line.work.pk]),
            versions=tuple(map(_version, filter(None, (line.on_its_way, line.published)))),
            waits=_waits(actor, line.on_its_way, remarks, own) if line.on_its_way else (),
        )
        for line in lines
    )
    return WorksPage(
        works=tuple(sorted(shown, key=lambda work: not work.waits)),
        waiting=sum(len(work.waits) for work in shown),
        may_begin=bool(kinds()) and actor.may_somewhere(Role.EDITOR),
        organisations=tuple(names.items()),
    )


def _title(line: WorkLine) -> Text:
    title = kind_named(line.work.kind).title(Content([line.title])) if line.title else None
    return title or Text.same(line.work.pk)


def _held(actor: Actor) -> set[str]:
    return {organisation for _role, organisation in actor.grants if organisation}


def _version(version: Version) -> ShownVersion:
    return ShownVersion(
        version.number,
        version.state,
        str(version.state_now.label),
        reverse("workspace:version", args=[version.work_id, version.number]),
    )


def _waits(
    actor: Actor, version: Version, remarks: dict[int, int], own: dict[str, list[tuple[str, str]]]
) -> tuple[Wait, ...]:
    """What the person could do with a version now, the most urgent first."""
    organisation = version.work.organisation
    at = [version.work_id, version.number]
    here = reverse("workspace:version", args=at)
    number = {"number": version.number}
    open_remarks = remarks.get(version.pk, 0)
    found = []
    if version.state == State.APPROVED and may(actor, "publish", organisation, State.APPROVED):
        found.append(Wait(_("Version %(number)d waits to be published") % number, here))
    if version.state == State.IN_REVIEW:
        if may(actor, "approve", organisation, State.IN_REVIEW):
            found.append(Wait(_("Version %(number)d waits for your approval") % number, here))
        if may(actor, "write_comment", organisation, State.IN_REVIEW):
            found.append(Wait(_("Version %(number)d waits for your review") % number, here))
    if open_remarks and actor.may(Role.EDITOR, organisation):
        words = ngettext(
            "%(count)d remark waits for an answer", "%(count)d remarks wait for an answer", open_remarks
        )
        found.append(Wait(words % {"count": open_remarks}, here))
    parts = own.get(version.work_id, [])
    if parts and may(actor, "change_part", organisation, version.state_now):
        words = ngettext("You answer for %(count)d part", "You answer for %(count)d parts", len(parts))
        found.append(Wait(words % {"count": len(parts)}, f"{here}#own"))
    return tuple(found)
