"""Minutes, begun from the agenda that was published; and the numbers of their sections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor, require_somewhere
from lupaus.accounts.models import Role
from lupaus.decisions import queries as published
from lupaus.decisions.desk.operations.asking import NotNow, body_of, head_of, newest_version
from lupaus.decisions.desk.operations.sections import sections_before
from lupaus.decisions.meeting.declared import ITEM, NAME
from lupaus.decisions.models import Body, MemberRole, Stage
from lupaus.web.clock import Clock
from lupaus.workspace import queries
from lupaus.workspace.content import Content, PartValue, Values
from lupaus.workspace.models import ON_ITS_WAY, Version
from lupaus.workspace.operations import Taken, begin_draft, take
from lupaus.workspace.rights import allow

#: Deputies come for somebody who is away: the secretary writes them in.
_EXPECTED = (
    MemberRole.CHAIR,
    MemberRole.VICE_CHAIR,
    MemberRole.MEMBER,
    MemberRole.PRESENTER,
    MemberRole.SECRETARY,
)


def begin_minutes(
    *, actor: Actor, clock: Clock, work: str, with_proposals: bool = False, all_present: bool = True
) -> Version:
    """Begin the minutes of a meeting whose agenda is published: its next version.

    Sections are numbered on from the body's last one of the year; the attendance begins as the members of
    that day. `with_proposals` writes each proposal as the decision too, to be changed where the meeting
    decided otherwise. Raises `NotNow`, `NotFound`, `NotAllowed`.
    """
    require_somewhere(actor, Role.EDITOR)
    newest = newest_version(actor, work)
    allow(actor, "begin_draft", newest.work.organisation)
    if newest.state in ON_ITS_WAY:
        raise NotNow(_("Publish the agenda first: the minutes begin from it."))
    content = queries.content(newest)
    if head_of(content).get("stage") == Stage.MINUTES:
        raise NotNow(_("These are minutes already. To correct them, begin a new version."))
    body = body_of(newest.work, content)
    with transaction.atomic():
        version = begin_draft(actor=actor, clock=clock, work=work)
        parts = _numbered(content, sections_before(version) + 1)
        parts = [_begun(part, body, with_proposals=with_proposals, present=all_present) for part in parts]
        take(actor=actor, clock=clock, work=work, parts=parts)
    return version


def number_sections(*, actor: Actor, clock: Clock, work: str) -> Taken:
    """Number the sections of minutes that are written anew, in their order, on from the body's last one.

    Raises `NotNow`, `NotFound`, `NotAllowed`, `WrongState`.
    """
    require_somewhere(actor, Role.EDITOR)
    version = newest_version(actor, work)
    allow(actor, "take", version.work.organisation, version.state_now)
    content = queries.content(version)
    if head_of(content).get("stage") != Stage.MINUTES:
        raise NotNow(_("Only minutes have numbers of sections."))
    if version.number > 1 and _were_published(content, work):
        raise NotNow(_("The minutes are published: the numbers of their sections stay."))
    parts = _numbered(content, sections_before(version) + 1)
    return take(actor=actor, clock=clock, work=work, parts=parts)


def _were_published(content: Content, work: str) -> bool:
    found = published.meetings().filter(work=work).first()
    return found is not None and found.has_minutes


def _numbered(content: Content, first: int) -> list[PartValue]:
    """Every part, the items with their sections counted from `first`."""
    places = {part.slug: first + place for place, part in enumerate(content.under(ITEM))}
    return [
        replace(part, content=part.content | {"section": places[part.slug]}) if part.kind == ITEM else part
        for part in content.parts
    ]


def _begun(part: PartValue, body: Body, *, with_proposals: bool, present: bool) -> PartValue:
    if part.kind == NAME:
        said: Values = {"stage": Stage.MINUTES.value}
        if not part.content.get("attendance"):
            said["attendance"] = attendance_of(
                body, date.fromisoformat(part.content["held_on"]), present=present
            )
        return replace(part, content=part.content | said)
    proposal = part.content.get("proposal") if part.kind == ITEM and with_proposals else None
    if proposal and not part.content.get("decision"):
        return replace(part, content=part.content | {"decision": proposal})
    return part


def attendance_of(body: Body, day: date, *, present: bool = True) -> Sequence[Values]:
    """The members of a day as rows of attendance, the chair first. One query."""
    order = {role: place for place, role in enumerate(_EXPECTED)}
    found = [each for each in published.members(body, day) if each.role in order]
    return [
        {"person": each.person, "role": str(each.role), "present": "yes" if present else "no"}
        for each in sorted(found, key=lambda each: order[MemberRole(each.role)])
    ]
