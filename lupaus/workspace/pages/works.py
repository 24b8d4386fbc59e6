"""The works somebody may read, and what waits for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor, require_somewhere
from lupaus.accounts.models import Role
from lupaus.web import panels
from lupaus.web.address import Address
from lupaus.web.forms import Typed
from lupaus.web.refusals import Problem
from lupaus.web.texts import LANGUAGES, Text
from lupaus.workspace import queries
from lupaus.workspace.attributes import in_force
from lupaus.workspace.content import Content
from lupaus.workspace.kinds import WorkKind, kind_named, kinds
from lupaus.workspace.models import State, Version
from lupaus.workspace.pages.form import FormField, form_fields, labels_of
from lupaus.workspace.queries import WorkLine
from lupaus.workspace.rights import allow, may, roles_of

#: Ids that would stand in the way of the workspace's own addresses.
RESERVED = frozenset({"new", "attributes", "audit", "decisions", "observations", "pasted"})


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


@dataclass(frozen=True, slots=True)
class NewWorkPage:
    """The kind and the organisation are chosen first; once both are there, so are the fields."""

    kinds: tuple[tuple[str, str], ...]
    organisations: tuple[tuple[str, str], ...]
    anywhere: bool  # an administrator of every organisation may name one that is not in the list
    kind: WorkKind | None
    organisation: str
    name: Text
    fields: tuple[FormField, ...]
    typed: Typed
    problems: tuple[Problem, ...]

    @property
    def labels(self) -> dict[str, str]:
        return labels_of(self.fields, self.typed)


def new_work(
    actor: Actor, address: Address, *, typed: Typed | None = None, problems: Sequence[Problem] = ()
) -> NewWorkPage:
    """Raises `NotAllowed` for whoever edits nowhere, `NotFound` for an organisation that is not theirs."""
    require_somewhere(actor, *roles_of("open_work"))
    known = tuple((kind.name, str(kind.label())) for kind in kinds())
    anywhere = actor.may(Role.EDITOR, "")
    slugs = sorted(slug for slug in _held(actor) if may(actor, "open_work", slug))
    language = get_language() or LANGUAGES[0]
    names = [name.words(language) for name in panels.organisation_names(slugs)] if slugs else []
    only = known[0][0] if len(known) == 1 else ""
    only_organisation = slugs[0] if len(slugs) == 1 and not anywhere else ""
    chosen = next((kind for kind in kinds() if kind.name == (address.value("kind") or only)), None)
    organisation = address.value("organisation") or only_organisation
    if organisation:
        allow(actor, "open_work", organisation)
    is_chosen = chosen is not None and bool(organisation)
    fields: tuple[FormField, ...] = ()
    if chosen is not None and is_chosen:
        fields = form_fields(chosen.head, in_force(organisation, chosen.head.name), Content(()))
    return NewWorkPage(
        kinds=known,
        organisations=tuple(zip(slugs, names, strict=True)),
        anywhere=anywhere,
        kind=chosen if is_chosen else None,
        organisation=organisation if is_chosen else "",
        name=next(iter(panels.organisation_names([organisation])), Text()) if organisation else Text(),
        fields=fields,
        typed=typed or Typed({}),
        problems=tuple(problems),
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
