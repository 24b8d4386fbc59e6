"""What may be done to bodies, their members and matters. Meetings are written in the workspace."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from lupaus.accounts.actors import Actor, require, require_somewhere
from lupaus.accounts.audit import record
from lupaus.accounts.models import Role
from lupaus.decisions.matters import canonical_number, matter_of
from lupaus.decisions.models import Body, BodyKind, Matter, MemberRole, Membership, Source
from lupaus.decisions.oparl.addresses import membership_key
from lupaus.decisions.oparl.ledger import remembering
from lupaus.web.clock import Clock
from lupaus.web.refusals import NotFound, Problem, Refused
from lupaus.web.texts import LANGUAGES, Text

#: Words that stand in addresses where an id of a body would.
RESERVED: Final = frozenset(
    ("matters", "search", "feeds", "files", "calendar", "bodies", "office-holders", "saved")
)
_NAME = 200
_MOST_MEMBERS = 500


class BodyRefused(Refused):
    """A body, its members or a matter cannot be as given."""


@dataclass(frozen=True, slots=True)
class Member:
    """A term in a body, as it is given."""

    person: str
    role: str = MemberRole.MEMBER
    deputy_of: str = ""
    group: Text = field(default_factory=Text)
    since: date | None = None
    until: date | None = None


def save_body(
    *,
    actor: Actor,
    clock: Clock,
    organisation: str,
    id: str,  # noqa: A002 - the field's own name
    name: Text,
    kind: str = BodyKind.BOARD,
    above: str = "",
    position: int = 0,
    began: date | None = None,
    ended: date | None = None,
) -> Body:
    """Make a body or change it. The same again changes nothing. Raises `BodyRefused`, `NotAllowed`."""
    require(actor, Role.EDITOR, organisation)
    known = Body.objects.filter(pk=id).first() if "\x00" not in id else None
    given = Body(
        id=id,
        organisation=organisation,
        name=name,
        kind=kind,
        above_id=above or None,
        position=position,
        began=began,
        ended=ended,
        source=known.source if known else Source.OWN,
        source_id=known.source_id if known else "",
        made_at=known.made_at if known else clock(),
        changed_at=clock(),
    )
    problems = list(_body_problems(given, known))
    if problems:
        raise BodyRefused(problems)
    before, after = _body_state(known) if known else None, _body_state(given)
    if known is not None and before == after:
        return known
    with transaction.atomic(), remembering(organisation, clock()):
        given.save(force_insert=known is None)
        record(
            actor=actor, clock=clock, verb="save_body", kind="body", object_id=id, before=before, after=after
        )
    return given


def _body_problems(given: Body, known: Body | None) -> Iterator[Problem]:
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,79}", given.id):
        yield Problem(_("An id has small letters, digits and hyphens: county-executive."), path="id")
    elif given.id in RESERVED:
        yield Problem(_("“%(id)s” stands for something else in addresses.") % {"id": given.id}, path="id")
    if known is not None and known.organisation != given.organisation:
        yield Problem(_("There is a body “%(id)s” already.") % {"id": given.id}, path="id")
    if not given.name:
        yield Problem(_("Give the body a name, in one language at least."), path="name")
    if any(len(getattr(given.name, language)) > _NAME for language in LANGUAGES):
        yield Problem(_("The name has room for %(count)d characters.") % {"count": _NAME}, path="name")
    if given.kind not in BodyKind.values:
        yield Problem(_("There is no such kind of body."), path="kind")
    above = given.above_id
    there = Body.objects.filter(pk=above, organisation=given.organisation)
    if above and (above == given.id or "\x00" in above or not there.exists()):
        yield Problem(_("There is no such body in the organisation."), path="above")
    if given.began and given.ended and given.ended < given.began:
        yield Problem(_("It ended before it began."), path="ended")


def _body_state(body: Body) -> dict[str, Any]:
    return {
        "organisation": body.organisation,
        "name": body.name.as_dict(),
        "kind": str(body.kind),
        "above": body.above_id or "",
        "position": body.position,
        "began": body.began.isoformat() if body.began else None,
        "ended": body.ended.isoformat() if body.ended else None,
    }


def save_members(*, actor: Actor, clock: Clock, body: str, members: Sequence[Member]) -> list[Membership]:
    """Set who sits in a body, past terms too, in this order.

    Raises `BodyRefused`, `NotAllowed`, `NotFound`.
    """
    of = _own_body(actor, body)
    problems = list(_member_problems(members))
    if problems:
        raise BodyRefused(problems)
    before = [_member_state(each) for each in of.memberships.all()]
    given = [
        Membership(
            body=of,
            position=position,
            person=each.person,
            role=each.role,
            deputy_of=each.deputy_of,
            group=each.group,
            since=each.since,
            until=each.until,
            made_at=clock(),
            changed_at=clock(),
        )
        for position, each in enumerate(members)
    ]
    after = [_member_state(each) for each in given]
    if before == after:
        return list(of.memberships.all())
    with transaction.atomic(), remembering(of.organisation, clock()):
        made = {membership_key(each): each.made_at for each in of.memberships.all()}
        for each in given:
            each.made_at = made.get(membership_key(each), each.made_at)
        of.memberships.all().delete()
        saved = Membership.objects.bulk_create(given)
        Body.objects.filter(pk=of.pk).update(changed_at=clock())
        record(
            actor=actor,
            clock=clock,
            verb="save_members",
            kind="body",
            object_id=of.pk,
            before={"members": before},
            after={"members": after},
        )
    return saved


def _own_body(actor: Actor, body: str) -> Body:
    """The body, for somebody who may write for its organisation. Raises `NotAllowed`, `NotFound`."""
    require_somewhere(actor, Role.EDITOR)
    found = Body.objects.filter(pk=body).first() if "\x00" not in body else None
    if found is None:
        raise NotFound(_("There is no decision-making body “%(id)s”.") % {"id": body})
    require(actor, Role.EDITOR, found.organisation)
    return found


def _member_problems(members: Sequence[Member]) -> Iterator[Problem]:
    if len(members) > _MOST_MEMBERS:
        yield Problem(_("A body has at most %(count)d members here.") % {"count": _MOST_MEMBERS})
    for place, each in enumerate(members):
        path = f"members[{place}]"
        if not each.person.strip() or len(each.person) > _NAME or "\x00" in each.person + each.deputy_of:
            yield Problem(
                _("A member has a name of at most %(count)d characters.") % {"count": _NAME}, path=path
            )
        if each.role not in MemberRole.values:
            yield Problem(_("There is no such role of a member."), path=path)
        if each.since and each.until and each.until < each.since:
            yield Problem(_("A term ended before it began."), path=path)


def _member_state(member: Membership) -> dict[str, Any]:
    return {
        "person": member.person,
        "role": str(member.role),
        "deputy_of": member.deputy_of,
        "group": member.group.as_dict(),
        "since": member.since.isoformat() if member.since else None,
        "until": member.until.isoformat() if member.until else None,
    }


def open_matter(*, actor: Actor, clock: Clock, organisation: str, diary_number: str, title: Text) -> Matter:
    """Make a matter known by its diary number; one that is there gets the title. Raises `BodyRefused`."""
    require(actor, Role.EDITOR, organisation)
    number = canonical_number(diary_number)
    problems = []
    if not number or len(number) > 60 or "\x00" in number:
        problems.append(Problem(_("A diary number has 1 to 60 characters."), path="diary_number"))
    if not title:
        problems.append(Problem(_("Give the matter a title, in one language at least."), path="title"))
    if problems:
        raise BodyRefused(problems)
    with transaction.atomic():
        known = Matter.objects.filter(organisation=organisation, diary_number=number).first()
        if known is not None and known.title == title:
            return known
        matter = known or matter_of(organisation, number, title=title, at=clock())
        before = {"title": known.title.as_dict()} if known else None
        matter.title, matter.changed_at = title, clock()
        matter.save(update_fields=["title", "changed_at"])
        record(
            actor=actor,
            clock=clock,
            verb="open_matter",
            kind="matter",
            object_id=matter.slug,
            before=before,
            after={"title": title.as_dict()},
        )
    return matter


def close_matter(*, actor: Actor, clock: Clock, matter: str, closed_on: date | None) -> Matter:
    """Say by its slug that a matter is finished; None opens it again. Raises `NotFound`, `NotAllowed`."""
    require_somewhere(actor, Role.EDITOR)
    found = Matter.objects.filter(slug=matter).first() if "\x00" not in matter else None
    if found is None:
        raise NotFound(_("There is no matter “%(id)s”.") % {"id": matter})
    require(actor, Role.EDITOR, found.organisation)
    if found.closed_on == closed_on:
        return found
    before = {"closed_on": found.closed_on.isoformat() if found.closed_on else None}
    with transaction.atomic():
        found.closed_on, found.changed_at = closed_on, clock()
        found.save(update_fields=["closed_on", "changed_at"])
        record(
            actor=actor,
            clock=clock,
            verb="close_matter" if closed_on else "reopen_matter",
            kind="matter",
            object_id=found.slug,
            before=before,
            after={"closed_on": closed_on.isoformat() if closed_on else None},
        )
    return found
